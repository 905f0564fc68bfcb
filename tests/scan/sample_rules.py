"""Rules for these tests, so that they do not depend on any real one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from py3port.rule import Applicability, Match, Module, Rule, Stage, ast


class NameSpam(Rule):
    """Finds the name `spam`."""

    name = "name-spam"
    title = "No spam"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    nodes: ClassVar[tuple[type[ast.AST], ...]] = (ast.Name,)
    words = ("spam",)
    guardable = False

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        if node.id == "spam":
            yield Match(node, "spam")
        if node.id == "defective":
            raise KeyError("as it happens")


class NumberSeven(Rule):
    """Finds the number 7."""

    name = "number-seven"
    title = "No seven"
    stage = Stage.SEMANTIC
    applicability = Applicability.MANUAL
    nodes: ClassVar[tuple[type[ast.AST], ...]] = (ast.Constant,)
    guardable = False

    def detect(self, node: ast.Constant, module: Module) -> Iterable[Match]:
        if node.value == 7:
            yield Match(node, f"7 in {'a' if module.surroundings.in_package else 'no'} package")


RULES: tuple[Rule, ...] = (NameSpam(), NumberSeven())

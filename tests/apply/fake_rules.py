"""Rules for the tests of the engine: by text edits, so that no LibCST is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from py3port.apply.driver import Request
from py3port.project.project import Project
from py3port.result import Applicability, Mode, Options, Stage
from py3port.rule import Editor, Match, Module, Rule, ast


class Rename(Rule):
    """Renames the variable `old`; `oldish` only on request, `oldest` never."""

    name = "rename-old"
    title = "Rename old to new"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    nodes = (ast.Name,)
    words = ("old",)

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        how = {"old": None, "oldish": Applicability.UNSAFE, "oldest": Applicability.MANUAL}
        if node.id in how:
            yield Match(node, f"{node.id} is old", how[node.id])

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        for match in matches:
            editor.replace(match.node, self.new_name(match.node))
        return True

    def new_name(self, node: Any) -> str:
        return "new" + str(node.id)[3:]


class BreaksSyntax(Rename):
    """Writes what does not parse."""

    name = "breaks-syntax"

    def new_name(self, node: Any) -> str:
        return "new new"


class EatsNeighbour(Rename):
    """Swallows what follows on the line, though the text outside of its edits is the same."""

    name = "eats-neighbour"

    def new_name(self, node: Any) -> str:
        return "new #"


class OnlyPython3(Rename):
    """Writes what only Python 3 reads."""

    name = "only-python3"

    def new_name(self, node: Any) -> str:
        return "f'{new}'"


class NeverEnds(Rename):
    """Finds more to do in its own work."""

    name = "never-ends"

    def new_name(self, node: Any) -> str:
        return "(old)"


def rules_of(*classes: type[Rule]) -> tuple[Rule, ...]:
    return tuple(each() for each in classes)


def request(
    project: Project, *classes: type[Rule], mode: Mode = Mode.DUAL, paths: Sequence[Path] = (), **more: Any
) -> Request:
    return Request(rules_of(*classes), Options(mode), project.select(paths), **more)

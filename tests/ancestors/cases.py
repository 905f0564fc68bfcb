"""The cases of the ancestors' own test suites, read from their source."""

from __future__ import annotations

import ast
import importlib.util
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """A text that one fixer changes into another, or leaves alone."""

    fixer: str
    before: str
    after: str | None
    line: int


def fissix_cases() -> list[Case]:
    """The cases of fissix, which are those of lib2to3; none where it is not installed, or came without tests."""
    spec = importlib.util.find_spec("fissix")
    place = Path(spec.origin).parent / "tests" / "test_fixers.py" if spec and spec.origin else None
    if place is None or not place.exists():
        return []
    tree = ast.parse(place.read_text(encoding="utf-8"))
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    return [case for each in classes for fixer in _fixers(each) for case in _cases(each, fixer)]


def _fixers(definition: ast.ClassDef) -> Iterator[str]:
    for statement in definition.body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "fixer":
            yield ast.literal_eval(statement.value)


def _cases(definition: ast.ClassDef, fixer: str) -> Iterator[Case]:
    for method in definition.body:
        if not isinstance(method, ast.FunctionDef):
            continue
        texts: dict[str, str] = {}
        for statement in method.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                value = _text(statement.value, texts)
                if value is not None:
                    texts[statement.targets[0].id] = value
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                yield from _case(statement.value, fixer, texts)


def _case(call: ast.Call, fixer: str, texts: dict[str, str]) -> Iterator[Case]:
    name = getattr(call.func, "attr", "")
    found = [_text(each, texts) for each in call.args]
    if None in found:
        return
    if name == "check" and len(found) == 2:
        yield Case(fixer, _program(found[0]), _program(found[1]), call.lineno)
    if name == "unchanged" and found:
        yield Case(fixer, _program(found[0]), None, call.lineno)


def _text(node: ast.expr, texts: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return texts.get(node.id)
    value = getattr(node, "value", None)
    return value if isinstance(node, ast.Constant) and isinstance(value, str) else None


def _program(text: str | None) -> str:
    """What lib2to3's own tests make of a text before they give it to a fixer."""
    return textwrap.dedent(text or "") + "\n\n"

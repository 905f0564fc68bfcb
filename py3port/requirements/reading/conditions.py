"""Turns tests such as `sys.version_info < (2, 7)` into environment markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from py3port.python2 import ast

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}
_WHOLE = {"<": "<", "<=": "<", ">": ">=", ">=": ">="}
"""`version_info` has more parts than what it is compared with, so that it is never equal to that."""
_TEXTS = {
    "sys.platform": "sys_platform",
    "os.name": "os_name",
    "platform.python_implementation": "platform_python_implementation",
    "platform.system": "platform_system",
}


@dataclass(frozen=True)
class Condition:
    """What must hold: as a marker, with its opposite, or where there is none in words."""

    marker: str = ""
    opposite: str = ""
    doubt: str = ""

    @property
    def negated(self) -> Condition:
        """What holds otherwise."""
        return Condition(self.opposite, self.marker, self.doubt)


def as_markers(test: Any, known: Mapping[str, Condition]) -> Condition | None:
    """The condition that a test is; None where no marker says it. `known` are names for tests."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = as_markers(test.operand, known)
        return inner.negated if inner else None
    if isinstance(test, ast.BoolOp):
        return _combined(test, [as_markers(each, known) for each in test.values])
    if isinstance(test, ast.Name) and test.id in known:
        return known[test.id]
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _compared(test.left, _OPERATORS.get(type(test.ops[0]), ""), test.comparators[0])
    if isinstance(test, ast.Call) and _dotted(test.func) == "sys.platform.startswith" and len(test.args) == 1:
        name = getattr(test.args[0], "value", None)
        full = {"win": "win32", "win32": "win32", "darwin": "darwin"}.get(str(name))
        return _pair("sys_platform", "==", full) if full else None
    last = _dotted(test).rpartition(".")[2]
    if last in ("PY2", "PY3"):
        return _pair("python_version", "<" if last == "PY2" else ">=", "3")
    return None


def _combined(test: ast.BoolOp, parts: Sequence[Condition | None]) -> Condition | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    is_and = isinstance(test.op, ast.And)
    words = (" and ", " or ") if is_and else (" or ", " and ")
    marker = words[0].join(_grouped(part.marker) for part in known)
    return Condition(marker, words[1].join(_grouped(part.opposite) for part in known))


def _grouped(marker: str) -> str:
    return f"({marker})" if " or " in marker or " and " in marker else marker


def _compared(left: Any, operator: str, right: Any) -> Condition | None:
    if not operator:
        return None
    if not _version_part(left) and _version_part(right):
        left, right, operator = right, left, _MIRRORED[operator]
    part = _version_part(left)
    if part:
        return _version(part, operator, right)
    name = _dotted(left.func if isinstance(left, ast.Call) else left)
    value = getattr(right, "value", None)
    if name in _TEXTS and operator in ("==", "!=") and isinstance(value, str) and value.isalnum():
        return _pair(_TEXTS[name], operator, value)
    return None


def _version_part(node: Any) -> str:
    """Which part of the interpreter's version a node is: the whole, the first two, the major number or none."""
    dotted = _dotted(node)
    if dotted in ("sys.version_info", "version_info"):
        return "whole"
    if dotted in ("sys.version_info.major", "version_info.major"):
        return "major"
    if isinstance(node, ast.Subscript) and _version_part(node.value) == "whole":
        index: Any = node.slice
        if isinstance(index, ast.Slice):
            stop: Any = getattr(index.upper, "value", None)
            return {1: "major tuple", 2: "two", 3: "three"}.get(stop, "") if index.lower is None else ""
        return "major" if getattr(index, "value", None) == 0 else ""
    return ""


def _version(part: str, operator: str, right: Any) -> Condition | None:
    if part == "major":
        number = getattr(right, "value", None)
        return _major(operator, number) if isinstance(number, int) else None
    numbers: list[Any] = [getattr(each, "value", None) for each in getattr(right, "elts", ())]
    if not numbers or not all(isinstance(number, int) for number in numbers):
        return None
    if part == "major tuple" or (len(numbers) == 1 and operator in ("==", "!=")):
        return _major(operator, numbers[0]) if len(numbers) == 1 else None
    length = {"two": 2, "three": 3, "whole": 5}[part]
    if len(numbers) > min(length, 3):
        return None
    if len(numbers) < length:
        operator = _WHOLE.get(operator, "")
    if not operator:
        return None
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    name = "python_version" if len(numbers) <= 2 else "python_full_version"
    return _pair(name, operator, ".".join(str(number) for number in numbers[:3]))


def _major(operator: str, number: int) -> Condition | None:
    """A test of the major number, said in terms of where 3 begins."""
    compare = _COMPARISONS[operator]
    if compare(2, number) == compare(3, number):
        return None
    return _pair("python_version", "<" if compare(2, number) else ">=", "3")


def _pair(name: str, operator: str, value: str) -> Condition:
    return Condition(f'{name} {operator} "{value}"', f'{name} {_OPPOSITES[operator]} "{value}"')


def _dotted(node: Any) -> str:
    """A dotted name, or nothing for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])

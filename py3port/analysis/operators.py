"""The types of binary operations in Python 2."""

from __future__ import annotations

from typing import Any

from py3port.analysis.types import BASESTRING, FLOAT, STR, UNDECIDED, UNICODE, Type, arithmetic, join
from py3port.python2 import ast

_PLAIN = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
_BITS = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)
_SETS = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)
_REPEATED = frozenset({"list", "tuple", "str", "unicode", "basestring", "bytes"})


def binary(
    left: Type | None,
    operator: ast.operator,
    right: Type | None,
    *,
    true_division: bool = False,
    exponent: ast.expr | None = None,
) -> Type | None:
    """The type of `left operator right`; `exponent` is the right operand of a power."""
    if left is not None and left.is_string and isinstance(operator, ast.Mod):
        return _formatted(left, right)
    if left is None or right is None:
        return None
    if left is UNDECIDED or right is UNDECIDED:
        return UNDECIDED
    if left.is_number and right.is_number:
        return _numbers(left, operator, right, true_division=true_division, exponent=exponent)
    if isinstance(operator, ast.Add):
        return _concatenated(left, right)
    if isinstance(operator, ast.Mult):
        return _repeated(left, right)
    if isinstance(operator, _SETS) and left.name == right.name == "set":
        return Type("set")
    return None


def _numbers(
    left: Type, operator: ast.operator, right: Type, *, true_division: bool, exponent: ast.expr | None
) -> Type | None:
    widest = arithmetic(left, right)
    if isinstance(operator, _PLAIN):
        return widest
    if isinstance(operator, ast.Div):
        return FLOAT if true_division and widest is not None and widest.is_integer else widest
    if isinstance(operator, _BITS):
        both_bool = left.name == right.name == "bool" and not isinstance(operator, (ast.LShift, ast.RShift))
        if both_bool:
            return left
        return widest if widest is not None and widest.is_integer else None
    if isinstance(operator, ast.Pow):
        return _power(widest, exponent)
    return None


def _power(widest: Type | None, exponent: Any) -> Type | None:
    """An integer to the power of a negative one is a float; of floats, it may be complex in Python 3 only."""
    if widest is None or not widest.is_integer:
        return widest
    value = getattr(exponent, "value", None)
    return widest if isinstance(value, int) and value >= 0 else None


def _formatted(left: Type, right: Type | None) -> Type:
    """`text % values`: unicode where the text or a value is."""
    if left is UNICODE or left.name == "unicode":
        return UNICODE
    if left.name == "bytes":
        return left
    values = right.args if right is not None and right.name == "tuple" else (right,)
    is_plain = all(each is not None and (each.is_number or each.name in ("str", "none")) for each in values)
    return left if is_plain and values else BASESTRING


def _concatenated(left: Type, right: Type) -> Type | None:
    if left.is_string and right.is_string:
        if "unicode" in (left.name, right.name):
            return UNICODE
        if left.name == "bytes" or right.name == "bytes":
            return left if left.name == right.name else STR
        return join(left, right)
    if left.name == right.name == "tuple":
        known = left.args and right.args
        return Type("tuple", left.args + right.args) if known else Type("tuple")
    if left.name == right.name == "list":
        element = join(left.element, right.element)
        return Type("list", (element,)) if element is not None else Type("list")
    return None


def _repeated(left: Type, right: Type) -> Type | None:
    for sequence, count in ((left, right), (right, left)):
        if sequence.name in _REPEATED and count.is_integer:
            return Type("tuple") if sequence.name == "tuple" else sequence
    return None

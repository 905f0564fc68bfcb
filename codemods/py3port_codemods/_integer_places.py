"""Places where Python 2 took nothing but integers, so that a quotient there was one."""

from __future__ import annotations

from typing import Any

from py3port.rule import Module, ast

_TAKERS = frozenset(
    {"__builtin__.range", "__builtin__.xrange", "__builtin__.chr", "__builtin__.unichr", "itertools.islice"}
)
_COMPUTED = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)
_SEQUENCES = frozenset({"str", "unicode", "bytes", "basestring", "list", "tuple"})


def must_be_integer(node: ast.BinOp, module: Module) -> bool:
    """Whether the value of a division goes where anything but an integer would have been an error in Python 2.

    It may be added to or multiplied on its way, as long as no other division and no float takes part.
    """
    child: ast.expr = node
    parent: Any = module.parent(child)
    while isinstance(parent, ast.BinOp) and isinstance(parent.op, _COMPUTED):
        other = parent.right if parent.left is child else parent.left
        if isinstance(parent.op, ast.Mult) and _is_sequence(other, module):
            return True
        if not _stays_integer(other, module):
            return False
        child, parent = parent, module.parent(parent)
    if isinstance(parent, ast.Slice):
        return True
    if isinstance(parent, ast.Subscript):
        return parent.slice is child and _is_sequence(parent.value, module)
    return (
        isinstance(parent, ast.Call)
        and child in parent.args
        and module.qualified_name(parent.func) in _TAKERS
    )


def _is_sequence(node: ast.expr, module: Module) -> bool:
    known = module.type_of(node)
    return known is not None and known.name in _SEQUENCES


def _stays_integer(node: ast.expr, module: Module) -> bool:
    """Whether an operand is an integer, as far as is known, and is no quotient itself."""
    if any(
        isinstance(each, ast.BinOp) and isinstance(each.op, (ast.Div, ast.Pow)) for each in ast.walk(node)
    ):
        return False
    known = module.type_of(node)
    return known is None or known.is_integer

"""Whether a container that a name holds is only ever read, so that it keeps the elements it was made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from py3port.analysis.names import Names
from py3port.python2 import ast

_READERS = frozenset(
    {
        "all", "any", "dict", "enumerate", "filter", "float", "frozenset", "int", "isinstance", "iter", "len", "list",
        "map", "max", "min", "range", "reduce", "repr", "reversed", "set", "sorted", "str", "sum", "tuple", "xrange",
        "zip",
    }
)  # fmt: skip
_METHODS = frozenset(
    {
        "count", "difference", "get", "has_key", "index", "intersection", "issubset", "issuperset", "items",
        "iteritems", "iterkeys", "itervalues", "keys", "union", "values",
    }
)  # fmt: skip


def is_only_read(uses: Iterable[ast.Name], parents: Mapping[ast.AST, ast.AST], names: Names) -> bool:
    """Whether no use of a name changes what it holds, or hands that on to where it may be changed."""
    return all(_is_read(use, parents.get(use), parents, names) for use in uses)


def _is_read(use: ast.Name, parent: Any, parents: Mapping[ast.AST, ast.AST], names: Names) -> bool:
    if not isinstance(use.ctx, ast.Load):
        return not isinstance(parent, ast.AugAssign)
    if isinstance(parent, ast.Subscript):
        return parent.value is use and isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Call):
        function = parent.func
        return (
            isinstance(function, ast.Name)
            and function.id in _READERS
            and names.is_builtin(function, function)
        )
    if isinstance(parent, ast.Attribute):
        return parent.attr in _METHODS and isinstance(parents.get(parent), ast.Call)
    if isinstance(parent, (ast.For, ast.comprehension)):
        return parent.iter is use
    if isinstance(parent, (ast.If, ast.While)):
        return True
    return type(parent).__name__ in ("Compare", "Print", "UnaryOp", "BinOp")

"""The rule for questions whether something is just an `int`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    ast,
    binds_tighter_than_comparison,
    cst,
    parenthesized,
)

_MODULES = frozenset({"calendar", "signal", "socket", "ssl"})
"""Their constants are members of enumerations."""
_NUMBERS = frozenset({"__builtin__.int", "__builtin__.long", "types.IntType", "types.LongType"})
_POSITIVE = (ast.Is, ast.Eq, ast.In)
_NEGATIVE = (ast.IsNot, ast.NotEq, ast.NotIn)


class TypeIsInt(Rule):
    """Constants of `socket` (3.4), `signal` (3.5), `ssl` (3.6) and `calendar` (3.12) became members of enumerations.

    They are equal to what they were, but `type(day) is int` is no longer true of `calendar.FRIDAY`. `isinstance` is.
    Only files that import one of these modules are looked at.

    Fix safety: `isinstance` is also true of `True` and `False`.
    """

    name = "type-is-int"
    title = "Ask isinstance whether something is an integer"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    since = "3.4"
    references = ("https://docs.python.org/3/whatsnew/3.12.html#calendar",)
    nodes = (ast.Compare,)
    words = ("type(",)
    examples = (
        Example(
            "import calendar\ndef f(day):\n    return 'number' if type(day) is int else 'other'\n"
            "x = f(calendar.FRIDAY)\n",
            "import calendar\ndef f(day):\n    return 'number' if isinstance(day, int) else 'other'\n"
            "x = f(calendar.FRIDAY)\n",
            unsafe=True,
        ),
        Example(
            "import signal\nx = type(signal.SIGTERM) not in (int, str)\n",
            "import signal\nx = not isinstance(signal.SIGTERM, (int, str))\n",
            unsafe=True,
        ),
        Example(
            "import socket\nx = not type(socket.AF_INET) != int\n",
            "import socket\nx = not (not isinstance(socket.AF_INET, int))\n",
            unsafe=True,
        ),
        Example("x = type(1) is int\n", None),
        Example(
            "import signal\nx = type(signal) is str, type(1) is type(2), type(1) is int is not None\n", None
        ),
    )

    def detect(self, node: ast.Compare, module: Module) -> Iterable[Match]:
        """Every comparison of a type with `int`, beside such constants."""
        if len(node.ops) != 1 or not isinstance(node.ops[0], (*_POSITIVE, *_NEGATIVE)):
            return
        asked: Any = node.left
        if not isinstance(asked, ast.Call) or len(asked.args) != 1:
            return
        if module.qualified_name(asked.func) != "__builtin__.type" or not _has_enumerations(module):
            return
        types: Any = node.comparators[0]
        is_one = not isinstance(node.ops[0], (ast.In, ast.NotIn))
        if is_one or isinstance(types, ast.Tuple):
            names = {module.qualified_name(each) for each in ([types] if is_one else types.elts)}
            if not names.isdisjoint(_NUMBERS):
                yield Match(
                    node, "a constant of the library may be a member of an enumeration, no mere `int`"
                )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`isinstance(x, int)`."""
        first = node.left.args[0].with_changes(
            comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")), keyword=None
        )
        call = cst.Call(cst.Name("isinstance"), [first, cst.Arg(node.comparisons[0].comparator)])
        if isinstance(match.node.ops[0], _POSITIVE):  # type: ignore[attr-defined]
            return call.with_changes(lpar=node.lpar, rpar=node.rpar)
        negated = cst.UnaryOperation(cst.Not(), call, lpar=node.lpar, rpar=node.rpar)
        parent = editor.module.parent(match.node)
        is_bound = isinstance(parent, ast.UnaryOp) or binds_tighter_than_comparison(match.node, editor.module)
        return parenthesized(negated) if is_bound and not node.lpar else negated


def _has_enumerations(module: Module) -> bool:
    return any(each.qualified.partition(".")[0] in _MODULES and not each.level for each in module.imports)

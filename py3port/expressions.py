"""Expressions that rewrites put together: parentheses, calls, and names that are free to use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import libcst as cst

    from py3port.analysis import Module


def parenthesized(expression: Any) -> Any:
    """The expression in one more pair of parentheses."""
    import libcst as cst

    return expression.with_changes(
        lpar=[cst.LeftParen(), *expression.lpar], rpar=[*expression.rpar, cst.RightParen()]
    )


def unparenthesized(expression: Any) -> Any:
    """The expression without parentheses that only group it on one line; a tuple, generator or yield keeps them."""
    import libcst as cst

    if isinstance(expression, (cst.Tuple, cst.GeneratorExp, cst.Yield, cst.NamedExpr)):
        return expression
    whitespace = [each.whitespace_after for each in expression.lpar]
    whitespace += [each.whitespace_before for each in expression.rpar]
    if all(isinstance(each, cst.SimpleWhitespace) for each in whitespace):
        return expression.with_changes(lpar=[], rpar=[])
    return expression


def as_argument(expression: Any) -> Any:
    """The expression as it may stand between commas: a bare tuple, or a bare yield, in parentheses."""
    import libcst as cst

    if isinstance(expression, (cst.Tuple, cst.Yield)) and not expression.lpar:
        return parenthesized(expression)
    return expression


def unwrapped(node: Any) -> Any:
    """The node without the backslashes before line ends, which are needless between parentheses."""
    import libcst as cst

    class Unwrap(cst.CSTTransformer):
        def leave_SimpleWhitespace(
            self, original_node: cst.SimpleWhitespace, updated_node: cst.SimpleWhitespace
        ) -> cst.BaseParenthesizableWhitespace:
            _, backslash, rest = updated_node.value.partition("\\")
            if not backslash:
                return updated_node
            return cst.ParenthesizedWhitespace(
                first_line=cst.TrailingWhitespace(), last_line=cst.SimpleWhitespace(rest.rpartition("\n")[2])
            )

    return node.visit(Unwrap())


def call(name: str, *arguments: Any) -> cst.Call:
    """A call of a dotted name with positional arguments on one line."""
    import libcst as cst

    return cst.Call(func=cst.parse_expression(name), args=[cst.Arg(as_argument(each)) for each in arguments])


def follows_word(module: Module, node: Any) -> bool:
    """Whether a letter or digit stands right before the node: a name in its place would be part of that word."""
    start = module.source.offset(node.lineno, node.col_offset)
    before = module.source.text[start - 1 : start] if start else ""
    return before.isalnum() or before == "_"


def unused_name(wishes: Iterable[str], taken: frozenset[str]) -> str:
    """The first of the wishes that is not taken, else the last with a number."""
    wish = ""
    for wish in wishes:
        if wish not in taken:
            return wish
    number = 2
    while f"{wish}{number}" in taken:
        number += 1
    return f"{wish}{number}"


def binds_tighter_than_comparison(node: Any, module: Module) -> bool:
    """Whether a comparison in the place of an `ast` node would need parentheses it does not have."""
    from py3port.python2 import ast

    parent = module.parent(node)
    if isinstance(parent, (ast.BinOp, ast.Compare, ast.Attribute, ast.Starred, ast.Await)):
        return True
    if isinstance(parent, ast.UnaryOp):
        return not isinstance(parent.op, ast.Not)
    holder = getattr(parent, "value", getattr(parent, "func", None))
    return isinstance(parent, (ast.Subscript, ast.Call)) and node is holder


def either_import(first: str, second: str) -> str:
    """The statement that imports the one way, or the other where that fails."""
    return f"try:\n    {first}\nexcept ImportError:\n    {second}"

"""The stretch of a source that one rewrite replaces: a simple statement, a header, a whole statement."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from py3port.python2 import ast
from py3port.python2.ast import Tree


class RegionError(Exception):
    """A stretch of a source that LibCST cannot parse or does not give back unchanged: leave it alone."""


class RegionKind(enum.Enum):
    """What a region holds."""

    SIMPLE = "simple"
    """One simple statement, without what else stands on its line."""
    HEADER = "header"
    """A compound statement or clause up to its colon."""
    DECORATOR = "decorator"
    """The expression of one decorator."""
    WHOLE = "whole"
    """A compound statement with its body and its decorators."""


@dataclass(frozen=True)
class Region:
    """`source.text[start:end]` and the node that it is the text of."""

    start: int
    end: int
    kind: RegionKind
    node: ast.AST


_FUNCTIONS_AND_CLASSES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def statement_region(tree: Tree, node: ast.AST, *, whole: bool = False) -> Region:
    """Return the region of the innermost statement, clause or decorator that `node` is part of."""
    child, owner = node, node
    parents = tree.parents
    while not isinstance(owner, (ast.stmt, ast.ExceptHandler)):
        child, owner = owner, parents[owner]
    if whole:
        return _whole(tree, owner)
    offset = tree.source.offset
    body = getattr(owner, "body", None)
    if not isinstance(body, list):
        if isinstance(owner, ast.Match):
            return _whole(tree, owner)
        return Region(offset(owner.lineno, owner.col_offset), _end(tree, owner), RegionKind.SIMPLE, owner)
    if child is not owner and isinstance(owner, _FUNCTIONS_AND_CLASSES) and child in owner.decorator_list:
        assert isinstance(child, ast.expr)
        start = _before_parentheses(tree, offset(child.lineno, child.col_offset))
        return Region(start, _end_of_line(tree, _end(tree, child)), RegionKind.DECORATOR, child)
    colon = _before_blanks(tree, _start(tree, body[0])) - 1
    if tree.masked.code[colon] != ":" or _may_be_in_comment(tree, colon):
        return _whole(tree, owner)
    return Region(offset(owner.lineno, owner.col_offset), colon + 1, RegionKind.HEADER, owner)


def _end(tree: Tree, node: ast.stmt | ast.expr | ast.ExceptHandler) -> int:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return tree.source.offset(node.end_lineno, node.end_col_offset)


def _start(tree: Tree, statement: ast.stmt) -> int:
    """Return where a statement begins, at its first decorator if it has any."""
    decorators = getattr(statement, "decorator_list", None)
    if not decorators:
        return tree.source.offset(statement.lineno, statement.col_offset)
    first = decorators[0]
    return tree.masked.code.rindex("@", 0, tree.source.offset(first.lineno, first.col_offset))


def _before_blanks(tree: Tree, offset: int) -> int:
    code = tree.masked.code
    while offset and code[offset - 1] in " \t\f\n":
        offset -= 1
    return offset


def _may_be_in_comment(tree: Tree, offset: int) -> bool:
    """Whether a comment may have begun on the line before an offset."""
    code = tree.masked.code
    return "#" in code[code.rfind("\n", 0, offset) + 1 : offset]


def _before_parentheses(tree: Tree, offset: int) -> int:
    """Return the offset after a decorator's at sign, for an expression whose parentheses are not its own."""
    return tree.masked.code.rindex("@", 0, offset) + 1 if tree.masked.code[offset - 1] == "(" else offset


def _end_of_line(tree: Tree, offset: int) -> int:
    code = tree.masked.code
    while offset < len(code) and code[offset] == ")":
        offset += 1
    return offset


def _whole(tree: Tree, owner: ast.stmt | ast.ExceptHandler) -> Region:
    if isinstance(owner, ast.ExceptHandler):
        parent = tree.parents[owner]
        assert isinstance(parent, ast.stmt)
        owner = parent
    if isinstance(owner, ast.If):
        owner = _first_of_chain(tree, owner)
    kind = RegionKind.WHOLE if hasattr(owner, "body") or isinstance(owner, ast.Match) else RegionKind.SIMPLE
    return Region(_start(tree, owner), _end(tree, owner), kind, owner)


def _first_of_chain(tree: Tree, statement: ast.If) -> ast.If:
    """Return the `if` to which an `elif` belongs."""
    while tree.source.text.startswith("elif", tree.source.offset(statement.lineno, statement.col_offset)):
        parent = tree.parents[statement]
        assert isinstance(parent, ast.If)
        statement = parent
    return statement

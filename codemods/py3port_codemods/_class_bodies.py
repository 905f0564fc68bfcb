"""The layout of the body of a class."""

from __future__ import annotations

from py3port.rule import Module, ast


def indentation_step(node: ast.ClassDef, statement: ast.stmt, module: Module) -> str:
    """By how much the body of a class is indented, of which `statement` is one."""
    before = module.source.line(statement.lineno)[: statement.col_offset]
    return "    " if before.strip() else before[node.col_offset :] or "    "


def span_to_follower(node: ast.ClassDef, statement: ast.stmt, module: Module) -> tuple[int, int] | None:
    """From the first statement of a class body up to the second, where nothing but white space is between them."""
    if statement is not node.body[0] or len(node.body) < 2:
        return None
    follower = node.body[1]
    first = min([follower.lineno, *(each.lineno for each in getattr(follower, "decorator_list", ()))])
    offset, text = module.source.offset, module.source.text
    start, end = offset(statement.lineno, 0), offset(first, 0)
    is_bare = (
        not getattr(statement, "decorator_list", ()) and not text[start:end][: statement.col_offset].strip()
    )
    behind = text[offset(statement.end_lineno or 0, statement.end_col_offset or 0) : end]
    return (start, end) if is_bare and not behind.strip() and first > (statement.end_lineno or 0) else None

"""Putting one block of a compound statement in the place of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from py3port.rule import CannotRewrite, Editor, Module, ast

_LONG = re.compile(r"'''|\"\"\"|\\\n")


def replace_by_block(statement: ast.stmt, block: Sequence[ast.stmt], editor: Editor) -> None:
    """Put the statements of one of its blocks, or nothing, in the place of a compound statement.

    Raises:
        CannotRewrite: it does not stand on lines of its own.
    """
    module = editor.module
    if not block or (len(block) == 1 and isinstance(block[0], ast.Pass)):
        _check_alone(statement, module)
        editor.remove_statement(statement)
        return
    start, end = span(statement, module)
    editor.replace_span(start, end, unindented(statement, block, module).lstrip(" \t"))


def unindented(statement: ast.stmt, block: Sequence[ast.stmt], module: Module) -> str:
    """The lines of a block with the indentation of the statement that it is a part of, without the last line's end.

    Raises:
        CannotRewrite: they cannot be moved.
    """
    _check_alone(statement, module)
    outer = indentation(statement.lineno, module)
    first_line, first_column = _start(block[0])
    text = module.source.line(first_line)
    last = block[-1].end_lineno or first_line
    if text[:first_column].strip():
        return (
            outer
            + module.source.line(first_line)[first_column:]
            + "".join("\n" + module.source.line(number) for number in range(first_line + 1, last + 1))
        )
    inner = text[:first_column]
    if not inner.startswith(outer):
        raise CannotRewrite("its lines are indented in another way")
    while first_line > 1 and _is_comment(module.source.line(first_line - 1), inner):
        first_line -= 1
    while last < module.source.line_count and _is_comment(module.source.line(last + 1), inner):
        last += 1
    kept = frozenset(_lines_in_strings(block, module))
    lines = [module.source.line(number) for number in range(first_line, last + 1)]
    return "\n".join(
        line if number in kept else _moved(line, inner, outer)
        for number, line in enumerate(lines, first_line)
    )


def span(statement: ast.stmt, module: Module) -> tuple[int, int]:
    """Where a statement begins, and where its last line ends."""
    source = module.source
    start = source.offset(statement.lineno, statement.col_offset)
    last = statement.end_lineno or statement.lineno
    return start, source.offset(last, 0) + len(source.line(last))


def indentation(line: int, module: Module) -> str:
    """The white space that a line begins with."""
    text = module.source.line(line)
    return text[: len(text) - len(text.lstrip(" \t"))]


def _check_alone(statement: ast.stmt, module: Module) -> None:
    before = module.source.line(statement.lineno)[: statement.col_offset]
    if before.strip():
        raise CannotRewrite("another statement stands before it on its line")


def _start(statement: ast.stmt) -> tuple[int, int]:
    """Line and column where a statement begins, its first decorator included."""
    decorators: Sequence[Any] = getattr(statement, "decorator_list", ())
    if not decorators:
        return statement.lineno, statement.col_offset
    first = min(statement.lineno, decorators[0].lineno)
    return first, min(statement.col_offset, decorators[0].col_offset - 1)


def _is_comment(line: str, inner: str) -> bool:
    """Whether a line holds nothing but a comment that belongs to the block."""
    return line.startswith(inner) and line[len(inner) :].lstrip().startswith("#")


def _moved(line: str, inner: str, outer: str) -> str:
    if line.startswith(inner):
        return outer + line[len(inner) :]
    blank = len(line) - len(line.lstrip(" \t"))
    return line[min(blank, len(inner) - len(outer)) :] if line.strip() else line


def _lines_in_strings(block: Sequence[ast.stmt], module: Module) -> Iterator[int]:
    """The numbers of the lines that begin inside of a string."""
    for statement in block:
        for node in ast.walk(statement):
            if not isinstance(node, (ast.Constant, ast.JoinedStr)) or node.lineno == node.end_lineno:
                continue
            # Strings side by side may stand on several lines without a line end inside of one.
            if _LONG.search(module.text(node)):
                yield from range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)

"""Taking out a decorator."""

from __future__ import annotations

from py3port.rule import Editor, ast


def drop_decorator(decorator: ast.expr, editor: Editor) -> None:
    """Take out a decorator with its line; a comment behind it stays on a line of its own."""
    source = editor.module.source
    text = source.text
    start = text.rindex("@", 0, source.offset(decorator.lineno, decorator.col_offset))
    end = source.offset(decorator.end_lineno or 0, decorator.end_col_offset or 0)
    line_end = text.index("\n", end)
    comment = text[end:line_end].strip()
    if comment:
        editor.replace_span(start, line_end, comment)
        return
    follower = text[line_end + 1 :]
    indentation = len(follower) - len(follower.lstrip(" \t"))
    editor.replace_span(start, line_end + 1 + indentation, "")

"""Where a text can be cut so that each piece is read alike whatever becomes of the others."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from py3port.python2.parser import Tree
from py3port.python2.source import Edit, Source

_LONG = 30
"""Lines of a class that is worth cutting."""


@dataclass(frozen=True)
class Regions:
    """The pieces of a text: whole lines of whole statements, of the module or of the body of a class."""

    starts: Sequence[int]
    """The offset of each, and the end of the text."""
    owners: Sequence[ast.ClassDef | None]
    """The class of the module in whose body it begins; None where it begins with a statement of the module."""
    headers: dict[ast.ClassDef, int]
    """The region in which each such class begins; that holds the first statement of its body too."""

    def touched(self, edits: Sequence[Edit]) -> list[bool]:
        """Which regions edits touch. One between two touches both: it may go on with the first."""
        touched = [False] * len(self.owners)
        for edit in edits:
            self.touch(touched, edit.start, edit.end)
        return touched

    def touch(self, touched: list[bool], start: int, end: int) -> None:
        """Note that something from `start` to `end` is not as it was."""
        first = max(bisect_left(self.starts, start) - 1, 0)
        for number in range(first, min(bisect_right(self.starts, end), len(touched))):
            touched[number] = True

    def with_headers(self, touched: list[bool]) -> None:
        """Note that no statement of a class can be read without its beginning."""
        for number, owner in enumerate(self.owners):
            if touched[number] and owner is not None:
                touched[self.headers[owner]] = True


def regions(tree: Tree) -> Regions:
    """Cut a text as finely as can be."""
    starts: list[int] = [0]
    owners: list[ast.ClassDef | None] = [None]
    headers: dict[ast.ClassDef, int] = {}
    done = 0
    for number, statement in enumerate(tree.root.body):
        start = _start(tree.source, statement, done, "")
        if number and start >= 0:
            starts.append(start)
            owners.append(None)
        done = statement.end_lineno or 0
        if isinstance(statement, ast.ClassDef) and done - statement.lineno > _LONG and start >= 0:
            header = len(starts) - 1
            for inner in _inner_starts(tree.source, statement):
                headers[statement] = header
                starts.append(inner)
                owners.append(statement)
    return Regions([*starts, len(tree.source.text)], owners, headers)


def _inner_starts(source: Source, statement: ast.ClassDef) -> Iterator[int]:
    """Where the second and later statements of a class begin."""
    indent = indentation(source, statement)
    done = statement.body[0].end_lineno or 0
    for inner in statement.body[1:] if indent else ():
        start = _start(source, inner, done, indent)
        if start >= 0:
            yield start
        done = inner.end_lineno or 0


def _start(source: Source, statement: ast.stmt, done: int, indent: str) -> int:
    """The offset of the line where a statement begins, or -1 where that cannot be cut."""
    text = source.text
    first = first_line(statement)
    start = source.offset(first, 0)
    begins = text.startswith(indent, start) and text[start + len(indent)] not in " \t\f"
    return start if first > done and begins and text[start - 2 : start] != "\\\n" else -1


def indentation(source: Source, statement: ast.ClassDef) -> str:
    """The white space before the first statement of a body; empty where that stands on the line of the header."""
    first = statement.body[0]
    line = source.line(first_line(first))
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    is_first = first_line(first) > statement.lineno and (
        len(blank) == first.col_offset or line.startswith("@", len(blank))
    )
    return blank if is_first else ""


def first_line(statement: Any) -> int:
    """The line on which a statement begins, decorators included."""
    decorators = getattr(statement, "decorator_list", None)
    if not decorators:
        return statement.lineno  # type: ignore[no-any-return]
    return min((statement.lineno, *(each.lineno for each in decorators)))  # type: ignore[no-any-return]


def touched_regions(tree: Tree, cut: Regions, edits: Sequence[Edit]) -> list[bool]:
    """Which regions have to be parsed anew."""
    text = tree.source.text
    touched = cut.touched(edits)
    if "__future__" in text:
        # What they say, and that they come first, can be told from the beginning of the file alone.
        last = last_future(tree)
        if last:
            cut.touch(touched, 0, tree.source.offset(last, 0))
    if any("__future__" in edit.text or "__future__" in text[edit.start : edit.end] for edit in edits):
        for number, start in enumerate(cut.starts[:-1]):
            touched[number] = touched[number] or text.find("print", start, cut.starts[number + 1]) >= 0
    cut.with_headers(touched)
    return touched


def last_future(tree: Tree) -> int:
    """The last line that imports from __future__."""
    imports: list[Any] = tree.nodes.get(ast.ImportFrom, [])
    return max((each.lineno for each in imports if each.module == "__future__"), default=0)

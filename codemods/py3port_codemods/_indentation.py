"""The indentation of a file's lines as Python 2 and Python 3 count it, and one that both read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from py3port.rule import Module

_BY_TAB = re.compile(r"^[ \f]*\t", re.MULTILINE)
_BY_BLANK = re.compile(r"^[\t\f]* +[^\s#]", re.MULTILINE)
_STRUCTURE = re.compile(r"[()\[\]{}\n]")
_INDENTATION = re.compile(r"[ \t\f]*")
_TAB = 8
_ODD_SHARE = 10
"""Tabs are taken for whole levels if at most one in this many lines stands between two tab stops."""


@dataclass(frozen=True)
class _Line:
    """A line that begins a statement or clause, or holds a comment between statements."""

    start: int
    text: str
    """Its indentation."""
    column: int
    alternative: int
    """The column where a tab counts as one, as Python 3 tries too."""
    is_comment: bool


def has_tabs_and_blanks(text: str) -> bool:
    """Whether some line is indented by a tab and some by a blank; a cheap first look."""
    return _BY_TAB.search(text) is not None and _BY_BLANK.search(text) is not None


def inconsistent_lines(module: Module) -> Sequence[int]:
    """The numbers of the lines at which Python 3 raises TabError."""
    found = []
    stack = [(0, 0)]
    for line in _lines(module):
        if line.is_comment:
            continue
        here = line.column, line.alternative
        while len(stack) > 1 and line.column < stack[-1][0]:
            stack.pop()
        column, alternative = stack[-1]
        if line.column == column:
            wrong = line.alternative != alternative
        else:
            wrong = line.alternative <= alternative
            stack.append(here)
        if wrong:
            found.append(module.source.position(line.start)[0])
    return found


def new_indentation(module: Module) -> Iterator[tuple[int, int, str]]:
    """The spans of indentation that change, and what they change to."""
    lines = list(_lines(module))
    by_tabs = _is_indented_by_tabs(lines)
    levels = _levels(lines) if by_tabs else []
    for index, line in enumerate(lines):
        page = line.text[: line.text.rfind("\f") + 1]
        indentation = page + ("\t" * levels[index] if by_tabs else " " * line.column)
        if by_tabs and levels[index] < 0:
            continue
        if indentation != line.text:
            yield line.start, line.start + len(line.text), indentation


def _lines(module: Module) -> Iterator[_Line]:
    code, text = module.tree.masked.code, module.source.text
    for start, end in _logical_lines(code):
        found = _INDENTATION.match(text, start)
        assert found is not None
        rest = text[found.end() : found.end() + 1]
        is_code = bool(code[start:end].strip())
        if is_code or rest == "#":
            column, alternative = _columns(found.group())
            yield _Line(start, found.group(), column, alternative, not is_code)


def _logical_lines(code: str) -> Iterator[tuple[int, int]]:
    """Where each line begins that continues none, and where its first line end is."""
    depth = start = 0
    for found in _STRUCTURE.finditer(code):
        char = found.group()
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth <= 0:
            yield start, found.start()
            start = found.end()
    if start < len(code):
        yield start, len(code)


def _columns(indentation: str) -> tuple[int, int]:
    column = alternative = 0
    for char in indentation:
        if char == "\f":
            column = alternative = 0
        else:
            column = column // _TAB * _TAB + _TAB if char == "\t" else column + 1
            alternative += 1
    return column, alternative


def _is_indented_by_tabs(lines: Sequence[_Line]) -> bool:
    """Whether most lines are indented by tabs alone, one for each level."""
    indented = [line for line in lines if line.column and not line.is_comment]
    whole = [line for line in indented if " " not in line.text]
    odd = [line for line in indented if line.column % _TAB]
    return len(whole) * 2 > len(indented) and len(odd) * _ODD_SHARE <= len(indented)


def _levels(lines: Sequence[_Line]) -> list[int]:
    """How deep each line is nested; -1 for a comment that stands at no statement's column."""
    levels: list[int] = []
    stack = [0]
    for line in lines:
        if line.is_comment:
            levels.append(-1)
            continue
        while len(stack) > 1 and line.column < stack[-1]:
            stack.pop()
        if line.column > stack[-1]:
            stack.append(line.column)
        levels.append(len(stack) - 1)
    following: _Line | None = None
    level = 0
    for index in range(len(lines) - 1, -1, -1):
        if not lines[index].is_comment:
            following, level = lines[index], levels[index]
        elif following is not None and lines[index].column == following.column:
            levels[index] = level
        else:
            levels[index] = _level_before(lines, levels, index)
    return levels


def _level_before(lines: Sequence[_Line], levels: Sequence[int], index: int) -> int:
    """The level of the nearest statement before a comment that stands at its column."""
    for at in range(index - 1, max(index - 50, -1), -1):
        if not lines[at].is_comment and lines[at].column == lines[index].column:
            return levels[at]
    return -1

"""For people: place, rule, message, the source line and a caret."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from py3port.lint.gate import Verdict
from py3port.lint.suggest import Fix, Texts
from py3port.result import Finding

_MAX_LINE = 200
"""Of a line that takes more columns, or more than the terminal has, only what lies around the finding is shown."""
_MIN_LINE = 40
_INDENT = "    "
_GAP = "..."


Paint = Callable[[str, str], str]
"""Gives a text a style, by name."""


def plain(text: str, style: str) -> str:
    """The text as it is."""
    return text


def render(verdict: Verdict, texts: Texts, paint: Paint = plain, columns: int | None = None) -> str:
    """One paragraph for each new finding: the line, and below it what to write instead."""
    shown = sorted([*((each, "") for each in verdict.new), *((each, "note: ") for each in verdict.noted)])
    room = max(_MIN_LINE, min(columns - len(_INDENT), _MAX_LINE)) if columns else _MAX_LINE
    return "".join(paragraph(each, texts, mark, paint, room) for each, mark in shown)


def paragraph(
    finding: Finding, texts: Texts, mark: str = "", paint: Paint = plain, room: int = _MAX_LINE
) -> str:
    """One finding."""
    found = _finding(finding, mark, texts.line(finding.path, finding.line), paint, room)
    return found + suggestion(texts.fix(finding), paint)


def suggestion(fix: Fix | None, paint: Paint = plain) -> str:
    """The fix as lines with `-` and `+`."""
    if fix is None:
        return ""
    lines = [] if fix.is_safe else ["likely fix, to be checked:"]
    for hunk in fix.hunks:
        lines += [paint(f"- {_printable(line)}", "red") for line in hunk.old]
        lines += [paint(f"+ {_printable(line)}".rstrip(), "green") for line in hunk.new]
    if fix.others:
        lines.append(fix.remark)
    return "".join(f"{_INDENT}{line}\n" for line in lines)


def _finding(finding: Finding, mark: str, line: str, paint: Paint, room: int) -> str:
    place = paint(f"{_printable(finding.path)}:{finding.line}:{finding.column}", "bold")
    head = f"{place}: {mark}{paint(finding.rule, 'red')} {_printable(finding.message)}\n"
    if not line.strip():
        return head
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    line, start, end = _excerpt(line, finding.column - 1, end, room)
    before, marked = line[:start], line[start:end]
    indent = "".join("\t" if char == "\t" else " " * _width(char) for char in before)
    carets = paint("^" * max(1, sum(map(_width, marked))), "red")
    return f"{head}{_INDENT}{_printable(line)}\n{_INDENT}{indent}{carets}\n"


def _excerpt(line: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """A piece of the line that is short enough to be shown, and where the finding lies in it."""
    if len(line) <= room and sum(map(_cells, line)) <= room:
        return line, start, end
    room -= 2 * len(f"{_GAP} ")
    first = last = start
    taken = 0
    while first and (wanted := taken + _cells(line[first - 1])) <= room // 4:
        first, taken = first - 1, wanted
    while last < len(line) and (wanted := taken + _cells(line[last])) <= room:
        last, taken = last + 1, wanted
    head, tail = f"{_GAP} " if first else "", f" {_GAP}" if last < len(line) else ""
    shift = len(head) - first
    return f"{head}{line[first:last]}{tail}", start + shift, min(end, last) + shift


def _printable(text: str) -> str:
    """Escape what a terminal would act upon."""
    return "".join(char if char.isprintable() or char == "\t" else repr(char)[1:-1] for char in text)


def _cells(char: str) -> int:
    """How many columns a character takes at most."""
    return 8 if char == "\t" else _width(char)


def _width(char: str) -> int:
    if not char.isprintable() and char != "\t":
        return len(repr(char)) - 2
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

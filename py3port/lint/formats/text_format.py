"""For people: place, rule, message, the source line and a caret."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from py3port.lint.gate import Verdict
from py3port.lint.suggest import Fix, Texts
from py3port.result import Finding

_MAX_LINE = 200
"""Of a longer line only what lies around the finding is shown."""


Paint = Callable[[str, str], str]
"""Gives a text a style, by name."""


def plain(text: str, style: str) -> str:
    """The text as it is."""
    return text


def render(verdict: Verdict, texts: Texts, paint: Paint = plain) -> str:
    """One paragraph for each new finding: the line, and below it what to write instead."""
    shown = sorted([*((each, "") for each in verdict.new), *((each, "note: ") for each in verdict.noted)])
    return "".join(paragraph(each, texts, mark, paint) for each, mark in shown)


def paragraph(finding: Finding, texts: Texts, mark: str = "", paint: Paint = plain) -> str:
    """One finding."""
    found = _finding(finding, mark, texts.line(finding.path, finding.line), paint)
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
    return "".join(f"    {line}\n" for line in lines)


def _finding(finding: Finding, mark: str, line: str, paint: Paint) -> str:
    place = paint(f"{_printable(finding.path)}:{finding.line}:{finding.column}", "bold")
    head = f"{place}: {mark}{paint(finding.rule, 'red')} {_printable(finding.message)}\n"
    if not line.strip():
        return head
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    line, start, end = _excerpt(line, finding.column - 1, end)
    before, marked = line[:start], line[start:end]
    indent = "".join("\t" if char == "\t" else " " * _width(char) for char in before)
    carets = paint("^" * max(1, sum(map(_width, marked))), "red")
    return f"{head}    {_printable(line)}\n    {indent}{carets}\n"


def _excerpt(line: str, start: int, end: int) -> tuple[str, int, int]:
    """A piece of the line that is short enough to be shown, and where the finding lies in it."""
    if len(line) <= _MAX_LINE:
        return line, start, end
    first = max(0, start - _MAX_LINE // 4)
    last = first + _MAX_LINE
    head, tail = "... " if first else "", " ..." if last < len(line) else ""
    shift = len(head) - first
    return f"{head}{line[first:last]}{tail}", start + shift, min(end, last) + shift


def _printable(text: str) -> str:
    """Escape what a terminal would act upon."""
    return "".join(char if char.isprintable() or char == "\t" else repr(char)[1:-1] for char in text)


def _width(char: str) -> int:
    if not char.isprintable() and char != "\t":
        return len(repr(char)) - 2
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

"""Reads files in the manner of ini: sections, keys, values over several lines, each with its place.

The standard library's reader keeps no lines, and stops at the first thing that it does not like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SECTION = re.compile(r"\[([^\]\r\n]*)\]")
_KEY = re.compile(r"([^\s=:#;\[][^=:]*)([=:])(.*)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(?<!\s)\s+[#;].*$")


@dataclass(frozen=True)
class Line:
    """One line of a value, without white space and comments around it; both numbers count from 1."""

    text: str
    line: int
    column: int


@dataclass
class Entry:
    """One key in one section."""

    section: str
    key: str
    operator: str
    line: int
    lines: list[Line] = field(default_factory=list)

    @property
    def value(self) -> str:
        """All of the value, its lines joined by line ends."""
        return "\n".join(line.text for line in self.lines)


def entries(text: str) -> Iterator[Entry]:
    """The keys of a file, in order; what is neither section nor key nor value is passed over."""
    section = ""
    entry: Entry | None = None
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        stripped = raw.strip()
        if not stripped or stripped[0] in "#;":
            continue
        header = _SECTION.match(raw)
        if header:
            if entry:
                yield entry
            section, entry = header[1].strip(), None
        elif raw[0] in " \t" and entry:
            _add(entry, raw, number, len(raw) - len(raw.lstrip()))
        elif match := _KEY.match(raw):
            if entry:
                yield entry
            key, operator = match[1].rstrip(), match[2]
            if operator == "=" and key[-1] in "+-":
                key, operator = key[:-1].rstrip(), key[-1] + operator
            entry = Entry(section, key, operator, number)
            _add(entry, raw, number, match.start(3))
    if entry:
        yield entry


def _add(entry: Entry, raw: str, number: int, start: int) -> None:
    value = _COMMENT.sub("", raw[start:])
    text = value.strip()
    if text:
        entry.lines.append(Line(text, number, start + len(value) - len(value.lstrip()) + 1))

"""Text that LibCST parses, made from a source and its marks, with the way back to the source's offsets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from py3port.python2.cst.layout import Indent
from py3port.python2.marks import Kind, Mark, Masked


@dataclass
class Prepared:
    """LibCST's text of a stretch of a source."""

    text: str
    holes: list[tuple[int, Mark | Indent]]
    """Where in `text` the token lies that stands for a mark or follows an odd indentation, ascending."""
    breaks: list[tuple[int, int]] = field(default_factory=list)
    """(offset in the source, offset in `text` less that) from which on the difference holds, ascending."""

    def offset(self, source_offset: int) -> int:
        """Return the offset in `text` of an offset in the source."""
        at = bisect_right(self.breaks, (source_offset, 1 << 60)) - 1
        return source_offset + self.breaks[max(at, 0)][1]


_CONSTANTS = re.compile(r"\b(?:True|False)\b")


def marks_between(masked: Masked, text: str, start: int, end: int) -> Sequence[Mark]:
    """Return the marks of a stretch of a source, in the form that `prepare` wants."""
    marks = masked.marks
    found: Sequence[Mark] = ()
    if marks:
        first = bisect_left(marks, start, key=_offset)
        last = first
        while last < len(marks) and marks[last].offset < end:
            last += 1
        found = marks[first:last]
    if not masked.names and not any(mark.kind is Kind.PARENTHESES for mark in found):
        return found
    found = _paired(found, text)
    if "True" in masked.names.values() or "False" in masked.names.values():
        for match in _CONSTANTS.finditer(masked.code, start, end):
            found.append(Mark(match.start(), match.end(), Kind.NAME, match.group(), "_"))
        found.sort(key=_offset)
    return found


def _offset(mark: Mark) -> int:
    return mark.offset


def _paired(marks: Iterable[Mark], text: str) -> list[Mark]:
    """Make one mark of the two of each pair of parentheses around a parameter."""
    found: list[Mark] = []
    opened: list[Mark] = []
    for mark in marks:
        if mark.kind is not Kind.PARENTHESES:
            found.append(mark)
        elif mark.original == "(":
            opened.append(mark)
        else:
            first = opened.pop()
            if not opened:
                found.append(replace(first, end=mark.end, original=text[first.offset : mark.end]))
    return found


def is_word(char: str) -> bool:
    """Return whether a character would join an identifier that follows it."""
    return char.isalnum() or char == "_"


def target_span(mark: Mark, text: str) -> tuple[int, int]:
    """Return where the target of an `except` clause lies, without white space."""
    start = mark.at + (1 if text[mark.at] == "," else 2)
    while text[start].isspace() or text[start] == "\\":
        start += 1
    end = mark.end
    while text[end - 1].isspace() or text[end - 1] == "\\":
        end -= 1
    return start, end


def _keyword(mark: Mark, text: str) -> Iterable[tuple[int, int, str]]:
    """Print, exec and raise become a yield: of a tuple when there is a comma, a file or a namespace."""
    yield mark.offset, mark.end, "yield"
    if mark.at >= 0:
        # The blanks keep `print>>f` from becoming one word; see restore.
        yield mark.at, mark.at + 2, "  " if mark.kind is Kind.PRINT else ","


def _except(mark: Mark, text: str) -> Iterable[tuple[int, int, str]]:
    start, end = target_span(mark, text)
    if text[mark.at] == ",":
        yield mark.at, mark.at + 1, " as "
    yield start, end, "_"


def _backtick(mark: Mark, text: str) -> Iterable[tuple[int, int, str]]:
    yield mark.offset, mark.offset + 1, "["
    yield mark.at, mark.at + 1, "]"


def _name(mark: Mark, text: str) -> Iterable[tuple[int, int, str]]:
    yield mark.offset, mark.end, " _" if mark.offset and is_word(text[mark.offset - 1]) else "_"


def _same(mark: Mark, text: str) -> Iterable[tuple[int, int, str]]:
    yield mark.offset, mark.end, mark.masked


_EDITS = {
    Kind.PRINT: _keyword,
    Kind.EXEC: _keyword,
    Kind.RAISE: _keyword,
    Kind.EXCEPT: _except,
    Kind.BACKTICK: _backtick,
    Kind.NOT_EQUAL: _same,
    Kind.NUMBER: _same,
    Kind.STRING: _same,
    Kind.PARAMETER: _name,
    Kind.PARENTHESES: _name,
    Kind.REGION: _name,
    Kind.NAME: _same,
    Kind.WITH: _same,
}
_HARMLESS = frozenset({Kind.EXCEPT, Kind.NUMBER})


def prepare(
    text: str,
    marks: Iterable[Mark],
    start: int,
    end: int,
    *,
    prefix: str = "",
    suffix: str = "",
    indents: Iterable[Indent] = (),
) -> Prepared:
    """Make what LibCST parses of `text[start:end]`."""
    edits: list[tuple[int, int, str, Mark | Indent]] = [
        (indent.start, indent.end, indent.usual, indent) for indent in indents
    ]
    for mark in marks:
        if mark.shared and mark.kind in _HARMLESS:
            continue
        edits += [(*edit, mark) for edit in _EDITS[mark.kind](mark, text)]
    pieces = [prefix]
    length = len(prefix)
    holes: list[tuple[int, Mark | Indent]] = []
    breaks = [(start, length - start)]
    done = start
    # Of overlapping edits the outermost begins first and is the longest.
    for first, last, new, cause in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if first < done:
            continue
        pieces += [text[done:first], new]
        length += first - done
        if isinstance(cause, Indent):
            holes.append((length + len(new), cause))
        elif _is_hole(new):
            holes.append((length + len(new) - len(new.lstrip()), cause))
        length += len(new)
        if len(new) != last - first:
            breaks.append((last, length - last))
        done = last
    pieces += [text[done:end], suffix]
    return Prepared("".join(pieces), holes, breaks)


def _is_hole(new: str) -> bool:
    """Tell the edit whose token says what to restore from those that go with it."""
    return not new.isspace() and new not in (",", "]", " as ")

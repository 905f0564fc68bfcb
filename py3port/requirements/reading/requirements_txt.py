"""Reads pip's requirements and constraints files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace

from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import Place, shown
from py3port.requirements.reading.sheet import Sheet

_COMMENT = re.compile(r"(?:^|(?<!\s)\s+)#.*$")
_LINE_END = re.compile(r"\r\n|\r|\n")
_OPTION = re.compile(r"(?:^|\s)(-[a-zA-Z]|--[a-z][a-z-]*)")
_HASH = re.compile(r"--hash[=\s]+([a-z0-9]+:[0-9a-fA-F]+)")
_REFERENCES = {"-r": None, "--requirement": None, "-c": Kind.CONSTRAINT, "--constraint": Kind.CONSTRAINT}
_SEARCH = frozenset(
    {"-i", "--index-url", "--pypi-url", "--extra-index-url", "-f", "--find-links", "--no-index", "--pre"}
    | {
        "--prefer-binary",
        "--require-hashes",
        "--trusted-host",
        "--use-feature",
        "--no-binary",
        "--only-binary",
    }
    | {"--always-unzip", "-Z", "--process-dependency-links", "--use-wheel", "--no-use-wheel"}
    | {"--allow-external", "--allow-all-external", "--allow-unverified", "--no-deps"}
)
"""Options that say where and how to search, and require nothing."""
_PROSE = 5
"""So many bad lines, and so many times as many as good ones, make a text."""


@dataclass(frozen=True)
class LogicalLine:
    """What pip takes for one line: comments gone, continuations joined."""

    text: str
    line: int
    column: int
    end_line: int


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """The lines that say something."""
    parts: list[str] = []
    first = 0
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        is_comment = raw.lstrip().startswith("#")
        if not parts:
            first = number
        if raw.endswith("\\") and not is_comment:
            parts.append(raw[:-1])
            continue
        # A comment ends what goes before it, as pip has it.
        parts.append(" " if is_comment and parts else raw)
        yield from _line(parts, first, number)
        parts = []
    if parts:
        yield from _line(parts, first, text.count("\n") + 1)


def _line(parts: list[str], first: int, last: int) -> Iterator[LogicalLine]:
    text = _COMMENT.sub("", "".join(parts))
    if not text.strip():
        return
    for part in parts:
        if part.strip():
            yield LogicalLine(text.strip(), first, len(part) - len(part.lstrip()) + 1, last)
            return
        first += 1


def read_requirements(sheet: Sheet) -> None:
    """Read a requirements file."""
    for line in logical_lines(sheet.text):
        read_line(sheet, line.text, Place(sheet.file, line.line, line.column, end_line=line.end_line))
    if _is_prose(sheet):
        sheet.requirements.clear()
        sheet.problems.clear()
        sheet.problem(1, "not read, since it is no file of pip's")


def _is_prose(sheet: Sheet) -> bool:
    """Whether it is a text for people that is only called like a file of pip's."""
    bad = len(sheet.problems)
    has_versions = any(each.specifier or each.url for each in sheet.requirements)
    return (
        bad >= _PROSE
        and bad >= _PROSE * len(sheet.requirements)
        and not has_versions
        and not sheet.references
    )


def read_line(sheet: Sheet, text: str, place: Place) -> None:
    """Read one logical line, also where other kinds of files quote pip's."""
    if not text.startswith("-"):
        option = _OPTION.search(text)
        hashes = tuple(_HASH.findall(text))
        wanted = text[: option.start()] if option else text
        sheet.require(wanted, replace(place, hashes=hashes))
        return
    option_name, value = _split_option(text)
    if option_name in _SEARCH:
        return
    if option_name in _REFERENCES:
        if value:
            sheet.refer(value, place.line, kind=_REFERENCES[option_name])
        else:
            sheet.problem(place.line, f"names no file: {shown(text)}")
    elif option_name in ("-e", "--editable"):
        sheet.require(value, replace(place, kind=Kind.EDITABLE))
    else:
        sheet.problem(place.line, f"unknown option: {shown(text)}")


def _split_option(text: str) -> tuple[str, str]:
    """The option and its value, which may be quoted, or glued to a short one as in `-rbase.txt`."""
    if text.startswith("--"):
        name, _, value = re.sub(r"[=\s]\s*", "\0", text, count=1).partition("\0")
    else:
        name, value = text[:2], text[2:]
    value = value.strip().removeprefix("=")
    if value[:1] in "\"'" and value:
        try:
            value = shlex.split(value)[0]
        except (ValueError, IndexError):
            value = value.strip("\"'")
    return name, value.strip()

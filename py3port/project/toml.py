"""Reads TOML and tells where in the text a key stands."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

_HEADER = r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$"
_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))\s*(\.|=|$)?""")
_PLACE = r"\(at line (\d+), column (\d+)\)"


class TomlError(ValueError):
    """Text that is no TOML; line and column count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse(text: str) -> dict[str, Any]:
    """Parse a document.

    Raises:
        TomlError: it is no TOML.
    """
    # Before 3.11 the library is a distribution of its own, which is not there to be checked later.
    library = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        document: dict[str, Any] = library.loads(text)
    except RecursionError as error:
        raise TomlError("nested too deeply", 1, 1) from error
    except ValueError as error:
        message = str(error)
        place = re.search(_PLACE, message)
        end = text.count("\n") + 1, len(text) - text.rfind("\n")
        line, column = (int(place[1]), int(place[2])) if place else end
        raise TomlError(message.partition(" (at ")[0], line, column) from error
    return document


def find_key(text: str, keys: Sequence[str]) -> tuple[int, int]:
    """Line and column of the last of `keys`, each in the table of the one before, or as near as can be."""
    wanted, best, best_length = tuple(keys), (1, 1), 0
    for path, line, column in _keys(text):
        length = min(len(path), len(wanted))
        if path[:length] == wanted[:length] and length > best_length:
            best, best_length = (line, column), length
    return best


def places(text: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Line and column of every table and of every key in one, of the first where there are several."""
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for path, line, column in _keys(text):
        for length in range(len(path), 0, -1):
            if path[:length] in found:
                break
            found[path[:length]] = (line, column)
    return found


def _keys(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Every table and every assignment at the start of a line, with its full path."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(_HEADER, line)
        inner = header[1] if header else line
        parts = _split(inner, needs_equals=not header)
        if not parts:
            continue
        if header:
            table = parts
        yield table if header else table + parts, number, len(line) - len(line.lstrip(" \t[")) + 1


def _split(text: str, *, needs_equals: bool) -> tuple[str, ...]:
    """The parts of the dotted key that the text begins with; none where there is no key."""
    parts, position, end = [], 0, "."
    while end == "." and (match := _PART.match(text, position)):
        parts.append(next(group for group in match.groups()[:3] if group is not None))
        position, end = match.end(), match[4] or ""
    if end == "." or (needs_equals and end != "="):
        return ()
    return tuple(parts)

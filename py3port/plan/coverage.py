"""Reads what coverage.py measured: which share of each file's lines the tests run."""

from __future__ import annotations

import json
import sqlite3
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from py3port.errors import UserError

NAMES = ("coverage.xml", ".coverage")
_LIMIT = 200_000_000
_OLD_FORMAT = b"!coverage.py: "
"""How the data begins that coverage.py wrote before 5.0, which many a Python 2 project still has."""


def find_coverage(root: Path) -> Path | None:
    """The report at the root, if there is one."""
    return next((root / name for name in NAMES if (root / name).is_file()), None)


def read_coverage(
    path: Path, *, relative: Callable[[str], str], statements: Callable[[str], int]
) -> Mapping[str, float]:
    """The share of lines run, from 0 to 1, of each file.

    Args:
        relative: turns a file name of the report into a path of the project; empty for what lies outside.
        statements: how many lines of code a file of the project has. Coverage's data file does not say.

    Raises:
        UserError: the file is missing or is no such report.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
        if path.stat().st_size > _LIMIT:
            raise UserError(f"{path}: too large for a coverage report")
        if head == b"SQLite format 3\0":
            return _shares(_lines_of_data(path), relative, statements)
        if head.startswith(_OLD_FORMAT):
            return _shares(_lines_of_old_data(path), relative, statements)
        return _read_xml(path, relative)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from error
    except (
        ElementTree.ParseError,
        sqlite3.DatabaseError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        raise UserError(f"{path}: no report of coverage.py: {error}") from error


def _read_xml(path: Path, relative: Callable[[str], str]) -> dict[str, float]:
    found: dict[str, float] = {}
    sources: list[str] = []
    for _, element in ElementTree.iterparse(path, events=("end",)):
        if element.tag == "source" and element.text:
            sources.append(element.text.strip())
        elif element.tag == "class":
            name = _own(element.get("filename", ""), sources, relative)
            lines = element.findall("lines/line")
            if name and lines:
                found[name] = sum(line.get("hits", "0") != "0" for line in lines) / len(lines)
            element.clear()
    return found


def _shares(
    lines: Iterable[tuple[str, Iterable[int]]],
    relative: Callable[[str], str],
    statements: Callable[[str], int],
) -> dict[str, float]:
    run: dict[str, set[int]] = {}
    for name, numbers in lines:
        own = relative(name)
        if own:
            run.setdefault(own, set()).update(number for number in numbers if number > 0)
    return {name: min(1.0, len(found) / max(1, statements(name))) for name, found in run.items()}


def _lines_of_data(path: Path) -> Iterator[tuple[str, Iterable[int]]]:
    """The files and lines in a database: the lines themselves, or where they lead to when branches were measured."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        query = "SELECT path, numbits FROM file JOIN line_bits ON file.id = line_bits.file_id"
        for name, bits in connection.execute(query):
            yield str(name), _numbers(bytes(bits))
        query = "SELECT path, tono FROM file JOIN arc ON file.id = arc.file_id"
        for name, number in connection.execute(query):
            yield str(name), [int(number)]


def _lines_of_old_data(path: Path) -> Iterator[tuple[str, Iterable[int]]]:
    text = path.read_text("utf-8")
    document = json.loads(text[text.index("{") :])
    for name, numbers in document.get("lines", {}).items():
        yield name, map(int, numbers)
    for name, arcs in document.get("arcs", {}).items():
        yield name, [int(end) for _, end in arcs]


def _numbers(bits: bytes) -> list[int]:
    return [8 * index + bit for index, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1]


def _own(name: str, sources: list[str], relative: Callable[[str], str]) -> str:
    """The path of a file that the report names relative to one of its source folders."""
    for source in sources:
        found = relative(f"{source}/{name}")
        if found:
            return found
    return relative(name)

"""Reads what coverage.py measured: which share of each file's lines the tests run."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from py3port.errors import UserError

NAMES = ("coverage.xml", ".coverage")
_LIMIT = 200_000_000


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
            return _read_data(path, relative, statements)
        return _read_xml(path, relative)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from error
    except (ElementTree.ParseError, sqlite3.DatabaseError, ValueError, LookupError) as error:
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


def _read_data(
    path: Path, relative: Callable[[str], str], statements: Callable[[str], int]
) -> dict[str, float]:
    run: dict[str, set[int]] = {}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        query = "SELECT path, numbits FROM file JOIN line_bits ON file.id = line_bits.file_id"
        for name, bits in connection.execute(query):
            own = relative(str(name))
            if own:
                run.setdefault(own, set()).update(_numbers(bytes(bits)))
    return {name: min(1.0, len(lines) / max(1, statements(name))) for name, lines in run.items()}


def _numbers(bits: bytes) -> list[int]:
    return [8 * index + bit for index, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1]


def _own(name: str, sources: list[str], relative: Callable[[str], str]) -> str:
    """The path of a file that the report names relative to one of its source folders."""
    for source in sources:
        found = relative(f"{source}/{name}")
        if found:
            return found
    return relative(name)

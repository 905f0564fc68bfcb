"""Notebooks: the Python of their code cells, with IPython's own lines set aside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from py3port.documents.document import CannotWrite, Cell, Document, Part
from py3port.documents.ipython import hide_magics, is_other_language, show_magics
from py3port.python2 import Edit, Source, SourceError

_TOKEN = re.compile(r'[\s,:]*([\[\]{}"]|[^\s,:\[\]{}"]+)')
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)


@dataclass
class _Found:
    """What a cell says of itself, and where."""

    kind: str = ""
    language: str = ""
    start: int = -1
    end: int = -1
    items: list[tuple[int, int]] = field(default_factory=list)
    """The strings of its source: one, or those of a list."""


@dataclass(frozen=True)
class _Written:
    """How the source of a cell is written down."""

    start: int
    end: int
    items: tuple[tuple[int, int], ...]
    magics: Mapping[str, str]


def read_notebook(source: Source) -> Document:
    """The code cells of a notebook, as one module: the cells share their names.

    Raises:
        SourceError: it is no notebook.
    """
    data = _loaded(source)
    text = source.text
    if _language(data) not in ("", "python", "ipython"):
        return Document(source, ())
    cells: list[Cell] = []
    written: dict[int, _Written] = {}
    for found in _cells(text):
        if found.kind != "code" or found.language not in ("", "python") or not found.items:
            continue
        code, offsets = _decoded(text, found)
        if is_other_language(code):
            continue
        hidden = hide_magics(code, offsets)
        cells.append(Cell(hidden.code, hidden.offsets))
        written[id(cells[-1])] = _Written(found.start, found.end, tuple(found.items), hidden.magics)
    parts = (Part(tuple(cells)),) if cells else ()
    return Document(source, parts, partial(_write, text, written))


def _loaded(source: Source) -> dict[str, Any]:
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise SourceError(f"not a notebook: {error.msg}", error.lineno, error.colno - 1) from None
    except (RecursionError, ValueError) as error:
        raise SourceError(f"not a notebook: {error}") from None
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise SourceError("not a notebook: it has no cells")
    return data


def _language(data: Mapping[str, Any]) -> str:
    metadata = data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    for name, key in (("language_info", "name"), ("kernelspec", "language")):
        said = metadata.get(name)
        if isinstance(said, dict) and isinstance(said.get(key), str):
            return str(said[key]).lower()
    return ""


def _cells(text: str) -> Iterator[_Found]:
    """The cells in order; of format 4, or of format 3, where they lie in worksheets."""
    found = _Found()
    for path, start, end in _values(text):
        if path[:1] == ("worksheets",) and len(path) > 2 and path[2] == "cells":
            path = path[2:]
        if path[:1] != ("cells",) or len(path) < 2:
            continue
        if len(path) == 2:
            yield found
            found = _Found()
        elif len(path) == 3 and path[2] == "cell_type":
            found.kind = scanstring(text, start + 1)[0]
        elif len(path) == 3 and path[2] == "language" and text[start] == '"':
            found.language = scanstring(text, start + 1)[0]
        elif path[2] in ("source", "input"):
            if len(path) == 3:
                found.start, found.end = start, end
            if text[start] == '"':
                found.items.append((start, end))


def _values(text: str) -> Iterator[tuple[tuple[str | int, ...], int, int]]:
    """Every value of valid JSON with its path and range, after the values in it."""
    path: list[str | int] = []
    opened: list[int] = []
    at = 0
    while found := _TOKEN.match(text, at):
        token, start, at = found.group(1), found.start(1), found.end(1)
        if token == '"':
            value, at = scanstring(text, at)
            if path and path[-1] == "" and _is_key(text, at):
                path[-1] = value
                continue
        elif token in "[{":
            opened.append(start)
            path.append(0 if token == "[" else "")
            continue
        elif token in "]}":
            path.pop()
            start = opened.pop()
        yield tuple(path), start, at
        if path:
            step = path[-1]
            path[-1] = step + 1 if isinstance(step, int) else ""


def _is_key(text: str, at: int) -> bool:
    return text[at:].lstrip()[:1] == ":" if text[at : at + 1] != ":" else True


def _decoded(text: str, found: _Found) -> tuple[str, list[int]]:
    code: list[str] = []
    offsets: list[int] = []
    for start, end in found.items:
        for each in _CHARACTER.finditer(text, start + 1, end - 1):
            token = each.group()
            code.append(token if token[0] != "\\" else json.loads(f'"{token}"'))
            offsets.append(each.start())
    last = found.items[-1][1] - 1 if found.items else found.start
    if code and code[-1] == "\n":
        return "".join(code[:-1]), offsets
    return "".join(code), [*offsets, last]


def _write(text: str, written: Mapping[int, _Written], part: Part, codes: Sequence[str]) -> list[Edit]:
    edits = []
    for cell, code in zip(part.cells, codes, strict=True):
        if code == cell.code:
            continue
        place = written[id(cell)]
        lines = show_magics(code, place.magics).splitlines(keepends=True)
        if text[place.items[-1][1] - 3 : place.items[-1][1] - 1] == "\\n" and lines:
            lines[-1] += "\n"
        edits.append(Edit(place.start, place.end, _encoded(text, place, lines)))
    return edits


def _encoded(text: str, place: _Written, lines: Sequence[str]) -> str:
    is_ascii = text.isascii()
    if text[place.start] == '"':
        return json.dumps("".join(lines), ensure_ascii=is_ascii)
    known = {scanstring(text, start + 1)[0]: text[start:end] for start, end in place.items}
    literals = [known.get(line) or json.dumps(line, ensure_ascii=is_ascii) for line in lines]
    first, last = place.items[0], place.items[-1]
    before, behind = text[place.start : first[0]], text[last[1] : place.end]
    between = text[first[1] : place.items[1][0]] if len(place.items) > 1 else f",{before[1:] or ' '}"
    if not literals:
        raise CannotWrite("nothing would be left of a cell")
    return before + between.join(literals) + behind

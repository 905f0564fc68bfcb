"""Reads Pipenv's `Pipfile` and `Pipfile.lock`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import Place, joined_markers, shown
from py3port.requirements.reading.sheet import Sheet, decoded
from py3port.requirements.reading.toml_tables import Document, is_name, require_table

_NO_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "pipfile", "_meta"})
_MAIN = frozenset({"packages", "default"})
_MARKERS = ("os_name", "sys_platform", "platform_machine", "platform_python_implementation", "python_version")
_JSON_KEY = re.compile(r'"((?:[^"\\\n]|\\.)*)"\s*:')


def read_pipfile(sheet: Sheet) -> None:
    """Read a `Pipfile`."""
    document = Document(sheet)
    for section in document.table():
        if section in _NO_PACKAGES:
            continue
        kind = Kind.REQUIREMENT if section in _MAIN else Kind.DEVELOPMENT
        for name, value in document.table(section).items():
            group = "" if section in _MAIN else section
            place = document.place(section, name, kind=kind, group=group)
            if is_name(sheet, name, place.line):
                _read_value(sheet, name, value, place)


def read_pipfile_lock(sheet: Sheet) -> None:
    """Read a `Pipfile.lock`."""
    text = decoded(sheet.data)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        sheet.problem(line, "not read, since it is no JSON")
        return
    if not isinstance(document, dict):
        sheet.problem(1, "not read, since it is no lock file of Pipenv's")
        return
    places = _JsonPlaces(text)
    for section, packages in document.items():
        if section in _NO_PACKAGES or not isinstance(packages, dict):
            continue
        places.find(section)
        for name, value in packages.items():
            line, column = places.find(name)
            group = "" if section in _MAIN else section
            place = sheet.place(line, column, kind=Kind.LOCKED, group=group)
            if is_name(sheet, name, line):
                _read_value(sheet, name, value, place)


class _JsonPlaces:
    """Finds keys in the order in which they stand."""

    def __init__(self, text: str) -> None:
        self._keys = _JSON_KEY.finditer(text)
        self._text = text
        self._line, self._start = 1, 0

    def find(self, name: str) -> tuple[int, int]:
        """Line and column of the next key of that name."""
        for match in self._keys:
            if match[1] == name:
                breaks = self._text.count("\n", self._start, match.start())
                self._line += breaks
                self._start = match.start()
                return self._line, match.start() - self._text.rfind("\n", 0, match.start())
        return self._line, 1


def _read_value(sheet: Sheet, name: str, value: object, place: Place) -> None:
    table: Mapping[str, Any] = value if isinstance(value, dict) else {"version": value}
    version = table.get("version", "*")
    specifier = "" if version in ("*", "") else str(version)
    try:
        specifier = str(SpecifierSet(specifier))
    except InvalidSpecifier:
        sheet.problem(place.line, f"version of {shown(name)} not understood: {shown(specifier)}")
        specifier = ""
    markers = [str(table["markers"])] if isinstance(table.get("markers"), str) else []
    markers += [f"{key} {table[key]}" for key in _MARKERS if isinstance(table.get(key), str)]
    marker = sheet.marker(joined_markers(*markers), place.line)
    hashes = table.get("hashes")
    texts = tuple(str(each) for each in hashes) if isinstance(hashes, list) else ()
    place = replace(place, hashes=texts)
    if table.get("editable"):
        place = replace(place, kind=Kind.EDITABLE)
    if table.get("path") in (".", "./"):
        return
    require_table(sheet, name, table, place, specifier=specifier, marker=marker)

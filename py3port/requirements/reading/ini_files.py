"""Reads what `setup.cfg` and `tox.ini` require."""

from __future__ import annotations

import re
from dataclasses import replace

from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import Place, declared, shown
from py3port.requirements.reading.ini import Entry, Line, entries
from py3port.requirements.reading.requirements_txt import read_line
from py3port.requirements.reading.sheet import Sheet

_SETUP_KEYS = {
    ("options", "install_requires"): Kind.REQUIREMENT,
    ("options", "setup_requires"): Kind.BUILD,
    ("options", "tests_require"): Kind.DEVELOPMENT,
    ("metadata", "requires_dist"): Kind.REQUIREMENT,
    ("metadata", "requires"): Kind.REQUIREMENT,
}
_TOX_KEYS = {"deps": Kind.DEVELOPMENT, "requires": Kind.BUILD}
_FACTORS = re.compile(r"((?:[!\w.,-]|\{[!\w.,-]*\})+)(?:\s*:\s+|:(?![/\\]))(.+)")
_OTHER_SECTION = re.compile(r"\{\[[^\]]*\]\s*\w+\}")
_IN_FOLDER = re.compile(r"\{(?:toxinidir|tox_root)\}[/\\]?")


def read_setup_cfg(sheet: Sheet) -> None:
    """Read the sections of setuptools, and those of tox where they are in this file."""
    for entry in entries(sheet.text):
        section, key = entry.section, entry.key.replace("-", "_").lower()
        if section == "options.extras_require":
            _read_list(sheet, entry, Kind.OPTIONAL, entry.key)
        elif (section, key) in _SETUP_KEYS:
            _read_list(sheet, entry, _SETUP_KEYS[section, key])
        elif section.startswith("tox:"):
            _read_tox_entry(sheet, entry, section.removeprefix("tox:"))


def read_tox_ini(sheet: Sheet) -> None:
    """Read the environments that tox makes."""
    for entry in entries(sheet.text):
        _read_tox_entry(sheet, entry, entry.section)


def _read_list(sheet: Sheet, entry: Entry, kind: Kind, group: str = "") -> None:
    for line in entry.lines:
        if line.text.startswith("file:"):
            for path in line.text.removeprefix("file:").split(","):
                sheet.refer(path.strip(), line.line, kind=kind)
            continue
        place = sheet.place(line.line, line.column, kind=kind, group=group)
        for text, offset in _parts(line.text) if line.line == entry.line else [(line.text, 0)]:
            sheet.require(text, replace(place, column=line.column + offset))


def _parts(text: str) -> list[tuple[str, int]]:
    """The parts of a list on the key's own line, with their offsets: semicolons divide it, or begin a marker."""
    if ";" not in text or not declared(text, Place("", 0)).problem:
        return [(text, 0)]
    return [(match.group(), match.start()) for match in re.finditer(r"[^;\s][^;]*", text)]


def _read_tox_entry(sheet: Sheet, entry: Entry, section: str) -> None:
    kind = _TOX_KEYS.get(entry.key)
    is_environment = section.startswith("testenv")
    if kind is None or is_environment != (entry.key == "deps"):
        return
    if not is_environment and section != "tox":
        return
    for line in entry.lines:
        _read_tox_line(sheet, line, kind, section.partition(":")[2])


def _read_tox_line(sheet: Sheet, line: Line, kind: Kind, group: str) -> None:
    text = _IN_FOLDER.sub("", line.text)
    factors = None if text.startswith("-") else _FACTORS.fullmatch(text)
    if factors:
        group, text = factors[1], factors[2]
    if _OTHER_SECTION.fullmatch(text.strip()):
        # What is there is read where it stands.
        return
    if "{" in text:
        sheet.problem(line.line, f"names a setting of tox, which only its run knows: {shown(line.text)}")
        return
    column = line.column + max(line.text.find(text), 0)
    read_line(sheet, text.strip(), sheet.place(line.line, column, kind=kind, group=group))

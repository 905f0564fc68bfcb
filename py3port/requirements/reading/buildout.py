"""Reads what buildout pins in its tables of versions, and the eggs of its parts."""

from __future__ import annotations

import re

from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import shown
from py3port.requirements.reading.ini import Entry, entries
from py3port.requirements.reading.sheet import Sheet

_EGG_KEYS = frozenset({"eggs", "extra-eggs", "zcml-eggs", "requires", "extensions"})
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
_OPERATOR = re.compile(r"[<>=!~]")


def read_buildout(sheet: Sheet) -> None:
    """Read a buildout configuration."""
    found = list(entries(sheet.text))
    tables = {"versions"}
    for entry in found:
        if entry.section == "buildout" and entry.key == "versions":
            tables.add(entry.value.strip())
    for entry in found:
        section = entry.section.partition(":")[0].strip()
        if section in tables:
            _read_version(sheet, entry)
        elif section == "buildout" and entry.key == "extends":
            for line in entry.lines:
                for path in line.text.split():
                    sheet.refer(path, line.line)
        elif entry.key in _EGG_KEYS and entry.operator != "-=":
            _read_eggs(sheet, entry)


def _read_version(sheet: Sheet, entry: Entry) -> None:
    version = " ".join(entry.value.split())
    if not _NAME.fullmatch(entry.key):
        sheet.problem(entry.line, f"not the name of a distribution: {shown(entry.key)}")
    elif "${" in version:
        sheet.problem(entry.line, f"names another value, which only buildout knows: {shown(entry.key)}")
    else:
        # An empty value takes a pin back.
        wanted = f"{'' if not version or _OPERATOR.match(version) else '=='}{version}"
        sheet.require(entry.key + wanted, sheet.place(entry.line, kind=Kind.CONSTRAINT))


def _read_eggs(sheet: Sheet, entry: Entry) -> None:
    for line in entry.lines:
        if "${" not in line.text:
            kind = Kind.BUILD if entry.key == "extensions" else Kind.REQUIREMENT
            sheet.require(line.text, sheet.place(line.line, line.column, kind=kind, group=entry.section))

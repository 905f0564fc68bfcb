"""Reads `pyproject.toml`: the standard's tables, dependency groups, and those of Poetry and other tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import Place, joined_markers, shown
from py3port.requirements.reading.dialects import NoSpecifier, from_poetry
from py3port.requirements.reading.ini_files import read_tox_ini
from py3port.requirements.reading.sheet import Sheet
from py3port.requirements.reading.toml_tables import Document, is_name, require_table

_LISTS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("build-system", "requires"), Kind.BUILD),
    (("project", "dependencies"), Kind.REQUIREMENT),
    (("tool", "flit", "metadata", "requires"), Kind.REQUIREMENT),
    (("tool", "uv", "dev-dependencies"), Kind.DEVELOPMENT),
)
_TABLES: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("project", "optional-dependencies"), Kind.OPTIONAL),
    (("dependency-groups",), Kind.DEVELOPMENT),
    (("tool", "flit", "metadata", "requires-extra"), Kind.OPTIONAL),
    (("tool", "pdm", "dev-dependencies"), Kind.DEVELOPMENT),
)
_DYNAMIC = ("tool", "setuptools", "dynamic")


def read_pyproject(sheet: Sheet) -> None:
    """Read a `pyproject.toml`."""
    document = Document(sheet)
    for keys, kind in _LISTS:
        document.require(*keys, kind=kind)
    for keys, kind in _TABLES:
        for group in document.table(*keys):
            document.require(*keys, group, kind=kind, group=group)
    for environment in document.table("tool", "hatch", "envs"):
        keys = ("tool", "hatch", "envs", environment, "dependencies")
        document.require(*keys, kind=Kind.DEVELOPMENT, group=environment)
    _read_dynamic(document)
    _read_poetry(document)
    _read_old_tox(document)


def _read_dynamic(document: Document) -> None:
    """Follow setuptools to the files that it takes dependencies from."""
    dynamic = document.get("project", "dynamic")
    has_files = bool(document.get(*_DYNAMIC, "dependencies"))
    if isinstance(dynamic, list) and "dependencies" in dynamic and not has_files:
        line, _ = document.position(("project", "dynamic"))
        document.sheet.problem(
            line, "dependencies are dynamic: only the tool that builds the project knows them"
        )
    for text, line, _ in document.strings(*_DYNAMIC, "dependencies", "file"):
        document.sheet.refer(text, line)
    for group in document.table(*_DYNAMIC, "optional-dependencies"):
        for text, line, _ in document.strings(*_DYNAMIC, "optional-dependencies", group, "file"):
            document.sheet.refer(text, line, kind=Kind.OPTIONAL)


def _read_poetry(document: Document) -> None:
    poetry = ("tool", "poetry")
    _read_poetry_table(document, (*poetry, "dependencies"), Kind.REQUIREMENT, "")
    _read_poetry_table(document, (*poetry, "dev-dependencies"), Kind.DEVELOPMENT, "dev")
    for group in document.table(*poetry, "group"):
        keys = (*poetry, "group", group, "dependencies")
        _read_poetry_table(document, keys, Kind.DEVELOPMENT, group)


def _read_poetry_table(document: Document, keys: tuple[str, ...], kind: Kind, group: str) -> None:
    for name, value in document.table(*keys).items():
        place = document.place(*keys, name, kind=kind, group=group)
        if name.lower() == "python" or not is_name(document.sheet, name, place.line):
            continue
        for each in value if isinstance(value, list) else [value]:
            table = each if isinstance(each, dict) else {"version": each}
            _read_poetry_value(document.sheet, name, table, place)


def _read_poetry_value(sheet: Sheet, name: str, value: Mapping[str, Any], place: Place) -> None:
    markers = [str(value[key]) for key in ("markers",) if key in value]
    if value.get("platform"):
        markers.append(f'sys_platform == "{value["platform"]}"')
    specifier = _poetry_specifier(sheet, name, value.get("version", "*"), place)
    if "python" in value:
        versions = _poetry_specifier(sheet, "python", value["python"], place)
        markers += [_python_marker(part) for part in versions.split(",") if part]
    marker = sheet.marker(joined_markers(*markers), place.line)
    require_table(sheet, name, value, place, specifier=specifier, marker=marker)


def _poetry_specifier(sheet: Sheet, name: str, version: object, place: Place) -> str:
    try:
        return from_poetry(str(version))
    except NoSpecifier as error:
        sheet.problem(place.line, f"version of {shown(name)} not understood ({error}): {shown(str(version))}")
        return ""


def _python_marker(part: str) -> str:
    version = part.lstrip("<>=!~")
    return f'python_version {part[: len(part) - len(version)]} "{version}"'


def _read_old_tox(document: Document) -> None:
    """Read tox's settings in the old form, which are a string here."""
    text = document.get("tool", "tox", "legacy_tox_ini")
    if not isinstance(text, str):
        return
    line, _ = document.position(("tool", "tox", "legacy_tox_ini"))
    sheet = document.sheet
    inner = Sheet(sheet.file, ("\n" * line + text).encode())
    read_tox_ini(inner)
    sheet.requirements += inner.requirements
    sheet.problems += inner.problems
    sheet.references += inner.references

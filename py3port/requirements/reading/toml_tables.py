"""A TOML document whose values are looked up together with where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from py3port.project import toml
from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import Place, make, shown, without_credentials
from py3port.requirements.reading.sheet import Sheet

Keys = tuple[str, ...]
_VCS = ("git", "hg", "svn", "bzr")


class Document:
    """A parsed file. Values of the wrong type count as absent: it may be anybody's file."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._lines = sheet.text.splitlines()
        self._places: Mapping[Keys, tuple[int, int]] = {}
        self._root: dict[str, Any] = {}
        try:
            self._root = toml.parse(sheet.text)
            self._places = toml.places(sheet.text)
        except toml.TomlError as error:
            sheet.problem(error.line, f"not read, since it is no TOML: {error}")

    def get(self, *keys: str) -> Any:
        """The value at a path of keys, or None."""
        value: Any = self._root
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def table(self, *keys: str) -> dict[str, Any]:
        """The table at a path of keys, empty where there is none."""
        value = self.get(*keys)
        return value if isinstance(value, dict) else {}

    def strings(self, *keys: str) -> Iterator[tuple[str, int, int]]:
        """The strings of the list, or the one string, at a path of keys; each with line and column."""
        value = self.get(*keys)
        start, column = self.position(keys)
        number = start
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                found = self._find(item, number)
                number = found[0] if found else number
                yield item, *(found or (start, column))

    def position(self, keys: Keys) -> tuple[int, int]:
        """Line and column of a key, or of the nearest thing around it that has them."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self._places:
                return self._places[keys[:length]]
        return 1, 1

    def place(self, *keys: str, kind: Kind, group: str = "") -> Place:
        """The place of a key."""
        line, column = self.position(keys)
        return self.sheet.place(line, column, kind=kind, group=group)

    def require(self, *keys: str, kind: Kind, group: str = "") -> None:
        """Take down a list of requirements in the standard's form."""
        for text, line, column in self.strings(*keys):
            self.sheet.require(text, self.sheet.place(line, column, kind=kind, group=group))

    def _find(self, item: str, start: int) -> tuple[int, int] | None:
        """Where a string stands, looked for from the line where its list begins to the end of the table."""
        for number in range(start, min(start + 200, len(self._lines) + 1)):
            line = self._lines[number - 1]
            for quote in "\"'":
                column = line.find(f"{quote}{item}{quote}")
                if column >= 0:
                    return number, column + 1
        return None


def require_table(
    sheet: Sheet, name: str, value: Mapping[str, Any], place: Place, *, specifier: str, marker: str
) -> None:
    """Take down a requirement that is a table, as Poetry and Pipenv have it."""
    url = ""
    for key in (*_VCS, "url", "file", "path"):
        source = value.get(key)
        if isinstance(source, str):
            at = next((str(value[each]) for each in ("rev", "ref", "tag", "branch") if each in value), "")
            url = f"{key}+{source}{f'@{at}' if at else ''}" if key in _VCS else source
            break
    extras = value.get("extras")
    names = (
        tuple(sorted(each for each in extras if isinstance(each, str))) if isinstance(extras, list) else ()
    )
    requirement = make(
        name, place, specifier=specifier, marker=marker, extras=names, url=without_credentials(url)
    )
    sheet.requirements.append(requirement)


def is_name(sheet: Sheet, name: str, line: int) -> bool:
    """Whether a key can name a distribution; takes down where it cannot."""
    ascii_name = name.replace("-", "").replace("_", "").replace(".", "")
    if ascii_name.isascii() and ascii_name.isalnum() and name[0].isalnum() and name[-1].isalnum():
        return True
    sheet.problem(line, f"not the name of a distribution: {shown(name)}")
    return False

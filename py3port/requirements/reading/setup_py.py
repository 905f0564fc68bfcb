"""Reads setup scripts without running them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from py3port.python2 import ParseError, Source, SourceError, parse
from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import Place, joined_markers, shown
from py3port.requirements.reading.evaluate import Evaluator
from py3port.requirements.reading.sheet import Sheet
from py3port.requirements.reading.values import (
    Several,
    Table,
    Text,
    TooLarge,
    Unknown,
    Value,
    entries,
    mentions_of,
)

_LISTS = {
    "install_requires": Kind.REQUIREMENT,
    "requires": Kind.REQUIREMENT,
    "setup_requires": Kind.BUILD,
    "tests_require": Kind.DEVELOPMENT,
}
_EXTRAS = "extras_require"
_BUILDERS = (b"setuptools", b"distutils")
"""A script without these only bears the name."""


def read_setup_py(sheet: Sheet) -> None:
    """Read a setup script."""
    try:
        evaluator = Evaluator(parse(Source.from_bytes(sheet.data)))
        evaluator.run()
    except (SourceError, ParseError) as error:
        sheet.problem(error.line, f"not read, since it is no Python: {error.message}")
        return
    except (RecursionError, MemoryError):
        sheet.problem(0, "not read, since it is nested too deeply")
        return
    except TooLarge:
        sheet.problem(0, "not read, since its lists grow too large to follow")
        return
    if not evaluator.calls and any(word in sheet.data for word in _BUILDERS):
        sheet.problem(1, "no call of setup() was found in it")
    for line, arguments, rest in evaluator.calls:
        _Call(sheet, line).read(arguments)
        for unknown in rest:
            _complain(sheet, "some arguments of setup()", unknown.line or line, unknown.mentions)
    sheet.requirements[:] = dict.fromkeys(sheet.requirements)
    sheet.problems[:] = dict.fromkeys(sheet.problems)


class _Call:
    """One call of `setup`."""

    def __init__(self, sheet: Sheet, line: int) -> None:
        self._sheet = sheet
        self._line = line
        self._doubted: dict[str, list[Text]] = {}

    def read(self, arguments: Mapping[str, Value]) -> None:
        """Take down what the arguments require."""
        for name, kind in _LISTS.items():
            if name in arguments:
                self._read_list(name, arguments[name], Place(self._sheet.file, self._line, kind=kind))
        extras = arguments.get(_EXTRAS)
        if isinstance(extras, Table):
            for key, value in extras.items.items():
                group, _, condition = key.partition(":")
                marker = self._sheet.marker(condition, self._line)
                kind = Kind.OPTIONAL if group else Kind.REQUIREMENT
                place = Place(self._sheet.file, self._line, kind=kind, group=group, marker=marker)
                self._read_list(f"{_EXTRAS}[{key!r}]", value, place)
            for unknown in extras.rest:
                _complain(self._sheet, _EXTRAS, unknown.line or self._line, unknown.mentions)
        elif extras is not None and extras != Several():
            self._read_list(_EXTRAS, extras, Place(self._sheet.file, self._line, kind=Kind.OPTIONAL))
        for doubt, texts in self._doubted.items():
            names = ", ".join(dict.fromkeys(text.value.strip().partition("\n")[0] for text in texts))
            self._sheet.problem(texts[0].line, f"taken as required though it {doubt}: {shown(names)}")

    def _read_list(self, name: str, value: Value, place: Place) -> None:
        for item in entries(value):
            if isinstance(item, Text):
                self._read_text(item, place)
            elif isinstance(item, Several):
                self._read_list(name, item, place)
            else:
                line = item.line if isinstance(item, Unknown) and item.line else self._line
                _complain(self._sheet, name, line, mentions_of(item))

    def _read_text(self, text: Text, place: Place) -> None:
        if text.doubt:
            self._doubted.setdefault(text.doubt, []).append(text)
        marker = self._sheet.marker(joined_markers(text.marker, place.marker), text.line)
        place = replace(place, marker=marker, column=text.column + 1)
        for number, line in enumerate(text.value.splitlines()):
            wanted = line.partition(" #")[0].strip()
            if wanted and not wanted.startswith("#"):
                column = place.column if not number else len(line) - len(line.lstrip()) + 1
                self._sheet.require(wanted, replace(place, line=text.line + number, column=column))


def _complain(sheet: Sheet, name: str, line: int, mentions: tuple[str, ...]) -> None:
    source = f", which has to do with {shown(', '.join(mentions))}" if mentions else ""
    sheet.problem(line, f"{name} cannot be told without running the script{source}")
    for path in mentions:
        sheet.refer(path, line, is_certain=False)

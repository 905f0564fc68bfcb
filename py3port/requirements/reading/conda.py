"""Reads Conda's `environment.yml`, with the section of it that is pip's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from py3port.requirements.model import Kind
from py3port.requirements.reading.declared import make, shown
from py3port.requirements.reading.dialects import NoSpecifier, from_conda
from py3port.requirements.reading.requirements_txt import read_line
from py3port.requirements.reading.sheet import Sheet

MAX_SIZE = 200_000
"""Reading YAML takes long; no environment that people keep is that big."""

_SPEC = re.compile(r"(?:[\w./-]+::)?([A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9])?)(?:\[[^\]]*\])?\s*([<>=!~\s*\d].*)?")
_NOT_DISTRIBUTIONS = frozenset({"python", "pip"})


def read_environment(sheet: Sheet) -> None:
    """Read an `environment.yml`."""
    if len(sheet.text) > MAX_SIZE:
        sheet.problem(0, f"not read, since it is larger than {MAX_SIZE} characters")
        return
    try:
        root = yaml.compose(sheet.text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        sheet.problem(line, f"not read, since it is no YAML: {error.problem or 'broken'}")
        return
    except (yaml.YAMLError, RecursionError):
        sheet.problem(0, "not read, since it is no YAML")
        return
    for node in _items(root, "dependencies"):
        if isinstance(node, yaml.ScalarNode):
            _read_spec(sheet, node)
        for inner in _items(node, "pip"):
            if isinstance(inner, yaml.ScalarNode):
                line, column = inner.start_mark.line + 1, inner.start_mark.column + 1
                read_line(sheet, inner.value.strip(), sheet.place(line, column, group="pip"))


def _items(node: Any, key: str) -> Iterator[Any]:
    """The items of the list that a mapping has at a key."""
    if not isinstance(node, yaml.MappingNode):
        return
    for name, value in node.value:
        if getattr(name, "value", None) == key and isinstance(value, yaml.SequenceNode):
            yield from value.value


def _read_spec(sheet: Sheet, node: Any) -> None:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    match = _SPEC.fullmatch(node.value.strip())
    if match is None:
        sheet.problem(line, f"not a name and version as Conda has them: {shown(node.value)}")
        return
    if match[1].lower() in _NOT_DISTRIBUTIONS:
        return
    place = sheet.place(line, column, kind=Kind.CONDA)
    try:
        specifier = from_conda(match[2] or "")
    except NoSpecifier as error:
        sheet.problem(line, f"version not understood ({error}): {shown(node.value)}")
        specifier = ""
    sheet.requirements.append(make(match[1], place, specifier=specifier))

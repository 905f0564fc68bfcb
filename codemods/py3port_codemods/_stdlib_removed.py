"""The list of what a Python 3 lacks of Python 2.7's standard library, which the interpreters themselves made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("stdlib_removed.txt")
PARAMETERS_FILE = Path(__file__).with_name("stdlib_parameters.txt")


class Removal(NamedTuple):
    """A name that a module, or an attribute that a class, of the standard library lost."""

    since: str
    """The first version without it."""
    owner: str
    """The dotted name of the module or class, as Python 2.7 has it."""
    name: str
    origin: str = ""
    """What the module only imported from elsewhere, as `module` or `module:name`."""
    is_attribute: bool = False


def removals() -> Sequence[Removal]:
    """All of the list."""
    return removals_in(_lines())


def removals_in(wanted: Collection[str]) -> Sequence[Removal]:
    """Those of some top-level packages, in the order of the list."""
    lines = [line for package in wanted for line in _lines().get(package, ())]
    return [removal for _, line in sorted(lines) for removal in _read(line)]


def lost_attributes() -> Iterator[Removal]:
    """The attributes of classes, in the order of the list."""
    of_classes = [each for lines in _lines().values() for each in lines if ".: " in each[1]]
    return (removal for _, line in sorted(of_classes) for removal in _read(line))


@cache
def _lines() -> Mapping[str, Sequence[tuple[int, str]]]:
    """The lines of the list by their packages, with their numbers."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            owner = line.split(" ", 2)[1].rstrip(":")
            found.setdefault(owner.partition(".")[0], []).append((number, line))
    return found


@cache
def parameters() -> tuple[Removal, ...]:
    """The parameters that functions (the owners) lost; the origin is the name that one has instead."""
    lines = PARAMETERS_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(removal for line in lines if not line.startswith("#") for removal in _read(line))


def _read(line: str) -> Iterator[Removal]:
    head, _, names = line.partition(": ")
    since, _, owner = head.partition(" ")
    for each in names.split():
        name, _, origin = each.partition("=")
        yield Removal(since, owner.removesuffix("."), name, origin, owner.endswith("."))

"""The list of what a Python 3 lacks of Python 2.7's standard library, which the interpreters themselves made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("stdlib_removed.txt")
PARAMETERS_FILE = Path(__file__).with_name("stdlib_parameters.txt")


@dataclass(frozen=True)
class Removal:
    """A name that a module, or an attribute that a class, of the standard library lost."""

    since: str
    """The first version without it."""
    owner: str
    """The dotted name of the module or class, as Python 2.7 has it."""
    name: str
    origin: str = ""
    """What the module only imported from elsewhere, as `module` or `module:name`."""
    is_attribute: bool = False


@cache
def removals() -> tuple[Removal, ...]:
    """All of the list."""
    return tuple(_read(FILE.read_text(encoding="ascii")))


@cache
def parameters() -> tuple[Removal, ...]:
    """The parameters that functions (the owners) lost; the origin is the name that one has instead."""
    return tuple(_read(PARAMETERS_FILE.read_text(encoding="ascii")))


def _read(text: str) -> Iterator[Removal]:
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        head, _, names = line.partition(": ")
        since, _, owner = head.partition(" ")
        for each in names.split():
            name, _, origin = each.partition("=")
            yield Removal(since, owner.removesuffix("."), name, origin, owner.endswith("."))

"""What the variables of the standard library hold, and what its functions take and give that are handed on."""

from __future__ import annotations

from py3port.analysis.string_callbacks import is_of_function, position_of
from py3port.analysis.string_slots import BINARY, TEXT, Edges
from py3port.analysis.string_tables import (
    Path,
    binary_arguments,
    binary_results,
    is_text_constant,
    text_arguments,
    text_holders,
    text_results,
)


def held_by_library(name: str, path: Path) -> Edges:
    """What lies at a path in the value that a dotted name of the standard library stands for."""
    if is_of_function(path):
        yield from _of_function(name, position_of(path[0]), path[1:])
    elif path:
        yield from (((TEXT, ()), weight) for weight, place in text_holders().get(name, ()) if place == path)
    elif is_text_constant(name):
        yield (TEXT, ()), 2
    elif name.startswith("codecs.BOM"):
        yield (BINARY, ()), 0


def _of_function(name: str, position: int | None, path: Path) -> Edges:
    """What a function gives, or takes at a position."""
    if position is None:
        for flavour, results in ((BINARY, binary_results()), (TEXT, text_results())):
            yield from (((flavour, ()), weight) for weight, place in results.get(name, ()) if place == path)
    elif not path:
        for flavour, arguments in ((BINARY, binary_arguments()), (TEXT, text_arguments())):
            taken = arguments.get(name, ())
            yield from (((flavour, ()), weight) for weight, place in taken if place == position)

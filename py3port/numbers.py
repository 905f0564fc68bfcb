"""The number of each rule, by which tools know it that want a number: pylint, flake8."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files

NAME = "numbers.txt"


def load_numbers() -> Mapping[str, int]:
    """The number of each rule that has one, by name; those of rules that are gone are there as well."""
    text = files("py3port").joinpath(NAME).read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {name: int(number) for number, name in lines}


def with_new(text: str, names: Iterable[str]) -> str:
    """The text of the list with a line for each rule that has none yet."""
    known = [line.split() for line in text.splitlines() if not line.startswith("#")]
    last = max((int(number) for number, _ in known), default=0)
    new = [name for name in names if name not in {each for _, each in known}]
    return text + "".join(f"{number:03} {name}\n" for number, name in enumerate(new, last + 1))

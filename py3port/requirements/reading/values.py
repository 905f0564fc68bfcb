"""What is known of a value without running the program: texts, lists and tables of them, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from py3port.requirements.reading.conditions import Condition
from py3port.requirements.reading.declared import joined_markers

MAX_SIZE = 5_000
"""How many texts a value may hold."""
_MAX_LENGTH = 1_000_000


class TooLarge(Exception):
    """A value has grown past all sense: a few statements are enough to make one of any size."""


@dataclass(frozen=True)
class Text:
    """A string; the line counts from 1 and the column from 0."""

    value: str
    line: int
    column: int
    marker: str = ""
    """The environment marker under which it is there."""
    doubt: str = ""
    """Why it may not be there."""

    def __post_init__(self) -> None:
        if len(self.value) > _MAX_LENGTH:
            raise TooLarge


@dataclass(frozen=True)
class Unknown:
    """Something that only a run could tell."""

    line: int
    mentions: tuple[str, ...] = ()
    """Names of files in the expressions that it comes from."""


@dataclass(frozen=True)
class Several:
    """A list, tuple or set."""

    items: tuple[Value, ...] = ()
    size: int = field(init=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", _size(self.items))


@dataclass(frozen=True)
class Table:
    """A dictionary; what could not be told of it stands in `rest`."""

    items: Mapping[str, Value]
    rest: tuple[Unknown, ...] = ()
    size: int = field(init=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", _size((*self.items.values(), *self.rest)))


Value = Text | Unknown | Several | Table


def _size(members: Iterable[Value]) -> int:
    size = 1
    for member in members:
        size += member.size if isinstance(member, (Several, Table)) else 1
    if size > MAX_SIZE:
        raise TooLarge
    return size


def under(value: Value, condition: Condition) -> Value:
    """The value as it is where a condition holds that is not sure to."""
    if isinstance(value, Text):
        marker = joined_markers(condition.marker, value.marker)
        return replace(value, marker=marker, doubt=value.doubt or condition.doubt)
    if isinstance(value, Several):
        return Several(tuple(under(item, condition) for item in value.items))
    if isinstance(value, Table):
        return replace(value, items={key: under(item, condition) for key, item in value.items.items()})
    return value


def either(first: Value, second: Value, condition: Condition) -> Value:
    """The value that is `first` where the condition holds, else `second`."""
    if first == second:
        return first
    if isinstance(first, Several) and isinstance(second, Several):
        common = [item for item in first.items if item in second.items]
        only_first = Several(tuple(item for item in first.items if item not in common))
        only_second = Several(tuple(item for item in second.items if item not in common))
        parts = (under(only_first, condition), under(only_second, condition.negated))
        return Several((*common, *(item for part in parts for item in entries(part))))
    if isinstance(first, Table) and isinstance(second, Table):
        keys = dict.fromkeys([*first.items, *second.items])
        nothing = Several()
        items = {
            key: either(first.items.get(key, nothing), second.items.get(key, nothing), condition)
            for key in keys
        }
        return Table(items, tuple(dict.fromkeys((*first.rest, *second.rest))))
    pieces = entries(under(first, condition)) + entries(under(second, condition.negated))
    if all(isinstance(each, (Text, Unknown)) for each in pieces):
        return Several(tuple(pieces))
    return Unknown(0)


def added(left: Value, right: Value) -> Value:
    """What `left + right` is."""
    if isinstance(left, Text) and isinstance(right, Text):
        return replace(left, value=left.value + right.value, doubt=left.doubt or right.doubt)
    if isinstance(left, Text) or isinstance(right, Text):
        return Unknown(line_of(left) or line_of(right), mentions_of(left) + mentions_of(right))
    return Several((*entries(left), *entries(right)))


def entries(value: Value) -> list[Value]:
    """The members of a list; of anything else itself."""
    return list(value.items) if isinstance(value, Several) else [value]


def merged(first: Table, second: Value) -> Table:
    """A dictionary after `update`."""
    if isinstance(second, Table):
        return Table({**first.items, **second.items}, first.rest + second.rest)
    if isinstance(second, Unknown):
        return replace(first, rest=(*first.rest, second))
    return first


def line_of(value: Value) -> int:
    """A line that has to do with the value, else 0."""
    if isinstance(value, (Text, Unknown)):
        return value.line
    members = value.items.values() if isinstance(value, Table) else value.items
    return next((line for line in map(line_of, members) if line), 0)


def mentions_of(value: Value) -> tuple[str, ...]:
    """The names of files that what is unknown in the value comes from."""
    if isinstance(value, Unknown):
        return value.mentions
    if isinstance(value, Text):
        return ()
    members = value.items.values() if isinstance(value, Table) else value.items
    return tuple(dict.fromkeys(name for member in members for name in mentions_of(member)))

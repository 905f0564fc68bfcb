"""The types that inference speaks of, and how two of them join."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from py3port.python2 import ast

_NUMBERS = ("bool", "int", "long", "float", "complex")
_STRINGS = frozenset({"str", "unicode", "bytes", "basestring"})
_MUTABLE = frozenset({"list", "dict", "set", "instance"})


@dataclass(frozen=True)
class Type:
    """What an expression is sure to be in Python 2.

    Names: int, long, float, complex, bool, none; str (a native string), unicode, bytes (written as `b''`),
    basestring (str or unicode); list, tuple, dict, set, frozenset, xrange; iterator, generator, file; function,
    class, module, instance. `int` may have overflowed into a `long`: both divide alike.
    """

    name: str
    args: tuple[Type | None, ...] = ()
    """The element of a list, set or iterator; key and value of a dict; each member of a tuple, if they are known."""
    node: ast.AST | None = field(default=None, repr=False)
    """The def of a function, the class of an instance or class, where it is in the module."""
    qualified: str = ""
    """The dotted name of a function, class, module or of an instance's class, where it is imported or built in."""

    def __str__(self) -> str:
        known = ", ".join("?" if each is None else str(each) for each in self.args)
        return f"{self.name}[{known}]" if known else self.name

    @property
    def is_number(self) -> bool:
        """Whether it is a number of any kind."""
        return self.name in _NUMBERS

    @property
    def is_integer(self) -> bool:
        """Whether it is an integer, a bool included."""
        return self.name in ("bool", "int", "long")

    @property
    def is_string(self) -> bool:
        """Whether it is a string of any kind."""
        return self.name in _STRINGS

    @property
    def element(self) -> Type | None:
        """The type of what iterating over it gives."""
        if self.name in ("str", "unicode", "basestring"):
            return self
        if self.name == "xrange":
            return Type("int")
        if self.name == "file":
            return Type("str")
        if self.name == "tuple":
            return join_all(self.args) if self.args else None
        return self.args[0] if self.args else None

    def without_elements(self) -> Type:
        """The same, not saying what a container that can change holds."""
        return Type(self.name) if self.name in _MUTABLE and self.args else self


UNDECIDED = Type("undecided")
"""Stands for a type that is just being computed: joins with anything. Never handed out."""

INT, LONG, FLOAT, BOOL, NONE = Type("int"), Type("long"), Type("float"), Type("bool"), Type("none")
STR, UNICODE, BASESTRING = Type("str"), Type("unicode"), Type("basestring")


def join(left: Type | None, right: Type | None) -> Type | None:
    """The type of something that is either; None where they differ."""
    if left is None or right is None:
        return None
    if left is UNDECIDED or left is right or left == right:
        return right
    if right is UNDECIDED:
        return left
    if left.is_string and right.is_string and "bytes" not in (left.name, right.name):
        return BASESTRING
    if left.name != right.name or left.node is not right.node or left.qualified != right.qualified:
        return None
    if len(left.args) != len(right.args):
        return Type(left.name)
    return Type(left.name, tuple(map(join, left.args, right.args)), left.node, left.qualified)


def join_all(types: tuple[Type | None, ...] | list[Type | None]) -> Type | None:
    """The join of one or more."""
    if not types:
        return None
    result = types[0]
    for each in types[1:]:
        result = join(result, each)
    return result


def arithmetic(left: Type, right: Type) -> Type | None:
    """The type of the sum of two numbers."""
    wider = max(_NUMBERS.index(left.name), _NUMBERS.index(right.name), 1)
    return Type(_NUMBERS[wider])


@cache
def parse_type(text: str) -> Type | None:
    """Read `list[str]`, `tuple[str, int]`, `instance:datetime.date`; `?` is None."""
    text = text.strip()
    if text == "?":
        return None
    name, bracket, inner = text.partition("[")
    if bracket:
        return Type(name, tuple(parse_type(part) for part in _split(inner[:-1])))
    name, _, qualified = text.partition(":")
    return Type(name, qualified=qualified)


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "," and not depth:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]

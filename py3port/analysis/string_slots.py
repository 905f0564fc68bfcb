"""The places that hold strings, and how near two of them are: the words of `string_edges` and `string_calls`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from py3port.analysis.string_tables import Path
from py3port.python2 import ast

Slot = tuple[Any, Path]
"""A node, or an attribute of a class, and where in its value the string lies. A def stands for what it returns."""
Edges = Iterator[tuple[Slot, int]]
Beside = tuple[Sequence[tuple[Any, int]], Sequence[tuple[Slot, int]]]
"""What lies next to a slot, each with its weight: evidence, BINARY or TEXT, and other slots."""

BINARY: Any = "binary"
TEXT: Any = "text"
"""What stands for all that is binary, or text, for certain; an edge to it is evidence, its weight how weak it is."""

SAME, MIX, CALL, GUESS = 1, 1, 2, 4
"""The weights: the same value; mixed with it or compared; passed to or from a function; perhaps the same."""
VARIED = 12
"""The weight of being one of the arguments that `*args` takes: those of a function that hands them on vary."""
SORTED = 16
"""The weight from one of many attributes that a function sorts its parameter into, back to the parameter."""
ENTRY = 8
"""The weight between one entry of a record, `x['name']`, and the others: each is what it is."""
SHOWN = 14
"""The weight of being filled in between words, as evidence for text: few programs send such a thing."""
NAMED = 3
"""The weight of the name of a file, `logo.png`, as evidence for its being binary."""
ITEM = 5
"""The weight between a key and what the methods of a class take that may be the one that is indexed."""
ELSEWHERE = 7
"""The weight between an attribute of some object and those of that name in other modules, where a class here has it."""
SET = 8
"""The weight between a property and what its setter takes: many convert it first."""
CHECKED = 12
"""The weight between a variable and what it holds after a test of its type, where some kinds are converted."""
CONVERTED = 24
"""The weight of `x.encode()` and `x.decode()`: many a program makes native strings of text without thought."""
BITS = 8
"""The weight of a character's being made of bits: `chr(n & 0x7f)`."""
AUTHORED = 10
"""The weight of a literal of bytes that the author wrote."""
CODEC, WORDS, WORD = 12, 20, 26
"""The weights of a literal's being the name of a codec, having words in it, or one alone, as evidence for text."""
REPORTED = 18
"""The weight of what an exception or a log gets, unless it is put together there as messages are."""
NEAR, FAR = 8, 36
"""What is further from any evidence is not known: within one file, and where the whole project is looked at."""


_DEEPEST = 2
"""The length of the paths that are followed."""


def parted(edges: Iterable[tuple[Slot, int]]) -> Beside:
    """The evidence among some edges, and the slots, but for those too deep in what holds them."""
    evidence: list[tuple[Any, int]] = []
    slots: list[tuple[Slot, int]] = []
    for edge in edges:
        (key, path), weight = edge
        if key is BINARY or key is TEXT:
            evidence.append((key, weight))
        elif len(path) <= _DEEPEST:
            slots.append(edge)
    return evidence, slots


def weight_of_report(reported: ast.AST) -> int:
    """How much it says of a string that it is part of an error or a log."""
    is_template = isinstance(reported, ast.BinOp) and isinstance(reported.op, ast.Mod)
    return 0 if is_template or isinstance(reported, ast.Constant) else REPORTED


def is_replaced(node: ast.Attribute, parents: Mapping[ast.AST, ast.AST]) -> bool:
    """Whether it is the old value in `self.x = f(self.x)`: what `f` makes of it may well be of another kind."""
    call = parents.get(node)
    statement = parents.get(call) if isinstance(call, ast.Call) and node is not call.func else None
    if not isinstance(statement, ast.Assign):
        return False
    bound = (each for target in statement.targets for each in getattr(target, "elts", (target,)))
    return any(
        isinstance(each, ast.Attribute)
        and each.attr == node.attr
        and getattr(each.value, "id", "") == getattr(node.value, "id", None)
        for each in bound
    )

"""What a foreign rewrite changed, as edits of whole lines."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from py3port.analysis import Module
from py3port.python2 import ast


@dataclass(frozen=True)
class Hunk:
    """Lines that are replaced, by their offsets."""

    start: int
    end: int
    text: str
    line: int
    """The first line that is replaced, counted from 1; of an insertion the line behind it."""


def hunks(before: str, after: str) -> Iterator[Hunk]:
    """The differences of two texts, line by line, in order."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    for kind, first, last, new_first, new_last in difflib.SequenceMatcher(None, *middle, False).get_opcodes():
        if kind != "equal":
            text = "".join(middle[1][new_first:new_last])
            yield Hunk(starts[head + first], starts[head + last], text, head + first + 1)


def place_of(hunk: Hunk, module: Module) -> ast.AST:
    """The statement that a difference is in: the last one that begins on its first line or above."""
    statements = [
        each for kind, nodes in module.tree.nodes.items() if issubclass(kind, ast.stmt) for each in nodes
    ]
    if not statements:
        return module.tree.root
    statements.sort(key=_position)
    at = bisect_right([_position(each)[0] for each in statements], hunk.line)
    return statements[max(at - 1, 0)]


def _position(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]

"""What earlier applies decided about the meaning of a file: nothing is judged anew that they wrote, or left as it was.

What Python 2's strings and lists were is told by what is around them, and a port changes that: `unicode` becomes
`str`, and some literals `b''`. A rule that asked again would decide otherwise, and undo what it did, or do it twice.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from py3port.python2 import ast
from py3port.result import Stage
from py3port.rule import Module, Rule
from py3port.storage import digest

_NOT_ASCII = bytes(range(128, 256))


def is_decided_once(rule: Rule) -> bool:
    """Whether a rule goes by what the author's text means, so that it must not be asked about ported code."""
    return rule.stage is Stage.SEMANTIC or rule.once


def lines_of(data: bytes) -> frozenset[int]:
    """What tells the lines of a text apart, wherever they stand and however they are indented or encoded."""
    return frozenset(zlib.crc32(line.strip()) for line in data.translate(None, _NOT_ASCII).splitlines())


@dataclass(frozen=True)
class Decided:
    """What earlier applies decided about one file."""

    lines: frozenset[int]
    """The lines of the text they left."""
    safe: frozenset[str] = frozenset()
    """The rules that were asked for what is safe."""
    unsafe: frozenset[str] = frozenset()
    """The rules that were asked for what is likely, too."""
    past: tuple[str, ...] = ()
    """Digests of the texts that they rewrote."""

    def rules(self, *, unsafe: bool) -> frozenset[str]:
        """The names of the rules that need not be asked again."""
        return self.unsafe if unsafe else self.safe | self.unsafe


class Standing:
    """Which places of a file stay as they are, while it is rewritten."""

    def __init__(self, decided: Decided | None, data: bytes, *, unsafe: bool) -> None:
        is_known = decided is not None and digest(data) not in decided.past
        self._rules = decided.rules(unsafe=unsafe) if decided is not None and is_known else frozenset()
        self._new = lines_of(data) - decided.lines if decided is not None and self._rules else frozenset()
        """The lines that somebody else wrote, and what this run makes of them."""

    def advance(self, before: bytes, after: bytes) -> None:
        """Go on with a new text."""
        if self._new:
            old, new = lines_of(before), lines_of(after)
            if not self._new.isdisjoint(old - new):
                self._new |= new - old

    def has(self, rule: Rule, node: ast.AST, module: Module) -> bool:
        """Whether a rule was asked about a place already, and nobody has touched that since."""
        if rule.name not in self._rules:
            return False
        if not self._new:
            return True
        first: int = getattr(node, "lineno", 0)
        last = first if isinstance(node, ast.stmt) else getattr(node, "end_lineno", first)
        lines = "\n".join(module.source.line(number) for number in range(first, last + 1)) if first else ""
        return first > 0 and self._new.isdisjoint(lines_of(lines.encode("ascii", "ignore")))

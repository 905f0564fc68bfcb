"""Comments by which people say that a finding is none: `# py3port: ignore[rule] reason`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from py3port.python2 import Source, ast, comments

_MARK = "py3port:"
_COMMENT = re.compile(r"#\s*py3port:\s*ignore(-file)?\s*\[([^\]]*)\]([^#]*)")
_BLOCKS = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.AsyncFor, ast.While),
    *(ast.If, ast.With, ast.AsyncWith, ast.Try, ast.ExceptHandler, ast.Module),
)
"""What has a body, so that its last line says nothing of its first."""


@dataclass(frozen=True)
class Ignore:
    """One such comment."""

    line: int
    column: int
    """From 0."""
    names: tuple[str, ...]
    """The rules, as they are written there; a rule's former names do as well."""
    reason: str
    is_for_file: bool = False

    def covers(self, lines: Iterable[int]) -> bool:
        """Whether it speaks of one of these lines."""
        return self.is_for_file or self.line in lines

    def names_rule(self, rule: str, aliases: Iterable[str]) -> bool:
        """Whether it speaks of that rule."""
        return any(is_called(name, rule, aliases) for name in self.names)


def is_called(name: str, rule: str, aliases: Iterable[str]) -> bool:
    """Whether `name` is the rule's own or one of its former ones, which may go without `fix_` and with a package."""
    return name == rule or not {name, name.rpartition(".")[2], f"fix_{name}"}.isdisjoint(aliases)


def find_ignores(source: Source) -> tuple[Ignore, ...]:
    """The comments that hide findings, by position."""
    if _MARK not in source.text:
        return ()
    return tuple(_ignores(source))


def _ignores(source: Source) -> Iterator[Ignore]:
    for offset, comment in comments(source.text):
        for found in _COMMENT.finditer(comment):
            line, column = source.position(offset + found.start())
            names = tuple(name for each in found[2].split(",") if (name := each.strip()))
            yield Ignore(line, column, names, found[3].strip(" \t-:–—"), bool(found[1]))


def lines_about(node: ast.AST, statement: ast.AST | None) -> frozenset[int]:
    """The lines on which a comment speaks of `node`: its first, that of its statement, their last but for bodies."""
    lines = {getattr(node, "lineno", 1)}
    for each in (node, statement):
        first = getattr(each, "lineno", 0)
        if first:
            lines |= {first} if isinstance(each, _BLOCKS) else {first, getattr(each, "end_lineno", first)}
    return frozenset(lines)

"""Indentation that LibCST cannot hold: found before the parse, kept on the lines themselves after it.

LibCST has one indentation for all lines of a block and drops what stands before it, such as a form feed.
A line like that is parsed with the indentation of its block; its node is then replaced by one that writes its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, make_dataclass
from typing import Any

import libcst as cst
from libcst import CSTVisitorT

from py3port.python2.cst.bindings import ExceptHandler


@dataclass(frozen=True)
class Indent:
    """The indentation of one logical line that is not that of its block."""

    start: int
    end: int
    own: str
    """As the source has it."""
    usual: str
    """That of the block, as LibCST is given it."""


def odd_indents(text: str, code: str, start: int, end: int) -> Iterator[Indent]:
    """Yield the lines of a stretch that are indented otherwise than the first line of their block.

    `code` is `text` without strings, comments and continuations; the stretch begins with a line.
    """
    blocks = [(0, "")]
    depth = 0
    at = start
    for line in code[start:end].split("\n"):
        stripped = line.lstrip(" \t\f")
        if stripped and not depth:
            first = at + len(line) - len(stripped)
            own = text[at:first]
            width = _width(own)
            while width < blocks[-1][0]:
                blocks.pop()
            if width > blocks[-1][0]:
                outer = blocks[-1][1]
                plain = own.startswith(outer) and not own.strip(" \t")
                blocks.append((width, own if plain else outer + "    "))
            usual = blocks[-1][1]
            if own != usual:
                yield Indent(at, first, own, usual)
        for bracket in stripped:
            if bracket in "([{":
                depth += 1
            elif bracket in ")]}":
                depth -= 1
        at += len(line) + 1


def _width(indent: str) -> int:
    """Return the column to which white space leads, by Python 2's rules."""
    width = 0
    for char in indent:
        if char == "\\":
            break
        width = width // 8 * 8 + 8 if char == "\t" else 0 if char == "\f" else width + 1
    return width


class _LineState:
    """A code generation state that writes another indentation where the node itself asks for it."""

    def __init__(self, state: Any, own: str) -> None:
        self._state = state
        self._own = own
        self._depth = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._depth += 1
        self._state.before_codegen(node)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self._state.after_codegen(node)
        self._depth -= 1

    def add_indent_tokens(self) -> None:
        state = self._state
        if self._depth:
            state.add_indent_tokens()
            return
        tokens = state.indent_tokens
        usual = tokens[:]
        tokens[:] = [self._own]
        state.add_indent_tokens()
        tokens[:] = usual


class OwnLine(cst.CSTNode):
    """Mixed into a node whose line has an indentation of its own, as long as it stays in such a block."""

    __slots__ = ()  # type: ignore[misc]
    own_indent: str
    usual_indent: str

    def _codegen_impl(self, state: Any, **options: Any) -> None:
        if self.own_indent != self.usual_indent and "".join(state.indent_tokens) == self.usual_indent:
            state = _LineState(state, self.own_indent)
        super()._codegen_impl(state, **options)  # type: ignore[safe-super]

    def _visit_and_replace_children(self, visitor: CSTVisitorT) -> cst.CSTNode:
        plain = super()._visit_and_replace_children(visitor)  # type: ignore[safe-super]
        return with_own_indent(plain, self.own_indent, self.usual_indent)


_OWNERS = (
    cst.ClassDef,
    cst.Decorator,
    cst.Else,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.Finally,
    cst.For,
    cst.FunctionDef,
    cst.If,
    cst.Match,
    cst.MatchCase,
    cst.SimpleStatementLine,
    cst.Try,
    cst.TryStar,
    cst.While,
    cst.With,
    ExceptHandler,
)
_OWN_LINE: dict[type[cst.CSTNode], Any] = {
    cls: make_dataclass(
        cls.__name__,
        [("own_indent", str, ""), ("usual_indent", str, "")],
        bases=(OwnLine, cls),
        frozen=True,
        namespace={"__module__": __name__},
    )
    for cls in _OWNERS
}
_OWN_LINE.update({cls: cls for cls in list(_OWN_LINE.values())})


def begins_line(node: cst.CSTNode) -> bool:
    """Return whether a node is one that writes the indentation of a logical line."""
    return type(node) in _OWN_LINE


def with_own_indent(node: cst.CSTNode, own: str, usual: str) -> cst.CSTNode:
    """Return a node that begins a line as one whose line has an indentation of its own."""
    values = {field.name: getattr(node, field.name) for field in fields(node)}
    values.update(own_indent=own, usual_indent=usual)
    new: cst.CSTNode = _OWN_LINE[type(node)](**values)
    return new

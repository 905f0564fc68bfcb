"""Parses whole files into LibCST modules with Python 2's nodes, whose code is the source's to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import libcst as cst

from py3port.python2 import ParseError, parse
from py3port.python2.ast import Tree
from py3port.python2.cst.depth import is_too_deep
from py3port.python2.cst.layout import odd_indents
from py3port.python2.cst.prepare import marks_between
from py3port.python2.cst.recorder import PlainState
from py3port.python2.cst.restore import RestoreError, parse_text
from py3port.python2.source import Source

_LINE_END = re.compile(r"\r\n|\r|\n")
_set = object.__setattr__


def parse_module(data: bytes | str | Source) -> cst.Module:
    """Parse a file; `SourceError` or `ParseError` where it is not Python."""
    return module_of(parse(data))


def module_of(tree: Tree) -> cst.Module:
    """Return the LibCST module of a file that has been parsed already."""
    source = tree.source
    text = source.text
    if is_too_deep(tree.root):
        raise ParseError("too deeply nested", 1, 0)
    marks = marks_between(tree.masked, text, 0, len(text))
    try:
        try:
            parsed = parse_text(text, marks, 0, len(text), parse=cst.parse_module)
        except (RestoreError, LookupError, cst.ParserSyntaxError):
            indents = list(odd_indents(text, tree.masked.code, 0, len(text)))
            parsed = parse_text(text, marks, 0, len(text), parse=cst.parse_module, indents=indents)
    except (RestoreError, LookupError) as error:
        raise ParseError(f"LibCST does not give the text back: {error}", 1, 0) from None
    except RecursionError:
        raise ParseError("too deeply nested", 1, 0) from None
    except cst.ParserSyntaxError as error:
        raise ParseError(error.message, error.raw_line, error.raw_column) from None
    module = parsed.root
    assert isinstance(module, cst.Module)
    _set(module, "encoding", "utf-8-sig" if source.bom else source.encoding)
    if b"\r" in source.raw:
        _restore_line_ends(module, source)
    return module


class _LineEnds(PlainState):
    """Notes which nodes write line ends."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, "\n")
        self.nodes: list[cst.CSTNode] = []
        self.writers: list[tuple[cst.CSTNode, str]] = []

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.nodes.append(node)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.nodes.pop()

    def add_token(self, value: str) -> None:
        if "\n" in value:
            self.writers.append((self.nodes[-1], value))
        self.tokens.append(value)

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.add_token(token)


def _restore_line_ends(module: cst.Module, source: Source) -> None:
    """Give every line end the spelling that it has in the file."""
    full = source.raw.decode("utf-8-sig" if source.bom else source.encoding)
    ends = iter(_LINE_END.findall(full))
    default = source.newline
    state = _LineEnds(module)
    module._codegen(state)
    for node, value in state.writers:
        spelled = _spell(value, ends)
        if isinstance(node, cst.Newline):
            _set(node, "value", None if spelled in (default, "") else spelled)
        elif getattr(node, "own_indent", None) == value:
            _set(node, "own_indent", spelled)
        else:
            _set(node, "value", spelled)
    _set(module, "default_newline", default)


def _spell(value: str, ends: Iterator[str]) -> str:
    lines: Any = value.split("\n")
    pieces = [lines[0]]
    for line in lines[1:]:
        # A file that lacks its last line end still has a node for it, which writes nothing.
        pieces += [next(ends, ""), line]
    return "".join(pieces)

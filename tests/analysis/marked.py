"""Test programs in which the node that is asked about stands between « and »."""

from __future__ import annotations

import textwrap
from typing import Any

from py3port.analysis import Module, Surroundings
from py3port.python2 import Source, ast, parse
from py3port.result import Options


def module(text: str, *, target: str = "3.13", **surroundings: Any) -> Module:
    source = Source.from_bytes(textwrap.dedent(text).encode())
    return Module(parse(source), Options(target=target), Surroundings(**surroundings))


def marked(text: str, **surroundings: Any) -> tuple[Module, Any]:
    """The analysed program and its first marked node."""
    found, nodes = marked_all(text, **surroundings)
    return found, nodes[0]


def marked_all(text: str, **surroundings: Any) -> tuple[Module, list[Any]]:
    """The analysed program and its marked nodes, by position."""
    text = textwrap.dedent(text)
    spans = []
    while "«" in text:
        start = text.index("«")
        text = text[:start] + text[start + 1 :]
        end = text.index("»")
        text = text[:end] + text[end + 1 :]
        spans.append((start, end))
    found = module(text, **surroundings)
    return found, [_node_at(found, start, end) for start, end in spans]


def _node_at(found: Module, start: int, end: int) -> ast.AST:
    """The outermost expression of that extent, else the statement."""
    source = found.source
    matching = []
    for node in found.tree.parents:
        if not hasattr(node, "end_lineno"):
            continue
        place = (
            source.offset(node.lineno, node.col_offset),
            source.offset(node.end_lineno, node.end_col_offset),
        )
        if place == (start, end):
            matching.append(node)
    if not matching:
        raise LookupError(f"no node is {source.text[start:end]!r}")
    return next((node for node in matching if isinstance(node, ast.expr)), matching[0])

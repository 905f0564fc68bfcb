"""The numbers of a file that Python 3 would refuse, found without a look at all the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from py3port.rule import Kind, Module, ast


def marked_numbers(module: Module) -> Sequence[Any]:
    """The numbers that the front end has marked as Python 2's own, in order."""
    places = {
        module.source.position(mark.offset) for mark in module.tree.masked.marks if mark.kind is Kind.NUMBER
    }
    if not places:
        return ()
    return [node for node in module.nodes(ast.Constant) if (node.lineno, node.col_offset) in places]


def is_glued(number: Any, module: Module) -> bool:
    """Whether a letter or a dot stands right behind a number, so that less of it would be read as more."""
    end = module.source.offset(number.end_lineno, number.end_col_offset)
    following = module.source.text[end : end + 1]
    return following == "." or following.isidentifier()

"""Matchers for the nodes that LibCST lacks; for the others LibCST's own matchers serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from libcst.matchers import BaseMatcherNode, DoNotCare

_ANYTHING = DoNotCare()


@dataclass(frozen=True, eq=False, unsafe_hash=False)
class Print(BaseMatcherNode):
    """Matches a `Print`."""

    values: Any = _ANYTHING
    dest: Any = _ANYTHING
    whitespace_after_print: Any = _ANYTHING
    whitespace_after_chevron: Any = _ANYTHING
    comma: Any = _ANYTHING
    semicolon: Any = _ANYTHING
    newline: Any = _ANYTHING
    metadata: Any = _ANYTHING


@dataclass(frozen=True, eq=False, unsafe_hash=False)
class Exec(BaseMatcherNode):
    """Matches an `Exec`."""

    body: Any = _ANYTHING
    globals: Any = _ANYTHING
    locals: Any = _ANYTHING
    whitespace_after_exec: Any = _ANYTHING
    whitespace_before_in: Any = _ANYTHING
    whitespace_after_in: Any = _ANYTHING
    comma: Any = _ANYTHING
    semicolon: Any = _ANYTHING
    metadata: Any = _ANYTHING


@dataclass(frozen=True, eq=False, unsafe_hash=False)
class Repr(BaseMatcherNode):
    """Matches a `Repr`."""

    value: Any = _ANYTHING
    lpar: Any = _ANYTHING
    rpar: Any = _ANYTHING
    whitespace_before_value: Any = _ANYTHING
    whitespace_after_value: Any = _ANYTHING
    metadata: Any = _ANYTHING


@dataclass(frozen=True, eq=False, unsafe_hash=False)
class CommaName(BaseMatcherNode):
    """Matches the `, target` of an `except` clause."""

    name: Any = _ANYTHING
    whitespace_before_as: Any = _ANYTHING
    whitespace_after_as: Any = _ANYTHING
    metadata: Any = _ANYTHING

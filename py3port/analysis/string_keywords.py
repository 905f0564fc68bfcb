"""What is passed by keyword to functions that take any: `make(Blob, data=text)` sets attributes of these names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from py3port.python2 import Tree, ast


class Keywords:
    """Looks up the values of keyword arguments by name."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def values(self, name: str) -> Iterator[tuple[ast.Call, ast.expr]]:
        """What is passed by that name, and the call that gets it."""
        for keyword in self._by_name.get(name, ()):
            call = self._tree.parents[keyword]
            if isinstance(call, ast.Call):
                yield call, keyword.value

    @property
    def names(self) -> Iterable[str]:
        """All names by which something is passed."""
        return self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[ast.keyword]]:
        found: dict[str, list[ast.keyword]] = defaultdict(list)
        nodes: Sequence[Any] = self._tree.nodes.get(ast.keyword, ())
        for keyword in nodes:
            if keyword.arg:
                found[keyword.arg].append(keyword)
        return found

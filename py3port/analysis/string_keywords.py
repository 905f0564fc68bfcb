"""What is passed by keyword to functions that take any: `make(Blob, data=text)` sets attributes of these names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from py3port.python2 import Tree, ast


class Keywords:
    """Looks up the values of keyword arguments by name."""

    def __init__(self, tree: Tree, takes_any: Callable[[ast.Call, str], bool]) -> None:
        self._tree = tree
        self._takes_any = takes_any

    def values(self, name: str) -> Iterator[ast.expr]:
        """What is passed by that name."""
        for keyword in self._by_name.get(name, ()):
            call = self._tree.parents[keyword]
            if isinstance(call, ast.Call) and self._takes_any(call, name):
                yield keyword.value

    @property
    def all_values(self) -> Iterator[ast.expr]:
        """What is passed by any name."""
        for name in self._by_name:
            yield from self.values(name)

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[ast.keyword]]:
        found: dict[str, list[ast.keyword]] = defaultdict(list)
        nodes: Sequence[Any] = self._tree.nodes.get(ast.keyword, ())
        for keyword in nodes:
            if keyword.arg:
                found[keyword.arg].append(keyword)
        return found

"""Walks over trees: the one that finds every node, masked constructs restored on the way, and those of the rules."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from py3port.python2.nodes import CHILDREN

_GAPS = frozenset((ast.Dict, ast.arguments, ast.MatchMapping))
"""Classes whose lists may hold None."""

_PLAIN = frozenset(
    "id attr arg n s kind level module nl simple is_async conversion type_comment type_ignores ctx".split()
)
"""Fields that hold no node, or only the context of an expression."""

Hook = Callable[[Any], ast.AST]


def walk(
    root: ast.Module,
    hooks: Mapping[type[ast.AST], Hook],
    children: Mapping[type[ast.AST], tuple[str, ...]] = CHILDREN,
) -> tuple[dict[type[ast.AST], list[ast.AST]], dict[ast.AST, ast.AST]]:
    """Return the nodes by class in document order, and the parent of each.

    A hook is called with each node of its class before its children are looked at; what it returns takes the
    node's place.
    """
    nodes: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    parents: dict[ast.AST, ast.AST] = {}
    stack: list[ast.AST] = [root]
    pop = stack.pop
    push = stack.append
    while stack:
        node = pop()
        cls = node.__class__
        nodes[cls].append(node)
        for field in children[cls]:
            child = getattr(node, field)
            if child is None:
                continue
            if child.__class__ is list:
                if child:
                    if cls in _GAPS and None in child:
                        _visit_with_gaps(node, child, hooks, parents, stack)
                        continue
                    for place, item in enumerate(child):
                        if item.__class__ in hooks:
                            item = child[place] = hooks[item.__class__](item)
                        parents[item] = node
                    stack += child[::-1]
            else:
                if child.__class__ in hooks:
                    child = hooks[child.__class__](child)
                    setattr(node, field, child)
                parents[child] = node
                push(child)
    nodes.default_factory = None  # type: ignore[attr-defined]
    return nodes, parents


def _visit_with_gaps(
    node: ast.AST,
    items: list[Any],
    hooks: Mapping[type[ast.AST], Hook],
    parents: dict[ast.AST, ast.AST],
    stack: list[ast.AST],
) -> None:
    for place, item in enumerate(items):
        if item is not None:
            new = items[place] = hooks[item.__class__](item) if item.__class__ in hooks else item
            parents[new] = node
    stack += [item for item in reversed(items) if item is not None]


def replace_child(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put a node into the place of another."""
    for field in CHILDREN[parent.__class__]:
        value = getattr(parent, field)
        if value is old:
            setattr(parent, field, new)
            return
        if value.__class__ is list and old in value:
            value[value.index(old)] = new
            return


class _Parts(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each class that may hold nodes, in the order of the class."""

    def __missing__(self, cls: type[ast.AST]) -> tuple[str, ...]:
        fields = () if cls is ast.Constant else tuple(name for name in cls._fields if name not in _PLAIN)
        self[cls] = fields
        return fields


_PARTS = _Parts()


def iter_child_nodes(node: ast.AST) -> list[ast.AST]:
    """The parts of a node that are nodes, as `ast.iter_child_nodes` gives them, but for contexts; and faster."""
    found: list[ast.AST] = []
    for field in _PARTS[node.__class__]:
        part = getattr(node, field, None)
        if part.__class__ is list:
            found += [each for each in part if isinstance(each, ast.AST)]
        elif isinstance(part, ast.AST):
            found.append(part)
    return found


def walk_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all that is in it, level by level, as `ast.walk` gives them, but for contexts; and faster."""
    found = [node]
    for each in found:
        for field in _PARTS[each.__class__]:
            part = getattr(each, field, None)
            if part.__class__ is list:
                found += [item for item in part if isinstance(item, ast.AST)]
            elif isinstance(part, ast.AST):
                found.append(part)
        yield each

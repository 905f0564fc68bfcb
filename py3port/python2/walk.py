"""Walks over trees: the one that finds every node, masked constructs restored on the way, and those of the rules."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from py3port.python2.nodes import CHILDREN

_PLAIN = frozenset(
    "id attr arg n s kind level module nl simple is_async conversion type_comment type_ignores ctx".split()
)
"""Fields that hold no node, or only the context of an expression."""

Hook = Callable[[Any], ast.AST]
_Step = tuple[str, bool, bool, Any]
"""A field of a class: its name, whether it holds a list, whether of statements, and the next field."""

_STATEMENTS = frozenset((ast.Assign, ast.ExceptHandler, ast.Expr, ast.Raise, ast.With))
_BODIES = frozenset(("body", "finalbody", "handlers", "orelse"))
"""Where statements are, and nothing else if it is a list."""


def walk(
    root: ast.Module,
    hooks: Mapping[type[ast.AST], Hook],
    children: Mapping[type[ast.AST], tuple[str, ...]] = CHILDREN,
) -> tuple[dict[type[ast.AST], list[ast.AST]], dict[ast.AST, ast.AST]]:
    """Return the nodes by class in document order, and the parent of each.

    A hook is called with each node of its class before its children are looked at; what it returns takes the
    node's place. A list with gaps has None, which is walked like any node, and taken out again.
    """
    nodes: dict[type[Any], list[Any]] = {}
    parents: dict[Any, Any] = {}
    known: dict[type[Any], tuple[Callable[[Any], None], _Step | None]] = {}
    everywhere = not _STATEMENTS.issuperset(hooks)
    node: Any = root
    stack: list[Any] = [_END]
    pop, push = stack.pop, stack.append
    while node is not _END:
        try:
            append, step = known[type(node)]
        except KeyError:
            nodes[type(node)] = []
            steps = _steps(node, children.get(type(node), ()))
            append, step = known[type(node)] = nodes[type(node)].append, steps
        append(node)
        if step is None:
            node = pop()
            continue
        parent, values = node, node.__dict__
        while True:
            field, is_list, is_body, step = step
            child = values[field]
            if is_list:
                if child:
                    if is_body or everywhere:
                        for item in child:
                            if type(item) in hooks:
                                _replace(child, hooks)
                                break
                    if len(child) == 1:
                        parents[child[0]] = parent
                        push(child[0])
                    else:
                        for item in child:
                            parents[item] = parent
                        stack += child[::-1]
            elif child is not None:
                if everywhere and type(child) in hooks:
                    child = values[field] = hooks[type(child)](child)
                parents[child] = parent
                if step is None:
                    node = child
                    break
                push(child)
            if step is None:
                node = pop()
                break
    nodes.pop(type(None), None)
    parents.pop(None, None)
    return nodes, parents


_END = object()


def _steps(node: ast.AST, fields: tuple[str, ...]) -> _Step | None:
    """The fields of a class, in order; whether one holds a list, any node of the class tells."""
    step: _Step | None = None
    for field in reversed(fields):
        step = field, type(getattr(node, field)) is list, field in _BODIES, step
    return step


def _replace(items: list[Any], hooks: Mapping[type[ast.AST], Hook]) -> None:
    for place, item in enumerate(items):
        if type(item) in hooks:
            items[place] = hooks[type(item)](item)


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

"""How objects carry strings as containers: `x[key]` calls `__getitem__`, an heir of `list` holds what it appends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_slots import CALL, ITEM, SAME, Edges
from py3port.analysis.string_tables import Path
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_GET, _SET, _DELETE, _CONTAINS = "__getitem__", "__setitem__", "__delitem__", "__contains__"
_METHODS: Mapping[type[Any], str] = {ast.Load: _GET, ast.Store: _SET, ast.Del: _DELETE}
_MOST_GUESSED = 4
_CONTAINERS = frozenset(
    "list tuple dict set frozenset deque defaultdict UserList UserDict IterableUserDict".split()
)
ITSELF = "[]"
"""What stands for an object as the name of an attribute of it."""


class Items:
    """The edges of indexing, of `in`, and of what objects hold themselves, for `StringCalls`."""

    def __init__(self, tree: Tree, inference: Inference) -> None:
        self._tree = tree
        self._inference = inference
        self._meant: dict[tuple[ast.expr, str], Sequence[tuple[ast.FunctionDef, int]]] = {}

    def key(self, subscript: ast.Subscript, path: Path) -> Edges:
        """What becomes of a key."""
        yield from self._parameter(subscript.value, _METHODS[type(subscript.ctx)], 1, path)

    def member(self, holder: ast.expr, path: Path) -> Edges:
        """What becomes of what is looked for by `in`."""
        yield from self._parameter(holder, _CONTAINS, 1, path)

    def value(self, subscript: ast.Subscript, path: Path) -> Edges:
        """What indexing gives where the class is known for certain, and what becomes of what is assigned to."""
        if isinstance(subscript.ctx, ast.Store):
            yield from self._parameter(subscript.value, _SET, 2, path)
        elif isinstance(subscript.ctx, ast.Load):
            for function, weight in self._called(subscript.value, _GET):
                if weight == CALL:
                    yield (function, path), weight

    def results(self, function: ast.FunctionDef, path: Path) -> Edges:
        """Where indexing gives what a function returns."""
        if function.name == _GET:
            for subscript in self._subscripts[_GET]:
                for called, weight in self._called(subscript.value, _GET):
                    if called is function and weight == CALL:
                        yield (subscript, path), weight

    def arguments(self, parameter: ast.arg, function: Any, path: Path) -> Edges:
        """What indexing passes for a parameter."""
        name = getattr(function, "name", "")
        if name not in self._methods or parameter not in function.args.args:
            return
        position = function.args.args.index(parameter)
        for holder, given in self._given(name, position):
            for called, weight in self._called(holder, name):
                if called is function:
                    yield (given, path), weight

    def of_object(self, parameter: ast.arg, path: Path) -> Edges:
        """What an object holds that is a list or the like itself, by way of the `self` of all methods of its class."""
        function: Any = self._tree.parents.get(self._tree.parents[parameter])
        definition = self._tree.parents.get(function)
        if isinstance(definition, ast.ClassDef) and function.args.args[:1] == [parameter]:
            classes = self._inference.classes
            if any(getattr(each, "id", "") in _CONTAINERS for each in classes.foreign_bases(definition)):
                yield ((classes.ancestry(definition)[-1], ITSELF), path), SAME

    def objects(self, root: ast.ClassDef, path: Path) -> Edges:
        """The `self` of all methods of a class and its relatives."""
        for definition in self._inference.classes.relatives(root):
            for each in definition.body:
                if isinstance(each, ast.FunctionDef) and each.args.args:
                    yield (each.args.args[0], path), SAME

    def _given(self, name: str, position: int) -> Iterator[tuple[ast.expr, ast.AST]]:
        """What is indexed, or looked into, and what its method gets by that position."""
        for subscript in self._subscripts[name] if position else ():
            yield subscript.value, subscript.slice if position == 1 else subscript
        if name == _CONTAINS and position == 1:
            compared: Sequence[Any] = self._tree.nodes.get(ast.Compare, ())
            for each in compared:
                if isinstance(each.ops[0], (ast.In, ast.NotIn)):
                    yield each.comparators[0], each.left

    def _parameter(self, holder: ast.expr, name: str, position: int, path: Path) -> Edges:
        for function, weight in self._called(holder, name):
            if position < len(function.args.args):
                yield (function.args.args[position], path), weight

    def _called(self, holder: ast.expr, name: str) -> Sequence[tuple[ast.FunctionDef, int]]:
        """The methods of the module that may be meant; those of any class where that of the object is not known."""
        if name not in self._methods:
            return ()
        known = self._meant.get((holder, name))
        if known is None:
            known = self._meant[holder, name] = self._find_called(holder, name)
        return known

    def _find_called(self, holder: ast.expr, name: str) -> Sequence[tuple[ast.FunctionDef, int]]:
        methods = self._methods[name]
        owner: Any = self._inference.classes.self_class(holder)
        if not isinstance(owner, ast.ClassDef):
            known = self._inference.type_of(holder)
            if known is None:
                return [(each, ITEM) for each in methods] if len(methods) <= _MOST_GUESSED else ()
            owner = known.node
        if not isinstance(owner, ast.ClassDef):
            return ()
        bindings = self._inference.classes.bindings(owner, name)
        return [(each, CALL) for each in bindings[:1] if isinstance(each, ast.FunctionDef)]

    @cached_property
    def _methods(self) -> Mapping[str, Sequence[ast.FunctionDef]]:
        """The methods of the module that indexing and `in` call, by name."""
        found: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        functions: Sequence[Any] = self._tree.nodes.get(ast.FunctionDef, ())
        for each in functions:
            if each.name in (_GET, _SET, _DELETE, _CONTAINS):
                found[each.name].append(each)
        return dict(found)

    @cached_property
    def _subscripts(self) -> Mapping[str, Sequence[ast.Subscript]]:
        """The places that index something, by the method that does it."""
        found: dict[str, list[ast.Subscript]] = defaultdict(list)
        nodes: Sequence[Any] = self._tree.nodes.get(ast.Subscript, ())
        for each in nodes if self._methods else ():
            if not isinstance(each.slice, ast.Slice):
                found[_METHODS[type(each.ctx)]].append(each)
        return found

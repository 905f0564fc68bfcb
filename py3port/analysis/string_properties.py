"""How properties carry strings: reading one calls a function, and so does assigning to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

Attribute = tuple[ast.ClassDef, str]
"""A class, and the name of one of its attributes."""


class Properties:
    """The functions behind the properties of a tree's classes."""

    def __init__(self, tree: Tree, inference: Inference) -> None:
        self._parents = tree.parents
        self._inference = inference

    def places(self, attribute: Attribute) -> Sequence[ast.AST]:
        """What holds the value of a property: the function that gives it, the parameter that takes it."""
        return self._places.get(attribute, ())

    def attributes(self, place: ast.AST) -> Sequence[Attribute]:
        """The properties that a function gives, or a parameter takes."""
        return self._attributes.get(place, ())

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all properties."""
        return frozenset(name for _, name in self._places)

    @cached_property
    def _places(self) -> Mapping[Attribute, list[ast.AST]]:
        found: dict[Attribute, list[ast.AST]] = defaultdict(list)
        for attribute, place in self._called():
            found[attribute].append(place)
        return dict(found)

    @cached_property
    def _attributes(self) -> Mapping[ast.AST, list[Attribute]]:
        found: dict[ast.AST, list[Attribute]] = defaultdict(list)
        for attribute, places in self._places.items():
            for place in places:
                found[place].append(attribute)
        return dict(found)

    def _called(self) -> Iterator[tuple[Attribute, ast.AST]]:
        """`name = property(get, set)`."""
        for name in self._inference.scopes.names.get("property", ()):
            call: Any = self._parents.get(name)
            statement: Any = self._parents.get(call)
            definition = self._parents.get(statement)
            if not isinstance(call, ast.Call) or call.func is not name:
                continue
            if not isinstance(statement, ast.Assign) or not isinstance(definition, ast.ClassDef):
                continue
            given: dict[Any, ast.expr] = dict(zip(("fget", "fset"), call.args, strict=False))
            given.update((each.arg, each.value) for each in call.keywords)
            for target in statement.targets:
                attribute = definition, getattr(target, "id", "")
                for function in self._functions(definition, given.get("fget")):
                    yield attribute, function
                for function in self._functions(definition, given.get("fset")):
                    yield from ((attribute, each) for each in _taken(function))

    def _functions(self, definition: ast.ClassDef, node: Any) -> Iterator[Any]:
        if isinstance(node, ast.Lambda):
            yield node
        elif isinstance(node, ast.Name):
            bound = self._inference.classes.in_body(definition, node.id)
            yield from (each for each in bound if isinstance(each, ast.FunctionDef))


def _taken(setter: Any) -> Sequence[ast.AST]:
    """The parameter for the value."""
    return [each for each in setter.args.args[1:2] if isinstance(each, ast.arg)]

"""Functions and methods that go by another name: `write = file.write`, `self.hash = crc32_of`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_NAMED = frozenset((ast.Name, ast.Attribute))


class Aliases:
    """The names that a module gives to methods, and the attributes that hold functions of it."""

    def __init__(self, tree: Tree, inference: Inference) -> None:
        self._tree = tree
        self._inference = inference

    def method(self, call: ast.Call) -> ast.Attribute | None:
        """The method that is called, maybe by a name of its own: `write = file.write`, `_join=''.join`."""
        function: Any = call.func
        if isinstance(function, ast.Attribute):
            return function
        if not isinstance(function, ast.Name) or function.id not in self._names:
            return None
        owner = self._inference.scopes.lookup(function.id, function)
        bindings = owner.binding(function.id) if owner is not None else ()
        return self._methods.get(bindings[0]) if len(bindings) == 1 else None

    def own_function(self, name: ast.AST) -> ast.FunctionDef | None:
        """The function of the module that a name stands for unless a faster one could be imported."""
        owner = self._inference.scopes.lookup(name.id, name) if isinstance(name, ast.Name) else None
        bindings = owner.binding(name.id) if owner is not None and isinstance(name, ast.Name) else ()
        own = [each for each in bindings if not isinstance(each, ast.alias)]
        return own[0] if len(own) == 1 and isinstance(own[0], ast.FunctionDef) else None

    def names_of(self, method: ast.Attribute) -> Sequence[str]:
        """The names that a method is given where it stands."""
        return self._names_by_method.get(method, ())

    def names_for(self, attribute: str) -> Set[str]:
        """The names that methods of that name are given."""
        return self._names_by_attribute.get(attribute, frozenset())

    def functions(self, attribute: str) -> Sequence[ast.FunctionDef]:
        """The functions of the module that are stored in attributes of that name."""
        return self._stored.get(attribute, ())

    def attributes_of(self, function: ast.AST) -> Sequence[str]:
        """The names of the attributes that a function is stored in."""
        return [name for name, functions in self._stored.items() if function in functions]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(name for names in self._names_by_method.values() for name in names)

    @cached_property
    def _names_by_method(self) -> Mapping[ast.Attribute, Sequence[str]]:
        found: dict[ast.Attribute, list[str]] = defaultdict(list)
        for binding, method in self._methods.items():
            found[method].append(getattr(binding, "id", getattr(binding, "arg", "")))
        return found

    @cached_property
    def _names_by_attribute(self) -> Mapping[str, Set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for method, names in self._names_by_method.items():
            found[method.attr].update(names)
        return found

    @cached_property
    def _methods(self) -> Mapping[ast.AST, ast.Attribute]:
        """The methods that names are bound to, by assignment or as the default of a parameter."""
        found: dict[ast.AST, ast.Attribute] = {
            target: value
            for target, value in self._assigned
            if isinstance(target, ast.Name) and isinstance(value, ast.Attribute)
        }
        functions: Sequence[Any] = self._tree.nodes.get(ast.FunctionDef, ())
        for arguments in (each.args for each in functions if each.args.defaults):
            takers = arguments.args[-len(arguments.defaults) :]
            for default, taker in zip(arguments.defaults, takers, strict=True):
                if isinstance(default, ast.Attribute) and isinstance(taker, ast.arg):
                    found[taker] = default
        return found

    @cached_property
    def _stored(self) -> Mapping[str, Sequence[ast.FunctionDef]]:
        found: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        for target, value in self._assigned:
            if isinstance(target, ast.Attribute) and isinstance(value, ast.Name):
                owner = self._inference.scopes.lookup(value.id, value)
                for binding in owner.binding(value.id) if owner is not None else ():
                    if isinstance(binding, ast.FunctionDef):
                        found[target.attr].append(binding)
        return found

    @cached_property
    def _assigned(self) -> Sequence[tuple[ast.expr, ast.Name | ast.Attribute]]:
        """What is assigned to, and the names, or attributes, that it gets."""
        statements: Sequence[Any] = self._tree.nodes.get(ast.Assign, ())
        named = [each for each in statements if each.value.__class__ in _NAMED]
        return [(target, each.value) for each in named for target in each.targets]

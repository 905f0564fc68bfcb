"""Which functions of a module a call may mean, and by what names they go: `to_int = staticmethod(lambda data: ...)`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_callbacks import called_by
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference
    from py3port.analysis.string_aliases import Aliases

CONSTRUCTORS = ("__init__", "__new__")
_WRAPPERS = frozenset({"staticmethod", "classmethod"})


class Functions:
    """Looks up the functions and methods of one tree, for `StringCalls`."""

    def __init__(self, tree: Tree, inference: Inference, aliases: Aliases) -> None:
        self._tree = tree
        self._parents = tree.parents
        self._inference = inference
        self._aliases = aliases

    def called(self, call: ast.Call) -> tuple[Any, int] | None:
        """The function that is called for certain, and the position of its first argument."""
        called, skipped = called_by(call)
        if getattr(called, "attr", getattr(called, "id", "")) not in self._definitions:
            return None
        known = self._inference.type_of(called)
        node = known.node if known is not None else self._aliases.own_function(called)
        if node is None and isinstance(called, ast.Attribute):
            node = self._of_super(called) or self._of_class(called)
        if isinstance(node, ast.ClassDef):
            made_by = self.constructor(node)
            return (made_by, 1 - skipped) if isinstance(made_by, ast.FunctionDef) else None
        if not isinstance(node, (ast.FunctionDef, ast.Lambda)):
            return None
        is_bound = isinstance(called, ast.Attribute) and not self._names_class(called)
        return node, self.offset(node, is_bound=is_bound) - skipped

    def constructor(self, definition: ast.ClassDef) -> ast.AST | None:
        """The method that gets what a class is called with."""
        for name in CONSTRUCTORS:
            bindings = self._inference.classes.bindings(definition, name)
            if bindings:
                return bindings[0]
        return None

    def meant(self, binding: ast.AST) -> ast.AST:
        """The function that a name in the body of a class is given; the binding itself where that is none."""
        return self._assigned.get(binding, binding)

    def methods(self, name: str) -> Sequence[Any]:
        """The methods of that name, of whatever class."""
        return [each for each in self._definitions.get(name, ()) if self._is_method(each)]

    @property
    def method_names(self) -> frozenset[str]:
        """The names of all methods."""
        return frozenset(name for name in self._definitions if self.methods(name))

    def are_of_one_family(self, functions: Sequence[Any]) -> bool:
        """Whether all are methods of classes that inherit from one and the same class of the module."""
        owners = {self._parents.get(each) for each in functions}
        roots = {
            self._inference.classes.ancestry(each)[-1] if isinstance(each, ast.ClassDef) else None
            for each in owners
        }
        return len(roots) == 1 and None not in roots

    def offset(self, function: Any, *, is_bound: bool) -> int:
        """How many arguments a function has got before those of a call: its object, or its class."""
        if not self._is_method(function) or self._is_wrapped(function, "staticmethod"):
            return 0
        return int(is_bound or self._is_wrapped(function, "classmethod"))

    def is_by_class(self, call: ast.Call) -> bool:
        """Whether a method is called by way of its class, with the object that calls it: `Base.method(self, x)`."""
        owner = getattr(call.func, "value", None)
        name = getattr(owner, "attr", getattr(owner, "id", "")).lstrip("_")
        if not name[:1].isupper() or not call.args or not isinstance(call.args[0], ast.Name):
            return False
        method: Any = self._inference.scopes.of(call).node
        own = method.args.args[:1] if isinstance(method, ast.FunctionDef) else []
        return [getattr(each, "arg", "") for each in own] == [call.args[0].id]

    def names_of(self, function: Any) -> Iterator[str]:
        """The names that a function may be called by."""
        name = getattr(function, "name", "")
        if name:
            yield name
        owner = self._parents.get(function)
        if name in CONSTRUCTORS and isinstance(owner, ast.ClassDef):
            yield from (each.name for each in self._inference.classes.relatives(owner))
        yield from self._names.get(function, ())
        yield from self._aliases.attributes_of(function)

    def _of_class(self, called: ast.Attribute) -> ast.AST | None:
        """The function that a class has by a name that it is given there: `Numbers.to_int(data)`."""
        known = self._inference.type_of(called.value)
        if known is None or known.name != "class" or not isinstance(known.node, ast.ClassDef):
            return None
        bindings = self._inference.classes.bindings(known.node, called.attr)
        return self._assigned.get(bindings[0]) if bindings else None

    def _of_super(self, called: ast.Attribute) -> ast.AST | None:
        """The method of a base that `super(C, self).name` means."""
        if not isinstance(called.value, ast.Call) or getattr(called.value.func, "id", "") != "super":
            return None
        around = self._parents.get(called)
        while around is not None and not isinstance(around, ast.ClassDef):
            around = self._parents.get(around)
        for base in self._inference.classes.ancestry(around)[1:] if around is not None else ():
            bound = self._inference.classes.in_body(base, called.attr)
            if bound:
                return self.meant(bound[0])
        return None

    def _names_class(self, method: ast.Attribute) -> bool:
        known = self._inference.type_of(method.value)
        return known is not None and known.name == "class"

    def _is_method(self, function: Any) -> bool:
        if isinstance(function, ast.Lambda):
            return function in self._names
        return isinstance(function, ast.FunctionDef) and isinstance(self._parents.get(function), ast.ClassDef)

    def _is_wrapped(self, function: Any, wrapper: str) -> bool:
        decorators = getattr(function, "decorator_list", ())
        if any(getattr(each, "id", "") == wrapper for each in decorators):
            return True
        return self._wrapped.get(function) == wrapper

    @cached_property
    def _definitions(self) -> Mapping[str, Sequence[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for kind in (ast.FunctionDef, ast.ClassDef):
            nodes: Sequence[Any] = self._tree.nodes.get(kind, ())
            for node in nodes:
                found[node.name].append(node)
        for function, names in self._names.items():
            for name in names:
                if function not in found[name]:
                    found[name].append(function)
        return dict(found)

    @cached_property
    def _names(self) -> Mapping[ast.AST, Sequence[str]]:
        """The names that functions are given in the bodies of classes."""
        found: dict[ast.AST, list[str]] = defaultdict(list)
        for target, function in self._assigned.items():
            found[function].append(getattr(target, "id", ""))
        return dict(found)

    @cached_property
    def _wrapped(self) -> Mapping[ast.AST, str]:
        """What functions are made by, `staticmethod` or `classmethod`, in an assignment."""
        statements = {self._parents[target]: function for target, function in self._assigned.items()}
        found: dict[ast.AST, str] = {}
        for statement, function in statements.items():
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                found[function] = getattr(statement.value.func, "id", "")
        return found

    @cached_property
    def _assigned(self) -> Mapping[ast.AST, ast.AST]:
        """The names in the bodies of classes that functions are assigned to."""
        found: dict[ast.AST, ast.AST] = {}
        statements: Sequence[Any] = self._tree.nodes.get(ast.Assign, ())
        for statement in statements:
            definition = self._parents.get(statement)
            if isinstance(definition, ast.ClassDef):
                function = self._given(statement.value, definition)
                if function is not None:
                    found.update((each, function) for each in statement.targets if isinstance(each, ast.Name))
        return found

    def _given(self, value: Any, definition: ast.ClassDef) -> ast.AST | None:
        """The function in `staticmethod(function)`, or itself."""
        if (
            isinstance(value, ast.Call)
            and getattr(value.func, "id", "") in _WRAPPERS
            and len(value.args) == 1
        ):
            value = value.args[0]
        if isinstance(value, ast.Lambda):
            return value
        if not isinstance(value, ast.Name):
            return None
        bound = self._inference.classes.in_body(definition, value.id)
        return next((each for each in bound if isinstance(each, ast.FunctionDef)), None)

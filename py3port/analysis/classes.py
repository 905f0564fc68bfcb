"""What the attributes of the module's own classes are sure to hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.analysis.scopes import ScopeKind
from py3port.analysis.types import UNDECIDED, Type, join
from py3port.python2 import ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference


class Classes:
    """Infers attributes, for `Inference`."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._tree = inference.tree
        self._families: dict[ast.ClassDef, Sequence[ast.ClassDef]] = {}
        self._ancestries: dict[ast.ClassDef, Sequence[ast.ClassDef]] = {}

    def attribute(self, node: ast.ClassDef, name: str) -> Type | None:
        """The type of `instance.name` when every assignment to it that can be seen agrees."""
        return self._inference.settle((node, name), self._attribute, node, name)

    def ancestry(self, node: ast.ClassDef) -> Sequence[ast.ClassDef]:
        """A class, and all the classes of the module that it inherits from."""
        known = self._ancestries.get(node)
        if known is None:
            known = self._ancestries[node] = self._find_ancestry(node)
        return known

    def _find_ancestry(self, node: ast.ClassDef) -> Sequence[ast.ClassDef]:
        found: list[ast.ClassDef] = []
        pending = [node]
        while pending:
            each = pending.pop()
            if each not in found:
                found.append(each)
                pending += self._bases(each)
        return found

    def bindings(self, node: ast.ClassDef, name: str) -> list[ast.AST]:
        """What binds `name` in the body of a class, then in those of the module that it inherits from."""
        if not self._inference.scopes.holders(name):
            return []
        return [binding for each in self.ancestry(node) for binding in self.in_body(each, name)]

    def foreign_bases(self, node: ast.ClassDef) -> list[ast.expr]:
        """The bases of a class and of its ancestors that are no classes of the module."""
        bases = [base for each in self.ancestry(node) for base in each.bases]
        return [base for base in bases if not any(True for _ in self._classes_called(base))]

    def _attribute(self, node: ast.ClassDef, name: str) -> Type | None:
        family = self.relatives(node)
        if any(each in self._dynamic for each in family):
            return None
        stores = [each for each in self._stores(name) if self._may_concern(each, family)]
        bindings = [binding for each in family for binding in self.in_body(each, name)]
        if not stores and not bindings:
            return None
        found: Type | None = UNDECIDED
        for target in (*bindings, *stores):
            found = join(found, self._bound(target))
            if found is None:
                return None
        return found

    def _bound(self, binding: ast.AST) -> Type | None:
        if isinstance(binding, ast.FunctionDef):
            return None if binding.decorator_list else Type("function", node=binding)
        return self._inference.target(binding) if isinstance(binding, (ast.Name, ast.Attribute)) else None

    def in_body(self, node: ast.ClassDef, name: str) -> Sequence[ast.AST]:
        """What binds `name` in the body of a class."""
        scope = self._inference.scopes.made_by(node)
        return scope.binding(name) if scope is not None else ()

    def relatives(self, node: ast.ClassDef) -> Sequence[ast.ClassDef]:
        """A class with its ancestors and descendants in the module: any of them may assign."""
        if node not in self._families:
            related = list(self.ancestry(node))
            pending = list(self._subclasses.get(node, ()))
            while pending:
                each = pending.pop()
                if each not in related:
                    related.append(each)
                    pending += self._subclasses.get(each, ())
            self._families[node] = related
        return self._families[node]

    @cached_property
    def _subclasses(self) -> Mapping[ast.ClassDef, list[ast.ClassDef]]:
        found: dict[ast.ClassDef, list[ast.ClassDef]] = defaultdict(list)
        classes: Sequence[Any] = self._tree.nodes.get(ast.ClassDef, ())
        for each in classes:
            for base in self._bases(each):
                found[base].append(each)
        return dict(found)

    def _bases(self, node: ast.ClassDef) -> Iterator[ast.ClassDef]:
        for base in node.bases:
            yield from self._classes_called(base)

    def _classes_called(self, base: ast.expr) -> Iterator[ast.ClassDef]:
        scope = self._inference.scopes.lookup(base.id, base) if isinstance(base, ast.Name) else None
        if scope is not None and isinstance(base, ast.Name):
            yield from (each for each in scope.binding(base.id) if isinstance(each, ast.ClassDef))

    def _may_concern(self, store: ast.Attribute, family: Sequence[ast.ClassDef]) -> bool:
        """Whether `x.name = ...` may be about an instance of the family; an unknown `x` may."""
        owner = self.self_class(store.value)
        if owner is None:
            found = self._inference.infer(store.value)
            if found is None or found is UNDECIDED:
                return True
            owner = found.node
        return any(owner is each for each in family)

    def self_class(self, node: ast.AST) -> ast.AST | None:
        """The class in whose method `node` is the first parameter."""
        if not isinstance(node, ast.Name):
            return None
        scope = self._inference.scopes.lookup(node.id, node)
        function: Any = scope.node if scope is not None else None
        if scope is None or not isinstance(function, ast.FunctionDef) or not function.args.args:
            return None
        first: Any = function.args.args[0]
        outer = self._inference.scopes.of(function)
        is_self = getattr(first, "arg", None) == node.id and outer.kind is ScopeKind.CLASS
        return outer.node if is_self and len(scope.binding(node.id)) == 1 else None

    def _stores(self, name: str) -> Iterator[ast.Attribute]:
        return (each for each in self._tree.attributes.get(name, ()) if type(each.ctx) is not ast.Load)

    @cached_property
    def _dynamic(self) -> frozenset[ast.AST]:
        """The classes whose methods set attributes by names that are computed."""
        nodes: list[Any] = list(self._inference.scopes.names.get("setattr", ()))
        nodes += self._tree.attributes.get("__dict__", ())
        found = set()
        for node in nodes:
            parent = self._tree.parents.get(node)
            while parent is not None:
                if isinstance(parent, ast.ClassDef):
                    found.add(parent)
                parent = self._tree.parents.get(parent)
        return frozenset(found)

"""Scopes as Python 2 knows them: who binds a name, computed for the names that are asked for."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, cast

from py3port.python2 import Tree, ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NEVER_LIST = frozenset({ast.GeneratorExp, ast.SetComp, ast.DictComp})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BORDERS: frozenset[Any] = frozenset((*_FUNCTIONS, ast.ClassDef, ast.arguments, ast.ListComp, *_NEVER_LIST))
"""What a scope may begin in."""
_STOPS: frozenset[Any] = _BORDERS | frozenset((*ast.stmt.__subclasses__(), type(None)))
"""Where the way up from a node is looked at."""
_LINE, _POSITION = attrgetter("lineno"), attrgetter("lineno", "col_offset")
# Patterns of `match` exist from 3.10 on; they bind plain strings.
_PATTERNS = ((ast.MatchAs, "name"), (ast.MatchStar, "name"), (ast.MatchMapping, "rest"))


class ScopeKind(enum.Enum):
    """What sort of construct makes the scope; a lambda is a function."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"


class _Answers(dict[Any, Any]):
    """Answers by what was asked, each computed when it is first asked for."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, asked: Any) -> Any:
        answer = self[asked] = self._compute(asked)
        return answer


class Scope:
    """The namespace of one module, class, function or comprehension. Equal only to itself."""

    def __init__(self, node: ast.AST, kind: ScopeKind, parent: Scope | None, scopes: Scopes) -> None:
        self.node = node
        self.kind = kind
        self.parent = parent
        self._scopes = scopes

    def binding(self, name: str) -> Sequence[ast.AST]:
        """The nodes that bind `name` here: Name (stored or deleted), arg, alias, def, class, or a handler."""
        return self._scopes._holders[name].get(self, ())

    @cached_property
    def bindings(self) -> Mapping[str, Sequence[ast.AST]]:
        """Every name bound here and the nodes that bind it."""
        return {name: nodes for name in self._scopes.bound_names if (nodes := self.binding(name))}

    @property
    def names(self) -> frozenset[str]:
        """Every name bound here."""
        return frozenset(self.bindings)

    @property
    def declared_global(self) -> frozenset[str]:
        """The names that a `global` statement in this very scope sends to the module."""
        return self._scopes.declarations(ast.Global).get(self, frozenset())

    @property
    def declared_nonlocal(self) -> frozenset[str]:
        """The names that a `nonlocal` statement in this very scope sends to an enclosing function."""
        return self._scopes.declarations(ast.Nonlocal).get(self, frozenset())

    @property
    def star_imports(self) -> Sequence[ast.ImportFrom]:
        """The `from m import *` of this scope."""
        return self._scopes.star_imports.get(self, ())

    @property
    def is_uncertain(self) -> bool:
        """Whether names may be bound here unseen: `exec` without a namespace, or a star import."""
        return bool(self.star_imports) or self in self._scopes.executing

    def chain(self) -> Iterable[Scope]:
        """The scopes in which a name used here is looked up, innermost first; of classes only this one."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or scope.kind is not ScopeKind.CLASS:
                yield scope
            scope = scope.parent


class Scopes:
    """All scopes of a tree, made at first need."""

    def __init__(self, tree: Tree) -> None:
        self._nodes: Mapping[type[ast.AST], Sequence[Any]] = tree.nodes
        self.names: Mapping[str, Sequence[ast.Name]] = tree.names
        """All Name nodes by identifier."""
        self._parents = tree.parents
        self._root = tree.root
        listcomp_is_scope = tree.is_written_for_python3
        self._comprehensions = _NEVER_LIST | {ast.ListComp} if listcomp_is_scope else _NEVER_LIST
        self.module = Scope(tree.root, ScopeKind.MODULE, None, self)
        self._scopes: dict[ast.AST, Scope] = {tree.root: self.module}
        self._of: dict[ast.AST, Scope] = {}
        self._holders: dict[str, dict[Scope, list[ast.AST]]] = _Answers(self._find_holders)
        self._seen: dict[str, dict[Scope, Scope | None]] = defaultdict(dict)
        self._uses: dict[str, dict[Scope, list[ast.Name]]] = {}
        self._declarations: dict[type[ast.AST], dict[Scope, frozenset[str]]] = {}

    def of(self, node: ast.AST) -> Scope:
        """The scope in which `node` is evaluated; for a def, class or lambda the one in which it stands."""
        block = self._blocks[getattr(node, "lineno", 0)]
        if block is None:
            return self._of.get(node) or self._find(node)
        return self._scopes.get(block) or self._make(block)

    @cached_property
    def _blocks(self) -> Sequence[ast.AST | None]:
        """By line, what has all that stands there in its body: a def, a class, the module; None where that is not so.

        Whatever is in a body stands on other lines than what is around it, but for the end of a header.
        """
        body: list[Any] = self._root.body
        found: list[Any] = [None, *([self._root] * (body[-1].end_lineno if body else 0))]
        definitions: list[Any] = [node for kind in _DEFINITIONS for node in self._nodes.get(kind, ())]
        definitions.sort(key=_LINE)
        for node in definitions:
            start = node.body[0].lineno + 1
            found[node.lineno : start] = [None] * (start - node.lineno)
            found[start : node.end_lineno + 1] = [node] * (node.end_lineno + 1 - start)
        for kind in (ast.Lambda, *self._comprehensions):
            for node in self._nodes.get(kind, ()):
                found[node.lineno : node.end_lineno + 1] = [None] * (node.end_lineno + 1 - node.lineno)
        return found

    def made_by(self, node: ast.AST) -> Scope | None:
        """The scope that a def, class, lambda, comprehension or the module itself makes."""
        kind = self._kind(node)
        if kind is None:
            return None
        if node not in self._scopes:
            self._scopes[node] = Scope(node, kind, self.of(node), self)
        return self._scopes[node]

    def lookup(self, name: str, near: ast.AST) -> Scope | None:
        """The scope whose binding of `name` a use at `near` sees, or None: a builtin, or bound unseen."""
        if not self._holders[name]:
            return None
        scope = self.of(near)
        seen = self._seen[name]
        if scope not in seen:
            seen[scope] = self._look_up(name, scope)
        return seen[scope]

    def _look_up(self, name: str, inner: Scope) -> Scope | None:
        holders = self._holders[name]
        for scope in inner.chain():
            if name in self._declared and name in scope.declared_global:
                return self.module if self.module in holders else None
            if scope in holders:
                return scope
        return None

    def holders(self, name: str) -> Mapping[Scope, list[ast.AST]]:
        """The scopes that bind `name`, each with the binding nodes in order."""
        return self._holders[name]

    def _find_holders(self, name: str) -> Mapping[Scope, list[ast.AST]]:
        found: dict[Scope, list[ast.AST]] = {}
        for node in self.binding_nodes(name):
            found.setdefault(self._owner(name, node), []).append(node)
        return found

    def uses(self, name: str, owner: Scope) -> Sequence[ast.Name]:
        """The Name nodes, by position, that read or write the binding of `name` in `owner`."""
        known = self._uses.get(name)
        if known is None:
            known = {}
            for node in self.names.get(name, ()):
                found = self.lookup(name, node)
                if found is not None:
                    known.setdefault(found, []).append(node)
            self._uses[name] = known
        return known.get(owner, ())

    def binding_nodes(self, name: str) -> Iterable[ast.AST]:
        """Every node anywhere that binds `name`, by position."""
        stored: list[Any] = [each for each in self.names.get(name, ()) if each.ctx.__class__ is not ast.Load]
        others = self._other_bindings.get(name)
        if not others:
            return stored
        if not stored and len(others) == 1:
            return others
        return sorted(stored + others, key=_POSITION)

    @property
    def bound_names(self) -> Iterable[str]:
        """Every name that may be bound somewhere in the tree."""
        return self.names.keys() | self._other_bindings.keys()

    @cached_property
    def _other_bindings(self) -> Mapping[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for node in self._nodes.get(ast.arg, ()):
            found[node.arg].append(node)
        for kind in _DEFINITIONS:
            for node in self._nodes.get(kind, ()):
                found[node.name].append(node)
        for imports in (ast.Import, ast.ImportFrom):
            for statement in self._nodes.get(imports, ()):
                for alias in statement.names:
                    found[bound_name(statement, alias)].append(alias)
        for node in self._nodes.get(ast.ExceptHandler, ()):
            if isinstance(node.name, str):
                found[node.name].append(node)
        for pattern, field in _PATTERNS:
            for node in self._nodes.get(pattern, ()):
                if name := getattr(node, field):
                    found[name].append(node)
        found.pop("*", None)
        return dict(found)

    @cached_property
    def star_imports(self) -> Mapping[Scope, list[ast.ImportFrom]]:
        """The star imports of each scope that has any."""
        found: dict[Scope, list[ast.ImportFrom]] = defaultdict(list)
        for node in self._nodes.get(ast.ImportFrom, ()):
            if node.names and node.names[0].name == "*":
                found[self.of(node)].append(node)
        return dict(found)

    @cached_property
    def executing(self) -> frozenset[Scope]:
        """The scopes with an `exec` that may bind names in them."""
        statements = self._nodes.get(ast.Exec, ())
        return frozenset(self.of(node) for node in statements if node.globals is None)

    def declarations(self, kind: type[ast.Global] | type[ast.Nonlocal]) -> Mapping[Scope, frozenset[str]]:
        """The names declared `global` or `nonlocal`, by the scope of the declaration."""
        known = self._declarations.get(kind)
        if known is None:
            names: dict[Scope, set[str]] = defaultdict(set)
            for node in self._nodes.get(kind, ()):
                names[self.of(node)].update(node.names)
            known = self._declarations[kind] = {scope: frozenset(each) for scope, each in names.items()}
        return known

    @cached_property
    def _declared(self) -> frozenset[str]:
        """Every name that some `global` or `nonlocal` declares."""
        kinds = (ast.Global, ast.Nonlocal)
        return frozenset(name for kind in kinds for node in self._nodes.get(kind, ()) for name in node.names)

    def _owner(self, name: str, binding: ast.AST) -> Scope:
        scope = self.of(binding)
        if scope.kind is ScopeKind.COMPREHENSION and isinstance(self._parents.get(binding), ast.NamedExpr):
            while scope.kind is ScopeKind.COMPREHENSION and scope.parent is not None:
                scope = scope.parent
        if name not in self._declared:
            return scope
        if name in scope.declared_global:
            return self.module
        if name in scope.declared_nonlocal:
            return self._nonlocal_owner(name, scope)
        return scope

    def _nonlocal_owner(self, name: str, scope: Scope) -> Scope:
        outer = scope.parent
        while outer is not None and outer.parent is not None:
            if outer.kind is ScopeKind.FUNCTION and name not in outer.declared_nonlocal:
                return outer
            outer = outer.parent
        return scope

    def _kind(self, node: ast.AST) -> ScopeKind | None:
        if isinstance(node, _FUNCTIONS):
            return ScopeKind.FUNCTION
        if isinstance(node, ast.ClassDef):
            return ScopeKind.CLASS
        if type(node) in self._comprehensions:
            return ScopeKind.COMPREHENSION
        return ScopeKind.MODULE if node is self._root else None

    def _find(self, node: ast.AST) -> Scope:
        """Climb to what makes the scope, or to a statement of which it is known; all others on the way get to know."""
        passed = [node]
        found = self._climb(node, passed)
        for each in passed:
            self._of[each] = found
        return found

    def _climb(self, node: ast.AST, passed: list[ast.AST]) -> Scope:
        parents = self._parents
        below: ast.AST | None = None
        child = node
        parent: Any = parents.get(node)
        while True:
            while parent.__class__ not in _STOPS:
                below, child, parent = child, parent, parents.get(parent)
            if parent is None:
                return self.module
            if parent.__class__ not in _BORDERS:
                known = self._of.get(parent)
                if known is not None:
                    return known
                passed.append(parent)
                below, child, parent = child, parent, parents.get(parent)
                continue
            if isinstance(parent, ast.arguments):
                function = parents[parent]
                # Defaults and annotations belong to the scope in which the function stands.
                if (below is None and type(child) in (ast.arg, ast.Tuple)) or _is_parameter(
                    child, below, parent
                ):
                    return self._scopes.get(function) or self._make(function)
                below, child, parent = parent, function, parents.get(function)
                continue
            if self._holds(parent, child, below):
                return self._scopes.get(parent) or self._make(parent)
            below, child, parent = child, parent, parents.get(parent)

    def _make(self, node: ast.AST) -> Scope:
        made = self.made_by(node)
        return self.module if made is None else made

    def _holds(self, parent: ast.AST, child: ast.AST, below: ast.AST | None) -> bool:
        """Whether the part `child` of `parent` is evaluated in the scope that `parent` makes."""
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return isinstance(child, ast.stmt)
        if isinstance(parent, ast.Lambda):
            return child is parent.body
        if type(parent) not in self._comprehensions:
            return False
        first = cast(ast.ListComp, parent).generators[0]
        return child is not first or below is not first.iter


def bound_name(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """The name that one part of an import statement binds; `*` for a star import."""
    if alias.asname:
        return alias.asname
    return alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name


def _is_parameter(child: ast.AST, below: ast.AST | None, arguments: ast.arguments) -> bool:
    """Whether the way up from a node through `below` and `child` stays within the names of the parameters."""
    if isinstance(child, ast.arg):
        return below is None
    return isinstance(child, ast.Tuple) and child in cast("list[ast.AST]", arguments.args)

"""Whether a loop may change the container that it iterates over."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from py3port.analysis.names import Names
from py3port.analysis.scopes import ScopeKind, Scopes
from py3port.python2 import Tree, ast

_MUTATORS = frozenset(
    {
        "add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "insert",
        "intersection_update", "pop", "popitem", "popleft", "remove", "reverse", "setdefault", "sort",
        "symmetric_difference_update", "update", "__delitem__", "__setitem__",
    }
)  # fmt: skip
_REMOVERS = frozenset({"clear", "pop", "popitem", "__delitem__"})
_READERS = frozenset(
    {
        "copy", "count", "difference", "endswith", "get", "has_key", "index", "intersection", "isdisjoint",
        "issubset", "issuperset", "items", "iteritems", "iterkeys", "itervalues", "join", "keys", "startswith",
        "union", "values", "viewitems", "viewkeys", "viewvalues", "__contains__", "__getitem__", "__len__", "__iter__",
    }
)  # fmt: skip
_PURE = frozenset(
    {
        "all", "any", "bool", "dict", "enumerate", "filter", "frozenset", "getattr", "hasattr", "hash", "id", "int",
        "isinstance", "iter", "len", "list", "map", "max", "min", "repr", "reversed", "set", "sorted", "str", "sum",
        "tuple", "type", "unicode", "zip",
    }
)  # fmt: skip
# What one calls on a member of a registry that makes it leave the registry.
_LEAVING_METHODS = frozenset(
    {
        "abort", "cancel", "close", "delete", "destroy", "disconnect", "finish", "handle_close", "kill",
        "loseConnection", "quit", "remove", "shutdown", "stop", "terminate", "unregister",
    }
)  # fmt: skip
_NAMESPACES = frozenset({"globals()", "locals()", "vars()"})
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_BLOCKS = ("body", "orelse", "finalbody", "handlers")
_YIELDS = (ast.Yield, ast.YieldFrom)
_HELD = (ast.Name, ast.Attribute, ast.Subscript)
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_VIEWS = frozenset({"keys", "values", "items"})
_MAX_CALLS = 2


class Change(enum.IntEnum):
    """How sure it is that a container is changed; ordered."""

    NONE = 0
    POSSIBLE = 1
    LIKELY = 2
    """It is handed on as it is, or others have their turn before the loop goes on."""
    CERTAIN = 3


class Mutations:
    """Answers for one tree."""

    def __init__(self, tree: Tree, scopes: Scopes, names: Names) -> None:
        self._tree = tree
        self._parents = tree.parents
        self._scopes = scopes
        self._names = names

    def in_loop(self, loop: ast.For, container: ast.expr) -> Change:
        """Whether the body of a `for` changes `container`, in a pass that another one follows."""
        keys = self._keys(loop.target, loop.iter, loop.body)
        change = self._changes(loop.body, container, keys=keys, members=_members(loop.target), loop=loop)
        if change < Change.LIKELY and _is_view(loop.iter) and self._is_shared(container):
            yields = (node for node in _walk_own(loop.body) if isinstance(node, _YIELDS))
            if any(not self._leaves(each, loop) for each in yields):
                return Change.LIKELY
        return change

    def in_comprehension(self, node: Any, generator: ast.comprehension, container: ast.expr) -> Change:
        """Whether the parts of a comprehension that run for each item change `container`."""
        parts = [
            each
            for each in (getattr(node, name, None) for name in ("elt", "key", "value"))
            if each is not None
        ]
        members = _members(generator.target)
        return self._changes(
            [*parts, *generator.ifs], container, keys=frozenset(), members=members, loop=None
        )

    def in_statements(self, block: Iterable[ast.AST], container: ast.expr) -> Change:
        """Whether any of some statements or expressions changes `container`."""
        return self._changes(block, container, keys=frozenset(), members=frozenset(), loop=None)

    def key(self, node: Any) -> str:
        """The source text of an expression without white space: equal for what is written alike."""
        source = self._tree.source
        start = source.offset(node.lineno, node.col_offset)
        return "".join(source.text[start : source.offset(node.end_lineno, node.end_col_offset)].split())

    def _changes(
        self,
        areas: Iterable[ast.AST],
        container: ast.expr,
        *,
        keys: frozenset[str],
        members: frozenset[str],
        loop: ast.AST | None,
    ) -> Change:
        if self.key(container) in _NAMESPACES:
            return Change.CERTAIN
        question = _Question(self, container, keys=keys, members=members)
        worst = Change.NONE
        for area in areas:
            for node in ast.walk(area):
                change = question.change_by(node, depth=0)
                if change > worst and not self._leaves(node, loop):
                    worst = change
                    if worst is Change.CERTAIN:
                        return worst
        return worst

    def _is_shared(self, container: ast.expr, depth: int = 0) -> bool:
        """Whether others get at a container: it is an attribute, or what such a one holds."""
        root: Any = container
        while isinstance(root, ast.Subscript):
            root = root.value
        if isinstance(root, ast.Attribute):
            return True
        scope = self._scopes.lookup(root.id, root) if isinstance(root, ast.Name) else None
        if scope is None or scope.kind is ScopeKind.MODULE or depth == _MAX_CALLS:
            return False
        values = (getattr(self._parents.get(each), "value", None) for each in scope.binding(root.id))
        return any(isinstance(each, _HELD) and self._is_shared(each, depth + 1) for each in values)

    def _keys(self, target: Any, iterated: Any, body: Sequence[ast.stmt]) -> frozenset[str]:
        """The names that hold a key of the container throughout the body: storing to it changes no size."""
        method = (
            iterated.func.attr
            if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Attribute)
            else ""
        )
        if isinstance(target, (ast.Tuple, ast.List)) and method in ("items", "iteritems") and target.elts:
            target = target.elts[0]
        if not isinstance(target, ast.Name) or method in ("values", "itervalues"):
            return frozenset()
        stored = (node for area in body for node in ast.walk(area) if isinstance(node, ast.Name))
        if any(node.id == target.id and not isinstance(node.ctx, ast.Load) for node in stored):
            return frozenset()
        return frozenset({target.id})

    def _leaves(self, node: ast.AST, loop: ast.AST | None) -> bool:
        """Whether the loop is left right after `node`, so that its iterator is not asked again."""
        if loop is None:
            return False
        in_inner_loop = False
        child: ast.AST = node
        parent = self._parents.get(node)
        while parent is not None and child is not loop:
            block = _block_of(child, parent)
            if block is not None:
                last = type(block[-1]).__name__
                if last in ("Return", "Raise") or (
                    last == "Break" and not in_inner_loop and not isinstance(parent, _LOOPS)
                ):
                    return True
                if last == "Break" and parent is loop:
                    return True
            in_inner_loop = in_inner_loop or (isinstance(parent, _LOOPS) and parent is not loop)
            child, parent = parent, self._parents.get(parent)
        return False


class _Question:
    """One container, and which names hold keys and members of it."""

    def __init__(
        self, mutations: Mutations, container: ast.expr, *, keys: frozenset[str], members: frozenset[str]
    ) -> None:
        self._mutations = mutations
        self._scopes = mutations._scopes
        self._names = mutations._names
        self._container = container
        self._key = mutations.key(container)
        self._keys = keys
        self._members = members
        self._owner = _owner_of(self._key)
        root: Any = container
        while isinstance(root, (ast.Attribute, ast.Subscript)):
            root = root.value
        self._root = root.id if isinstance(root, ast.Name) else ""
        scope = self._scopes.lookup(self._root, container) if self._root else None
        self._is_local = (
            isinstance(container, ast.Name) and scope is not None and scope.kind is not ScopeKind.MODULE
        )
        self._is_global = scope is not None and scope.kind is ScopeKind.MODULE

    def change_by(self, node: Any, *, depth: int) -> Change:
        """What the evaluation of this one node, its parts aside, does to the container."""
        if isinstance(node, ast.Subscript):
            return self._by_subscript(node)
        if isinstance(node, ast.Call):
            return self._by_call(node, depth=depth)
        if isinstance(node, ast.Attribute) and self._owner and not isinstance(node.ctx, ast.Load):
            return Change.CERTAIN if self._is(node.value, self._owner) else Change.NONE
        if isinstance(node, ast.Assign) and self._is(node.value, self._key):
            return Change.POSSIBLE
        if isinstance(node, (ast.Import, ast.ImportFrom)) and self._key == "sys.modules":
            return Change.POSSIBLE
        return Change.NONE

    def _is(self, node: ast.AST, key: str) -> bool:
        """Whether an expression is written like `key`; texts are compared for likely kinds of nodes only."""
        if isinstance(node, ast.Name):
            return node.id == key
        if not isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
            return False
        return self._mutations.key(node) == key

    def _by_subscript(self, node: ast.Subscript) -> Change:
        if isinstance(node.ctx, ast.Load):
            return Change.NONE
        if not self._is(node.value, self._key):
            return (
                Change.POSSIBLE
                if isinstance(node.ctx, ast.Del) and self._is_fellow(node.value)
                else Change.NONE
            )
        if (
            isinstance(node.ctx, ast.Store)
            and isinstance(node.slice, ast.Name)
            and node.slice.id in self._keys
        ):
            return Change.NONE
        return Change.CERTAIN

    def _is_fellow(self, node: ast.expr) -> bool:
        """Whether an expression may be the same entry of what holds the container: `d[x]` beside `d[y]`."""
        if not isinstance(node, ast.Subscript) or not isinstance(self._container, ast.Subscript):
            return False
        if isinstance(node.slice, ast.Constant) and isinstance(self._container.slice, ast.Constant):
            return False
        return self._is(node.value, self._mutations.key(self._container.value))

    def _by_call(self, node: ast.Call, *, depth: int) -> Change:
        if self._key == "sys.modules":
            return Change.POSSIBLE
        function = node.func
        if isinstance(function, ast.Attribute):
            if self._is(function.value, self._key):
                if function.attr in _MUTATORS:
                    return self._by_mutator(node, function.attr)
                return Change.NONE if function.attr in _READERS else Change.POSSIBLE
            if self._is_holder(function.value):
                return self._by_own_method(function, depth=depth)
            if self._is_leaving_member(function):
                return Change.POSSIBLE
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if any(self._is_whole(each) or self._is_holder(each) for each in given):
            return self._by_passing(node, given)
        if isinstance(function, ast.Name) and self._is_global and depth < _MAX_CALLS:
            return self._by_function(function, depth=depth)
        return Change.NONE

    def _by_mutator(self, node: ast.Call, method: str) -> Change:
        key = node.args[0] if node.args else None
        if method in ("setdefault", "__setitem__") and isinstance(key, ast.Name) and key.id in self._keys:
            return Change.NONE
        return Change.CERTAIN

    def _by_passing(self, node: ast.Call, given: Sequence[ast.expr]) -> Change:
        if isinstance(node.func, ast.Name) and self._names.is_builtin(node.func, node.func):
            if node.func.id in _PURE:
                return Change.NONE
            if node.func.id in ("setattr", "delattr"):
                owned = bool(self._owner) and self._is(given[0], self._owner)
                return Change.CERTAIN if owned else Change.NONE
        return Change.LIKELY if any(map(self._is_whole, given)) else Change.POSSIBLE

    def _is_whole(self, node: ast.AST) -> bool:
        """Whether an expression is the container, or the object whose attributes it holds."""
        return self._is(node, self._key) or (bool(self._owner) and self._is(node, self._owner))

    def _is_holder(self, node: ast.AST) -> bool:
        """Whether an expression is the object of which the container is an attribute: `self` of `self.d`."""
        holder: Any = self._container
        while isinstance(holder, ast.Attribute):
            holder = holder.value
            if self._is(node, self._mutations.key(holder)):
                return True
        return False

    def _is_leaving_member(self, function: ast.Attribute) -> bool:
        if self._is_local or function.attr not in _LEAVING_METHODS:
            return False
        return isinstance(function.value, ast.Name) and function.value.id in self._members

    def _by_own_method(self, function: ast.Attribute, *, depth: int) -> Change:
        """What `self.method()` does to `self.d`: nothing if the method is in the class and does not touch it."""
        method = self._find_method(function)
        if method is None:
            return Change.POSSIBLE
        return self._by_body(method, depth=depth)

    def _find_method(self, function: ast.Attribute) -> ast.FunctionDef | None:
        if not isinstance(function.value, ast.Name):
            return None
        around = self._scopes.of(function)
        while around.parent is not None and around.kind is not ScopeKind.CLASS:
            around = around.parent
        found = around.binding(function.attr) if around.kind is ScopeKind.CLASS else ()
        if len(found) != 1 or not isinstance(found[0], ast.FunctionDef) or not found[0].args.args:
            return None
        first: Any = found[0].args.args[0]
        return found[0] if getattr(first, "arg", None) == function.value.id else None

    def _by_function(self, function: ast.Name, *, depth: int) -> Change:
        scope = self._scopes.lookup(function.id, function)
        found = scope.binding(function.id) if scope is not None else ()
        if len(found) != 1 or not isinstance(found[0], ast.FunctionDef):
            return Change.NONE
        inner = self._scopes.made_by(found[0])
        if inner is None or inner.binding(self._root):
            return Change.NONE
        return self._by_body(found[0], depth=depth)

    def _by_body(self, function: ast.FunctionDef, *, depth: int) -> Change:
        if depth >= _MAX_CALLS:
            return Change.POSSIBLE
        found = Change.NONE
        for node in _walk(function.body):
            change = self.change_by(node, depth=depth + 1)
            if change is Change.CERTAIN and _is_removal(node):
                return change
            # What is stored may be under a key that is there: which one it is only the caller knows.
            found = found if change is Change.NONE else Change.POSSIBLE
        return found


def _owner_of(key: str) -> str:
    """The object whose attributes a container holds, as it is written; empty for any other."""
    if key.endswith(".__dict__"):
        return key.removesuffix(".__dict__")
    return key[len("vars(") : -1] if key.startswith("vars(") and key.endswith(")") else ""


def _is_view(node: ast.expr) -> bool:
    """Whether an expression is `d.keys()` or the like."""
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args
    return is_method and node.func.attr in _VIEWS  # type: ignore[attr-defined]


def _members(target: ast.expr) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _is_removal(node: Any) -> bool:
    """Whether a change of a container, which it is known to be, takes something out."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Del)
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _REMOVERS


def _walk(block: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    for statement in block:
        yield from ast.walk(statement)


def _walk_own(block: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """What runs where a block does, in no order: not what functions and classes in it hold."""
    found = list(block)
    for node in found:
        if not isinstance(node, _INNER):
            yield node
            found += ast.iter_child_nodes(node)


def _block_of(statement: ast.AST, parent: ast.AST) -> list[Any] | None:
    for name in _BLOCKS:
        block = getattr(parent, name, None)
        if isinstance(block, list) and any(statement is each for each in block):
            return block
    return None

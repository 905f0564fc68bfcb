"""Which binding of a name reaches a use, as far as straight-line code and `isinstance` tests tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from py3port.analysis.scopes import Scope, ScopeKind, Scopes
from py3port.python2 import Tree, ast

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_HEADED = (*_LOOPS, ast.With, ast.AsyncWith)
_SIMPLE = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.ClassDef,
)
_BLOCKS = ("body", "orelse", "finalbody", "handlers")

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_ENDS = frozenset({"Return", "Raise", "Continue", "Break"})

Position = tuple[int, int]


class Flow:
    """Answers for one tree."""

    def __init__(self, tree: Tree, scopes: Scopes) -> None:
        self._parents = tree.parents
        self._scopes = scopes
        self._heads: dict[ast.AST, ast.AST] = {}
        self._within: dict[tuple[Scope, str], bool] = {}
        self._tests: dict[ast.Name, Sequence[tuple[ast.Call, bool]]] = {}

    def reaching(self, use: ast.Name, owner: Scope) -> ast.AST | None:
        """The one binding whose value `use` is sure to see; None where it cannot be told from the structure."""
        if self._function_scope(use) is not owner:
            return None
        if not self._are_all_within(owner, use.id):
            return None
        bindings = [each for each in owner.binding(use.id) if each is not use]
        inner = self._comprehension_target(use, bindings)
        if inner is not None:
            return inner
        for statement, parent in self._levels(use, owner):
            if self._flows_back(statement, use, bindings):
                return None
            before = self._last_before(statement, parent, bindings)
            if before is not None:
                return before if self._is_direct(before, parent) else None
            header = self._header_binding(statement, parent, bindings)
            if header is not None:
                return header
            if not self._is_transparent(statement, parent, bindings):
                return None
        return None

    def isinstance_guards(self, use: ast.Name, owner: Scope) -> Iterator[ast.Call]:
        """The `isinstance(name, ...)` calls known to be true of the value at `use`, innermost first."""
        return (call for call, truth in self.tests_of_type(use, owner) if truth)

    def tests_of_type(self, use: ast.Name, owner: Scope) -> Sequence[tuple[ast.Call, bool]]:
        """The `isinstance(name, ...)` calls of which it is known how they came out for the value at `use`."""
        if use.id not in self.tested_names:
            return ()
        known = self._tests.get(use)
        if known is None:
            known = self._tests[use] = tuple(self._tests_of_type(use, owner))
        return known

    def _tests_of_type(self, use: ast.Name, owner: Scope) -> Iterator[tuple[ast.Call, bool]]:
        child: Any = use
        parent: Any = self._parents.get(use)
        is_repeated = False
        statement: Any = None
        while parent is not None and not isinstance(child, _SCOPES):
            is_repeated = is_repeated or isinstance(child, _LOOPS)
            for test, truth in _known_tests(parent, child):
                # What is bound in the statement of the use, or later, is so after it, but for a loop.
                end = _end(parent) if is_repeated or statement is None else _start(statement)
                if not self._is_rebound_between(use, owner, _start(parent), end):
                    yield from _calls_about(use.id, test, truth)
            if isinstance(child, ast.stmt):
                yield from self._earlier_guards(use, owner, _block_of(child, parent) or (), child)
            if statement is None and isinstance(parent, ast.stmt):
                statement = parent
            child = self._head_of_chain(parent)
            parent = self._parents.get(child)

    def _head_of_chain(self, node: ast.AST) -> ast.AST:
        """The `if` that a node is an `elif` of, past thousands of others; any other node itself."""
        passed = []
        parent: Any = self._parents.get(node)
        while node not in self._heads and isinstance(parent, ast.If) and parent.orelse == [node]:
            passed.append(node)
            node, parent = parent, self._parents.get(parent)
        head = self._heads.get(node, node)
        self._heads.update(dict.fromkeys(passed, head))
        return head

    @cached_property
    def tested_names(self) -> frozenset[str]:
        """The names that are asked for their types."""
        calls = (self._parents.get(name) for name in self._scopes.names.get("isinstance", ()))
        subjects = (call.args[0] for call in calls if isinstance(call, ast.Call) and call.args)
        return frozenset(each.id for each in subjects if isinstance(each, ast.Name))

    def _earlier_guards(
        self, use: ast.Name, owner: Scope, block: Sequence[Any], statement: ast.stmt
    ) -> Iterator[tuple[ast.Call, bool]]:
        """Guards by `assert` or by leaving, in the statements before `statement` in its block."""
        for each in block:
            if each is statement:
                return
            test = _test_passed(each)
            if test is not None and use.id in _names_tested(test):
                if self._is_rebound_between(use, owner, _start(each), _end(statement)):
                    continue
                yield from _calls_about(use.id, test, isinstance(each, ast.Assert))

    def _is_rebound_between(self, use: ast.Name, owner: Scope, start: Position, end: Position) -> bool:
        """Whether a binding of the name other than `use` stands in an area of the text."""
        bindings = owner.binding(use.id)
        return any(start <= _start(binding) < end for binding in bindings if binding is not use)

    def _are_all_within(self, owner: Scope, name: str) -> bool:
        """Whether all that binds a name of a scope stands in it: no function in it does."""
        known = self._within.get((owner, name))
        if known is None:
            known = all(self._function_scope(each) is owner for each in owner.binding(name))
            self._within[owner, name] = known
        return known

    def _function_scope(self, node: ast.AST) -> Scope:
        scope = self._scopes.of(node)
        while scope.kind is ScopeKind.COMPREHENSION and scope.parent is not None:
            scope = scope.parent
        return scope

    def _comprehension_target(self, use: ast.AST, bindings: Sequence[ast.AST]) -> ast.AST | None:
        node: ast.AST | None = use
        while node is not None and not isinstance(node, ast.stmt):
            if isinstance(node, _COMPREHENSIONS):
                for binding in bindings:
                    if any(_contains(each.target, binding) for each in node.generators):
                        return binding
            node = self._parents.get(node)
        return None

    def _levels(self, use: ast.AST, owner: Scope) -> Iterator[tuple[Any, ast.AST]]:
        """Each statement (or handler) around `use` with its parent, innermost first, up to the scope's own body."""
        node: ast.AST = use
        while node is not owner.node:
            parent = self._parents.get(node)
            if parent is None:
                return
            if isinstance(node, (ast.stmt, ast.ExceptHandler)):
                yield node, parent
            node = parent

    def _flows_back(self, statement: ast.AST, use: ast.AST, bindings: Sequence[ast.AST]) -> bool:
        """Whether a loop brings bindings of its body back to a use in it."""
        if not isinstance(statement, _LOOPS):
            return False
        if isinstance(statement, ast.For) and _contains(statement.iter, use):
            return False
        return any(_contains(statement, each) for each in bindings)

    def _last_before(self, statement: Any, parent: ast.AST, bindings: Sequence[ast.AST]) -> ast.AST | None:
        """The last binding in the statements before `statement` in its block."""
        block = _block_of(statement, parent)
        if not block or isinstance(statement, ast.ExceptHandler):
            return None
        start, end = _start(block[0]), _start(statement)
        within = [each for each in bindings if start <= _start(each) < end]
        return max(within, key=_start) if within else None

    def _is_direct(self, binding: ast.AST, parent: ast.AST) -> bool:
        """Whether a simple statement of the block of `parent` makes the binding, whatever happens."""
        node = binding
        while self._parents.get(node) is not parent:
            above = self._parents.get(node)
            if above is None or (isinstance(node, ast.stmt) and not isinstance(node, _SIMPLE)):
                return False
            node = above
        return isinstance(node, _SIMPLE)

    def _header_binding(self, statement: Any, parent: Any, bindings: Sequence[ast.AST]) -> ast.AST | None:
        """The target of the `for` or `with` in whose body `statement` stands, if it binds the name."""
        if not isinstance(parent, _HEADED) or _block_of(statement, parent) is not parent.body:
            return None
        if isinstance(parent, ast.While):
            return None
        items = parent.items if isinstance(parent, (ast.With, ast.AsyncWith)) else [parent]
        targets = [getattr(item, "optional_vars", None) or getattr(item, "target", None) for item in items]
        for binding in bindings:
            if any(target is not None and _contains(target, binding) for target in targets):
                return binding
        return None

    def _is_transparent(self, statement: Any, parent: Any, bindings: Sequence[ast.AST]) -> bool:
        """Whether nothing else in `parent` that runs before the block of `statement` binds the name."""
        if isinstance(parent, ast.If):
            return True
        if isinstance(parent, ast.ExceptHandler) or isinstance(statement, ast.ExceptHandler):
            return not any(_contains(parent, each) for each in bindings)
        if hasattr(parent, "finalbody") and _block_of(statement, parent) is not parent.body:
            return not any(_contains(parent, each) for each in bindings)
        if isinstance(parent, _LOOPS) and _block_of(statement, parent) is not parent.body:
            return not any(_contains(parent, each) for each in bindings)
        return True


def _block_of(statement: ast.AST, parent: ast.AST) -> list[Any] | None:
    for name in _BLOCKS:
        block = getattr(parent, name, None)
        if isinstance(block, list) and any(statement is each for each in block):
            return block
    return None


def _known_tests(parent: Any, child: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """The tests of which it is known how they came out where `child` of `parent` runs."""
    if isinstance(parent, (ast.If, ast.While)):
        if any(child is each for each in parent.body):
            yield parent.test, True
        elif child is not parent.test and isinstance(parent, ast.If):
            yield parent.test, False
    elif isinstance(parent, ast.IfExp) and child is not parent.test:
        yield parent.test, child is parent.body
    elif isinstance(parent, ast.BoolOp):
        before = next(i for i, each in enumerate(parent.values) if each is child)
        yield from ((each, isinstance(parent.op, ast.And)) for each in parent.values[:before])


def _test_passed(statement: ast.stmt) -> ast.expr | None:
    """The test that is true after `assert test`, and false after `if test: return`."""
    is_passed = isinstance(statement, ast.If) and type(statement.body[-1]).__name__ in _ENDS
    return statement.test if is_passed or isinstance(statement, ast.Assert) else None  # type: ignore[attr-defined]


def _calls_about(name: str, test: ast.expr, truth: bool) -> Iterator[tuple[ast.Call, bool]]:
    """The `isinstance` calls of a test about a name, and how each came out where the test as a whole came out so."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _calls_about(name, test.operand, not truth)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is truth:
        for value in test.values:
            yield from _calls_about(name, value, truth)
    elif isinstance(test, ast.Call) and len(test.args) == 2 and isinstance(test.func, ast.Name):
        subject = test.args[0]
        if test.func.id == "isinstance" and isinstance(subject, ast.Name) and subject.id == name:
            yield test, truth


def _names_tested(test: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(test) if isinstance(each, ast.Name)}


def _start(node: Any) -> Position:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: Any) -> Position:
    line, column = _start(node)
    return getattr(node, "end_lineno", None) or line, getattr(node, "end_col_offset", None) or column


def _contains(outer: Any, inner: Any) -> bool:
    return _start(outer) <= _start(inner) < _end(outer)

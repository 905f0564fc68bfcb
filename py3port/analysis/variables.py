"""Local variables that carry a value from its expression to its uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from py3port.analysis.mutation import Mutations
from py3port.analysis.scopes import Scope, ScopeKind, Scopes
from py3port.python2 import Tree, ast

_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Variables:
    """Answers for one tree."""

    def __init__(self, tree: Tree, scopes: Scopes, mutations: Mutations) -> None:
        self._parents = tree.parents
        self._scopes = scopes
        self._mutations = mutations

    def assigned_name(self, node: ast.expr) -> ast.Name | None:
        """The variable that an assignment puts the value in: `name = value`, or its place in `a, b = x, y`."""
        parent: Any = self._parents.get(node)
        if isinstance(parent, ast.Tuple):
            outer: Any = self._parents.get(parent)
            if not isinstance(outer, ast.Assign) or len(outer.targets) != 1 or outer.value is not parent:
                return None
            target = outer.targets[0]
            if not isinstance(target, ast.Tuple) or len(target.elts) != len(parent.elts):
                return None
            paired: Any = target.elts[next(index for index, each in enumerate(parent.elts) if each is node)]
            return paired if isinstance(paired, ast.Name) else None
        if (
            isinstance(parent, ast.Assign)
            and len(parent.targets) == 1
            and isinstance(parent.targets[0], ast.Name)
        ):
            return parent.targets[0]
        is_annotated = isinstance(parent, ast.AnnAssign) and isinstance(parent.target, ast.Name)
        return parent.target if is_annotated else None

    def is_plain(self, name: str, binding: ast.AST, owner: Scope) -> bool:
        """Whether no function inside reads the variable: such a read may come at any time."""
        for use in self._scopes.uses(name, owner):
            scope = self._scopes.of(use)
            while scope.kind is ScopeKind.COMPREHENSION and scope.parent is not None:
                scope = scope.parent
            if scope is not owner:
                return False
        return True

    def is_repeated(self, use: ast.AST, binding: ast.AST) -> bool:
        """Whether a loop that does not contain the assignment runs the use several times."""
        around = set()
        node: ast.AST | None = binding
        while node is not None:
            around.add(node)
            node = self._parents.get(node)
        child: ast.AST = use
        parent = self._parents.get(use)
        while parent is not None and parent not in around:
            if isinstance(parent, _LOOPS) and not _is_evaluated_once(parent, child, use):
                return True
            child, parent = parent, self._parents.get(parent)
        return False

    def changes_before(self, binding: Any, last: Any, containers: Sequence[ast.expr]) -> bool:
        """Whether what the value reads from may change between the assignment and the last use."""
        if not containers:
            return False
        statement: Any = binding
        while not isinstance(statement, ast.stmt):
            statement = self._parents[statement]
        block = _block_of(statement, self._parents[statement])
        start = next(index for index, each in enumerate(block) if each is statement) + 1
        between = [each for each in block[start:] if each.lineno <= last.lineno]
        return any(self._mutations.in_statements(between, each) for each in containers)

    def are_exclusive(self, uses: Sequence[ast.AST]) -> bool:
        """Whether of several uses at most one runs: each in another branch of an `if`."""
        branches = [self._branches(use) for use in uses]
        for index, first in enumerate(branches):
            for second in branches[index + 1 :]:
                if not any(first[each] != second.get(each, first[each]) for each in first):
                    return False
        return True

    def _branches(self, use: ast.AST) -> Mapping[ast.AST, str]:
        found: dict[ast.AST, str] = {}
        child, parent = use, self._parents.get(use)
        while parent is not None:
            if isinstance(parent, (ast.If, ast.IfExp)) and child is not parent.test:
                in_body = child is parent.body or (isinstance(parent.body, list) and child in parent.body)
                found[parent] = "body" if in_body else "orelse"
            child, parent = parent, self._parents.get(parent)
        return found


def _is_evaluated_once(loop: Any, child: ast.AST, use: ast.AST) -> bool:
    """Whether a part of a loop is what it iterates over, or stands after it."""
    if isinstance(loop, (ast.For, ast.AsyncFor)):
        return child is loop.iter or child in loop.orelse
    if isinstance(loop, _COMPREHENSIONS):
        first = loop.generators[0].iter
        return child is loop.generators[0] and _within(first, use)
    return False


def _within(outer: Any, inner: Any) -> bool:
    start = (outer.lineno, outer.col_offset)
    return start <= (inner.lineno, inner.col_offset) < (outer.end_lineno, outer.end_col_offset)


def _block_of(statement: ast.AST, parent: Any) -> Sequence[Any]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and any(statement is each for each in block):
            return block
    return [statement]

"""All bindings of a local name that may reach a use of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from py3port.analysis.scopes import Scope, ScopeKind, Scopes, bound_name
from py3port.python2 import Tree, ast

Bindings = frozenset[ast.AST]
State = dict[str, Bindings]
"""What may have bound each name so far; None in its place where the code is never reached."""

_FUNCTIONS = (ast.FunctionDef, ast.Lambda, ast.AsyncFunctionDef)
_COMPREHENSIONS = frozenset((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp))
_WALKED = (ScopeKind.FUNCTION, ScopeKind.MODULE)
_NOTHING: Bindings = frozenset()
_DEEPEST_LOOP = 6


class Reaching:
    """Answers for one tree, a function at a time, when it is first asked about it."""

    def __init__(self, tree: Tree, scopes: Scopes) -> None:
        self._tree = tree
        self._scopes = scopes
        self._known: dict[Scope, Mapping[ast.AST, Bindings]] = {}

    def bindings(self, use: ast.Name, owner: Scope) -> Bindings | None:
        """What may have bound the name where it is used, or added to; None where any binding may have.

        That is so of names of a class, and of those that functions share.
        """
        if len(owner.binding(use.id)) == 1:
            # Whatever the order, it can be no other.
            return None
        if owner.kind not in _WALKED or owner.node in self._sharing.get(use.id, ()):
            return None
        known = self._known.get(owner)
        if known is None:
            walk = _Walk(owner.node)
            known = self._known[owner] = {} if walk.is_given_up else walk.uses
        return known.get(use) or None

    @cached_property
    def _sharing(self) -> Mapping[str, set[ast.AST]]:
        """The scopes whose binding of a name another function sets: by `global`, or `nonlocal`."""
        found: dict[str, set[ast.AST]] = {}
        for kind in (ast.Global, ast.Nonlocal):
            statements: Sequence[Any] = self._tree.nodes.get(kind, ())
            for statement in statements:
                for name in statement.names:
                    owner = self._scopes.lookup(name, statement)
                    if owner is not None:
                        found.setdefault(name, set()).add(owner.node)
        return found


class _Walk:
    """One pass through the body of a function or module, in the order in which it runs."""

    def __init__(self, node: Any) -> None:
        self.uses: dict[ast.AST, Bindings] = {}
        self.is_given_up = False
        """Whether loops lie too deep in one another: each is walked twice."""
        self._state: State | None = {}
        self._caught: list[State] = []
        """What the handlers of each `try` around may see: what was bound before, or anywhere in its body."""
        self._breaks: list[list[State]] = []
        self._continues: list[list[State]] = []
        if isinstance(node, _FUNCTIONS):
            self._parameters(node.args)
        if isinstance(node, ast.Lambda):
            self._expression(node.body)
        else:
            self._block(node.body)

    def _parameters(self, arguments: ast.arguments) -> None:
        others = (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs)
        for each in (*arguments.args, *(other for other in others if other is not None)):
            for node in ast.walk(each):
                if isinstance(node, (ast.arg, ast.Name)):
                    self._bind(getattr(node, "arg", getattr(node, "id", "")), node)

    def _block(self, statements: Iterable[Any]) -> None:
        for statement in statements:
            visit = _STATEMENTS.get(type(statement))
            if visit is None:
                self._expression(statement)
            else:
                visit(self, statement)

    def _note(self, states: list[State]) -> None:
        if self._state is not None:
            states.append(dict(self._state))

    def _bind(self, name: str, node: ast.AST) -> None:
        if self._state is not None:
            found = self._state[name] = frozenset((node,))
            for caught in self._caught:
                caught[name] = caught.get(name, _NOTHING) | found

    def _expression(self, node: Any) -> None:
        """Every use in an expression, or in a statement without a body, then what it binds."""
        waiting = [node] if node is not None else []
        while waiting:
            current = waiting.pop()
            kind = current.__class__
            if kind is ast.Name:
                self._name(current)
            elif kind in _COMPREHENSIONS:
                self._comprehension(current)
            elif kind is ast.Lambda:
                waiting += reversed(current.args.defaults)
            elif kind is not ast.Constant:
                waiting += reversed(ast.iter_child_nodes(current))

    def _name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id, node)
        else:
            known = (self._state or {}).get(node.id, _NOTHING)
            self.uses[node] = self.uses.get(node, _NOTHING) | known

    def _comprehension(self, node: Any) -> None:
        before = self._copy()
        for each in node.generators:
            self._expression(each.iter)
            self._expression(each.target)
            for test in each.ifs:
                self._expression(test)
        values = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        for value in values:
            self._expression(value)
        self._merge([before] if before is not None else [])

    def _merge(self, states: Sequence[State]) -> None:
        """Go on from where any of the states may be, beside the present one."""
        for other in states:
            if self._state is None:
                self._state = dict(other)
                continue
            for name, bindings in other.items():
                self._state[name] = self._state.get(name, _NOTHING) | bindings

    def _copy(self) -> State | None:
        return dict(self._state) if self._state is not None else None

    # Statements.

    def _assign(self, node: Any) -> None:
        self._expression(node.value)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self._expression(target)

    def _augmented(self, node: ast.AugAssign) -> None:
        self._expression(node.value)
        if isinstance(node.target, ast.Name):
            known = (self._state or {}).get(node.target.id, _NOTHING)
            self.uses[node.target] = self.uses.get(node.target, _NOTHING) | known
        self._expression(node.target)

    def _if(self, node: ast.If) -> None:
        """The whole chain of `elif`, which may be long."""
        ends: list[State] = []
        rest: Any = [node]
        while len(rest) == 1 and isinstance(rest[0], ast.If):
            self._expression(rest[0].test)
            start = self._copy()
            self._block(rest[0].body)
            if self._state is not None:
                ends.append(self._state)
            self._state, rest = start, rest[0].orelse
        self._block(rest)
        self._merge(ends)

    def _loop(self, node: Any) -> None:
        if len(self._breaks) >= _DEEPEST_LOOP:
            self.is_given_up = True
            return
        is_for = not isinstance(node, ast.While)
        if is_for:
            self._expression(node.iter)
        breaks: list[State] = []
        # What one turn binds reaches the next one.
        for _ in range(2):
            start = self._copy()
            self._breaks.append([])
            self._continues.append([])
            self._expression(node.target if is_for else node.test)
            self._block(node.body)
            breaks += self._breaks.pop()
            self._merge(self._continues.pop())
            self._merge([start] if start is not None else [])
        if not is_for:
            self._expression(node.test)
        self._block(node.orelse)
        self._merge(breaks)

    def _with(self, node: Any) -> None:
        for item in node.items:
            self._expression(item.context_expr)
            self._expression(item.optional_vars)
        self._block(node.body)

    def _try(self, node: Any) -> None:
        caught = self._copy() or {}
        self._caught.append(caught)
        self._block(node.body)
        self._caught.pop()
        self._block(node.orelse)
        ends = [self._state] if self._state is not None else []
        for handler in node.handlers:
            self._state = dict(caught)
            self._expression(handler.type)
            if isinstance(handler.name, str):
                self._bind(handler.name, handler)
            elif handler.name is not None:
                self._expression(handler.name)
            self._block(handler.body)
            if self._state is not None:
                ends.append(self._state)
        self._state = None
        self._merge(ends)
        if node.finalbody:
            goes_on = self._state is not None
            self._merge([caught])
            self._block(node.finalbody)
            self._state = self._state if goes_on else None

    def _definition(self, node: Any) -> None:
        for each in node.decorator_list:
            self._expression(each)
        if isinstance(node, ast.ClassDef):
            for base in (*node.bases, *node.keywords):
                self._expression(base)
        else:
            for default in (*node.args.defaults, *node.args.kw_defaults):
                self._expression(default)
        self._bind(node.name, node)

    def _import(self, node: Any) -> None:
        for alias in node.names:
            self._bind(bound_name(node, alias), alias)

    def _ending(self, node: Any) -> None:
        self._expression(node)
        self._state = None

    def _break(self, node: ast.Break) -> None:
        if self._breaks:
            self._note(self._breaks[-1])
        self._state = None

    def _continue(self, node: ast.Continue) -> None:
        if self._continues:
            self._note(self._continues[-1])
        self._state = None


_STATEMENTS: Mapping[type[Any], Callable[[_Walk, Any], None]] = {
    ast.Assign: _Walk._assign,
    ast.AnnAssign: _Walk._assign,
    ast.AugAssign: _Walk._augmented,
    ast.If: _Walk._if,
    ast.For: _Walk._loop,
    ast.AsyncFor: _Walk._loop,
    ast.While: _Walk._loop,
    ast.With: _Walk._with,
    ast.AsyncWith: _Walk._with,
    ast.Try: _Walk._try,
    ast.FunctionDef: _Walk._definition,
    ast.AsyncFunctionDef: _Walk._definition,
    ast.ClassDef: _Walk._definition,
    ast.Import: _Walk._import,
    ast.ImportFrom: _Walk._import,
    ast.Return: _Walk._ending,
    ast.Raise: _Walk._ending,
    ast.Break: _Walk._break,
    ast.Continue: _Walk._continue,
}

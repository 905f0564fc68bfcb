"""Where the value that a variable has at one place may be read afterwards."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from py3port.rule import Module, ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_BLOCKS = ("body", "orelse", "finalbody", "handlers")
_JUMPS = (ast.Continue, ast.Break)
_LEAVES = (ast.Return, ast.Raise)

_Reads = Generator[ast.Name, None, bool]
"""Yields reads; returns whether the name is bound anew."""


def later_uses(name: str, place: Any, module: Module, *, since: Any = None) -> list[ast.Name]:
    """The reads of a variable that may see the value it has at the end of `place`, a statement or a handler.

    With `since` it has the value at the end of that part of the statement. A loop is taken to run at least once.
    What functions read later counts where nothing else binds the name.
    """
    inside = place.body[0] if isinstance(place, ast.ExceptHandler) else place
    scope, owner = module.scope(inside), module.lookup(name, inside)
    walker = _Walker(name, owner, module)
    found = list(walker.since(since, place)) if since is not None else []
    found += walker.after(place, scope.node)
    if owner is not None and all(_is_within(each, place, module) for each in owner.binding(name)):
        found += [
            each
            for each in module.references(name, owner.node)
            if walker.is_in_function(each, scope.node)
            or (owner is not scope and not _is_within(each, scope.node, module))
        ]
    return list(dict.fromkeys(found))


class _Walker:
    def __init__(self, name: str, owner: Any, module: Module) -> None:
        self.name = name
        self.owner = owner
        self.module = module

    def after(self, place: Any, root: ast.AST) -> Iterator[ast.Name]:
        """The reads in what runs after `place`, from its own block outwards."""
        node = place
        ending = node.body[-1] if isinstance(node, ast.ExceptHandler) else node
        if isinstance(ending, _LEAVES):
            return
        is_skipping = isinstance(ending, _JUMPS)
        while node is not root:
            parent: Any = self.module.parent(node)
            if parent is None:
                return
            block = _block_of(node, parent)
            if block is not None:
                rest = (
                    []
                    if is_skipping or isinstance(node, ast.ExceptHandler)
                    else block[_index(node, block) + 1 :]
                )
                if (yield from self.block(rest)) or _ends(rest):
                    return
                if isinstance(parent, (ast.Try)) and block is not parent.finalbody:
                    later = [*(parent.orelse if block is parent.body else ()), *parent.finalbody]
                    if (yield from self.block(later)):
                        return
                if isinstance(parent, _LOOPS) and block is parent.body:
                    is_skipping = False
                    if not (yield from self.again(parent, node)) and (yield from self.block(parent.orelse)):
                        return
            node = parent

    def since(self, part: Any, statement: Any) -> Iterator[ast.Name]:
        """The reads in the rest of a statement, its body included."""
        end = (part.end_lineno, part.end_col_offset)
        heads = [
            each
            for each in ast.iter_child_nodes(statement)
            if not isinstance(each, (ast.stmt, ast.ExceptHandler))
        ]
        for head in heads:
            for use in self.reads(head):
                if (use.lineno, use.col_offset) >= end:
                    yield use
        if isinstance(statement, (ast.If, *_LOOPS, ast.With)):
            targets = [getattr(statement, "target", None)]
            if not any(each is not None and self.binds(each) for each in targets):
                yield from self.block(statement.body)
            yield from self.block(getattr(statement, "orelse", ()))
            if isinstance(statement, ast.While):
                yield from self.reads(statement.test)

    def again(self, loop: Any, node: ast.AST) -> _Reads:
        """The reads in the next round of a loop, up to the place; whether it rebinds the name first."""
        if isinstance(loop, ast.While):
            yield from self.reads(loop.test)
        elif self.binds(loop.target):
            return True
        return (yield from self.block(loop.body[: _index(node, loop.body) + 1]))

    def block(self, statements: Sequence[Any]) -> _Reads:
        """The reads in statements, in order; whether they bind the name anew."""
        for statement in statements:
            if (yield from self.statement(statement)):
                return True
        return False

    def statement(self, node: Any) -> _Reads:
        """The reads in one statement; whether it binds the name anew, whatever happens."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for each in [
                *node.decorator_list,
                *getattr(node, "bases", ()),
                *getattr(getattr(node, "args", None), "defaults", ()),
            ]:
                yield from self.reads(each)
            if isinstance(node, ast.ClassDef):
                yield from self.block(node.body)
            return node.name == self.name
        if isinstance(node, (ast.If, *_LOOPS, ast.With, ast.AsyncWith, ast.Try)):
            return (yield from self.compound(node))
        yield from self.reads(node)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return any((each.asname or each.name.partition(".")[0]) == self.name for each in node.names)
        if isinstance(node, ast.Delete):
            return any(getattr(each, "id", "") == self.name for each in node.targets)
        return self.binds(node)

    def compound(self, node: Any) -> _Reads:
        """The same for a statement with a body."""
        if isinstance(node, ast.If):
            yield from self.reads(node.test)
            first = (yield from self.block(node.body)) or _ends(node.body)
            second = (yield from self.block(node.orelse)) or _ends(node.orelse)
            return first and second
        if isinstance(node, ast.Try):
            is_bound = yield from self.block(node.body)
            for handler in node.handlers:
                if not self.binds_handler(handler):
                    yield from self.block(handler.body)
            is_bound = (yield from self.block(node.orelse)) or is_bound
            return (yield from self.block(node.finalbody)) or is_bound
        heads = [node.test] if isinstance(node, ast.While) else [getattr(node, "iter", None)]
        heads += [each.context_expr for each in getattr(node, "items", ())]
        for head in heads:
            if head is not None:
                yield from self.reads(head)
        targets = [
            getattr(node, "target", None),
            *(each.optional_vars for each in getattr(node, "items", ())),
        ]
        is_bound = any(each is not None and self.binds(each) for each in targets)
        if not is_bound:
            is_bound = yield from self.block(node.body)
            is_bound = is_bound and not isinstance(node, ast.While)
        return (yield from self.block(getattr(node, "orelse", ()))) or is_bound

    def reads(self, node: ast.AST) -> Iterator[ast.Name]:
        """The reads in an expression or a simple statement that are evaluated there and then."""
        pending = [node]
        while pending:
            each: Any = pending.pop()
            if isinstance(each, ast.Lambda):
                pending += each.args.defaults
                continue
            if isinstance(each, _COMPREHENSIONS) and any(self.binds(part.target) for part in each.generators):
                pending.append(each.generators[0].iter)
                continue
            is_read = isinstance(each, ast.Name) and (
                isinstance(each.ctx, (ast.Load, ast.Del))
                or isinstance(self.module.parent(each), ast.AugAssign)
            )
            if is_read and each.id == self.name and self.module.lookup(self.name, each) is self.owner:
                yield each
            pending += ast.iter_child_nodes(each)

    def binds(self, node: ast.AST) -> bool:
        """Whether a target, or a simple statement, binds the name; a comprehension in it does as well."""
        pending = [node]
        while pending:
            each = pending.pop()
            if isinstance(each, ast.Name) and each.id == self.name and isinstance(each.ctx, ast.Store):
                return True
            if not isinstance(each, (*_FUNCTIONS, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
                pending += ast.iter_child_nodes(each)
        return False

    def binds_handler(self, handler: Any) -> bool:
        """Whether an exception is bound to the name."""
        return handler.name == self.name or getattr(handler.name, "id", "") == self.name

    def is_in_function(self, use: ast.AST, root: ast.AST) -> bool:
        """Whether a read stands in a function within the scope of the variable, and so happens at some later time."""
        for each in self.module.ancestors(use):
            if each is root:
                return False
            if isinstance(each, _FUNCTIONS):
                return True
        return False


def _is_within(node: ast.AST, place: ast.AST, module: Module) -> bool:
    return node is place or any(each is place for each in module.ancestors(node))


def _block_of(node: ast.AST, parent: ast.AST) -> list[Any] | None:
    for name in _BLOCKS:
        block = getattr(parent, name, None)
        if isinstance(block, list) and any(each is node for each in block):
            return block
    return None


def _index(node: ast.AST, block: Sequence[Any]) -> int:
    return next(index for index, each in enumerate(block) if each is node)


def _ends(block: Sequence[Any]) -> bool:
    return bool(block) and isinstance(block[-1], (*_LEAVES, *_JUMPS))

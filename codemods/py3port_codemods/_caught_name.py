"""Whether the name of a caught exception is read when its handler is done, which Python 3 has deleted by then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Module, ast

_FUNCTIONS = (ast.FunctionDef, ast.Lambda, ast.GeneratorExp)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LEAVES = (ast.Return, ast.Raise)


def is_read_afterwards(handler: ast.ExceptHandler, name: str, module: Module) -> bool:
    """Whether anything may read the binding that the handler has made: code behind it, around it or called later."""
    scope = module.lookup(name, handler)
    if scope is None:
        return False
    uses = [each for each in module.nodes(ast.Name) if each.id == name and module.lookup(name, each) is scope]
    stores = [each for each in uses if not isinstance(each.ctx, ast.Load)]
    leaves = _always_leaves(handler, module)
    for use in uses:
        if not isinstance(use.ctx, ast.Load) or _is_in_own_comprehension(use, name, module):
            continue
        around = _handler_of(use, name, module)
        if module.scope(use) is not scope and _runs_later(use, handler, module):
            if around is handler or (around is None and not leaves):
                return True
        elif around is None and not leaves and _follows(use, handler, stores, module):
            return True
    return False


def _follows(use: ast.Name, handler: ast.ExceptHandler, stores: Iterable[ast.Name], module: Module) -> bool:
    """Whether a use may run after the handler without another binding in between."""
    start, end = _start(handler), _end(handler)
    if _start(use) >= end and not _excludes(handler, use, module):
        return not any(_start(each) >= end and _comes_before(each, use, module) for each in stores)
    for loop in _loops_around(handler, module):
        if _start(loop) <= _start(use) < start or _excludes(handler, use, module):
            if loop not in _ancestors(use, module):
                continue
            if not any(_start(each) >= _start(loop) and _comes_before(each, use, module) for each in stores):
                return True
    return False


def _comes_before(store: ast.Name, use: ast.Name, module: Module) -> bool:
    """Whether the use is never reached but through the statement that binds: it holds the use, or their block does."""
    if _handler_of_target(store, module):
        return False
    statement: Any = module.statement(store)
    if statement is module.statement(use):
        return isinstance(statement, (ast.For, ast.With))
    if _start(store) > _start(use):
        return False
    around = _ancestors(use, module)
    if statement in around:
        return isinstance(statement, (ast.For, ast.With))
    parent = module.parent(statement)
    block = _block_of(statement, parent)
    return any(each in around or each is module.statement(use) for each in block)


def _block_of(statement: ast.stmt, parent: Any) -> list[ast.stmt]:
    """The statements that stand in one block with a statement."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(parent, field, None)
        if isinstance(block, list) and statement in block:
            return block
    return []


def _excludes(handler: ast.ExceptHandler, use: ast.Name, module: Module) -> bool:
    """Whether the use stands in a branch that is not run when the handler is: another handler, an `else`."""
    inside = _ancestors(use, module)
    below: Any = handler
    for each in module.ancestors(handler):
        parent: Any = each
        if parent in inside:
            if isinstance(parent, ast.Try) and below in parent.handlers:
                others = [*parent.handlers, *parent.orelse]
                return any(other in inside or other is module.statement(use) for other in others)
            if isinstance(parent, ast.If):
                branch = parent.orelse if below in parent.body else parent.body
                return any(other in inside or other is module.statement(use) for other in branch)
            return False
        below = parent
    return False


def _always_leaves(handler: ast.ExceptHandler, module: Module) -> bool:
    """Whether the handler ends in `return` or `raise`, and nothing around it in its function goes on from there."""
    if not isinstance(handler.body[-1], _LEAVES):
        return False
    own = module.parent(handler)
    for each in module.ancestors(handler):
        if isinstance(each, (ast.FunctionDef, ast.Lambda)):
            return True
        if isinstance(each, ast.Try) and (each is not own or each.finalbody):
            return False
    return True


def _runs_later(use: ast.Name, handler: ast.ExceptHandler, module: Module) -> bool:
    """Whether the use stands in a function, which may be called when the handler is done."""
    scope = module.lookup(use.id, use)
    for each in module.ancestors(use):
        if scope is not None and each is scope.node:
            return False
        if isinstance(each, _FUNCTIONS):
            return True
    return False


def _is_in_own_comprehension(use: ast.Name, name: str, module: Module) -> bool:
    """Whether a comprehension around the use binds the name for it."""
    for each in module.ancestors(use):
        if isinstance(each, _COMPREHENSIONS):
            targets = [node for part in each.generators for node in ast.walk(part.target)]
            if any(isinstance(node, ast.Name) and node.id == name for node in targets):
                return True
        if isinstance(each, ast.stmt):
            return False
    return False


def _handler_of(node: ast.AST, name: str, module: Module) -> ast.ExceptHandler | None:
    """The innermost handler around a node that catches an exception by this name."""
    for each in module.ancestors(node):
        target: Any = each.name if isinstance(each, ast.ExceptHandler) else None
        if target == name or (isinstance(target, ast.Name) and target.id == name):
            return each  # type: ignore[return-value]
    return None


def _handler_of_target(store: ast.Name, module: Module) -> bool:
    parent = module.parent(store)
    return isinstance(parent, ast.ExceptHandler)


def _loops_around(handler: ast.ExceptHandler, module: Module) -> Iterator[ast.stmt]:
    for each in module.ancestors(handler):
        if isinstance(each, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            return
        if isinstance(each, (ast.For, ast.While)):
            yield each


def _ancestors(node: ast.AST, module: Module) -> set[ast.AST]:
    return set(module.ancestors(node))


def _start(node: Any) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: Any) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset

"""Whether a range must be the list that it was in Python 2."""

from __future__ import annotations

from typing import Any

from py3port.rule import Consumer, Module, ast
from py3port_codemods._lists import ASSERTIONS, Need, need_of


def needs_list(node: ast.expr, parent: Any, module: Module) -> bool:
    """Whether something is done with a range, or with a slice of one, that only a list can do."""
    if isinstance(parent, (ast.BinOp, ast.Compare, ast.Attribute)):
        return need_of(node, module) is Need.LIST
    return _is_asserted(parent) or _is_changed(node, module) or _is_kept(node, parent, module)


def _is_asserted(parent: Any) -> bool:
    return isinstance(parent, ast.Call) and getattr(parent.func, "attr", "") in ASSERTIONS


def _is_kept(node: ast.expr, parent: Any, module: Module) -> bool:
    """Whether a range is changed through its variable, shown, or goes where nobody sees what is done with it."""
    consumers = set(module.consumers(node)) or {Consumer.DISCARDED}
    if Consumer.MUTATED in consumers and not isinstance(parent, (ast.For, ast.comprehension)):
        return True
    kept = {Consumer.OTHER}
    return bool(consumers & kept) or _is_printed(parent, module)


def _is_changed(node: ast.expr, module: Module) -> bool:
    """Whether something only a list can do is done with it, by itself or by its variable."""
    uses: list[Any] = [node]
    target = _target(node, module)
    if target is not None:
        scope = module.lookup(target.id, target)
        uses = module.references(target.id, scope.node) if scope is not None else []
    return any(_is_use_of_list(each, module) for each in uses)


def _target(node: ast.expr, module: Module) -> ast.Name | None:
    """The variable that an assignment puts a value in: `x = value`, or its place in `x, y = value, other`."""
    parent: Any = module.parent(node)
    position = 0
    if isinstance(parent, ast.Tuple) and isinstance(module.parent(parent), ast.Assign):
        position = parent.elts.index(node)
        node, parent = parent, module.parent(parent)
        targets = getattr(parent.targets[0], "elts", ())
        target = targets[position] if len(targets) == len(node.elts) else None
    else:
        target = parent.targets[0] if isinstance(parent, ast.Assign) else None
    return target if isinstance(target, ast.Name) else None


def _is_use_of_list(use: ast.expr, module: Module) -> bool:
    """Whether a range would not do there."""
    parent = module.parent(use)
    if isinstance(parent, ast.Call):
        return module.qualified_name(parent.func) == "random.shuffle"
    if isinstance(parent, ast.Subscript):
        return parent.value is use and not isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.AugAssign):
        return parent.target is use
    return isinstance(parent, (ast.Attribute, ast.BinOp, ast.Compare)) and need_of(use, module) is Need.LIST


def _is_printed(parent: Any, module: Module) -> bool:
    if isinstance(parent, ast.Call):
        return module.qualified_name(parent.func) in (
            "__builtin__.print",
            "__builtin__.str",
            "__builtin__.repr",
        )
    return isinstance(parent, (ast.Print, ast.Repr))

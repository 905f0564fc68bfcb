"""Attributes that have another name, as they are read, set, or asked for by `getattr`."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any

from py3port.rule import Module, ast, cst

ACCESSORS = frozenset({"getattr", "hasattr", "setattr", "delattr"})


def attribute_of(node: Any, module: Module) -> tuple[str, ast.expr] | None:
    """Name and object of an attribute, or of a `getattr` and the like with the name written out."""
    if isinstance(node, ast.Attribute):
        return node.attr, node.value
    if not isinstance(node.func, ast.Name) or node.func.id not in ACCESSORS or len(node.args) < 2:
        return None
    name = getattr(node.args[1], "value", None)
    if (
        not isinstance(name, str)
        or module.text(node.args[1])[0] not in "'\""
        or not module.is_builtin(node.func)
    ):
        return None
    return name, node.args[0]


def renamed(node: Any, new: str) -> Any:
    """The attribute, or the call of `getattr`, with the new name."""
    if isinstance(node, cst.Attribute):
        return node.with_changes(attr=cst.Name(new))
    old = node.args[1].value
    quote = old.value[0]
    arguments = [*node.args]
    arguments[1] = arguments[1].with_changes(value=old.with_changes(value=f"{quote}{new}{quote}"))
    return node.with_changes(args=arguments)


def own_names(names: Set[str], module: Module) -> set[str]:
    """Those of the names that the module's own objects have: bound in a class, or set on `self`."""
    found = set(filter(module.any_class_defines, names))
    for each in (node for name in names for node in module.tree.attributes.get(name, ())):
        if isinstance(each.ctx, ast.Store) and isinstance(each.value, ast.Name):
            found |= {each.attr} if each.value.id in ("self", "cls") else set()
    return found


def is_exempt(node: ast.AST, new: str, module: Module) -> bool:
    """Whether Python 3 has no use for a place: guarded, and not just by asking whether there is the attribute.

    Who asks for the old name and has nothing to go with the new one must ask for the new one.
    """
    for each in module.ancestors(node):
        if isinstance(each, (ast.If, ast.IfExp, ast.BoolOp)):
            asks = any(
                _asks(inner)
                for inner in ast.walk(each.values[0] if isinstance(each, ast.BoolOp) else each.test)
            )
            if asks:
                return re.search(rf"\b{new}\b", module.text(each)) is not None
    return module.is_guarded(node)


def _asks(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "hasattr"

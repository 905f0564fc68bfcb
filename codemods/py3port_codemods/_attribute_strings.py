"""Where strings are the names of attributes."""

from __future__ import annotations

from typing import Any

from py3port.rule import Consumer, Module, ast


def is_looped_over(node: ast.Call, module: Module) -> bool:
    """Whether a view does what its iterator did."""
    parent = module.parent(node)
    is_loop = isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is node
    return is_loop or module.consumer(node) in (Consumer.ITERATED, Consumer.LISTED, Consumer.DISCARDED)


def are_attributes(names: Any, module: Module) -> bool:
    """Whether a loop over strings asks objects for attributes by these names."""
    parent: Any = module.parent(names)
    if isinstance(parent, ast.Call) and len(parent.args) == 1:
        parent = module.parent(parent)
    if isinstance(parent, (ast.For, ast.comprehension)):
        return parent.iter is names and _asks_for_attributes(parent, module)
    target = parent.targets[0] if isinstance(parent, ast.Assign) else None
    if not isinstance(target, ast.Name):
        return False
    loops = module.nodes(ast.For, ast.comprehension)
    return any(
        target.id in (getattr(loop.iter, "id", ""), getattr(loop.iter, "attr", ""))
        and _asks_for_attributes(loop, module)
        for loop in loops
    )


def is_key_of_class(node: ast.Constant, mapping: Any, module: Module) -> bool:
    """Whether a string is a name in the namespace that `type` makes a class of."""
    call = module.parent(mapping) if isinstance(mapping, ast.Dict) and node in mapping.keys else None
    return (
        isinstance(call, ast.Call)
        and call.args[2:3] == [mapping]
        and module.qualified_name(call.func) == "__builtin__.type"
    )


def is_of_method_made(names: set[str], call: ast.Call, module: Module) -> bool:
    """Whether a call makes a method of one of some names: `__div__ = wrapper("__div__")`."""
    statement = module.parent(call)
    if not isinstance(statement, ast.Assign) or statement.value is not call:
        return False
    targets = {getattr(each, "attr", getattr(each, "id", "")) for each in statement.targets}
    return not targets.isdisjoint(names)


def is_of_builtins(node: ast.Constant, parent: Any, module: Module) -> bool:
    """Whether a string is looked up among the built-ins."""
    other = parent.comparators[0] if isinstance(parent, ast.Compare) and parent.left is node else None
    if isinstance(parent, ast.Subscript) and parent.slice is node:
        other = parent.value
    return other is not None and "__builtin" in module.text(other) and not module.is_guarded(node)


def _asks_for_attributes(loop: Any, module: Module) -> bool:
    body: list[Any] = loop.body if isinstance(loop, ast.For) else [module.parent(loop)]
    target = getattr(loop.target, "id", None)
    return any(
        isinstance(each, ast.Call)
        and getattr(each.func, "id", "") in ("getattr", "hasattr")
        and len(each.args) > 1
        and getattr(each.args[1], "id", "") == target
        for statement in body
        for each in ast.walk(statement)
    )

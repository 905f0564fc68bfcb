"""What the calls in a module pass for a parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from py3port.rule import Module, ast

_OVER_SEQUENCES = frozenset(
    {"__builtin__.reduce", "functools.reduce", "__builtin__.map", "__builtin__.filter"}
)


def passed_for(name: ast.Name, module: Module) -> Sequence[ast.expr]:
    """The arguments that all calls of a function give for the parameter `name`; empty where one cannot be told."""
    scope = module.lookup(name.id, name)
    bindings = scope.binding(name.id) if scope is not None else ()
    function: Any = scope.node if scope is not None else None
    owners = [each for each in bindings if isinstance(each, ast.arg)]
    others = [module.parent(each) for each in bindings if not isinstance(each, ast.arg)]
    if len(owners) != 1 or not isinstance(function, ast.FunctionDef) or not all(map(_keeps_kind, others)):
        return ()
    parameters: list[Any] = function.args.args
    if owners[0] not in parameters:
        return ()
    position = parameters.index(owners[0])
    position -= isinstance(module.parent(function), ast.ClassDef)
    found = [_argument(call, position, name.id) for call in _calls(function, module)] if position >= 0 else []
    return [each for each in found if each is not None] if found and None not in found else ()


def sequence_behind(name: ast.Name, module: Module) -> ast.expr | None:
    """The sequence whose elements a lambda gets for its parameter `name`: that of `reduce`, `map` or `filter`."""
    scope = module.lookup(name.id, name)
    function: Any = scope.node if scope is not None else None
    call: Any = module.parent(function) if isinstance(function, ast.Lambda) else None
    if not isinstance(call, ast.Call) or call.args[:1] != [function] or len(call.args) != 2:
        return None
    return call.args[1] if module.qualified_name(call.func) in _OVER_SEQUENCES else None


def _keeps_kind(statement: Any) -> bool:
    """Whether an assignment leaves a number what it was: `n += 1`, `n /= 2`."""
    return isinstance(statement, ast.AugAssign) and type(getattr(statement.value, "value", None)) is int


def _calls(function: ast.FunctionDef, module: Module) -> Iterator[ast.Call | None]:
    """The calls of a function by its name; None for a use that is none, or a function that others call."""
    uses = () if function.decorator_list else _uses(function, module)
    if not uses:
        yield None
    for use in uses:
        call = module.parent(use)
        yield call if isinstance(call, ast.Call) and call.func is use else None


def _uses(function: ast.FunctionDef, module: Module) -> Sequence[ast.expr]:
    """Where a function of the module is named, or a method that only one class has."""
    owner = module.parent(function)
    if isinstance(owner, ast.Module):
        return module.references(function.name, module.scope(function).node)
    others = [each for each in module.nodes(ast.FunctionDef) if each.name == function.name]
    if not isinstance(owner, ast.ClassDef) or len(others) > 1 or function.name.startswith("__"):
        return []
    return [each for each in module.nodes(ast.Attribute) if each.attr == function.name]


def _argument(call: ast.Call | None, position: int, name: str) -> ast.expr | None:
    """What a call gives for a parameter."""
    if call is None or any(isinstance(each, ast.Starred) for each in call.args):
        return None
    if position < len(call.args):
        return call.args[position]
    return next((each.value for each in call.keywords if each.arg == name), None)

"""Generators, and whether what is raised in them is caught there."""

from __future__ import annotations

from py3port.rule import Module, ast
from py3port_codemods._caught import caught_classes, is_python_exception

FUNCTIONS = (ast.FunctionDef, ast.Lambda, ast.ClassDef)


def is_generator(function: ast.AST | None) -> bool:
    """Whether the body of a function has a `yield` of its own."""
    if not isinstance(function, ast.FunctionDef):
        return False
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, FUNCTIONS):
            pending.extend(ast.iter_child_nodes(node))
    return False


def is_in_try(node: ast.AST, module: Module) -> bool:
    """Whether a handler around a node, in its function, may catch what it raises."""
    below = node
    for each in module.ancestors(node):
        if isinstance(each, FUNCTIONS):
            return False
        if (
            isinstance(each, ast.Try)
            and below in each.body
            and any(_may_catch(handler, module) for handler in each.handlers)
        ):
            return True
        below = each
    return False


def _may_catch(handler: ast.ExceptHandler, module: Module) -> bool:
    """Whether a handler may be one for StopIteration."""
    classes = caught_classes(handler, module)
    others = [each for each in classes if is_python_exception(each, module)]
    names = {module.qualified_name(each) for each in others}
    return len(others) < len(classes) or not classes or "__builtin__.StopIteration" in names


def is_endless(value: ast.expr, module: Module) -> bool:
    """Whether an iterator goes on for ever."""
    called = value.func if isinstance(value, ast.Call) else None
    known = module.qualified_name(called) if called is not None else None
    return known in {"itertools.count", "itertools.cycle", "itertools.repeat"}

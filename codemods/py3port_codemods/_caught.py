"""Which names hold a caught exception where, and of what classes it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from py3port.rule import Module, ast

ENVIRONMENT = frozenset(
    {"__builtin__.EnvironmentError", "__builtin__.IOError", "__builtin__.OSError", "__builtin__.WindowsError"}
    | {"os.error", "socket.error", "select.error", "socket.gaierror", "socket.herror", "socket.timeout"}
)
GENERAL = frozenset(
    {
        "__builtin__.Exception",
        "__builtin__.BaseException",
        "__builtin__.StandardError",
        "exceptions.Exception",
    }
)


def handler_of(name: ast.expr, module: Module) -> ast.ExceptHandler | None:
    """The handler in whose body `name` is what it caught, and nothing else is bound to it there."""
    if not isinstance(name, ast.Name):
        return None
    handler = None
    below: ast.AST = name
    for each in module.ancestors(name):
        if isinstance(each, ast.ExceptHandler) and below in each.body and _bound_by(each) == name.id:
            handler = each
            break
        if isinstance(each, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            return None
        below = each
    if handler is None:
        return None
    scope = module.scope(name)
    start, end = handler.body[0].lineno, handler.body[-1].end_lineno or 0
    bindings = scope.binding(name.id)
    target: Any = handler.name
    rebound = any(start <= getattr(each, "lineno", 0) <= end and each is not target for each in bindings)
    return None if rebound else handler


def caught_classes(handler: ast.ExceptHandler, module: Module) -> Sequence[ast.expr]:
    """The classes that a handler catches, as they are written; none where it catches all."""
    kind: Any = handler.type
    if kind is None:
        return ()
    return kind.elts if isinstance(kind, (ast.Tuple, ast.List)) else (kind,)


def is_python_exception(node: ast.expr, module: Module) -> bool:
    """Whether a class is one of Python's own, and no base of whatever else there is."""
    name = module.qualified_name(node) or ""
    if name in ENVIRONMENT:
        return True
    is_own = name.startswith(("__builtin__.", "exceptions."))
    return is_own and name not in GENERAL and name.endswith(("Error", "Interrupt", "Exit", "Iteration"))


def class_in_module(node: ast.expr, module: Module) -> ast.ClassDef | None:
    """The class of the module that a name means."""
    known = module.type_of(node)
    found = known.node if known is not None and known.name == "class" else None
    return found if isinstance(found, ast.ClassDef) else None


def _bound_by(handler: ast.ExceptHandler) -> str | None:
    target: Any = handler.name
    return target if isinstance(target, str) else getattr(target, "id", None)

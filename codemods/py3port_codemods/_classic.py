"""Classic classes: those of Python 2 that are not derived from `object`."""

from __future__ import annotations

from collections.abc import Iterator

from py3port.rule import Module, ast, once_per_module


def is_classic(node: ast.ClassDef, module: Module) -> bool:
    """Whether a class, and all that it is derived from, is a classic one of this module."""
    if node.keywords:
        return False
    if _speaks_of_metaclasses(module) and (any(map(_binds_metaclass, node.body)) or _sets_metaclass(module)):
        return False
    if any(isinstance(base, ast.Name) and base.id == node.name for base in node.bases):
        return False
    families = [list(classic_family(base, module)) for base in node.bases]
    return all(families)


def classic_family(base: ast.expr, module: Module) -> Iterator[ast.ClassDef]:
    """The classic class that a base is, and all that it is derived from; nothing for any other."""
    scope = module.lookup(base.id, base) if isinstance(base, ast.Name) else None
    bindings = scope.binding(base.id) if scope is not None and isinstance(base, ast.Name) else ()
    if len(bindings) != 1 or not isinstance(bindings[0], ast.ClassDef) or not is_classic(bindings[0], module):
        return
    yield bindings[0]
    for each in bindings[0].bases:
        yield from classic_family(each, module)


@once_per_module
def _speaks_of_metaclasses(module: Module) -> bool:
    return "__metaclass__" in module.source.text


@once_per_module
def _sets_metaclass(module: Module) -> bool:
    """Whether a module sets the metaclass of all its classes."""
    return any(map(_binds_metaclass, module.tree.root.body))


def _binds_metaclass(statement: ast.stmt) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    names = [getattr(each, "id", "") for each in targets] + [getattr(statement, "name", "")]
    return "__metaclass__" in names

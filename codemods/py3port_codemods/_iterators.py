"""What tells that a class is an iterator."""

from __future__ import annotations

from typing import Any

from py3port.rule import Module, ast

ITERATORS = frozenset({"iterator", "generator", "file"})
ITERATOR_METHODS = frozenset({"iteritems", "iterkeys", "itervalues", "xreadlines"})


def is_iterator_class(definition: ast.ClassDef, module: Module) -> bool:
    """Whether instances of a class are their own iterators: `__iter__` gives back the object itself."""
    bindings = module.class_bindings(definition, "__iter__")
    return bool(bindings) and _gives_itself(bindings[0], module)


def calls_next_of_itself(definition: ast.ClassDef) -> bool:
    """Whether a method of a class calls `next(self)`."""
    for method in definition.body:
        if isinstance(method, ast.FunctionDef) and method.args.args:
            me = getattr(method.args.args[0], "arg", "")
            calls = (each for each in ast.walk(method) if isinstance(each, ast.Call) and len(each.args) == 1)
            if any(
                getattr(call.func, "id", "") == "next" and getattr(call.args[0], "id", "") == me
                for call in calls
            ):
                return True
    return False


def _gives_itself(binding: Any, module: Module) -> bool:
    """Whether a method returns its object, or nothing at all as an abstract one does."""
    if not isinstance(binding, ast.FunctionDef) or not binding.args.args:
        return True
    me = getattr(binding.args.args[0], "arg", "")
    parts = list(ast.walk(binding))
    returned = [each.value for each in parts if isinstance(each, ast.Return) and each.value is not None]
    if any(isinstance(each, ast.Name) and each.id == me for each in returned):
        return True
    return not returned and not any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in parts)


def ends_iteration(function: ast.FunctionDef) -> bool:
    """Whether a method raises StopIteration itself."""
    for node in ast.walk(function):
        if isinstance(node, ast.Raise):
            raised: Any = getattr(node, "type", None)
            raised = raised.func if isinstance(raised, ast.Call) else raised
            if getattr(raised, "id", "") == "StopIteration":
                return True
    return False


def may_be_other(module: Module) -> bool:
    """Whether the file has, or imports from where there is, a class with a `next` that is no iterator's."""
    index = module.surroundings.index
    if index is None or not index.has_other_next():
        return False
    known = [
        module.surroundings.path.removesuffix(".py").replace("/", "."),
        *(each.qualified for each in module.imports),
    ]
    return index.has_other_next({part for each in known for part in each.split(".")[-2:]})

"""`True` and `False` as names of other things: what has to be renamed along with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from py3port.rule import Mode, Module, ast

CONSTANTS = frozenset({"True", "False"})

Edit = tuple[int, int, str]
"""Where a text begins and ends, and what takes its place."""


def renamed_name(name: ast.Name, module: Module) -> Sequence[Edit]:
    """A variable, with what reads it."""
    scope = module.lookup(name.id, name) or module.scope(name)
    return [_at(name, name.id, module), *_reads(name.id, scope, module)]


def renamed_parameter(parameter: Any, module: Module) -> Sequence[Edit]:
    """A parameter, with what reads it."""
    function: Any = next(each for each in module.ancestors(parameter) if not isinstance(each, ast.arguments))
    scope = module.scope_made_by(function)
    return [_at(parameter, parameter.arg, module), *_reads(parameter.arg, scope, module)] if scope else []


def renamed_attribute(node: ast.Attribute, module: Module) -> Sequence[Edit]:
    """An attribute that a class here has; any other is read by its name in a string."""
    source = module.source
    end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
    if any(module.class_defines(each, node.attr) for each in module.nodes(ast.ClassDef)):
        return [(end - len(node.attr), end, f"{node.attr}_")]
    if not isinstance(node.ctx, ast.Load):
        return []
    start = source.offset(node.lineno, node.col_offset)
    return [(start, end, f"getattr({module.text(node.value)}, {node.attr!r})")]


def renamed_keyword(keyword: Any, module: Module) -> Sequence[Edit]:
    """A keyword of a call: with the parameter, if the function is one of this module; else in a mapping."""
    call: Any = module.parent(keyword)
    known = module.type_of(call.func)
    arguments: Any = getattr(known.node, "args", None) if known is not None else None
    if any(getattr(each, "arg", "") == keyword.arg for each in getattr(arguments, "args", ())):
        return [_at(keyword, keyword.arg, module)]
    is_last = call.keywords[-1] is keyword and keyword.end_lineno is not None
    if not is_last and module.mode is Mode.DUAL:
        return []
    start = module.source.offset(keyword.lineno, keyword.col_offset)
    end = module.source.offset(keyword.end_lineno, keyword.end_col_offset)
    return [(start, end, f"**{{{keyword.arg!r}: {module.text(keyword.value)}}}")]


def _reads(name: str, owner: Any, module: Module) -> Iterator[Edit]:
    """The places that read a variable of a scope: for the parser they are the constant."""
    for each in module.nodes(ast.Constant):
        if str(each.value) == name and module.text(each) == name and _sees(module.scope(each), owner, name):
            yield _at(each, name, module)


def _sees(scope: Any, owner: Any, name: str) -> bool:
    """Whether a name that is read in one scope is the one that another binds."""
    inner = True
    while scope is not None:
        counts = inner or not isinstance(scope.node, ast.ClassDef)
        if scope is owner:
            return counts
        if counts and scope.binding(name):
            return False
        scope, inner = scope.parent, False
    return False


def _at(node: Any, name: str, module: Module) -> Edit:
    start = module.source.offset(node.lineno, node.col_offset)
    return start, start + len(name), f"{name}_"

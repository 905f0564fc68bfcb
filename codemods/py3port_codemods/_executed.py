"""The local names that code run by `exec` binds, and that the function around it reads afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from py3port.rule import Module, ast

_ASSIGNED = re.compile(r"(?:^|[;\n])[ \t]*(\w+)[ \t]*=(?!=)")
_DEFINED = re.compile(r"(?:^|\n)(?:def|class)[ \t]+(\w+)")


def names_bound(node: ast.Exec, module: Module) -> Sequence[str]:
    """The names that code assigns to where it is written out; else those that nothing but the code can bind."""
    function = next(each for each in module.ancestors(node) if isinstance(each, ast.FunctionDef))
    code = getattr(node.body, "value", None)
    reads = list(_reads_after(node, function, module))
    if isinstance(node.body, ast.Constant) and isinstance(code, str):
        bound = {*_ASSIGNED.findall(code), *_DEFINED.findall(code)}
        return sorted({each.id for each in reads} & bound)
    if any(each.bound == "*" for each in module.imports):
        return ()
    return sorted({each.id for each in reads if _is_unbound(each, module)})


def _is_unbound(name: ast.Name, module: Module) -> bool:
    """Whether nothing that is written down can have given a name its value."""
    is_known = name.id.startswith("__") or module.is_builtin(name)
    return not is_known and module.lookup(name.id, name) is None


def _reads_after(node: ast.Exec, function: Any, module: Module) -> Iterator[ast.Name]:
    for each in ast.walk(function):
        if not isinstance(each, ast.Name) or not isinstance(each.ctx, ast.Load):
            continue
        if each.lineno > node.lineno and module.scope(each).node is function:
            yield each

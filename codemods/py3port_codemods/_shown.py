"""Which expressions text is made of: printed, formatted, or passed to `str` and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from py3port.rule import Module, ast

NODES = (ast.Print, ast.Repr, ast.BinOp)
"""The nodes that may make text, but for calls."""
NAMES = frozenset({"print", "str", "unicode", "repr", "pprint", "pformat", "format"})
"""The functions and methods that make text."""
_BY_STR = frozenset({"__builtin__.print", "__builtin__.str", "__builtin__.unicode"})
_BY_REPR = frozenset({"__builtin__.repr", "pprint.pprint", "pprint.pformat"})
_SPECIFIER = re.compile(r"%(?:\([^)]*\))?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?[a-zA-Z%]")
_FIELD = re.compile(r"\{[^{}!:]*(!r)?[^{}]*\}")


def shown(node: Any, module: Module) -> Iterator[tuple[ast.expr, bool]]:
    """The expressions that a node makes text of, and whether by `repr`; what a list or tuple holds is, always."""
    for each, is_repr in _shown(node, module):
        pending = [(each, is_repr)]
        while pending:
            part, by_repr = pending.pop(0)
            if isinstance(part, (ast.List, ast.Tuple)):
                pending += [(inner, True) for inner in part.elts]
            else:
                yield part, by_repr


def specifiers_of(node: ast.BinOp) -> list[str]:
    """The conversions of a `%` of a string that is written out, in order, `%%` left out."""
    text = getattr(node.left, "value", None) if isinstance(node.left, ast.Constant) else None
    return [each for each in _SPECIFIER.findall(text) if each != "%%"] if isinstance(text, str) else []


def _shown(node: Any, module: Module) -> Iterator[tuple[ast.expr, bool]]:
    if isinstance(node, ast.Print):
        yield from ((each, False) for each in node.values)
    elif isinstance(node, ast.Repr):
        yield node.value, True
    elif isinstance(node, ast.BinOp):
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        if isinstance(node.op, ast.Mod) and not isinstance(node.right, ast.Dict):
            for specifier, value in zip(specifiers_of(node), values, strict=False):
                if specifier[-1] in "sr":
                    yield value, specifier[-1] == "r"
    elif isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        text = getattr(node.func.value, "value", None)
        fields = _FIELD.findall(text) if isinstance(text, str) else []
        yield from ((value, field == "!r") for field, value in zip(fields, node.args, strict=False))
    elif isinstance(node.func, (ast.Name, ast.Attribute)) and node.args:
        name = module.qualified_name(node.func)
        if name in _BY_STR or name in _BY_REPR:
            values = node.args if name == "__builtin__.print" else node.args[:1]
            yield from ((each, name in _BY_REPR) for each in values)

"""Regular expressions as they are written down: where they are passed, and what their text is made of."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from py3port.rule import Module, ast
from py3port_codemods._string_text import Character, characters_of

WORDS = ("import re", "from re ", ", re", "re,")
"""What a file that uses the module has in its text."""
_FUNCTIONS = frozenset(
    {"compile", "match", "search", "split", "findall", "finditer", "sub", "subn", "template", "fullmatch"}
)
_SUBSTITUTIONS = frozenset({"sub", "subn"})
_FLAGS_AT = {
    "compile": 1,
    "match": 2,
    "search": 2,
    "findall": 2,
    "finditer": 2,
    "split": 3,
    "sub": 4,
    "subn": 4,
}


NAMES = _FUNCTIONS
"""The functions and methods that take regular expressions."""


@dataclass(frozen=True, eq=False)
class Literal:
    """A string that is a regular expression, or a part of one."""

    node: ast.Constant
    is_whole: bool
    """Whether nothing is put before or after it."""
    is_shared: bool
    """Whether it comes by way of a variable, which may have other uses."""

    @property
    def text(self) -> str:
        """What it says; of bytes a character for each."""
        value = self.node.value
        return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def call_of(node: ast.expr, module: Module) -> ast.Call | None:
    """The call of what a name or an attribute refers to."""
    call = module.parent(node)
    return call if isinstance(call, ast.Call) and call.func is node else None


def function_of(call: ast.Call, module: Module) -> str:
    """The name of the function of `re`, or the method of a compiled pattern, that is called; empty for others."""
    name = module.qualified_name(call.func) or ""
    if name.startswith("re.") and name[3:] in _FUNCTIONS:
        return name[3:]
    return ""


def method_of(call: ast.Call, module: Module) -> str:
    """The name of the method of a compiled pattern that is called; empty for other calls."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _FUNCTIONS:
        return ""
    known = module.type_of(call.func.value)
    return call.func.attr if known is not None and known.qualified == "re.Pattern" else ""


def patterns_of(call: ast.Call, module: Module) -> Iterator[Literal]:
    """The parts of the pattern that a call of a function of `re` gets, as far as they are written out."""
    pattern = argument_of(call, 0, "pattern")
    if function_of(call, module) and pattern is not None:
        yield from _literals(pattern, module)


def replacements_of(call: ast.Call, module: Module) -> Iterator[Literal]:
    """The parts of the text that a call of `sub` puts in the place of what matches."""
    at = 1 if function_of(call, module) in _SUBSTITUTIONS else -1
    at = 0 if method_of(call, module) in _SUBSTITUTIONS else at
    replacement = argument_of(call, at, "repl") if at >= 0 else None
    if replacement is not None:
        yield from _literals(replacement, module)


def flags_of(call: ast.Call, module: Module) -> ast.expr | None:
    """The flags that a call of a function of `re` gets."""
    name = function_of(call, module)
    return argument_of(call, _FLAGS_AT.get(name, 2), "flags") if name else None


def argument_of(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """An argument by its position or its name."""
    if any(isinstance(each, ast.Starred) for each in call.args[: position + 1]):
        return None
    if len(call.args) > position:
        return call.args[position]
    return next((each.value for each in call.keywords if each.arg == name), None)


def text_of(characters: Sequence[Character]) -> str:
    """The text that characters make."""
    return "".join(each.value for each in characters)


def is_in_set(text: str) -> Sequence[bool]:
    """Of each character of a pattern whether it stands in brackets; the opening one does not."""
    found: list[bool] = []
    inside = False
    at = start = 0
    while at < len(text):
        char = text[at]
        step = 2 if char == "\\" else 1
        found += [inside] * min(step, len(text) - at)
        if not inside and char == "[":
            inside = True
            start = at + (2 if text[at + 1 : at + 2] == "^" else 1)
        elif inside and char == "]" and at > start - (text[start : start + 1] != "]"):
            inside = at == start
            found[-1] = inside
        at += step
    return found


def characters(literal: Literal, module: Module) -> Sequence[Character]:
    """The characters of a part of a pattern."""
    return characters_of(literal.node, module)


def compiles(text: str) -> bool:
    """Whether a text is a regular expression of Python 3."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(text)
        except (re.error, ValueError, OverflowError, RecursionError):
            return False
    return True


def _literals(node: Any, module: Module) -> Iterator[Literal]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, (str, bytes)):
            yield Literal(node, True, False)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        parts = (node.left, node.right) if isinstance(node.op, ast.Add) else (node.left,)
        for part in parts:
            for each in _literals(part, module):
                yield Literal(each.node, False, each.is_shared)
    elif isinstance(node, ast.Name):
        value = _value_of(node, module)
        if isinstance(value, ast.Constant) and isinstance(value.value, (str, bytes)):
            yield Literal(value, True, True)


def _value_of(name: ast.Name, module: Module) -> ast.expr | None:
    """What a variable that is assigned once holds."""
    scope = module.lookup(name.id, name)
    bindings = scope.binding(name.id) if scope is not None else ()
    if len(bindings) != 1:
        return None
    statement = module.parent(bindings[0])
    if isinstance(statement, ast.Assign) and bindings[0] in statement.targets:
        return statement.value
    return None

"""Names of modules and of what they hold that stand in strings, and what they are called in Python 3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from py3port.rule import Mode, Module, ast
from py3port_codemods._six_moves import moved_modules, moved_name_of

DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_WHOLE: Mapping[str, str] = {
    "StringIO": "io",
    "cStringIO": "io",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
}
"""What stands for a module whose names went to different places, most of them there."""
_BUILTINS: Mapping[str, str] = {
    "raw_input": "input",
    "unicode": "str",
    "unichr": "chr",
    "xrange": "range",
    "long": "int",
}
_GONE_BUILTINS = frozenset(
    {"file", "execfile", "reload", "cmp", "apply", "reduce", "intern", "buffer", "coerce", "basestring"}
)
_OLD_MODULES = frozenset({"__builtin__", *_WHOLE})


def is_old_module(name: str) -> bool:
    """Whether Python 3 has no module of a name that Python 2 had."""
    moved = moved_modules().get(name)
    return name in _OLD_MODULES or (moved is not None and moved.new != name)


def successor_of(dotted: str, mode: Mode) -> str | None:
    """The dotted name in Python 3 of a module, or of something in it, that Python 2 knew; None where there is none."""
    module, rest = _split(dotted)
    if not module:
        return None
    if not rest:
        return _module_name(module, mode)
    if module == "__builtin__":
        return _of_builtin(rest, mode)
    name, _, further = rest.partition(".")
    moved = moved_name_of(module, name)
    tail = f".{further}" if further else ""
    if moved is not None:
        if mode is Mode.PY3:
            return f"{moved.module}.{moved.name}{tail}"
        return f"{moved.six_module}.{moved.six_name}{tail}" if moved.six_module else None
    new = _module_name(module, mode)
    return f"{new}.{rest}" if new and module not in _WHOLE else None


def mentions_old(dotted: str) -> bool:
    """Whether a dotted name begins with that of a module, or is of something in a module, that is there no more."""
    module, rest = _split(dotted)
    if not module:
        return False
    return is_old_module(module) or moved_name_of(module, rest.partition(".")[0]) is not None


def with_inner_module(dotted: str, mode: Mode) -> str | None:
    """`app.views.urllib2.urlopen` by the name that the ported `app.views` has for it; None where nothing changes."""
    parts = dotted.split(".")
    for at in range(1, len(parts) - 1):
        if is_old_module(parts[at]) and parts[at] != "__builtin__":
            new = successor_of(".".join(parts[at:]), mode)
            return ".".join([*parts[:at], new.removeprefix("six.moves.")]) if new else None
    return None


def strings_of(call: ast.Call, position: int, keyword: str) -> ast.Constant | None:
    """The argument at a position, or of a name, that is a string."""
    found: Any = call.args[position] if len(call.args) > position else None
    found = found or next((each.value for each in call.keywords if each.arg == keyword), None)
    return found if isinstance(found, ast.Constant) and isinstance(found.value, str) else None


def is_handed_to_getattr(string: ast.Constant, call: ast.Call, module: Module) -> bool:
    """Whether a call of a function of the module gives it a string that it asks an object for, come what may."""
    if string not in call.args:
        return False
    known = module.type_of(call.func)
    function: Any = known.node if known is not None else None
    is_method = isinstance(call.func, ast.Attribute)
    if isinstance(function, ast.ClassDef) and known is not None and known.name == "instance":
        bindings = module.class_bindings(function, "__call__")
        function, is_method = (bindings[0] if bindings else None), True
    if not isinstance(function, ast.FunctionDef):
        return False
    position = call.args.index(string) + is_method
    name = getattr(function.args.args[position], "arg", "") if position < len(function.args.args) else ""
    return bool(name) and any(
        isinstance(each, ast.Call)
        and getattr(each.func, "id", "") == "getattr"
        and len(each.args) == 2
        and getattr(each.args[1], "id", "") == name
        for each in ast.walk(function)
    )


def is_sys_modules(node: ast.AST, module: Module) -> bool:
    """Whether an expression is `sys.modules`."""
    return module.qualified_name(node) == "sys.modules"


def _split(dotted: str) -> tuple[str, str]:
    """The module, and what is named in it; empty where no module is known to have moved."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        module = ".".join(parts[:end])
        rest = parts[end:]
        if is_old_module(module) or (rest and moved_name_of(module, rest[0]) is not None):
            return module, ".".join(rest)
    return "", ""


def _module_name(module: str, mode: Mode) -> str | None:
    moved = moved_modules().get(module)
    if mode is Mode.PY3:
        return moved.new if moved is not None else _WHOLE.get(module)
    if moved is None:
        return None
    return moved.six or moved.new


def _of_builtin(rest: str, mode: Mode) -> str | None:
    name = rest.partition(".")[0]
    if name in _GONE_BUILTINS or (name in _BUILTINS and mode is Mode.DUAL):
        return None
    prefix = "builtins" if mode is Mode.PY3 else "six.moves.builtins"
    return f"{prefix}.{_BUILTINS.get(rest, rest)}"

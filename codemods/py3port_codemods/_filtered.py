"""What `filter` gave back in Python 2: a string of a string, a tuple of a tuple, else a list."""

from __future__ import annotations

from typing import Any

from py3port.rule import Consumer, Module, ast

LIST, TUPLE, STRING, UNICODE = "list", "tuple", "string", "unicode"
_LIST_METHODS = frozenset(
    {"split", "rsplit", "splitlines", "readlines", "keys", "values", "items", "findall"}
)
"""Methods whose result, where it can be filtered, is a list."""
_TEXT_METHODS = frozenset(
    {"lower", "upper", "strip", "lstrip", "rstrip", "replace", "title", "swapcase", "expandtabs"}
)
"""Methods that only strings have, and that return one."""
_FEWEST_CHARACTERS = 2


def kind_of_filtered(call: ast.Call, module: Module) -> str:
    """What the result was in Python 2; empty where that is not known."""
    source = call.args[1] if len(call.args) > 1 else None
    if source is None or isinstance(source, ast.Starred):
        return ""
    if (
        isinstance(source, ast.Call)
        and isinstance(source.func, ast.Attribute)
        and source.func.attr in _LIST_METHODS
    ):
        return LIST
    found = module.type_of(source)
    if found is None or found.name == "basestring":
        return ""
    kinds = {"str": STRING, "unicode": UNICODE, "tuple": TUPLE, "instance": ""}
    return kinds.get(found.name, LIST)


def shows_list(call: ast.Call, module: Module) -> bool:
    """Whether what is done with it can be done to a list only, or to what it is in the same way."""
    parent: Any = module.parent(call)
    if isinstance(parent, ast.Subscript):
        return not isinstance(parent.slice, ast.Slice)
    if isinstance(parent, ast.Expr):
        return True
    if isinstance(parent, (ast.BinOp, ast.Compare)):
        sides = (
            [parent.left, parent.right]
            if isinstance(parent, ast.BinOp)
            else [parent.left, *parent.comparators]
        )
        types = [module.type_of(each) for each in sides if each is not call]
        return any(each is not None and each.name == "list" for each in types)
    if isinstance(parent, ast.Attribute):
        return parent.attr in ("append", "extend", "insert", "pop", "remove", "reverse", "sort")
    return Consumer.DISCARDED in module.consumers(call) or Consumer.MUTATED in module.consumers(call)


def seems_text(call: ast.Call, module: Module) -> bool:
    """Whether what is filtered is made by a method of strings, or its elements are looked for among characters."""
    source: Any = call.args[1] if len(call.args) > 1 else None
    made = _last_value(source, module) if isinstance(source, ast.Name) else source
    if (
        isinstance(made, ast.Call)
        and isinstance(made.func, ast.Attribute)
        and made.func.attr in _TEXT_METHODS
    ):
        return True
    return isinstance(call.args[0], ast.Lambda) and _looks_for_character(call.args[0], module)


def _last_value(name: ast.Name, module: Module) -> ast.expr | None:
    """What was assigned last to a variable, in the text above its use."""
    scope = module.lookup(name.id, name)
    bindings = scope.binding(name.id) if scope is not None else ()
    before = [each for each in bindings if getattr(each, "lineno", name.lineno) < name.lineno]
    statement = module.parent(max(before, key=lambda each: each.lineno)) if before else None  # type: ignore[attr-defined]
    return statement.value if isinstance(statement, ast.Assign) else None


def _looks_for_character(function: ast.Lambda, module: Module) -> bool:
    """Whether a function asks if its argument is one of several characters."""
    test: Any = function.body
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or len(function.args.args) != 1:
        return False
    if not isinstance(test.ops[0], (ast.In, ast.NotIn)) or not isinstance(test.left, ast.Name):
        return False
    where = test.comparators[0]
    if (module.qualified_name(where) or "").startswith("string."):
        return True
    value = getattr(where, "value", None)
    return isinstance(where, ast.Constant) and isinstance(value, str) and len(value) >= _FEWEST_CHARACTERS

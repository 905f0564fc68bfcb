"""The syntax tree's nodes that Python 3's `ast` does not have, and the order of every node's children."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING


class Print(ast.stmt):
    """`print` as a statement; `nl` is False after a trailing comma."""

    _fields = ("dest", "values", "nl")
    dest: ast.expr | None
    values: list[ast.expr]
    nl: bool

    if TYPE_CHECKING:

        def __init__(self, **fields: object) -> None: ...


class Exec(ast.stmt):
    """`exec body in globals, locals`."""

    _fields = ("body", "globals", "locals")
    body: ast.expr
    globals: ast.expr | None
    locals: ast.expr | None

    if TYPE_CHECKING:

        def __init__(self, **fields: object) -> None: ...


class Repr(ast.expr):
    """An expression in backticks."""

    _fields = ("value",)
    value: ast.expr

    if TYPE_CHECKING:

        def __init__(self, **fields: object) -> None: ...


class Raise(ast.stmt):
    """`raise type, inst, tback`."""

    _fields = ("type", "inst", "tback")
    type: ast.expr | None
    inst: ast.expr | None
    tback: ast.expr | None

    if TYPE_CHECKING:

        def __init__(self, **fields: object) -> None: ...


_ORDER: dict[str, tuple[str, ...]] = {
    "FunctionDef": ("decorator_list", "type_params", "args", "returns", "body"),
    "AsyncFunctionDef": ("decorator_list", "type_params", "args", "returns", "body"),
    "ClassDef": ("decorator_list", "type_params", "bases", "keywords", "body"),
    "IfExp": ("body", "test", "orelse"),
    "DictComp": ("key", "value", "generators"),
}
_SKIPPED = frozenset(("ctx", "op", "ops", "type_ignores"))
_LEAVES = frozenset(("Name", "Constant", "alias", "Global", "Nonlocal", "Pass", "Break", "Continue"))


def _children(cls: type[ast.AST]) -> tuple[str, ...]:
    if cls.__name__ in _LEAVES or cls.__name__ == "MatchSingleton":
        return ()
    fields = _ORDER.get(cls.__name__, cls._fields)
    plain = (
        "id",
        "attr",
        "name",
        "names",
        "arg",
        "n",
        "s",
        "kind",
        "level",
        "module",
        "nl",
        "simple",
        "is_async",
    )
    keep = ("name",) if cls is ast.ExceptHandler else ()
    if cls.__name__ == "Import" or cls.__name__ == "ImportFrom":
        return ("names",)
    wanted = [
        field
        for field in fields
        if field not in _SKIPPED
        and field not in ("type_comment", "conversion", "rest", "str", "kwd_attrs")
        and (field not in plain or field in keep)
        and field in cls._fields
    ]
    return tuple(wanted)


def _all_classes() -> dict[type[ast.AST], tuple[str, ...]]:
    found: dict[type[ast.AST], tuple[str, ...]] = {}
    pending: list[type[ast.AST]] = [ast.AST]
    while pending:
        cls = pending.pop()
        pending += cls.__subclasses__()
        if isinstance(cls.__dict__.get("_fields", ()), tuple):
            found[cls] = tuple(reversed(_children(cls)))
    return found


CHILDREN = _all_classes()
"""The fields of each class that hold nodes, last first."""

CHILDREN3 = {**CHILDREN, ast.ExceptHandler: ("body", "type")}
"""The same for Python 3's own trees, where a handler's name is a string."""

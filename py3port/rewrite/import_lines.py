"""The text of import statements: requests for them, how they are written and how they sort."""

from __future__ import annotations

import ast as standard
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from py3port.expressions import either_import
from py3port.python2 import ast

MAX_LINE = 79
Key = TypeVar("Key", str, tuple[str, str])


@dataclass(frozen=True)
class ImportRequest:
    """`import module`, `from module import name`, each with or without an alias."""

    module: str
    name: str | None = None
    alias: str | None = None
    otherwise: ImportRequest | None = None
    """What to import by the same name where there is no such module or name."""

    @property
    def bound(self) -> str:
        """The name it binds."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def reference(self) -> str:
        """How code refers to what it imports."""
        if self.otherwise is not None:
            return self.bound
        return self.alias or self.name or self.module

    @property
    def qualified(self) -> str:
        """What is imported."""
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def statement(self) -> str:
        """Its text, alone."""
        alias = f" as {self.alias}" if self.alias else ""
        own = f"from {self.module} import {self.name}{alias}" if self.name else f"import {self.module}{alias}"
        return own if self.otherwise is None else either_import(own, self.otherwise.statement)


def with_fallback(request: ImportRequest, otherwise: str) -> ImportRequest:
    """The request for what may be found in two places, by one name: that of the first place."""
    if request.name is None and request.alias is None and "." in request.module:
        request = replace(request, alias=request.module.rpartition(".")[2])
    module, _, name = otherwise.rpartition(".") if request.name else (otherwise, "", None)
    second = ImportRequest(module, name)
    if second.reference != request.bound:
        second = replace(second, alias=request.bound)
    return replace(request, otherwise=second)


def requests_in(lines: Iterable[str]) -> list[ImportRequest]:
    """What absolute import statements, one on each line, ask for."""
    found = []
    for statement in standard.parse("\n".join(lines)).body:
        if isinstance(statement, standard.ImportFrom):
            module = statement.module or ""
            found += [ImportRequest(module, each.name, each.asname) for each in statement.names]
        elif isinstance(statement, standard.Import):
            found += [ImportRequest(each.name, None, each.asname) for each in statement.names]
    return found


def from_lines(module: str, names: Sequence[str]) -> list[str]:
    """`from module import ...`, in as many lines as it takes."""
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= MAX_LINE:
        return [line]
    return [f"from {module} import {name}" for name in names]


def sort_key(statement: ast.Import | ast.ImportFrom) -> tuple[str, str]:
    """What import statements are ordered by."""
    if isinstance(statement, ast.ImportFrom):
        return ("." * statement.level + (statement.module or "")).lower(), "from"
    return statement.names[0].name.lower(), ""


def line_key(line: str) -> tuple[str, str]:
    """The same for the text of one."""
    word, name = line.split()[:2]
    return name.lower(), "from" if word == "from" else ""


def place_among(keys: Sequence[Key], key: Key) -> int:
    """Before which of some keys another one goes: the first of the last ones that are greater.

    In keys without an order, too, several find the same places, whichever comes first.
    """
    place = len(keys)
    while place and keys[place - 1] > key:
        place -= 1
    return place

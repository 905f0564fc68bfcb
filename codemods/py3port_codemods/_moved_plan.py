"""What an import of a moved module becomes: where its names went, and the statements that bring them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from py3port.rule import Module, ast
from py3port_codemods._six_moves import (
    MovedName,
    abstract_collections,
    moved_name_of,
    moved_names,
)

SPLIT = frozenset(
    {
        "urllib",
        "urllib2",
        "urlparse",
        "StringIO",
        "cStringIO",
        "UserDict",
        "UserList",
        "UserString",
        "commands",
        "whichdb",
    }
)
"""Modules whose names went to different places; Python 3 has none of them, or (urllib) none of their names."""
WHOLE = {"StringIO": "io", "cStringIO": "io", "urllib2": "urllib.request", "urlparse": "urllib.parse"}
"""Of these the module that has all of their names, or nearly all."""
LIVING = frozenset({"collections", "itertools", "os", "pipes"})
"""Modules that some names left and that are still there."""
UNUSED = {"urllib": "urllib.parse", "urllib2": "urllib.request", "urlparse": "urllib.parse"}
"""What an import stands for that the module itself never uses."""


@dataclass
class Plan:
    """What an import statement becomes."""

    kept: list[str] = field(default_factory=list)
    """The aliases that stay as they are."""
    lines: list[str] = field(default_factory=list)
    """The import statements that are new."""
    edits: list[tuple[ast.AST, str]] = field(default_factory=list)
    """The uses that change."""
    likely: bool = False
    """Whether something in it is likely rather than certain."""

    def add(self, line: str) -> None:
        """Add an import statement once; names from one module share a statement."""
        if line.startswith("try:"):
            self.lines += [] if line in self.lines else [line]
            return
        head, _, name = line.partition(" import ")
        for index, other in enumerate(self.lines):
            if name and other.partition(" import ")[0] == head:
                if name not in other.partition(" import ")[2].split(", "):
                    self.lines[index] = f"{other}, {name}"
                return
        if line not in self.lines:
            self.lines.append(line)


def from_line(module: str, name: str, bound: str) -> str:
    return f"from {module} import {name}" + ("" if bound in (name, "*") else f" as {bound}")


def successor(old: str, name: str, plan: Plan, module: Module) -> MovedName | None:
    """Where a name of an old module is found now."""
    moved = moved_name(old, name)
    if old == "commands" and name == "getstatusoutput":
        # The status is the exit code itself now.
        plan.likely = True
    if (old, name) == ("urllib", "urlopen"):
        # Python 3 has urllib2's, which raises where the server answers with an error.
        plan.likely = True
    return moved


def moved_name(module: str, name: str) -> MovedName | None:
    if module == "collections" and name in abstract_collections():
        return MovedName("collections.abc", name, "six.moves.collections_abc", name)
    return moved_name_of(module, name)


@cache
def names_in_living_modules() -> frozenset[str]:
    """The attributes that are worth a look: what left modules that are still there."""
    return abstract_collections() | {name for module, name in moved_names() if module in LIVING}


def split(name: str) -> tuple[str, str]:
    package, _, leaf = name.rpartition(".")
    return package, leaf

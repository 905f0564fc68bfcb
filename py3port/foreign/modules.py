"""Finds the modules that a configuration names, without importing any of the scanned repository's."""

from __future__ import annotations

import ast
import importlib.util
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from py3port.errors import UserError


@dataclass(frozen=True)
class Located:
    """A module that is installed; it has not been imported."""

    name: str
    file: Path
    """Its source; of a package `__init__.py`, which need not exist."""
    folder: Path | None
    """Where the modules of a package lie; None for a plain module."""

    def classes(self) -> frozenset[str]:
        """The names of the classes that its source defines at the top."""
        try:
            tree = ast.parse(self.file.read_bytes())
        except (OSError, SyntaxError, ValueError) as error:
            raise UserError(f"{self.name}: {self.file} cannot be read: {error}") from error
        return frozenset(each.name for each in tree.body if isinstance(each, ast.ClassDef))

    def docstring(self) -> str:
        """What its source says of it."""
        return ast.get_docstring(ast.parse(self.file.read_bytes())) or ""


def locate(name: str, root: Path | None) -> Located:
    """The installed module of that name, which must not lie in the project.

    Raises:
        UserError: there is none, or it is the repository's own.
    """
    parts = name.split(".")
    spec = _find(parts[0], None, name, root)
    for end in range(2, len(parts) + 1):
        spec = _find(".".join(parts[:end]), list(spec.submodule_search_locations or ()), name, root)
    folders = list(spec.submodule_search_locations or ())
    folder = Path(folders[0]) if folders else None
    file = Path(spec.origin) if spec.origin else (folder or Path()) / "__init__.py"
    if file.suffix != ".py":
        raise UserError(f"{name} is no module of Python source")
    return Located(name, file, folder)


def _find(part: str, path: list[str] | None, name: str, root: Path | None) -> ModuleSpec:
    try:
        # Of a module at the top this imports nothing.
        spec = importlib.util.find_spec(part) if path is None else PathFinder.find_spec(part, path)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        raise UserError(f"no module {name!r} is installed where py3port is")
    for place in (spec.origin, *(spec.submodule_search_locations or ())):
        if place and root is not None and Path(place).resolve().is_relative_to(root.resolve()):
            raise UserError(
                f"{name} lies in the project, whose code is never run: install it outside of it, where py3port is"
            )
    return spec

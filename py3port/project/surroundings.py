"""What lies around a file, as far as it decides what an import means."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from py3port.analysis import Surroundings

_ENDINGS = (".py", ".pyw", ".pyx", ".so", ".pyd")


class Neighbourhood:
    """Makes the surroundings of files below `root`; looks into each folder once."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._folders: dict[str, frozenset[str]] = {}
        self._packages: dict[str, bool] = {}

    def of(self, path: str) -> Surroundings:
        """The surroundings of a file."""
        folder = path.rpartition("/")[0]
        return Surroundings(
            path=path,
            in_package=self._is_package(folder),
            siblings=self._importable(folder),
            toplevel=self._toplevel,
        )

    def of_folder(self, folder: str) -> tuple[bool, frozenset[str], frozenset[str]]:
        """What is the same for all files of a folder."""
        return self._is_package(folder), self._importable(folder), self._toplevel

    @cached_property
    def _toplevel(self) -> frozenset[str]:
        """Names that an absolute import finds when the project runs: in the root, in `src`, in `lib`."""
        folders = [""] + [each for each in ("src", "lib", "python") if not self._is_package(each)]
        return frozenset().union(*(self._importable(folder) for folder in folders))

    def _is_package(self, folder: str) -> bool:
        known = self._packages.get(folder)
        if known is None:
            known = self._packages[folder] = os.path.isfile(os.path.join(self._root, folder, "__init__.py"))
        return known

    def _importable(self, folder: str) -> frozenset[str]:
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = frozenset(self._list(folder))
        return known

    def _list(self, folder: str) -> set[str]:
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(os.path.join(self._root, folder)) as entries:
                return {
                    name
                    for entry in entries
                    if (name := entry.name.partition(".")[0]).isidentifier()
                    and name != "__init__"
                    and (
                        entry.name.endswith(_ENDINGS)
                        or ("." not in entry.name and self._is_package(prefix + name))
                    )
                }
        except OSError:
            return set()

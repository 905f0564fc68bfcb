"""What lies around a file, as far as it decides what an import means."""

from __future__ import annotations

import os
from collections.abc import Iterable, Set
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

    def before(self, *, gone: Set[str], added: Set[str]) -> Neighbourhood:
        """What it was when the files `gone` were there still, and the files `added` were not yet."""
        gone, added = (
            frozenset(path for path in paths if path.endswith(_ENDINGS)) for paths in (gone, added)
        )
        return _Former(self, gone, added) if gone or added else self

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
        return {
            name
            for entry in self._entries(folder)
            if (name := entry.partition(".")[0]).isidentifier()
            and name != "__init__"
            and (entry.endswith(_ENDINGS) or ("." not in entry and self._is_package(prefix + name)))
        }

    def _entries(self, folder: str) -> Iterable[str]:
        """The names of what lies in a folder."""
        try:
            return os.listdir(os.path.join(self._root, folder))
        except OSError:
            return ()


class _Former(Neighbourhood):
    """A neighbourhood as it was when some files were there, and others were not."""

    def __init__(self, now: Neighbourhood, gone: frozenset[str], added: frozenset[str]) -> None:
        super().__init__(Path(now._root))
        self._now = now
        self._gone = gone
        self._added = added
        self._touched = {folder for path in gone | added for folder in _folders(path)}

    def _is_package(self, folder: str) -> bool:
        path = f"{folder}/__init__.py" if folder else "__init__.py"
        return path in self._gone or (path not in self._added and self._now._is_package(folder))

    def _importable(self, folder: str) -> frozenset[str]:
        return super()._importable(folder) if folder in self._touched else self._now._importable(folder)

    def _entries(self, folder: str) -> Iterable[str]:
        prefix = f"{folder}/" if folder else ""
        there = {entry for entry in self._now._entries(folder) if prefix + entry not in self._added}
        below = (path.removeprefix(prefix) for path in self._gone if path.startswith(prefix))
        return there | {path.partition("/")[0] for path in below}


def _folders(path: str) -> tuple[str, str]:
    """The folder of a file and the one around that: what can be imported in them may depend on the file."""
    folder = path.rpartition("/")[0]
    return folder, folder.rpartition("/")[0]

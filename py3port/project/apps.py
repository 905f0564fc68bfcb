"""Which app a file belongs to: as configured, else as the folders show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from py3port.errors import UserError, did_you_mean
from py3port.project.config import Config
from py3port.project.patterns import Pattern, PatternSet, escape

ROOT_APP = "(root)"
"""The app of files that lie in the root itself."""
CONTAINERS = frozenset({"src", "lib", "python"})
"""Folders whose name says nothing: the one below names the app."""

_DJANGO_FILES = frozenset({"models.py", "apps.py"})
_DJANGO_FOLDERS = ("models", "migrations")
_VIEW_FILES = frozenset({"views.py", "admin.py", "urls.py"})


class Apps:
    """Tells the app of a path. Configured patterns come first, the most specific before the others."""

    def __init__(self, config: Config, paths: Iterable[str]) -> None:
        pairs = [(pattern, name) for name, patterns in config.apps.items() for pattern in patterns]
        pairs.sort(key=lambda pair: (pair[0].specificity, pair[1]), reverse=True)
        self._configured: list[tuple[Pattern, PatternSet, str]] = [
            (pattern, PatternSet([pattern]), name) for pattern, name in pairs
        ]
        self._folders: dict[str, set[str]] = defaultdict(set)
        self._paths = tuple(paths)
        for path in self._paths:
            folder, _, name = path.rpartition("/")
            self._folders[folder].add(name)
        self._app_folders: dict[str, str] = {}

    def app_of(self, path: str) -> str:
        """The app of a file."""
        for _, patterns, name in self._configured:
            if patterns.matches(path):
                return name
        folder = path.rpartition("/")[0]
        return self._names.get(self._app_folder(folder)) or _short_name(self._app_folder(folder))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The apps that have files, sorted."""
        return tuple(sorted({self.app_of(path) for path in self._paths}))

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The apps that have files, and those that are configured though none of their files is left, sorted."""
        return tuple(sorted({*self.names, *(name for _, _, name in self._configured)}))

    def patterns(self) -> dict[str, tuple[str, ...]]:
        """Patterns that say in a configuration what was found, by app; those of the root need none."""
        folders = sorted((name, folder) for folder, name in self._names.items() if folder)
        return {name: (f"/{escape(folder)}/",) for name, folder in folders}

    def find(self, name: str) -> str:
        """`name`, if there is such an app.

        Raises:
            UserError: there is none; the nearest is named.
        """
        if name in self.known:
            return name
        near = did_you_mean(name, self.known)
        raise UserError(f"unknown app {name!r}{near or '; there are: ' + ', '.join(self.known)}")

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """App folder to name: its last part, or all of its path where two would be called the same."""
        folders = {self._app_folder(folder) for folder in self._folders}
        taken = Counter(_short_name(folder) for folder in folders)
        return {
            folder: _short_name(folder) if taken[_short_name(folder)] == 1 else folder.replace("/", ".")
            for folder in folders
        }

    def _app_folder(self, folder: str) -> str:
        known = self._app_folders.get(folder)
        if known is None:
            known = self._app_folders[folder] = self._find_app_folder(folder)
        return known

    def _find_app_folder(self, folder: str) -> str:
        above = _with_parents(folder)
        for is_app in (self._is_django_app, self._has_views):
            for each in above:
                if is_app(each):
                    return each
        packages = [each for each in above if self._is_package(each)]
        if packages:
            return self._outermost_package(packages)
        top = [each for each in reversed(above) if each not in CONTAINERS]
        return top[0] if top else folder

    def _outermost_package(self, packages: list[str]) -> str:
        """The top of the innermost unbroken chain of packages, innermost first."""
        top = packages[0]
        for each in packages[1:]:
            if top.rpartition("/")[0] != each:
                break
            top = each
        return top

    def _is_package(self, folder: str) -> bool:
        return "__init__.py" in self._folders.get(folder, ())

    def _is_django_app(self, folder: str) -> bool:
        if not self._is_package(folder):
            return False
        has_folder = any(self._is_package(f"{folder}/{name}") for name in _DJANGO_FOLDERS)
        return has_folder or not _DJANGO_FILES.isdisjoint(self._folders[folder])

    def _has_views(self, folder: str) -> bool:
        return self._is_package(folder) and not _VIEW_FILES.isdisjoint(self._folders[folder])


def _with_parents(folder: str) -> list[str]:
    """The folder and those above it, innermost first, without the root."""
    parents = []
    while folder:
        parents.append(folder)
        folder = folder.rpartition("/")[0]
    return parents


def _short_name(folder: str) -> str:
    return folder.rpartition("/")[2] if folder else ROOT_APP

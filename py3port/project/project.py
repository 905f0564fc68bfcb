"""A project: its root, configuration, files, apps and owners."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from py3port.errors import UserError
from py3port.filekind import FileKind
from py3port.git import Repository, find_repository, why_unusable
from py3port.project.config import Config, find_config, load_config
from py3port.project.files import SourceFile, below, discover, discover_folder, not_left_out, source_file
from py3port.project.surroundings import Neighbourhood

if TYPE_CHECKING:
    from py3port.foreign import Extensions
    from py3port.project.apps import Apps
    from py3port.project.owners import Authors, Owners


@dataclass(frozen=True)
class Project:
    """The repository being ported. What costs time is found when it is asked for."""

    root: Path
    """Absolute, symbolic links followed."""
    config: Config
    repository: Repository | None
    """The git checkout that the root lies in."""
    git_problem: str = ""
    """Why git does not help, though there is a `.git`."""

    @classmethod
    def open(cls, *paths: str | Path) -> Project:
        """The project that `paths` (else the working directory) lie in.

        Its root is the nearest folder upwards with our configuration; else the nearest with a CODEOWNERS
        file, or the top of the git checkout; else the folder that holds all of `paths`.

        Raises:
            UserError: a path does not exist, or the configuration is wrong.
        """
        start = _common_folder(paths or (".",))
        repository, problem = None, ""
        if _has_git_above(start):
            repository = find_repository(start)
            problem = "" if repository else why_unusable(start)
        if repository is not None and start != repository.top and repository.is_ignored(start):
            repository = None
        found = find_config(start, repository.top if repository else None)
        if found is not None:
            return cls(found.parent, load_config(found), repository, problem)
        return cls(_root(start, repository), Config(), repository, problem)

    def with_doctests(self) -> Project:
        """The same with its doctests, whatever the configuration says."""
        return replace(self, config=self.config._replace(doctests=True))

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """All source files, and what holds or runs Python, in order of path."""
        return discover(self.root, self.config, self.repository)

    @property
    def extensions(self) -> Extensions | None:
        """The foreign rules that the configuration names; None where it names none."""
        if not self.config.fixers and not self.config.codemods:
            return None
        from py3port.foreign import Extensions

        return Extensions(self.config.fixers, self.config.codemods, self.root)

    @cached_property
    def apps(self) -> Apps:
        """Tells the app of a path."""
        from py3port.project.apps import Apps

        return Apps(self.config, [file.path for file in self.files if file.kind is FileKind.PYTHON])

    @cached_property
    def owners(self) -> Owners:
        """Tells the owners of a path."""
        from py3port.project.owners import load_owners

        return load_owners(self.root, self.config, authors=self._authors)

    def _authors(self) -> Authors:
        from py3port.project.authors import find_authors

        return find_authors(self.repository, self.root, self.config) if self.repository else {}

    @cached_property
    def neighbourhood(self) -> Neighbourhood:
        """Tells the surroundings of a path."""
        return Neighbourhood(self.root)

    def relative(self, path: str | Path) -> str:
        """A path as findings have it: relative to the root, with `/`; the root itself is empty.

        Raises:
            UserError: it lies outside of the project.
        """
        real = os.path.realpath(path)
        relative = os.path.relpath(real, self.root).replace(os.sep, "/")
        if relative == ".." or relative.startswith("../"):
            raise UserError(f"{path}: lies outside of the project {self.root}")
        return "" if relative == "." else relative

    def select(
        self, paths: Sequence[str | Path] = (), *, force_exclude: bool = False
    ) -> tuple[SourceFile, ...]:
        """The source files below `paths` (else all); a file that is named is taken whatever it is called.

        Args:
            force_exclude: what is left out stays out, though it is named.

        Raises:
            UserError: a path does not exist or lies outside.
        """
        if not paths:
            return self.files
        chosen: dict[str, SourceFile] = {}
        for path in paths:
            _existing(path)
            for file in self._select_one(self.relative(path)):
                chosen[file.path] = file
        found = [chosen[path] for path in sorted(chosen)]
        return tuple(not_left_out(self.root, self.config, found) if force_exclude else found)

    def _select_one(self, path: str) -> Iterable[SourceFile]:
        if not (self.root / path).is_dir():
            return [source_file(self.root, path, self.config)]
        return list(below(self.files, path)) or discover_folder(self.root, path, self.config)


def _existing(path: str | Path) -> Path:
    try:
        os.lstat(path)
        return Path(os.path.realpath(path, strict=True))
    except FileNotFoundError:
        raise UserError(f"{path or repr(path)}: no such file or folder") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def _common_folder(paths: Sequence[str | Path]) -> Path:
    folders = [_folder(path, alone=len(paths) == 1) for path in paths]
    common = Path(os.path.commonpath(folders))
    if common == Path(common.anchor) and common not in folders:
        raise UserError(f"{paths[0]} and {paths[-1]} have no folder in common; name paths of one project")
    return common


def _folder(path: str | Path, *, alone: bool) -> Path:
    """Where `path` lies, or itself. Only a link to a folder that stands alone says that the project is there."""
    real = _existing(path)
    if os.path.islink(path) and not (alone and real.is_dir()):
        return Path(os.path.realpath(os.path.dirname(path) or os.curdir))
    return real if real.is_dir() else real.parent


def _has_git_above(folder: Path) -> bool:
    return any((each / ".git").exists() for each in (folder, *folder.parents))


def _root(start: Path, repository: Repository | None) -> Path:
    for folder in (start, *start.parents):
        if repository is not None and folder == repository.top:
            return folder
        if _names_owners(folder):
            return folder
    return start


def _names_owners(folder: Path) -> bool:
    from py3port.project.codeowners import PLACES

    return any((folder / place).is_file() for place in PLACES)

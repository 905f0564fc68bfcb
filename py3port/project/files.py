"""Finds the source files of a project."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from py3port.filekind import FileKind, is_python_name, kind_of
from py3port.git import GitError, Repository
from py3port.project.config import Config
from py3port.project.patterns import PatternSet

NEVER_SOURCE = frozenset(
    {".bzr", ".direnv", ".eggs", ".git", ".hg", ".mypy_cache", ".nox", ".py3port", ".pytest_cache"}
    | {".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "node_modules", "site-packages"}
)
"""Folders that hold tools' data or other people's code."""
MADE_BY_BUILDS = frozenset({"build", "dist"})
"""Folders that are left out unless git tracks what is in them, or they are packages."""

_SHEBANG = rb"#!.*\b(?:python|pypy|jython)[\d.]*\b"
_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


class SourceFile(NamedTuple):
    """A file to scan, as it was when it was found."""

    path: str
    """Relative to the root, with `/`; bytes that are not UTF-8 are surrogates."""
    size: int = 0
    mtime_ns: int = 0
    inode: int = 0
    problem: str = ""
    """Why it cannot be scanned, where that is known already."""
    kind: FileKind = FileKind.PYTHON


def discover(root: Path, config: Config, repository: Repository | None) -> tuple[SourceFile, ...]:
    """All source files below `root`, and what holds or runs Python, each once, in order of path.

    In a git checkout what git tracks or would add, else whatever lies there. Symbolic links to folders
    are not followed; one to a file counts as the file it leads to, if that lies below the root.
    """
    finder = _Finder(root, config)
    if repository is not None:
        try:
            finder.add_git(repository, "")
        except GitError:
            repository = None
    if repository is None or not finder.saw_anything:
        finder.add_folder("")
    return finder.result()


def discover_folder(root: Path, folder: str, config: Config) -> tuple[SourceFile, ...]:
    """All source files in a folder that was asked for by name, though it is ignored or excluded."""
    finder = _Finder(root, config, asked=folder)
    finder.add_folder(folder)
    return finder.result()


def listed_sources(
    root: Path, config: Config, tracked: Iterable[str], others: Iterable[str]
) -> dict[str, FileKind]:
    """Those of the paths that git lists which may be source by their names and folders; the disk is not asked."""
    finder = _Finder(root, config)
    return {path: finder.kind(path) for path in finder.wanted(tracked, others)}


def not_left_out(root: Path, config: Config, files: Iterable[SourceFile]) -> list[SourceFile]:
    """Those of the files that neither the configuration nor a folder above keeps out."""
    finder = _Finder(root, config)
    return [file for file in files if not finder.is_left_out(file.path, NEVER_SOURCE)]


def is_source_text(path: str, data: bytes, config: Config) -> bool:
    """Whether a file of that content, whose name does not rule it out, is one that we look at."""
    include = PatternSet(config.include)
    is_named = is_python_name(path) or (bool(include.patterns) and include.matches(path))
    return (
        is_named
        or _kind_of(path, include, config) is not FileKind.PYTHON
        or re.match(_SHEBANG, data[:128]) is not None
    )


def source_file(root: Path, path: str, config: Config) -> SourceFile:
    """The file at `path`, whatever its name."""
    try:
        found = os.lstat(root / path)
    except OSError as error:
        return SourceFile(path, problem=f"cannot be read: {error.strerror}")
    problem = "" if stat.S_ISREG(found.st_mode) else f"not a regular file but {_what(found.st_mode)}"
    kind = _kind_of(path, PatternSet(config.include), config)
    return SourceFile(path, found.st_size, found.st_mtime_ns, found.st_ino, problem, kind)


def _kind_of(path: str, include: PatternSet, config: Config) -> FileKind:
    """What a file is; Python where the configuration says so, and prose only where its doctests are asked for."""
    kind = kind_of(path)
    if kind is FileKind.PYTHON or (kind is FileKind.TEXT and not config.doctests):
        return FileKind.PYTHON
    return FileKind.PYTHON if include.patterns and include.matches(path) else kind


class _Finder:
    """Gathers files; knows what is left out. Nothing at or above the folder `asked` leaves a file out."""

    def __init__(self, root: Path, config: Config, *, asked: str = "") -> None:
        self._root = str(root)
        self._real_root = os.path.realpath(root)
        self._config = config
        self._include = PatternSet(config.include)
        self._exclude = PatternSet(config.exclude)
        if asked and self._exclude.matches_folder(asked):
            self._exclude = PatternSet(())
        self._depth = asked.count("/") + 1 if asked else 0
        self._found: dict[str, SourceFile] = {}
        self._links: list[str] = []
        self.saw_anything = False

    def result(self) -> tuple[SourceFile, ...]:
        """What was found, in order of path."""
        for link in self._links:
            self._add_target(link)
        return tuple(self._found[path] for path in sorted(self._found))

    def add_git(self, repository: Repository, folder: str) -> None:
        """Add what git tracks, or would add, below `folder`."""
        tracked, others = repository.listed(Path(self._root, folder))
        prefix = f"{folder}/" if folder else ""
        self.saw_anything = self.saw_anything or bool(tracked or others)
        listed = ([prefix + name.rstrip("/") for name in names] for names in (tracked, others))
        for path in self.wanted(*listed):
            self._add_listed(path)

    def wanted(self, tracked: Iterable[str], others: Iterable[str]) -> Iterator[str]:
        """Those of the paths that git lists which may hold source and are not left out."""
        for paths, made_by_builds in ((tracked, frozenset[str]()), (others, MADE_BY_BUILDS)):
            left_out = NEVER_SOURCE | made_by_builds
            for path in paths:
                if self._may_hold_source(path) and not self.is_left_out(path, left_out):
                    yield path

    def add_folder(self, top: str) -> None:
        """Add what lies below the folder `top`."""
        stack = [top]
        while stack:
            folder = stack.pop()
            try:
                with os.scandir(os.path.join(self._root, folder)) as scan:
                    entries = list(scan)
            except OSError as error:
                self._found[folder or "."] = SourceFile(
                    folder or ".", problem=f"cannot be listed: {error.strerror}"
                )
                continue
            if folder != top and any(entry.name == "pyvenv.cfg" for entry in entries):
                continue
            prefix = f"{folder}/" if folder else ""
            stack += [
                prefix + entry.name for entry in entries if self._is_entered(prefix + entry.name, entry)
            ]
            for entry in entries:
                if self._may_hold_source(prefix + entry.name) and not self._is_folder(entry):
                    self._add_entry(prefix + entry.name, entry)

    def _is_entered(self, path: str, entry: os.DirEntry[str]) -> bool:
        if not self._is_folder(entry) or self._exclude.matches_folder(path):
            return False
        if self._is_no_source(path, NEVER_SOURCE | MADE_BY_BUILDS):
            return bool(self._include.patterns) and entry.name not in (".git", ".hg", ".svn", ".py3port")
        return True

    @staticmethod
    def _is_folder(entry: os.DirEntry[str]) -> bool:
        return entry.is_dir(follow_symlinks=False)

    def is_left_out(self, path: str, folders: frozenset[str]) -> bool:
        """Whether configuration or a folder above keeps the file out."""
        if self._exclude.patterns and self._exclude.matches(path):
            return True
        above = path.split("/")[:-1]
        names = above[self._depth :]
        if folders.isdisjoint(names) and not any(name.endswith(".egg") for name in names):
            return False
        ends = range(self._depth + 1, len(above) + 1)
        if not any(self._is_no_source("/".join(above[:end]), folders) for end in ends):
            return False
        return not (self._include.patterns and self._include.matches(path))

    def _is_no_source(self, folder: str, names: frozenset[str]) -> bool:
        """Whether a folder is called like one of those without source, and what it holds does not belie that."""
        name = folder.rpartition("/")[2]
        if name in MADE_BY_BUILDS and name in names:
            return not os.path.isfile(os.path.join(self._root, folder, "__init__.py"))
        return name in names or name.endswith(".egg")

    def _may_hold_source(self, path: str) -> bool:
        """Whether the name is one that we look at, or says nothing."""
        name = path.rpartition("/")[2]
        return (
            is_python_name(path)
            or "." not in name
            or self.kind(path) is not FileKind.PYTHON
            or self._is_included(path)
        )

    def kind(self, path: str) -> FileKind:
        """What the file at a path is."""
        return _kind_of(path, self._include, self._config)

    def _is_included(self, path: str) -> bool:
        return bool(self._include.patterns) and self._include.matches(path)

    def _add_listed(self, path: str) -> None:
        """Add an entry of git's list: a file, a link, or a repository inside; perhaps deleted since."""
        try:
            found = os.lstat(os.path.join(self._root, path))
        except OSError:
            return
        if stat.S_ISDIR(found.st_mode):
            self.add_folder(path)
        else:
            self._add(path, found)

    def _add_entry(self, path: str, entry: os.DirEntry[str]) -> None:
        if self.is_left_out(path, NEVER_SOURCE | MADE_BY_BUILDS):
            return
        try:
            self._add(path, entry.stat(follow_symlinks=False))
        except OSError:
            return

    def _add(self, path: str, found: os.stat_result) -> None:
        if stat.S_ISLNK(found.st_mode):
            self._links.append(path)
        elif stat.S_ISREG(found.st_mode) and self._is_source(path):
            self._found[path] = self._source(path, found)

    def _source(self, path: str, found: os.stat_result) -> SourceFile:
        return SourceFile(path, found.st_size, found.st_mtime_ns, found.st_ino, kind=self.kind(path))

    def _add_target(self, link: str) -> None:
        """Add the file that a symbolic link leads to, under its own name, if nothing keeps that out."""
        real = os.path.realpath(os.path.join(self._root, link))
        path = os.path.relpath(real, self._real_root).replace(os.sep, "/")
        if (
            path.startswith("../")
            or path in self._found
            or self.is_left_out(path, NEVER_SOURCE | MADE_BY_BUILDS)
        ):
            return
        try:
            found = os.lstat(real)
        except OSError:
            return
        if stat.S_ISREG(found.st_mode) and (is_python_name(link) or self._is_source(path)):
            self._found[path] = self._source(path, found)

    def _is_source(self, path: str) -> bool:
        """Whether it is ours by its name, by configuration, or by its first line."""
        return (
            is_python_name(path)
            or self._is_included(path)
            or self.kind(path) is not FileKind.PYTHON
            or _has_shebang(os.path.join(self._root, path))
        )


def _has_shebang(path: str) -> bool:
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except OSError:
        return False
    try:
        return re.match(_SHEBANG, os.read(descriptor, 128).partition(b"\n")[0]) is not None
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _what(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((name for test, name in kinds if test(mode)), "a device")


def below(files: Iterable[SourceFile], folder: str) -> Iterator[SourceFile]:
    """Those of `files` that lie below a folder; an empty name is the root."""
    prefix = f"{folder}/" if folder else ""
    return (file for file in files if file.path.startswith(prefix))

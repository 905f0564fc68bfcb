"""Finds the files of a project that say what it requires, and knows who reads which."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from py3port.git import GitError
from py3port.project.files import MADE_BY_BUILDS, NEVER_SOURCE
from py3port.project.patterns import PatternSet
from py3port.project.project import Project
from py3port.requirements.reading.buildout import read_buildout
from py3port.requirements.reading.ini_files import read_setup_cfg, read_tox_ini
from py3port.requirements.reading.pipenv import read_pipfile, read_pipfile_lock
from py3port.requirements.reading.pyproject import read_pyproject
from py3port.requirements.reading.requirements_txt import read_requirements
from py3port.requirements.reading.setup_py import read_setup_py
from py3port.requirements.reading.sheet import Reader, Sheet


def _read_environment(sheet: Sheet) -> None:
    # What reads YAML takes long to import, and few projects have any of it.
    from py3port.requirements.reading.conda import read_environment

    read_environment(sheet)


_READERS: dict[str, Reader] = {
    "setup.py": read_setup_py,
    "setup.cfg": read_setup_cfg,
    "pyproject.toml": read_pyproject,
    "Pipfile": read_pipfile,
    "Pipfile.lock": read_pipfile_lock,
    "tox.ini": read_tox_ini,
    "buildout.cfg": read_buildout,
    "versions.cfg": read_buildout,
}
_BY_ENDING: dict[str, Reader] = {
    ".py": read_setup_py,
    ".cfg": read_buildout,
    ".yml": _read_environment,
    ".yaml": _read_environment,
}
_WORDS = r"(?:requirements?|requires|reqs?|constraints?|dependencies|deps)"
_PIP = re.compile(rf"(?:.*[-_.])?{_WORDS}(?:[-_.].*)?\.(?:txt|pip)|(?:pip|test)-requires", re.IGNORECASE)
_PIP_FOLDER = re.compile(rf"(?:.*[-_.])?{_WORDS}", re.IGNORECASE)
_CONSTRAINTS = re.compile(r"(?:.*[-_.])?constraints?(?:[-_.].*)?", re.IGNORECASE)
_CONDA = re.compile(r"environment(?:[-_.].*)?\.ya?ml", re.IGNORECASE)


def find_files(project: Project, folder: str = "") -> list[str]:
    """The files below a folder, relative to the root: those in it first, then those further down."""
    found = {path for path in _listed(project, folder) if _is_known(path)}
    return sorted(found, key=lambda path: (path.count("/"), path))


def reader_of(path: str) -> Reader:
    """Who reads a file: by its name, or where that says nothing as pip reads what `-r` names."""
    name = path.rpartition("/")[2]
    return _READERS.get(name) or _BY_ENDING.get(os.path.splitext(name)[1], read_requirements)


def is_constraints(path: str) -> bool:
    """Whether a file is called what people call files of constraints."""
    return _CONSTRAINTS.fullmatch(path.rpartition("/")[2]) is not None


def _is_known(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if name in _READERS or _PIP.fullmatch(name) or _CONDA.fullmatch(name):
        return True
    return name.endswith(".txt") and _PIP_FOLDER.fullmatch(folder.rpartition("/")[2]) is not None


def _listed(project: Project, folder: str) -> Iterator[str]:
    """Every file below a folder that belongs to the project."""
    exclude = PatternSet(project.config.exclude)
    for path in _from_git(project, folder) or _from_disk(project.root, folder):
        above = path.split("/")[:-1]
        if not _is_foreign(above) and not exclude.matches(path):
            yield path


def _from_git(project: Project, folder: str) -> list[str]:
    if project.repository is None:
        return []
    try:
        tracked, others = project.repository.listed(project.root / folder)
    except GitError:
        return []
    prefix = f"{folder}/" if folder else ""
    wanted = [prefix + path for path in (*tracked, *others) if _is_known(prefix + path)]
    return [path for path in wanted if os.path.lexists(project.root / path)]


def _from_disk(root: Path, folder: str) -> Iterator[str]:
    for top, folders, names in os.walk(root / folder):
        folders[:] = [name for name in folders if not _is_foreign([name])]
        if "pyvenv.cfg" in names and Path(top) != root / folder:
            folders.clear()
            continue
        relative = os.path.relpath(top, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        yield from (prefix + name for name in names)


def _is_foreign(folders: Iterable[str]) -> bool:
    """Whether one of these folders holds what tools made, or other people's code."""
    return any(
        name in NEVER_SOURCE or name in MADE_BY_BUILDS or name.endswith((".egg", ".egg-info", ".dist-info"))
        for name in folders
    )

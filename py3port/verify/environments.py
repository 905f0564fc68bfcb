"""The interpreters that a project is verified with."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from py3port.apply.confirm import find_interpreter
from py3port.errors import UserError
from py3port.process import ProcessError, run
from py3port.project.project import Project

_FOLDERS = (".tox", ".nox")


@dataclass(frozen=True)
class Environment:
    """An interpreter, with the packages installed for it."""

    python: str
    version: str
    """Such as `2.7`."""


def find_environments(
    project: Project, *, python2: str, python3: str, target: str
) -> tuple[Environment | None, Environment | None]:
    """Python 2's and Python 3's: as given, as configured, those of tox or nox in the project, else what is installed.

    Raises:
        UserError: a given one is no such interpreter.
    """
    return (
        _find(project, python2 or project.config.python2, "2.7"),
        _find(project, python3 or project.config.python3, target),
    )


def _find(project: Project, given: str, version: str) -> Environment | None:
    if given:
        # A relative path is meant from where the user stands; a bare name is a command.
        path = os.path.abspath(given) if os.path.dirname(given) else shutil.which(given)
        found = _version(path) if path else ""
        if not path or found.partition(".")[0] != version[0]:
            raise UserError(f"{given}: no Python {version[0]} that runs")
        return Environment(path, found)
    for path in _in_project(project.root, version):
        if _version(path) == version:
            return Environment(path, version)
    path = find_interpreter(version)
    return Environment(path, version) if path else None


def _in_project(root: Path, version: str) -> list[str]:
    """The interpreters that tox and nox made for this version."""
    tag = version.replace(".", "")
    found = []
    for folder in _FOLDERS:
        for name in sorted(path.name for path in (root / folder).glob("*")):
            python = root / folder / name / "bin" / "python"
            if (f"py{tag}" in name or name.endswith(version.replace(".", "-"))) and os.access(
                python, os.X_OK
            ):
                found.append(str(python))
    return found


def _version(path: str) -> str:
    program = "import sys; print('%s.%s' % sys.version_info[:2])"
    try:
        done = run([path, "-E", "-c", program], timeout=30)
    except ProcessError:
        return ""
    return done.stdout.decode("ascii", "replace").strip() if done.returncode == 0 else ""

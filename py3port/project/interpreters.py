"""Finds Python interpreters on this machine, never inside the project."""

from __future__ import annotations

import glob
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from py3port.process import ProcessError, run

_PYENV = "versions/*/bin"


def find_interpreters(root: Path, *, target: str) -> dict[str, tuple[str, str] | None]:
    """Command and version that `python2` and `python3` may be set to: 2.7, and the target."""
    wanted = {
        "python2": ("2.7", ("python2.7", "python2", "python")),
        "python3": (target, (f"python{target}", "python3", "python")),
    }
    return {key: next(_usable(version, names, root), None) for key, (version, names) in wanted.items()}


def _usable(wanted: str, names: Sequence[str], root: Path) -> Iterator[tuple[str, str]]:
    for command, path in _candidates(names):
        if os.path.realpath(path).startswith(f"{root}{os.sep}"):
            continue
        version = _version(path)
        if version.startswith(f"{wanted}."):
            yield command, version


def _candidates(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Commands with the paths they stand for: those on the search path, then pyenv's."""
    for name in names:
        path = shutil.which(name)
        if path is not None and os.path.isabs(path):
            yield name, path
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for name in names[:-1]:
        for path in sorted(glob.glob(os.path.join(glob.escape(pyenv), _PYENV, name)), reverse=True):
            yield path, path


def _version(path: str) -> str:
    """The version, empty where there is none; asked for where no module of the project is in sight."""
    try:
        done = run([path, "-E", "-s", "-V"], cwd=Path(os.path.dirname(path)), timeout=10)
    except ProcessError:
        return ""
    match = re.search(rb"Python (\d+\.\d+\.\d+\S*)", done.stdout + done.stderr)
    return match[1].decode() if match and done.returncode == 0 else ""

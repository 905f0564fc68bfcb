"""What tells whether code is still the same: the names, sizes and times of its files."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator

_CODE = (".py", ".txt")
"""The endings of programs, and of the tables that they read."""


def code_in(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files of code in a folder itself."""
    with os.scandir(folder) as entries:
        yield from ((each.path, each.stat()) for each in entries if each.name.endswith(_CODE))


def code_below(place: str) -> Iterator[tuple[str, os.stat_result]]:
    """A file, or those of code in a folder and all below it."""
    if not os.path.isdir(place):
        yield place, os.stat(place)
        return
    yield from code_in(place)
    with os.scandir(place) as entries:
        folders = [each.path for each in entries if each.is_dir() and each.name != "__pycache__"]
    for folder in folders:
        yield from code_below(folder)


def code_of_six() -> Iterator[tuple[str, os.stat_result]]:
    """The file of six, whose tables our rules read."""
    spec = importlib.util.find_spec("six")
    if spec is not None and spec.origin:
        yield from code_below(spec.origin)


def stamps(files: Iterable[tuple[str, os.stat_result]]) -> list[str]:
    """A line for each file, in order."""
    return sorted(f"{path}:{found.st_size}:{found.st_mtime_ns}" for path, found in files)

"""What other distributions offer under the name of a group."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from typing import Any

_METADATA = (".dist-info", ".egg-info")


def offered(group: str) -> Sequence[Any]:
    """What the entry points of this group load."""
    if not _may_be_offered(group):
        return ()
    import importlib.metadata

    return [entry.load() for entry in importlib.metadata.entry_points(group=group)]


def _may_be_offered(group: str) -> bool:
    """Whether any distribution speaks of the group. To ask for entry points takes five times as long."""
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    return any(_speaks_of(group, place) for place in sys.path)


def _speaks_of(group: str, place: str) -> bool:
    """Whether a distribution that lies in a place of the search path does; an archive is not looked into."""
    if os.path.isfile(place):
        return True
    try:
        names = os.listdir(place or os.curdir)
    except OSError:
        return False
    folders = [os.path.join(place, name) for name in names if name.lower().endswith(_METADATA)]
    if place.lower().endswith(".egg"):
        folders.append(os.path.join(place, "EGG-INFO"))
    return any(group.encode() in _content(os.path.join(folder, "entry_points.txt")) for folder in folders)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""

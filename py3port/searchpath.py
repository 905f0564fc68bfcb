"""Keeps the folder that is worked on off `sys.path`; imports nothing that a folder there could replace."""

from __future__ import annotations

import os
import sys


def clean_path() -> None:
    """Drop the working directory from `sys.path`: a legacy repository has its own `types.py` and `six.py`.

    The folder this package itself was imported from stays, or workers would not find it again.
    """
    here = os.path.realpath(os.getcwd()) if os.path.isdir(os.curdir) else ""
    home = os.path.realpath(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    kept = []
    for entry in sys.path:
        place = os.path.realpath(entry) if entry else here
        if place == home:
            kept.append(home)
        elif entry and place != here:
            kept.append(entry)
    sys.path[:] = kept


class OwnPath:
    """`sys.path` as it was when this was made, without the working directory; in force inside of `with`.

    Within another tool, which may put the linted code first, what we import late must still be what we mean.
    """

    def __init__(self) -> None:
        self._path = tuple(sys.path)
        self._before: list[str] = []

    def __enter__(self) -> None:
        self._before = sys.path[:]
        sys.path[:] = self._path
        clean_path()

    def __exit__(self, *_: object) -> None:
        sys.path[:] = self._before

"""Exit codes."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Exit(enum.IntEnum):
    """What the exit code of every command means; the worst one wins."""

    OK = 0
    """Nothing found, nothing to do, or all done."""
    FOUND = 1
    """Findings, or a check failed."""
    USAGE = 2
    """Wrong usage or configuration, or a file that could not be read or parsed."""
    DEFECT = 3
    """A defect in py3port itself."""
    INTERRUPTED = 130
    """Ctrl-C; after another signal 128 and its number."""
    READER_GONE = 141
    """Who read the output went away before its end: a gate must not pass for that."""


class Done(NamedTuple):
    """How an apply ended."""

    code: int
    changed: bool
    """Whether it changed anything, or waits for somebody; else the next step may be tried."""

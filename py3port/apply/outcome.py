"""What an apply says of each file."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class LeftKind(enum.Enum):
    """Why a finding stays."""

    UNSAFE = "needs --unsafe"
    MANUAL = "needs a person"
    SKIPPED = "skipped"
    FAILED = "the rewrite could not be proven right"


@dataclass(frozen=True)
class Left:
    """A finding that stays as it is."""

    rule: str
    line: int
    """In the text after the apply; 0 where it concerns the file."""
    kind: LeftKind
    reason: str


@dataclass(frozen=True)
class Changed:
    """The file gets a new text."""

    path: str
    digest: str
    """Digest of the content that it was made from."""
    data: bytes
    encoding: str
    confirm_with: str
    """The Python whose compiler must accept it too: `2.7`, the target, or nothing."""
    fixed: tuple[tuple[str, int], ...]
    """Names of rules, and how many findings of each are gone."""
    left: tuple[Left, ...] = ()
    unsafe: int = 0
    """How many of the fixes are likely right, not certain."""


@dataclass(frozen=True)
class Unchanged:
    """There is nothing to fix in the file."""

    path: str
    left: tuple[Left, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """There would be something to fix, but not in such a file."""

    path: str
    reason: str


@dataclass(frozen=True)
class Failed:
    """The file could not be dealt with, and is as it was."""

    path: str
    error: str
    line: int = 0
    """Where, counted from 1; 0 where no place can be told."""
    column: int = 0
    """In characters, counted from 1."""
    defect: bool = False
    """Whether the fault is ours: the rewrite did not stand the proof."""
    trace: str = ""
    """Where in our own code it broke."""


Outcome = Changed | Unchanged | Skipped | Failed

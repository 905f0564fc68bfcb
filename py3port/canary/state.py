"""What a canary run writes down, so that it can be paused, killed, resumed and aborted.

The folder may have come with a cloned repository. So the check's command is never taken from here: whoever resumes
says it again.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from py3port import storage
from py3port.errors import UserError
from py3port.storage import StorageError

FORMAT = 2
_NAME, _LAST, _PAUSE = "canary.json", "canary-last.json", "canary-pause"
OUTPUT_LIMIT = 20_000
"""How many characters of a failed check's output are kept, its end."""


@dataclass(frozen=True)
class Aim:
    """What the run applies, and where: enough to ask for the same again."""

    rules: tuple[str, ...]
    apps: tuple[str, ...]
    paths: tuple[str, ...]
    """Relative to the root; empty: the whole project."""
    mode: str
    target: str
    unsafe: bool
    everything: bool
    commit: bool
    on_failure: str
    """What to do unless whoever resumes wants it otherwise."""


@dataclass(frozen=True)
class Share:
    """Files that stood the check together."""

    journal: int
    files: Mapping[str, Mapping[str, int]]
    """Their paths; for each the rules and how many findings were fixed."""
    unsafe: Mapping[str, int] = field(default_factory=dict)
    """For the paths with any, how many of the fixes are likely right, not certain."""


@dataclass(frozen=True)
class LeftOut:
    """What broke the check, and so was not applied."""

    path: str
    line: int
    """0 where the whole file was left out."""
    text: str
    fingerprint: str
    output: str
    """The end of what the check printed."""

    @property
    def place(self) -> str:
        """Where it is."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class State:
    """How far a run is."""

    aim: Aim
    command: str
    """How the run was started; for people."""
    shares: tuple[int, ...]
    """In percent of the files, growing."""
    units: tuple[str, ...]
    """The files to change, the smallest risk first."""
    base: int
    """The number of the last journal before the run."""
    passed: tuple[Share, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    checks: int = 0
    """How often the check ran."""
    stopped: str = ""
    """Why it does not go on; empty while it may."""
    done: frozenset[str] = field(default=frozenset(), compare=False)

    def __post_init__(self) -> None:
        done = {path for share in self.passed for path in share.files}
        done.update(each.path for each in self.left_out if not each.line)
        object.__setattr__(self, "done", frozenset(done))

    @property
    def spared(self) -> frozenset[str]:
        """The fingerprints of the single findings that are left out."""
        return frozenset(each.fingerprint for each in self.left_out if each.line)

    @property
    def is_over(self) -> bool:
        """Whether every file was dealt with."""
        return self.done.issuperset(self.units)


def save(root: Path, state: State) -> None:
    """Write the state down, atomically.

    Raises:
        StorageError: the disk refuses.
    """
    _write(storage.state_folder(root) / _NAME, state)


def load(root: Path) -> State | None:
    """The run in progress, if there is one.

    Raises:
        UserError: what is written there makes no sense.
    """
    return _load(root, _NAME)


def last(root: Path) -> State | None:
    """How the last run that came to an end ended.

    Raises:
        UserError: what is written there makes no sense.
    """
    return _load(root, _LAST)


def finish(root: Path, state: State) -> None:
    """Keep the state as that of the last run, and be free for another.

    Raises:
        StorageError: the disk refuses.
    """
    folder = storage.state_folder(root)
    _write(folder / _LAST, state)
    storage.remove(folder / _NAME)
    storage.remove(folder / _PAUSE)


@contextlib.contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Keep other canary runs away; the system lets go when the process dies.

    Raises:
        Busy: another process is at it.
    """
    with storage.lock(root, "canary-lock"):
        yield


def in_progress(root: Path) -> bool:
    """Whether a run was begun and did not end."""
    return (root / storage.STATE_FOLDER / _NAME).exists()


def check_none(root: Path) -> None:
    """Make sure that no canary run is in progress.

    Raises:
        UserError: one is.
    """
    if in_progress(root):
        raise UserError(
            "a canary run is in progress; see `py3port canary status`, then resume it or abort it"
        )


def ask_to_pause(root: Path, *, wanted: bool) -> None:
    """Ask the run in progress to stop after the check that it is at, or take that back.

    Raises:
        StorageError: the disk refuses.
    """
    path = storage.state_folder(root) / _PAUSE
    if wanted:
        storage.write(path, b"")
    else:
        storage.remove(path)


def is_asked_to_pause(root: Path) -> bool:
    """Whether somebody wants the run to pause."""
    return (root / storage.STATE_FOLDER / _PAUSE).exists()


def _write(path: Path, state: State) -> None:
    try:
        storage.write(path, _dump(state))
    except StorageError as error:
        raise type(error)(f"{path}: {error}") from error


def _dump(state: State) -> bytes:
    fields = asdict(state)
    del fields["done"]
    return json.dumps({"format": FORMAT, **fields}, indent=1).encode() + b"\n"


def _load(root: Path, name: str) -> State | None:
    storage.check_state(root)
    path = root / storage.STATE_FOLDER / name
    try:
        document = json.loads(path.read_bytes())
        if document.pop("format") != FORMAT:
            raise UserError(f"{path}: written by another version of py3port; remove it after `py3port undo`")
        return _state(document)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            f"{path}: damaged; remove it and take the applies back with `py3port undo`"
        ) from error


def _state(document: dict[str, Any]) -> State:
    aim = document["aim"]
    for key in ("rules", "apps", "paths"):
        aim[key] = tuple(map(str, aim[key]))
    left_out = tuple(LeftOut(**each) for each in document["left_out"])
    passed = tuple(
        Share(
            int(each["journal"]),
            {str(path): dict(fixed) for path, fixed in each["files"].items()},
            {str(path): int(count) for path, count in each["unsafe"].items()},
        )
        for each in document["passed"]
    )
    state = State(
        aim=Aim(**aim),
        command=str(document["command"]),
        shares=tuple(map(int, document["shares"])),
        units=tuple(map(str, document["units"])),
        base=int(document["base"]),
    )
    return replace(
        state,
        passed=passed,
        left_out=left_out,
        checks=int(document["checks"]),
        stopped=str(document["stopped"]),
    )

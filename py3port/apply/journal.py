"""What is written down before any file is touched, so that every apply can be taken back, finished or not.

A journal is a folder `.py3port/journal/<number>/`. `before` holds the original contents one after another, `after`
the new ones until they are in place. `entries.json` says which file is where; it appears, whole and durable, before
the first file is touched, and goes first when the journal goes: without it the folder means nothing. `committed`
appears when the files are in place, and names those left alone; `undoing` when taking back begins. Which files are
old and which new is told by their digests, after a crash at any point.
"""

from __future__ import annotations

import enum
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from py3port import storage
from py3port.storage import STATE_FOLDER, Appender, Stamp, StorageError

FORMAT = 1
KEPT = 50
_NEVER_TOUCHED = frozenset({".git", ".hg", ".svn", STATE_FOLDER})
"""No source lies in these; a hook in there would run."""
_ENTRIES, _BEFORE, _AFTER, _COMMITTED, _UNDOING = "entries.json", "before", "after", "committed", "undoing"


class JournalState(enum.Enum):
    """How far an apply or its undo got."""

    INTERRUPTED = "interrupted"
    COMMITTED = "committed"
    UNDOING = "undo interrupted"


@dataclass(frozen=True)
class Entry:
    """One file of an apply."""

    path: str
    """Relative to the root, with `/`; the file itself, not a link to it."""
    mode: int
    offset: int
    length: int
    before: str
    """Digest of the original content."""
    after: str
    """Digest of the new content."""


@dataclass(frozen=True)
class Journal:
    """One recorded apply."""

    number: int
    root: Path
    created: str
    """Local time, ISO 8601."""
    command: str
    state: JournalState
    entries: tuple[Entry, ...]
    left_alone: frozenset[str] = frozenset()
    """Paths that were recorded but in the end not written, so that undo has no business with them."""

    @property
    def touched(self) -> tuple[str, ...]:
        """The paths of the files that were written."""
        return tuple(entry.path for entry in self.entries if entry.path not in self.left_alone)

    @property
    def name(self) -> str:
        """How users call it."""
        return f"{self.number:04}"

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return _top(self.root) / self.name

    def target(self, entry: Entry) -> Path:
        """The file an entry is about."""
        return self.root.joinpath(*PurePosixPath(entry.path).parts)

    def temporary(self, index: int) -> Path:
        """Where new content of an entry is staged: known beforehand, so that a crash leaves no litter."""
        return self.target(self.entries[index]).with_name(f".py3port-{self.name}-{index}.tmp")

    def original(self, entry: Entry) -> bytes:
        """The content before the apply.

        Raises:
            StorageError: the journal is damaged.
        """
        data = _slice(self.folder / _BEFORE, entry.offset, entry.length)
        if storage.digest(data) != entry.before:
            raise StorageError(f"journal {self.name} is damaged: {entry.path} is not in it as it was")
        return data

    def commit(self, *, left_alone: Iterable[str] = ()) -> Journal:
        """Record that the files are in place, all but some; return the journal as it is then."""
        alone = frozenset(left_alone)
        storage.write(self.folder / _COMMITTED, json.dumps(sorted(alone)).encode())
        storage.remove(self.folder / _AFTER)
        return replace(self, state=JournalState.COMMITTED, left_alone=alone)

    def begin_undo(self) -> None:
        """Record that files are being taken back."""
        storage.write(self.folder / _UNDOING, b"")

    def drop(self) -> None:
        """Forget it: there is nothing left to take back."""
        storage.remove(self.folder / _ENTRIES)
        storage.sync_folders([self.folder / _ENTRIES])
        storage.remove_folder(self.folder)


class JournalWriter:
    """Records the files of an apply that is about to begin; the lock of the root is held meanwhile."""

    def __init__(self, root: Path, *, command: str, created: str) -> None:
        self._root, self._command, self._created = root, command, created
        top = storage.state_folder(root, "journal")
        self._number = max([0, *_numbers(top)]) + 1
        self._folder = storage.state_folder(root, "journal", f"{self._number:04}")
        self._entries: list[Entry] = []
        self._new: list[tuple[int, int]] = []
        self._before = Appender(self._folder / _BEFORE)
        self._after = Appender(self._folder / _AFTER)

    def add(self, path: str, stamp: Stamp, *, before: bytes, after: bytes) -> None:
        """Record one file.

        Raises:
            StorageError: the disk refuses.
        """
        entry = Entry(
            path=path,
            mode=stamp.mode,
            offset=self._before.append(before),
            length=len(before),
            before=stamp.digest,
            after=storage.digest(after),
        )
        self._new.append((self._after.append(after), len(after)))
        self._entries.append(entry)

    def seal(self) -> Journal:
        """Make everything recorded durable: from here on the apply can be taken back and files may be touched.

        Raises:
            StorageError: the disk refuses.
        """
        self._before.sync()
        self._close()
        state, entries = JournalState.INTERRUPTED, tuple(self._entries)
        journal = Journal(self._number, self._root, self._created, self._command, state, entries)
        storage.write(self._folder / _ENTRIES, _dump(journal))
        return journal

    def new_content(self, index: int) -> bytes:
        """The content that the entry is to have, once sealed."""
        return _slice(self._folder / _AFTER, *self._new[index])

    def abandon(self) -> None:
        """Forget everything: no file was touched."""
        self._close()
        storage.remove_folder(self._folder)

    def _close(self) -> None:
        self._before.close()
        self._after.close()


def journals(root: Path) -> list[Journal]:
    """The journals under `root`, the oldest first; folders of applies that never touched a file are left out.

    Raises:
        StorageError: one cannot be read, or names files out of the root.
    """
    top = _top(root)
    storage.check_state(root)
    return [journal for number in _numbers(top) if (journal := _load(root, number)) is not None]


def sweep(root: Path) -> None:
    """Remove what killed applies left before they touched anything, and the oldest journals of many."""
    top = _top(root)
    storage.check_state(root)
    numbers = _numbers(top)
    for number in numbers:
        if not (top / f"{number:04}" / _ENTRIES).exists():
            storage.remove_folder(top / f"{number:04}")
    for number in numbers[:-KEPT]:
        journal = _load(root, number)
        if journal is not None and journal.state is JournalState.COMMITTED:
            journal.drop()


def _top(root: Path) -> Path:
    return root / STATE_FOLDER / "journal"


def _numbers(top: Path) -> list[int]:
    try:
        return sorted(int(name) for name in os.listdir(top) if name.isdecimal())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"{top}: cannot be read: {error.strerror}") from error


def _dump(journal: Journal) -> bytes:
    head = {"format": FORMAT, "created": journal.created, "command": journal.command}
    lines = [json.dumps(head), *(json.dumps(asdict(entry)) for entry in journal.entries)]
    return "\n".join(lines).encode() + b"\n"


def _load(root: Path, number: int) -> Journal | None:
    folder = _top(root) / f"{number:04}"
    try:
        lines = (folder / _ENTRIES).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise StorageError(f"journal {number:04} cannot be read: {reason}") from error
    try:
        head, *rest = [json.loads(line) for line in lines]
        if head["format"] != FORMAT:
            raise StorageError(f"journal {number:04} was written by another version of py3port")
        entries = tuple(_checked(root, Entry(**fields)) for fields in rest)
        created, command, state = str(head["created"]), str(head["command"]), _state(folder)
        return Journal(number, root, created, command, state, entries, _left_alone(folder))
    except OSError as error:
        raise StorageError(f"journal {number:04} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StorageError(f"journal {number:04} is damaged: {error}") from error


def _checked(root: Path, entry: Entry) -> Entry:
    """The folder may come with a cloned repository: it must not lead our writing anywhere else."""
    numbers, texts = (entry.mode, entry.offset, entry.length), (entry.path, entry.before, entry.after)
    if any(type(each) is not int for each in numbers) or any(type(each) is not str for each in texts):
        raise ValueError("an entry of the wrong types")
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(f"{entry.path!r} is no path inside the project")
    if len(os.fsencode(entry.path)) > 4000 or any(len(os.fsencode(part)) > 255 for part in path.parts):
        raise ValueError(f"a path of {len(entry.path)} characters")
    if not _NEVER_TOUCHED.isdisjoint(part.lower() for part in path.parts):
        raise ValueError(f"{entry.path!r} is no source file")
    storage.inside(root, root.joinpath(*path.parts))
    if not 0 <= entry.mode <= 0o7777 or entry.offset < 0 or entry.length < 0:
        raise ValueError(f"{entry.path}: nonsense in it")
    return entry


def _state(folder: Path) -> JournalState:
    if (folder / _UNDOING).exists():
        return JournalState.UNDOING
    return JournalState.COMMITTED if (folder / _COMMITTED).exists() else JournalState.INTERRUPTED


def _left_alone(folder: Path) -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads((folder / _COMMITTED).read_text("utf-8"))))
    except FileNotFoundError:
        return frozenset()


def _slice(path: Path, offset: int, length: int) -> bytes:
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size < offset + length:
                raise StorageError(f"{path}: damaged, it is too short")
            file.seek(offset)
            return file.read(length)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}") from error


def unfinished(found: Sequence[Journal]) -> Iterator[Journal]:
    """Those that a crash left in the middle."""
    return (journal for journal in found if journal.state is not JournalState.COMMITTED)

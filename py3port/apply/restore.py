"""Takes the files of a journal back to what they were; can itself be killed at any point and run again."""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass
from pathlib import Path

from py3port import storage
from py3port.apply.journal import Entry, Journal
from py3port.storage import Staged, Stamp, StorageError


class Conflict(StorageError):
    """Files were changed after the apply; nothing was taken back."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(f"changed after the apply: {', '.join(paths)}")
        self.paths = paths


class Standing(enum.Enum):
    """What became of a file since it was recorded."""

    OLD = "as before the apply"
    NEW = "as the apply left it"
    CHANGED = "changed by someone else"
    GONE = "gone"
    ODD = "not a regular file any more"


@dataclass(frozen=True)
class Restored:
    """What taking back did."""

    journal: Journal
    restored: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    """Files changed after the apply, and where their newer text now lies."""
    failed: tuple[tuple[str, str], ...]
    """Files that could not be taken back, and why; the journal stays."""


def standing(journal: Journal, entry: Entry) -> tuple[Standing, Stamp | None]:
    """What became of the file of an entry."""
    target = journal.target(entry)
    if target.is_symlink():
        return Standing.ODD, None
    try:
        _, stamp = storage.read(target, root=journal.root)
    except StorageError:
        return (Standing.ODD if target.exists() else Standing.GONE), None
    if stamp.digest == entry.before:
        return Standing.OLD, stamp
    return (Standing.NEW if stamp.digest == entry.after else Standing.CHANGED), stamp


def restore(journal: Journal, *, force: bool = False) -> Restored:
    """Take the files of `journal` back, and then forget it. The lock of the root is held meanwhile.

    With `force`, newer text of files that were changed after the apply is kept beside them.

    Raises:
        Conflict: files were changed after the apply, and there is no `force`.
        StorageError: the disk refuses; running it again is safe.
    """
    found = [standing(journal, entry) for entry in journal.entries]
    changed = [
        entry.path
        for entry, (state, _) in zip(journal.entries, found, strict=True)
        if state in (Standing.CHANGED, Standing.GONE, Standing.ODD) and entry.path not in journal.left_alone
    ]
    if changed and not force:
        raise Conflict(tuple(changed))
    journal.begin_undo()
    failed: list[tuple[str, str]] = []
    kept: list[tuple[str, str]] = []
    staged: list[tuple[Entry, Staged]] = []
    try:
        for index, (entry, (state, stamp)) in enumerate(zip(journal.entries, found, strict=True)):
            if entry.path in journal.left_alone or (
                state is Standing.OLD and stamp and stamp.mode == entry.mode
            ):
                continue
            if state is Standing.ODD:
                failed.append((entry.path, f"{state.value}; move it away and undo again"))
                continue
            if state is Standing.CHANGED and stamp is not None:
                kept.append((entry.path, _keep(journal, entry, stamp)))
            try:
                staged.append((entry, _stage(journal, index, stamp)))
            except StorageError as error:
                raise type(error)(f"{entry.path}: {error}") from error
        storage.sync(each for _, each in staged)
    except StorageError:
        storage.discard(each for _, each in staged)
        raise
    restored = []
    for entry, each in staged:
        try:
            storage.put(each)
        except StorageError as error:
            failed.append((entry.path, str(error)))
        else:
            restored.append(entry.path)
    storage.sync_folders(each.target for _, each in staged)
    if not failed:
        forget(journal)
    return Restored(journal, tuple(restored), tuple(kept), tuple(failed))


def forget(journal: Journal) -> None:
    """Remove what staging left behind, then the journal itself."""
    for index in range(len(journal.entries)):
        storage.remove(journal.temporary(index))
    journal.drop()


def _stage(journal: Journal, index: int, stamp: Stamp | None) -> Staged:
    entry = journal.entries[index]
    target, data = journal.target(entry), journal.original(entry)
    if stamp is None:
        storage.make_folder(target.parent)
        return storage.stage(target, data, temporary=journal.temporary(index), mode=entry.mode & 0o777)
    # A journal from a stranger must not make a program run as its owner.
    like = dataclasses.replace(stamp, mode=entry.mode & (stamp.mode | 0o777))
    return storage.stage(target, data, temporary=journal.temporary(index), like=like)


def _keep(journal: Journal, entry: Entry, stamp: Stamp) -> str:
    """Put the newer text beside the file, under a name that is free or already holds it."""
    data, _ = storage.read(stamp.path, root=journal.root)
    counter = 0
    while True:
        suffix = f".{counter}" if counter else ""
        beside = Path(f"{stamp.path}.newer{suffix}")
        if not beside.exists() and not beside.is_symlink():
            storage.write(beside, data, mode=stamp.mode)
            break
        if beside.is_file() and not beside.is_symlink() and beside.read_bytes() == data:
            break
        counter += 1
    return beside.relative_to(Path(storage.inside(journal.root, journal.root))).as_posix()

"""Puts new contents in the place of old ones: journal first, then all files, then the commit record."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from py3port import storage
from py3port.apply.journal import Journal, JournalWriter, journals, sweep, unfinished
from py3port.apply.restore import forget, restore
from py3port.errors import UserError
from py3port.storage import NoRoom, Staged, Stamp, StorageError


@dataclass(frozen=True)
class NewContent:
    """What a file is to become."""

    path: str
    """As the project calls it; may be a symbolic link to the file."""
    digest: str
    """Digest of the content that the new one was made from."""
    data: bytes


@dataclass(frozen=True)
class Written:
    """What became of the files."""

    journal: Journal | None
    """None when no file was written."""
    written: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    """Files left alone, and why."""


def check_no_crash(root: Path) -> None:
    """Make sure that no earlier apply or undo was killed in the middle.

    Raises:
        UserError: one was; says how to go on.
    """
    for journal in unfinished(journals(root)):
        what = (
            f"{journal.state.value}: {len(journal.entries)} files of `{journal.command}`, {journal.created}"
        )
        raise UserError(f"{what}; run `py3port undo` first, it takes them all back to what they were")


@contextlib.contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Hold the lock of the root, on a tree that no crash left half done.

    Raises:
        UserError: another process holds it, or an apply was interrupted.
    """
    with storage.lock(root):
        check_no_crash(root)
        sweep(root)
        yield


def write_all(root: Path, contents: Iterable[NewContent], *, command: str) -> Written:
    """Write all files, or those that can be: what cannot is left alone and named. The lock is held meanwhile.

    Raises:
        StorageError: the disk is full or broken; all files are as before.
    """
    created = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    writer = JournalWriter(root, command=command, created=created)
    try:
        stamps, failed = _record(root, contents, writer)
        if not stamps:
            writer.abandon()
            return Written(None, (), tuple(failed))
        journal = writer.seal()
    except BaseException:
        writer.abandon()
        raise
    written: list[str] = []
    with _taken_back_on_failure(journal, failed):
        staged = _stage_all(journal, writer.new_content, stamps, failed)
        _put_all(staged, written, failed)
        storage.sync_folders(each.target for _, each in staged)
        if written:
            journal = journal.commit(left_alone=set(stamps) - set(written))
        else:
            forget(journal)
    return Written(journal if written else None, tuple(written), tuple(failed))


def _record(
    root: Path, contents: Iterable[NewContent], writer: JournalWriter
) -> tuple[dict[str, Stamp], list[tuple[str, str]]]:
    """Record every file that can be written; one that several links lead to counts once."""
    stamps: dict[str, Stamp] = {}
    failed: list[tuple[str, str]] = []
    top = storage.inside(root, root)
    for new in contents:
        try:
            before, stamp = storage.read(root / new.path, root=root)
            path = stamp.path.relative_to(top).as_posix()
            if stamp.digest != new.digest:
                raise StorageError("changed by someone else meanwhile; left alone")
            storage.check_writable(stamp)
        except StorageError as error:
            failed.append((new.path, str(error)))
            continue
        if path not in stamps:
            writer.add(path, stamp, before=before, after=new.data)
            stamps[path] = stamp
    return stamps, failed


def _stage_all(
    journal: Journal, content: Callable[[int], bytes], stamps: dict[str, Stamp], failed: list[tuple[str, str]]
) -> list[tuple[str, Staged]]:
    staged: list[tuple[str, Staged]] = []
    try:
        for index, entry in enumerate(journal.entries):
            temporary = journal.temporary(index)
            like = stamps[entry.path]
            try:
                new = storage.stage(journal.target(entry), content(index), temporary=temporary, like=like)
            except NoRoom:
                raise
            except StorageError as error:
                failed.append((entry.path, str(error)))
            else:
                staged.append((entry.path, new))
        storage.sync(each for _, each in staged)
    except BaseException:
        storage.discard(each for _, each in staged)
        raise
    return staged


def _put_all(staged: list[tuple[str, Staged]], written: list[str], failed: list[tuple[str, str]]) -> None:
    for position, (path, each) in enumerate(staged):
        try:
            storage.put(each)
        except NoRoom:
            storage.discard(rest for _, rest in staged[position:])
            raise
        except StorageError as error:
            failed.append((path, str(error)))
        else:
            written.append(path)


@contextlib.contextmanager
def _taken_back_on_failure(journal: Journal, failed: list[tuple[str, str]]) -> Iterator[None]:
    """A full disk, or Ctrl-C, leaves the tree as it was; where even that fails, the journal stays."""
    try:
        yield
    except BaseException as error:
        try:
            left = restore(
                dataclasses.replace(journal, left_alone=frozenset(path for path, _ in failed))
            ).failed
        except StorageError as second:
            message = f"{error}; taking back failed as well ({second}): run `py3port undo`"
            raise StorageError(message) from error
        if left:
            raise StorageError(f"{error}; not all files could be taken back: run `py3port undo`") from error
        if isinstance(error, StorageError):
            raise type(error)(f"{error}; all files are as they were") from error
        raise

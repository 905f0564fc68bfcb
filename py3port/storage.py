"""The only module that writes files: whole, atomically, and never outside the root it is given."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from py3port.errors import UserError

if sys.platform != "win32":
    import fcntl

STATE_FOLDER = ".py3port"
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM})
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageError(UserError):
    """A file could not be read or written; it is as it was before. The text is one line, fit for users."""


class NoRoom(StorageError):
    """The disk is full or the quota used up: going on with other files makes no sense."""


class Busy(StorageError):
    """Another process is writing under the same root."""


@dataclass(frozen=True)
class Stamp:
    """What a file was when it was read; enough to tell later whether it still is."""

    path: Path
    """The file itself, behind any symbolic link."""
    digest: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    inode: int


@dataclass(frozen=True)
class Staged:
    """New content that lies beside its target, not yet in its place."""

    target: Path
    temporary: Path
    expected: Stamp | None
    """What the target must still be; None: whatever it is."""


def inside(root: Path, path: Path) -> Path:
    """The real place of `path`, symbolic links followed.

    Raises:
        StorageError: it lies outside of `root`.
    """
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        raise StorageError("a symbolic link leads out of the project")
    return real


def digest(data: bytes) -> str:
    """How we tell contents apart: SHA-256, in hex."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path, *, root: Path) -> tuple[bytes, Stamp]:
    """Read a regular file inside `root`, through symbolic links.

    Raises:
        StorageError: it cannot be read, is no regular file, or lies outside.
    """
    real = inside(root, path)
    try:
        if not stat.S_ISREG(os.stat(real).st_mode):
            raise StorageError("not a regular file")
        with open(real, "rb") as file:
            found = os.fstat(file.fileno())
            data = file.read()
    except OSError as error:
        raise _failure("cannot be read", error) from error
    return data, Stamp(
        path=real,
        digest=digest(data),
        mode=stat.S_IMODE(found.st_mode),
        uid=found.st_uid,
        gid=found.st_gid,
        size=found.st_size,
        mtime=found.st_mtime_ns,
        inode=found.st_ino,
    )


def check_writable(stamp: Stamp) -> None:
    """Make sure that the file's owner lets it be written: a rename would get round a read-only mark.

    Raises:
        StorageError: it is read-only.
    """
    if not stamp.mode & 0o222 or not os.access(stamp.path, os.W_OK):
        raise StorageError("read-only")


def stage(
    target: Path, data: bytes, *, temporary: Path, like: Stamp | None = None, mode: int = 0o644
) -> Staged:
    """Write `data` to `temporary`, in the same folder as `target`, with the mode, owner and attributes of `like`.

    Nothing is left behind when it fails.

    Raises:
        StorageError: it cannot be written.
    """
    try:
        _write(temporary, data)
        if like is not None:
            _copy_attributes(like, temporary)
        else:
            os.chmod(temporary, mode)
    except OSError as error:
        _remove_quietly(temporary)
        raise _failure("cannot be written", error) from error
    return Staged(target, temporary, like)


def sync(staged: Iterable[Staged]) -> None:
    """Make staged contents durable.

    Raises:
        StorageError: the disk refuses.
    """
    for each in staged:
        try:
            _sync_path(each.temporary)
        except OSError as error:
            raise _failure("cannot be written", error) from error


def put(staged: Staged) -> None:
    """Put staged content in the place of its target, if that is still what was read.

    Raises:
        StorageError: somebody changed the target meanwhile, or the system refuses; the staged file is gone.
    """
    try:
        if staged.expected is not None:
            _check_unchanged(staged.expected)
        os.replace(staged.temporary, staged.target)
    except OSError as error:
        _remove_quietly(staged.temporary)
        raise _failure("cannot be replaced", error) from error
    except StorageError:
        _remove_quietly(staged.temporary)
        raise


def discard(staged: Iterable[Staged]) -> None:
    """Remove staged contents that are not wanted any more."""
    for each in staged:
        _remove_quietly(each.temporary)


def sync_folders(paths: Iterable[Path]) -> None:
    """Make the renames in the folders of these files durable."""
    for folder in sorted({path.parent for path in paths}):
        _sync_folder(folder)


def write(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a whole file atomically and durably, keeping the mode of the one it replaces.

    Raises:
        StorageError: it cannot be written, or is a folder, a pipe or a device; what was there is untouched.
    """
    target = Path(os.path.realpath(path))
    try:
        before = os.stat(target).st_mode
    except OSError:
        before = stat.S_IFREG | 0o666 & ~_umask()
    if not stat.S_ISREG(before):
        raise StorageError("is a folder" if stat.S_ISDIR(before) else "not a regular file")
    mode = stat.S_IMODE(before) if mode is None else mode
    staged = stage(target, data, temporary=target.with_name(f".py3port-{os.getpid()}.tmp"), mode=mode)
    try:
        sync([staged])
    except StorageError:
        discard([staged])
        raise
    put(staged)
    sync_folders([target])


def remove(path: Path) -> None:
    """Remove a file, if it is there.

    Raises:
        StorageError: the system refuses.
    """
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _failure("cannot be removed", error) from error


def remove_folder(path: Path) -> None:
    """Remove a folder of our own with all it holds, as far as the system lets us."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, durably.

    Raises:
        StorageError: the system refuses.
    """
    if path.is_dir():
        return
    make_folder(path.parent)
    try:
        os.mkdir(path)
    except FileExistsError:
        return
    except OSError as error:
        raise _failure(f"{path}: the folder cannot be made", error) from error
    _sync_folder(path.parent)


def state_folder(root: Path, *names: str) -> Path:
    """The folder under `root` where we keep our own things, made when missing, unseen by git.

    Raises:
        StorageError: it cannot be made, or leads out of the root.
    """
    check_state(root)
    top = root / STATE_FOLDER
    folder = inside(root, top.joinpath(*names))
    if not top.is_dir():
        make_folder(top)
    ignore = top / ".gitignore"
    if not ignore.exists():
        write(ignore, b"*\n")
    make_folder(folder)
    return folder


def check_state(root: Path) -> None:
    """Make sure that our folder holds plain files and folders only: it may come with a cloned repository.

    Raises:
        StorageError: a link or a pipe is there, through which we would write or wait elsewhere.
    """
    top = str(root / STATE_FOLDER)
    if os.path.lexists(top) and not stat.S_ISDIR(os.lstat(top).st_mode):
        raise StorageError(f"{top}: not a folder; move it away, py3port keeps its own things there")
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif not entry.is_file(follow_symlinks=False) and os.path.lexists(entry.path):
                        raise StorageError(f"{entry.path}: not a file of py3port's making; remove it")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise _failure(f"{folder}: cannot be read", error) from error


class Appender:
    """A file of our own that only grows; what `append` returns is where the bytes went."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.length = 0
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600)
        except OSError as error:
            raise _failure(f"{path}: cannot be written", error) from error

    def append(self, data: bytes) -> int:
        """Add `data` and return its offset.

        Raises:
            StorageError: it cannot be written.
        """
        offset = self.length
        try:
            _write_all(self._descriptor, data)
        except OSError as error:
            raise _failure(f"{self.path}: cannot be written", error) from error
        self.length += len(data)
        return offset

    def sync(self) -> None:
        """Make what was added durable.

        Raises:
            StorageError: the disk refuses.
        """
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise _failure(f"{self.path}: cannot be written", error) from error

    def close(self) -> None:
        """Close the file; once is enough."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextlib.contextmanager
def lock(root: Path, name: str = "lock") -> Iterator[None]:
    """Keep other processes from changing files under `root`; the system lets go when the process dies.

    Raises:
        Busy: another process holds it.
    """
    path = state_folder(root) / name
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _failure(f"{path}: cannot be written", error) from error
    try:
        if sys.platform != "win32":
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy("another py3port is changing files here; wait for it to end") from None
        yield
    finally:
        os.close(descriptor)


_BINARY = getattr(os, "O_BINARY", 0)


def _failure(what: str, error: OSError) -> StorageError:
    kind = NoRoom if error.errno in _NO_ROOM else StorageError
    return kind(f"{what}: {error.strerror or error}")


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY | getattr(os, "O_NOFOLLOW", 0), 0o600
    )
    try:
        _write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _copy_attributes(like: Stamp, temporary: Path) -> None:
    made = os.stat(temporary)
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (like.uid, like.gid):
        with contextlib.suppress(PermissionError):
            os.chown(temporary, like.uid, like.gid)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(like.path):
                os.setxattr(temporary, name, os.getxattr(like.path, name))
    # Last: changing the owner takes the set-id bits away.
    os.chmod(temporary, like.mode)


def _check_unchanged(expected: Stamp) -> None:
    """Equal size, time and inode are taken for equal content; where they differ the bytes decide."""
    now = os.stat(expected.path)
    if (now.st_size, now.st_mtime_ns, now.st_ino) == (expected.size, expected.mtime, expected.inode):
        return
    if now.st_size != expected.size or digest(expected.path.read_bytes()) != expected.digest:
        raise StorageError("changed by someone else meanwhile; left alone")


def _remove_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _sync_path(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | _BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Folders cannot be synced everywhere; where they cannot, the rename is durable when the system writes it."""
    if sys.platform == "win32":
        return
    try:
        _sync_path(folder)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise _failure(f"{folder}: cannot be written", error) from error


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask

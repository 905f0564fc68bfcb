"""Reads source files without trusting what lies there."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from py3port.result import FileError

# A pipe would keep us waiting, and a link may have been put in the place of a file since it was found.
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
_MEGABYTE = 1_000_000


class Content(NamedTuple):
    """A file's bytes, and what the file was just before they were read."""

    data: bytes
    size: int
    mtime_ns: int
    inode: int


def read_content(path: str, *, limit: int) -> Content | FileError:
    """Read a regular file of at most `limit` bytes."""
    try:
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError:
        return FileError("vanished before it could be read")
    except OSError as error:
        return FileError(f"cannot be read: {error.strerror}")
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return FileError("cannot be read: not a regular file")
        if found.st_size > limit:
            return FileError(too_large(found.st_size, limit))
        data = b""
        while len(data) <= limit and (piece := os.read(descriptor, found.st_size + 1)):
            data += piece
    except OSError as error:
        return FileError(f"cannot be read: {error.strerror}")
    finally:
        os.close(descriptor)
    if len(data) > limit:
        return FileError(too_large(len(data), limit))
    return Content(data, found.st_size, found.st_mtime_ns, found.st_ino)


def too_large(size: int, limit: int) -> str:
    """What to say about a file of that size."""
    return (
        f"too large: {size / _MEGABYTE:.1f} MB, limit {limit / _MEGABYTE:.1f} MB; raise it with max-file-size"
    )

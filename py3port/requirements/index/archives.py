"""Takes the metadata out of wheels and source distributions without having, let alone running, the whole."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import lzma
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Protocol

from py3port.requirements.index.metadata import MAX_SIZE, MetadataError


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""


_BLOCK = 1 << 16
_MAX_RANGES = 8_000_000
_MAX_UNPACKED = 200_000_000
_WHEEL_METADATA = re.compile(r"[^/]+\.dist-info/METADATA")
_SDIST_METADATA = re.compile(r"(\./)?[^/]+/PKG-INFO")
_SDIST_REQUIRES = re.compile(r"(\./)?[^/]+/([^/]+/)*[^/]+\.egg-info/requires\.txt")
_TOP_LEVEL = re.compile(r"\.(?:dist|egg)-info/top_level\.txt$")
_MAX_NAMES = 50_000
_UNPACKERS: dict[str, Callable[[IO[bytes]], Readable]] = {
    ".gz": lambda raw: gzip.GzipFile(fileobj=raw),
    ".tgz": lambda raw: gzip.GzipFile(fileobj=raw),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
BROKEN = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
    KeyError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What the standard library raises for archives that are broken or ill-meant."""


class Ranges(io.RawIOBase):
    """A file on a server, of which only those blocks are fetched that are read."""

    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        self._size = size
        self._fetch = fetch
        self._place = 0
        self._blocks: dict[int, bytes] = {}

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go elsewhere; nothing is fetched yet."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read from the block that we are in."""
        if self._place >= self._size:
            return 0
        # Blocks count from the end: that is where an archive's table of contents lies.
        number = (self._size - 1 - self._place) // _BLOCK
        end = self._size - number * _BLOCK
        block = self._blocks.get(number)
        start = max(0, end - _BLOCK)
        if block is None:
            if len(self._blocks) * _BLOCK > _MAX_RANGES:
                raise MetadataError("too much had to be read to find its metadata")
            block = self._blocks[number] = self._fetch(start, end)
        data = block[self._place - start :][: len(buffer)]
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)


def metadata_in_zip(file: IO[bytes], name: str) -> bytes:
    """The METADATA of a wheel, or the PKG-INFO of a source distribution that is a zip file.

    Raises:
        MetadataError: there is none.
    """
    wanted = _WHEEL_METADATA if name.endswith(".whl") else _SDIST_METADATA
    try:
        with zipfile.ZipFile(file) as archive:
            found = [each for each in archive.infolist() if wanted.fullmatch(each.filename)]
            if not found:
                raise MetadataError(f"{name} has no metadata")
            with archive.open(found[0]) as stream:
                return _bounded(stream, name)
    except BROKEN as error:
        raise MetadataError(f"{name} is no sound zip file") from error


def metadata_in_tar(raw: IO[bytes], name: str) -> bytes:
    """The PKG-INFO of a source distribution that is read as a stream, up to there.

    Raises:
        MetadataError: there is none.
    """
    try:
        with tarfile.open(fileobj=unpacked(raw, name), mode="r|") as archive:
            for member in archive:
                if member.isfile() and _SDIST_METADATA.fullmatch(member.name):
                    stream = archive.extractfile(member)
                    assert stream is not None
                    return _bounded(stream, name)
    except BROKEN as error:
        raise MetadataError(f"{name} is no sound archive") from error
    raise MetadataError(f"{name} has no metadata")


def requires_in_sdist(raw: IO[bytes], name: str) -> bytes:
    """The requires.txt that setuptools puts into a source distribution; empty where it has none.

    Raises:
        MetadataError: the archive is broken.
    """
    try:
        if name.lower().endswith(".zip"):
            with zipfile.ZipFile(raw) as archive:
                found = next((each for each in archive.namelist() if _SDIST_REQUIRES.fullmatch(each)), None)
                return _bounded(archive.open(found), name) if found else b""
        with tarfile.open(fileobj=unpacked(raw, name), mode="r|") as stream:
            for member in stream:
                if member.isfile() and _SDIST_REQUIRES.fullmatch(member.name):
                    content = stream.extractfile(member)
                    assert content is not None
                    return _bounded(content, name)
    except BROKEN as error:
        raise MetadataError(f"{name} is no sound archive") from error
    return b""


def names_in_archive(raw: IO[bytes], name: str) -> tuple[list[str], str]:
    """The files in a wheel or source distribution, without the folder around the latter; and its top_level.txt.

    Raises:
        MetadataError: the archive is broken.
    """
    is_wheel = name.endswith(".whl")
    found, told = [], b""
    try:
        if name.lower().endswith((".whl", ".zip")):
            with zipfile.ZipFile(raw) as archive:
                found = archive.namelist()[:_MAX_NAMES]
                place = next((each for each in found if _TOP_LEVEL.search(each)), None)
                told = _bounded(archive.open(place), name) if place else b""
        else:
            with tarfile.open(fileobj=unpacked(raw, name), mode="r|") as stream:
                for member in itertools.islice(stream, _MAX_NAMES):
                    found.append(member.name.removeprefix("./"))
                    content = stream.extractfile(member) if _TOP_LEVEL.search(member.name) else None
                    told = _bounded(content, name) if content is not None else told
    except BROKEN as error:
        raise MetadataError(f"{name} is no sound archive") from error
    names = found if is_wheel else [each.partition("/")[2] for each in found]
    return names, told.decode("utf-8", "replace")


def unpacked(raw: IO[bytes], name: str) -> Limited:
    """The tar file in a compressed stream, as far as it is of a decent size."""
    return Limited(_UNPACKERS[os.path.splitext(name.lower())[1]](raw), _MAX_UNPACKED)


class Limited(io.RawIOBase):
    """A stream that ends in an error where it grows too long: a few bytes can unpack to any number."""

    def __init__(self, stream: Readable, limit: int) -> None:
        self._stream = stream
        self._left = limit

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes.

        Raises:
            MetadataError: there have been too many.
        """
        data = self._stream.read(min(size, _BLOCK) if size >= 0 else _BLOCK)
        self._left -= len(data)
        if self._left < 0:
            raise MetadataError("it unpacks to more than is reasonable")
        return data


def _bounded(stream: Readable, name: str) -> bytes:
    pieces, size = [], 0
    while data := stream.read(_BLOCK):
        pieces.append(data)
        size += len(data)
        if size > MAX_SIZE:
            raise MetadataError(f"{name} has more metadata than is reasonable")
    return b"".join(pieces)

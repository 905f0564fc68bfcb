"""Looks into files of an index, wherever they lie, without having the whole of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, TypeVar

from py3port.requirements.index import local
from py3port.requirements.index.listing import File
from py3port.requirements.index.metadata import MAX_SIZE
from py3port.requirements.index.urls import FetchError

if TYPE_CHECKING:
    from py3port.requirements.index.transport import Reply, Transport

_MAX_FILE = 60_000_000
_ZIPS = (".whl", ".zip")
_T = TypeVar("_T")


class Contents:
    """Reads from files; what reads from archives is imported only where there is something to read."""

    def __init__(self, transport: Callable[[], Transport]) -> None:
        self._transport = transport

    def metadata(self, file: File) -> bytes:
        """Its METADATA or PKG-INFO, by the cheapest way there is.

        Raises:
            FetchError, LocalError: it cannot be had.
            MetadataError: it has none.
        """
        from py3port.requirements.index.archives import metadata_in_tar, metadata_in_zip

        if file.has_metadata and not local.is_local(file.url):
            with self._transport().get(f"{file.url}.metadata", limit=MAX_SIZE) as reply:
                if reply.status == 200:
                    return reply.body.readall()
        find = metadata_in_zip if _is_zip(file) else metadata_in_tar
        return self._read(file, lambda raw: find(raw, file.name))

    def requires(self, file: File) -> bytes:
        """The requires.txt in a source distribution; empty where it has none. Raises as `metadata` does."""
        from py3port.requirements.index.archives import requires_in_sdist

        return self._read(file, lambda raw: requires_in_sdist(raw, file.name))

    def modules(self, file: File) -> tuple[str, ...]:
        """The names that its code is imported by. Raises as `metadata` does."""
        from py3port.requirements.index.archives import names_in_archive
        from py3port.requirements.index.modules import import_names

        names, told = self._read(file, lambda raw: names_in_archive(raw, file.name))
        return import_names(names, told)

    def _read(self, file: File, read: Callable[[IO[bytes]], _T]) -> _T:
        if local.is_local(file.url):
            with local.opened(file.url) as raw:
                return read(raw)
        if _is_zip(file):
            return self._read_ranges(file, read)
        with self._transport().get(file.url, limit=_MAX_FILE) as reply:
            expect(reply, 200)
            return read(io.BufferedReader(reply.body))

    def _read_ranges(self, file: File, read: Callable[[IO[bytes]], _T]) -> _T:
        """A zip file has its table of contents at its end."""
        from py3port.requirements.index.archives import Ranges

        headers = {"Range": "bytes=-65536", "Accept-Encoding": "identity"}
        with self._transport().get(file.url, limit=_MAX_FILE, headers=headers) as reply:
            if reply.status == 200:
                return read(io.BytesIO(reply.body.readall()))
            expect(reply, 206)
            size = _total(reply.headers)
            tail = reply.body.readall()

        def fetch(start: int, end: int) -> bytes:
            if end == size and len(tail) == end - start:
                return tail
            return self._range(file.url, start, end)

        return read(io.BufferedReader(Ranges(size, fetch)))

    def _range(self, url: str, start: int, end: int) -> bytes:
        headers = {"Range": f"bytes={start}-{end - 1}", "Accept-Encoding": "identity"}
        with self._transport().get(url, limit=end - start, headers=headers) as reply:
            expect(reply, 206)
            data = reply.body.readall()
        if len(data) != end - start:
            raise FetchError("the server sends other ranges than it was asked for")
        return data


def expect(reply: Reply, status: int) -> None:
    """Make sure that a reply is of that status.

    Raises:
        FetchError: it is of another.
    """
    if reply.status in (401, 403):
        raise FetchError(f"the server wants another login (HTTP {reply.status})")
    if reply.status != status:
        raise FetchError(f"the server answers with HTTP {reply.status}")


def _is_zip(file: File) -> bool:
    return file.name.lower().endswith(_ZIPS)


def _total(headers: Mapping[str, str]) -> int:
    total = headers.get("content-range", "").rpartition("/")[2]
    if not total.isdecimal():
        raise FetchError("the server sends a range without its place")
    return int(total)

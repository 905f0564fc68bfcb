"""Indexes and links that lie on this machine: folders and files, as pip takes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from py3port.requirements.index.listing import Link
from py3port.requirements.index.pages import PageError, read_page

_MAX_PAGE = 50_000_000


class LocalError(Exception):
    """A file or folder cannot be read."""


def is_local(place: str) -> bool:
    """Whether a URL or path is on this machine."""
    scheme = urlsplit(place).scheme
    return scheme == "file" or len(scheme) < 2


def project_links(url: str) -> list[Link] | None:
    """The links of a distribution in an index that is a folder; none where it has no such name.

    Raises:
        LocalError: it cannot be read.
    """
    page = _path(url) / "index.html"
    return _page_links(page) if page.is_file() else None


def place_links(place: str) -> list[Link] | None:
    """The links at a place that `find-links` names: all files of a folder, or those on a page.

    Raises:
        LocalError: it cannot be read.
    """
    path = _path(place)
    if path.is_dir():
        try:
            return [Link(name, _url(path / name)) for name in sorted(os.listdir(path))]
        except OSError as error:
            raise LocalError(f"cannot be read: {error.strerror}") from error
    if not path.exists():
        return None
    return _page_links(path) if path.suffix in (".html", ".htm") else [Link(path.name, _url(path))]


@contextmanager
def opened(url: str) -> Iterator[IO[bytes]]:
    """A file to read from.

    Raises:
        LocalError: it cannot be read.
    """
    try:
        with open(_path(url), "rb") as file:
            yield file
    except OSError as error:
        raise LocalError(f"cannot be read: {error.strerror}") from error


def read(url: str, limit: int) -> bytes:
    """A whole file.

    Raises:
        LocalError: it cannot be read, or is too big.
    """
    try:
        with open(_path(url), "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise LocalError(f"cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise LocalError(f"is bigger than {limit / 1e6:g} MB")
    return data


def _page_links(page: Path) -> list[Link]:
    data = read(_url(page), _MAX_PAGE)
    try:
        return read_page(data, content_type="text/html", url=_url(page))
    except PageError as error:
        raise LocalError(str(error)) from error


def _path(place: str) -> Path:
    parts = urlsplit(place)
    if parts.scheme != "file":
        return Path(os.path.expanduser(place))
    # It brings a client of HTTP along.
    from urllib.request import url2pathname

    if parts.netloc not in ("", "localhost"):
        return Path(url2pathname(f"//{parts.netloc}{parts.path}"))
    return Path(url2pathname(parts.path))


def _url(path: Path) -> str:
    return Path(os.path.abspath(path)).as_uri()

"""Remembers what indexes said, in an SQLite file that is safe to delete and that nobody has to trust."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, TypeVar

from py3port.requirements.index.listing import Link
from py3port.requirements.index.metadata import Metadata
from py3port.storage import STATE_FOLDER, StorageError, state_folder

NAME = "index.sqlite3"
_TIMEOUT = 10.0
_TABLES = (
    "CREATE TABLE pages (url TEXT PRIMARY KEY, fetched INTEGER, expires INTEGER, etag TEXT, modified TEXT, "
    "digest TEXT, links TEXT) WITHOUT ROWID",
    "CREATE TABLE metadata (url TEXT PRIMARY KEY, facts TEXT) WITHOUT ROWID",
    "CREATE TABLE modules (key TEXT PRIMARY KEY, names TEXT) WITHOUT ROWID",
    "CREATE TABLE results (key TEXT PRIMARY KEY, written INTEGER, result TEXT) WITHOUT ROWID",
)
_MAX_RESULTS = 20
_STAMP = "fetched, expires, etag, modified, digest"
_FORGET = "DELETE FROM results WHERE key NOT IN (SELECT key FROM results ORDER BY written DESC LIMIT ?)"
_T = TypeVar("_T")
_LINK = (str, str, str, bool, str, bool)


@dataclass(frozen=True)
class Stamp:
    """When a page was fetched, and how to tell whether it is still the same. Times are in seconds since 1970."""

    fetched: int
    expires: int
    """Until then there is no need to ask again."""
    etag: str
    modified: str
    digest: str
    """Of its links."""


@dataclass(frozen=True)
class Page:
    """A page as it was fetched."""

    stamp: Stamp
    links: tuple[Link, ...] | None
    """None: the index did not know the name."""


def digest_of(links: tuple[Link, ...] | None) -> str:
    """What tells the links of a page from others."""
    return hashlib.blake2b(repr(links).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


class Cache:
    """Pages and metadata by URL; those URLs have no passwords. Safe to use from several threads."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._pages: dict[str, Page] = {}
        self._stamps: dict[str, Stamp] = {}
        self._modules: dict[str, str] = {}
        self._results: dict[str, str] = {}
        self._metadata: dict[str, Metadata] = {}
        self._connection = self._open()

    def page(self, url: str) -> Page | None:
        """The page as it was when it was fetched last."""
        return self._row(f"SELECT {_STAMP}, links FROM pages WHERE url = ?", url, _page)

    def stamp(self, url: str) -> Stamp | None:
        """The same without what is on the page."""
        return self._row(f"SELECT {_STAMP} FROM pages WHERE url = ?", url, _stamp)

    def result(self, key: str) -> str | None:
        """What was made of pages and metadata before."""
        return self._row("SELECT result FROM results WHERE key = ?", key, _result)

    def metadata(self, url: str) -> Metadata | None:
        """What the file at that URL said; that never changes."""
        return self._row("SELECT facts FROM metadata WHERE url = ?", url, _metadata)

    def put_page(self, url: str, page: Page) -> None:
        """Remember a page."""
        with self._lock:
            self._pages[url] = page

    def put_stamp(self, url: str, stamp: Stamp) -> None:
        """Remember that a page is still the same."""
        with self._lock:
            self._stamps[url] = stamp

    def modules(self, key: str) -> tuple[str, ...] | None:
        """The names that a distribution is imported by."""
        names = self._row("SELECT names FROM modules WHERE key = ?", key, _result)
        return None if names is None else tuple(names.split())

    def put_modules(self, key: str, names: Iterable[str]) -> None:
        """Remember the names that a distribution is imported by."""
        with self._lock:
            self._modules[key] = " ".join(names)

    def put_result(self, key: str, result: str) -> None:
        """Remember what was made of pages and metadata."""
        with self._lock:
            self._results[key] = result

    def put_metadata(self, url: str, metadata: Metadata) -> None:
        """Remember metadata."""
        with self._lock:
            self._metadata[url] = metadata

    def close(self) -> None:
        """Write what is new; where nothing can be written it is forgotten."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        new = (self._pages, self._stamps, self._metadata, self._modules, self._results)
        if self._root is None or not any(new):
            return
        now = int(time.time())
        pages = [(url, *astuple(page.stamp), _links(page)) for url, page in self._pages.items()]
        stamps = [(each.fetched, each.expires, url) for url, each in self._stamps.items()]
        results = [(key, now, text) for key, text in self._results.items()]
        facts = [(url, json.dumps(astuple(each))) for url, each in self._metadata.items()]
        with suppress(StorageError, OSError, sqlite3.Error):
            path = state_folder(self._root) / NAME
            if os.path.lexists(path) and not _is_file(path):
                return
            with closing(sqlite3.connect(path, timeout=_TIMEOUT, isolation_level=None)) as connection:
                _prepare(connection)
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)", pages)
                connection.executemany("UPDATE pages SET fetched = ?, expires = ? WHERE url = ?", stamps)
                connection.executemany("REPLACE INTO metadata VALUES (?, ?)", facts)
                connection.executemany("REPLACE INTO modules VALUES (?, ?)", self._modules.items())
                connection.executemany("REPLACE INTO results VALUES (?, ?, ?)", results)
                connection.execute(_FORGET, (_MAX_RESULTS,))
                connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection | None:
        if self._root is None:
            return None
        path = self._root / STATE_FOLDER / NAME
        if path.parent.is_symlink() or not _is_file(path):
            return None
        connection = None
        try:
            uri = f"{path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, timeout=_TIMEOUT, check_same_thread=False)
            if _tables(connection) == _TABLES:
                return connection
        except sqlite3.Error:
            pass
        if connection is not None:
            connection.close()
        return None

    def _row(self, query: str, url: str, read: Callable[[Any], _T]) -> _T | None:
        if self._connection is None:
            return None
        try:
            with self._lock:
                row = self._connection.execute(query, (url,)).fetchone()
            return read(row) if row is not None else None
        except (sqlite3.Error, ValueError, TypeError, RecursionError):
            return None


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables; those of another version of ours are thrown away, for it is only a cache."""
    found = _tables(connection)
    if found == _TABLES:
        return
    connection.execute("BEGIN IMMEDIATE")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f'DROP TABLE "{name.replace(chr(34), chr(34) * 2)}"')
    for table in _TABLES:
        connection.execute(table)
    connection.execute("COMMIT")


def _tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') ORDER BY rowid"
    )
    return tuple(sql for (sql,) in rows)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _links(page: Page) -> str | None:
    return None if page.links is None else json.dumps([astuple(link) for link in page.links])


def _stamp(row: tuple[Any, ...]) -> Stamp:
    fetched, expires, *texts = row
    if not (isinstance(fetched, int) and isinstance(expires, int) and all(type(t) is str for t in texts)):
        raise ValueError("a row of the wrong types")
    return Stamp(fetched, expires, *texts)


def _page(row: tuple[Any, ...]) -> Page:
    *stamp, text = row
    links = None
    if text is not None:
        rows = json.loads(text)
        if any(tuple(map(type, each)) != _LINK for each in rows):
            raise ValueError("a link of the wrong types")
        links = tuple(Link(*each) for each in rows)
    return Page(_stamp(tuple(stamp)), links)


def _result(row: tuple[Any, ...]) -> str:
    return str(row[0])


def _metadata(row: tuple[Any, ...]) -> Metadata:
    file, requires_python, classifiers, requires, knows = json.loads(row[0])
    texts = (file, requires_python, *classifiers, *requires)
    if not all(isinstance(each, str) for each in texts):
        raise ValueError("a row of the wrong types")
    return Metadata(file, requires_python, tuple(classifiers), tuple(requires), bool(knows))

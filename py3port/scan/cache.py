"""Remembers results between runs, in an SQLite file that is safe to delete and that nobody has to trust."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from py3port.result import Applicability, FileError, FileResult, FileStatus, Finding, Stage, Suppression
from py3port.storage import STATE_FOLDER, StorageError, state_folder

NAME = "cache.sqlite3"
_BESIDE = ("-wal", "-shm", "-journal")
_VERSION = 1
_KEPT_CONTEXTS = 4
_FEW = 200
_TIMEOUT = 10.0
_TABLES = (
    "CREATE TABLE contexts (context BLOB PRIMARY KEY, used INTEGER) WITHOUT ROWID",
    "CREATE TABLE results (context BLOB, path BLOB, surroundings BLOB, size INTEGER, mtime INTEGER, "
    "inode INTEGER, digest BLOB, payload TEXT, PRIMARY KEY (context, path)) WITHOUT ROWID",
)
_COLUMNS = (bytes, bytes, int, int, int, bytes, str)
_FINDING = (int, int, int, int, str, str, str, str, str, str)


@dataclass(frozen=True)
class Entry:
    """What is remembered of a file: what it was, and its result as text."""

    surroundings: bytes
    size: int
    mtime_ns: int
    """0 where the time tells nothing, because the file was changed only just before it was read."""
    inode: int
    digest: bytes
    payload: str


class Cache:
    """The remembered results for one set of rules and options (the context)."""

    def __init__(self, root: Path, context: bytes, *, warn: Callable[[str], None], name: str = NAME) -> None:
        self._root = root
        self._path = root / STATE_FOLDER / name
        self._context = context
        self._warn = warn

    def load(self, paths: Sequence[str], *, everything: bool) -> dict[str, Entry]:
        """What is remembered of these paths, or more; with `everything` of all paths there ever were."""
        if not self._is_ours():
            return {}
        try:
            with _connection(self._path) as connection:
                tables = _tables(connection)
                if not tables:
                    return {}
                if tables != _TABLES:
                    return self._give_up("its tables are not ours")
                return {
                    os.fsdecode(row[0]): Entry(*row[1:])
                    for row in self._rows(connection, paths, everything=everything)
                }
        except sqlite3.OperationalError:
            return {}
        except (sqlite3.DatabaseError, ValueError, OverflowError) as error:
            return self._give_up(str(error))

    def store(self, entries: Mapping[str, Entry], *, gone: Iterable[str] = ()) -> None:
        """Remember `entries`, forget the paths in `gone`; where nothing can be written do neither."""
        rows = [
            (
                self._context,
                os.fsencode(path),
                e.surroundings,
                e.size,
                e.mtime_ns,
                e.inode,
                e.digest,
                e.payload,
            )
            for path, e in entries.items()
        ]
        try:
            state_folder(self._root)
            if not self._is_ours() and os.path.lexists(self._path):
                return
            with _connection(self._path) as connection:
                _create(connection)
                self._write(connection, rows, [(self._context, os.fsencode(path)) for path in gone])
        except (StorageError, OSError, sqlite3.OperationalError):
            return
        except sqlite3.DatabaseError as error:
            self._give_up(str(error))

    def _rows(
        self, connection: sqlite3.Connection, paths: Sequence[str], *, everything: bool
    ) -> Iterator[tuple[Any, ...]]:
        query = (
            "SELECT path, surroundings, size, mtime, inode, digest, payload FROM results WHERE context = ?"
        )
        if everything or len(paths) > _FEW:
            found = connection.execute(query, (self._context,))
        else:
            marks = ",".join("?" * len(paths))
            found = connection.execute(
                f"{query} AND path IN ({marks})", (self._context, *map(os.fsencode, paths))
            )
        for row in found:
            if tuple(map(type, row)) != _COLUMNS:
                raise ValueError("a row of the wrong types")
            yield row

    def _write(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[tuple[Any, ...]],
        gone: Sequence[tuple[bytes, bytes]],
    ) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("REPLACE INTO contexts VALUES (?, ?)", (self._context, time.time_ns()))
        connection.executemany("REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.executemany("DELETE FROM results WHERE context = ? AND path = ?", gone)
        kept = "SELECT context FROM contexts ORDER BY used DESC LIMIT ?"
        connection.execute(f"DELETE FROM results WHERE context NOT IN ({kept})", (_KEPT_CONTEXTS,))
        connection.execute(f"DELETE FROM contexts WHERE context NOT IN ({kept})", (_KEPT_CONTEXTS,))
        connection.execute("COMMIT")

    def _is_ours(self) -> bool:
        """Whether the file lies in a folder of the project's own: a link would make us write elsewhere."""
        try:
            folder, file = os.lstat(self._path.parent), os.lstat(self._path)
        except OSError:
            return False
        if not stat.S_ISDIR(folder.st_mode) or not stat.S_ISREG(file.st_mode):
            return False
        # SQLite opens the files beside its own by name.
        return not any(_is_odd(f"{self._path}{ending}") for ending in _BESIDE)

    def _give_up(self, reason: str) -> dict[str, Entry]:
        """Remove a file that is of no use; the next run makes a new one."""
        self._warn(f"{STATE_FOLDER}/{self._path.name} cannot be used and is made anew: {reason}")
        for ending in ("", *_BESIDE):
            with suppress(OSError):
                os.unlink(f"{self._path}{ending}")
        return {}


def _is_odd(path: str) -> bool:
    """Whether something lies there that is no regular file."""
    try:
        return not stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=_TIMEOUT, isolation_level=None)) as connection:
        # The file may come with the repository: nothing in its schema may run.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        yield connection


def _tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The tables of the file; none in one that another run is only now making."""
    connection.execute("BEGIN")
    version = connection.execute("PRAGMA user_version").fetchone()
    found = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    connection.execute("COMMIT")
    if found and version != (_VERSION,):
        return ("tables of another version",)
    return tuple(str(row[0]) for row in found)


def _create(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone() == (_VERSION,):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() != (_VERSION,):
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


def encode(result: FileResult) -> str:
    """A result as text, without what the path and the project say."""
    if result.error is not None:
        error = result.error
        return json.dumps(
            [result.lines, result.dialect, [error.message, error.line, error.column], [], [], []]
        )
    rows = [_row(each) for each in result.findings]
    hidden = [
        (each.line, each.column, each.names, each.reason, [_row(finding) for finding in each.findings])
        for each in result.suppressions
    ]
    return json.dumps(
        [result.lines, result.dialect, None, rows, result.imports, hidden], separators=(",", ":")
    )


def _row(each: Finding) -> tuple[Any, ...]:
    return (
        each.line,
        each.column,
        each.end_line,
        each.end_column,
        each.rule,
        each.applicability.value,
        each.message,
        each.scope,
        each.text,
        each.fingerprint,
    )


def decode(
    payload: str, path: str, *, stages: Mapping[str, Stage], app: str, owners: tuple[str, ...]
) -> FileResult | None:
    """The result that `encode` made text of; None if it is none. `stages` has the rules that may occur."""
    try:
        lines, dialect, error, rows, imports, hidden = json.loads(payload)
        if type(lines) is not int or type(dialect) is not str:
            return None
        if error is not None:
            message, line, column = error
            if (type(message), type(line), type(column)) != (str, int, int):
                return None
            problem = FileError(message, line, column)
            return FileResult(path, lines, dialect, FileStatus.ERROR, problem, app=app, owners=owners)
        found = tuple(_finding(row, path, stages, app, owners) for row in rows)
        if any(type(name) is not str for name in imports):
            return None
        suppressions = tuple(_suppression(each, path, stages, app, owners) for each in hidden)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return FileResult(
        path, lines, dialect, FileStatus.OK, None, found, app, owners, tuple(imports), suppressions
    )


def _suppression(
    item: Any, path: str, stages: Mapping[str, Stage], app: str, owners: tuple[str, ...]
) -> Suppression:
    line, column, names, reason, rows = item
    if (type(line), type(column), type(reason)) != (int, int, str) or any(
        type(name) is not str for name in names
    ):
        raise ValueError("a suppression of the wrong types")
    found = tuple(_finding(row, path, stages, app, owners) for row in rows)
    return Suppression(line, column, tuple(names), reason, found)


_APPLICABILITY = {each.value: each for each in Applicability}


def _finding(row: Any, path: str, stages: Mapping[str, Stage], app: str, owners: tuple[str, ...]) -> Finding:
    if tuple(map(type, row)) != _FINDING:
        raise ValueError("a finding of the wrong types")
    line, column, end_line, end_column, rule, applicability, message, scope, text, fingerprint = row
    return Finding(
        path,
        line,
        column,
        end_line,
        end_column,
        rule,
        stages[rule],
        _APPLICABILITY[applicability],
        message,
        scope,
        text,
        fingerprint,
        app,
        owners,
    )

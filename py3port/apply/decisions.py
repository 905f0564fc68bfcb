"""Remembers between applies what they decided about each file, and what its author wrote."""

from __future__ import annotations

import base64
import json
import os
import zlib
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from py3port.apply.decided import Decided, is_decided_once, lines_of
from py3port.result import Mode
from py3port.rule import Rule
from py3port.scan.cache import Cache, Entry
from py3port.storage import STATE_FOLDER, digest

NAME = "decided.sqlite3"
_AUTHORS = b"authors"
_PAST = 60
"""How many former texts of a file are known, so that one who goes back to them starts afresh."""
_MOST = 4_000_000
"""The longest text that is believed to be an author's: the record may come with a stranger's repository."""


@dataclass(frozen=True)
class AuthorsOf:
    """Knows what the files below a root held before they were ported, as long as nobody else changed them since."""

    root: Path

    def text(self, path: str, raw: bytes) -> bytes:
        """What the file, which now has `raw` in it, held before it was ported; what it holds, if it was not."""
        entry = _ported(self.root, _stamp(self.root)).get(path)
        if entry is None or entry.digest.hex() != digest(raw):
            return raw
        with suppress(ValueError, zlib.error):
            return zlib.decompressobj().decompress(base64.b64decode(entry.payload), _MOST)
        return raw

    def store(self, texts: Mapping[str, tuple[bytes, str]]) -> None:
        """Remember by whom files were written: their text as it was, and the digest of the ported one."""
        _ported.cache_clear()
        _cache(self.root, _AUTHORS).store(
            {
                path: Entry(
                    b"", 0, 0, 0, bytes.fromhex(ported), base64.b64encode(zlib.compress(raw)).decode()
                )
                for path, (raw, ported) in texts.items()
            }
        )


class Decisions:
    """What is decided about some files of a project in one mode; safe to delete.

    It outlives the version of the rules: a newer one is no reason to judge ported code by what it is not any more.
    """

    def __init__(self, root: Path, mode: Mode, paths: Sequence[str]) -> None:
        self.authors = AuthorsOf(root)
        self._cache = _cache(root, mode.value.encode())
        entries = self._cache.load(paths, everything=False)
        self._known = {path: _decode(entries[path].payload) for path in paths if path in entries}
        self._noted: dict[str, Decided] = {}
        self._written: dict[str, tuple[bytes, str]] = {}

    def of(self, path: str) -> Decided | None:
        """What is known of a file."""
        return self._known.get(path)

    def note(self, path: str, before: bytes, after: bytes, rules: Iterable[Rule], *, unsafe: bool) -> None:
        """Note that rules were asked about a file, and what they made of it."""
        old, known = digest(before), self._known.get(path)
        names = frozenset(rule.name for rule in rules if is_decided_once(rule))
        lines = lines_of(after)
        if known is None or old in known.past:
            known = Decided(lines)
        elif not names.issuperset(known.safe | known.unsafe):
            # What somebody else wrote stays new to the rules that were not asked now.
            lines -= lines_of(before) - known.lines
        decided = replace(
            known,
            lines=lines,
            safe=known.safe | (frozenset() if unsafe else names),
            unsafe=known.unsafe | (names if unsafe else frozenset()),
            past=known.past if before == after else (*known.past, old)[-_PAST:],
        )
        if decided != self._known.get(path) and (decided.safe or decided.unsafe):
            self._noted[path] = decided
        if before != after:
            self._written[path] = self.authors.text(path, before), digest(after)

    def store(self, *, but: Container[str]) -> None:
        """Remember what was noted, but for some files."""
        noted = {path: _encode(each) for path, each in self._noted.items() if path not in but}
        if noted:
            self._cache.store({path: Entry(b"", 0, 0, 0, b"", text) for path, text in noted.items()})
        written = {path: each for path, each in self._written.items() if path not in but}
        if written:
            self.authors.store(written)


@lru_cache(maxsize=1)
def _ported(root: Path, stamp: tuple[int, int]) -> Mapping[str, Entry]:
    """All ported files; `stamp` tells that some were added."""
    return _cache(root, _AUTHORS).load((), everything=True) if stamp[1] else {}


def _stamp(root: Path) -> tuple[int, int]:
    try:
        found = os.stat(root / STATE_FOLDER / NAME)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _cache(root: Path, context: bytes) -> Cache:
    return Cache(root, context, warn=lambda _: None, name=NAME)


def _encode(decided: Decided) -> str:
    row = (sorted(decided.lines), sorted(decided.safe), sorted(decided.unsafe), decided.past)
    return json.dumps(row, separators=(",", ":"))


def _decode(payload: str) -> Decided | None:
    """What `_encode` made text of; None if it is none."""
    try:
        lines, safe, unsafe, past = json.loads(payload)
        return Decided(frozenset(lines), frozenset(safe), frozenset(unsafe), tuple(past))
    except (ValueError, TypeError, RecursionError):
        return None

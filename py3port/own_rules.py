"""Our own rules: by the cards that were kept of them where these still fit, else with all of their code."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import stat
import sys
import time
from abc import ABCMeta
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import py3port
from py3port.cards import card_of, carded
from py3port.rule import Rule
from py3port.stamps import code_in, code_of_six, stamps
from py3port.userfolder import cache_folder

PACKAGE = "py3port_codemods"
_ENGINE = ("", "analysis", "python2")
"""The folders of our own that a rule's code imports from."""
_START_NS = time.time_ns()
_MAX_AGE = 60 * 86400
"""After so many seconds the cards that other code has left behind go."""


def own_rules() -> Sequence[Rule]:
    """Our rules; as far as their cards are known without their code, which is imported when it has to work."""
    kept = _Kept.find()
    if kept is None:
        return imported_rules()
    known = kept.read()
    if known is not None:
        return known
    rules = imported_rules()
    kept.write(rules)
    return rules


def imported_rules() -> Sequence[Rule]:
    """Our rules, with all of their code."""
    import pkgutil

    folders = importlib.import_module(PACKAGE).__path__
    modules = [importlib.import_module(f"{PACKAGE}.{each.name}") for each in pkgutil.iter_modules(folders)]
    return [kind() for module in modules for kind in _rule_classes(module)]


class _Kept:
    """The file with the cards of one installation under one Python.

    It begins with a digest of the cards and of what tells the code that they are of. Where that does not fit, for
    whatever reason, the file is of no use, and nobody has to be told.
    """

    def __init__(self, path: Path, code: str, *, is_settled: bool) -> None:
        self._path = path
        self._code = code
        self._is_settled = is_settled

    @classmethod
    def find(cls) -> _Kept | None:
        """Where it is, or would be; None where nothing can be kept."""
        cache = cache_folder()
        home = os.path.dirname(os.path.abspath(py3port.__file__))
        folders = [os.path.join(home, name) for name in _ENGINE]
        folders += map(os.path.abspath, importlib.import_module(PACKAGE).__path__)
        try:
            files = [*(each for folder in folders for each in code_in(folder)), *code_of_six()]
        except OSError:
            return None
        if cache is None:
            return None
        # Without docstrings (`python -OO`) the cards say less.
        python = f"{sys.version} {sys.flags.optimize}"
        name = _digest("\0".join((python, *folders))).decode()[:16]
        code = "\0".join((py3port.__version__, python, *stamps(files)))
        # Of what was changed since we began, something else may be in memory.
        is_settled = all(found.st_ctime_ns < _START_NS for _, found in files)
        return cls(cache / f"rules-{name}.json", code, is_settled=is_settled)

    def read(self) -> list[Rule] | None:
        """The rules by their cards; None where there are none that fit."""
        try:
            with open(self._path, "rb") as file:
                if not _is_own(os.fstat(file.fileno())):
                    return None
                digest, _, cards = file.read().partition(b"\n")
        except OSError:
            return None
        if digest != _digest(self._code, cards):
            return None
        return [carded(card) for card in json.loads(cards)]

    def write(self, rules: Sequence[Rule]) -> None:
        """Keep the cards of these rules, if that can be done."""
        if not self._is_settled:
            return
        from py3port import storage

        cards = json.dumps([card_of(rule) for rule in rules], separators=(",", ":")).encode()
        with suppress(storage.StorageError, OSError):
            storage.make_folder(self._path.parent)
            storage.write(self._path, b"%s\n%s" % (_digest(self._code, cards), cards), mode=0o600)
            for each in self._path.parent.glob("rules-*.json"):
                if each.stat().st_mtime < time.time() - _MAX_AGE:
                    storage.remove(each)


def _digest(text: str, data: bytes = b"") -> bytes:
    found = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16)
    found.update(data)
    return found.hexdigest().encode()


def _is_own(found: os.stat_result) -> bool:
    """Whether a file is one that nobody else has put there: what it names is imported."""
    return stat.S_ISREG(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _rule_classes(module: Any) -> Iterator[type[Rule]]:
    for value in vars(module).values():
        # Python 3.10 takes `list[int]` and `Iterable[int]` for classes; their own type tells.
        if (
            issubclass(type(value), ABCMeta)
            and issubclass(value, Rule)
            and value.__module__ == module.__name__
            and not value.__abstractmethods__
        ):
            yield value

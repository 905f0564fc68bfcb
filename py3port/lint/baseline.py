"""The file of tolerated findings: sorted, one entry a line, so that people can read its diffs and merge it."""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from py3port import storage
from py3port.errors import UserError
from py3port.lint.known import Known

DEFAULT_NAME = "py3port-baseline.json"
BASELINE_VERSION = "1.0"
_MAX_SIZE = 500_000_000
_MAX_ENTRIES = 5_000_000
_FIELDS = ("path", "rule", "scope", "text")


@dataclass(frozen=True)
class Baseline:
    """What is tolerated, each as often as it occurs."""

    entries: tuple[Known, ...]


def load(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        UserError: it is missing, broken, or of a newer version.
    """
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MAX_SIZE:
            raise UserError(f"{path}: not a regular file, or too large for a baseline")
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise UserError(f"{path}: no such baseline; `py3port lint --update-baseline` makes one") from None
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from error
    except RecursionError:
        raise UserError(f"{path}: broken baseline: nested too deeply") from None
    except ValueError as error:
        raise UserError(f"{path}: broken baseline: {error}{_hint(path)}") from error
    if not isinstance(document, dict):
        raise UserError(f"{path}: broken baseline: no JSON object")
    _check_version(path, document.get("schema_version"))
    try:
        return Baseline(tuple(sorted(_all_entries(document.get("findings")))))
    except ValueError as error:
        raise UserError(f"{path}: broken baseline: {error}") from error


def save(path: Path, entries: Iterable[Known]) -> None:
    """Write a baseline.

    Raises:
        StorageError: it cannot be written.
    """
    storage.write(path, dump(entries))


def dump(entries: Iterable[Known]) -> bytes:
    """The text of a baseline."""
    lines = []
    for each, count in sorted(Counter(entries).items()):
        item: dict[str, Any] = {"path": each.path, "rule": each.rule, "scope": each.scope, "text": each.text}
        if count > 1:
            item["count"] = count
        lines.append(json.dumps(item))
    body = ",\n".join(lines)
    text = (
        f'{{\n"schema_version": "{BASELINE_VERSION}",\n"findings": [\n{body}{chr(10) if body else ""}]\n}}\n'
    )
    return text.encode("ascii")


def _check_version(path: Path, version: Any) -> None:
    if not isinstance(version, str) or not re.fullmatch(r"[0-9]{1,6}\.[0-9]{1,6}", version):
        raise UserError(f"{path}: broken baseline: no 'schema_version' such as {BASELINE_VERSION!r}")
    major, minor = (int(part) for part in version.split("."))
    own = tuple(int(part) for part in BASELINE_VERSION.split("."))
    if (major, minor) > own:
        raise UserError(f"{path}: written by a newer py3port (version {version}); update py3port")


def _all_entries(items: Any) -> list[Known]:
    if not isinstance(items, list):
        raise ValueError("'findings' must be a list")
    entries: list[Known] = []
    for item in items:
        known, count = _entry(item)
        if len(entries) + count > _MAX_ENTRIES:
            raise ValueError(f"more than {_MAX_ENTRIES:,} findings")
        entries += [known] * count
    return entries


def _entry(item: Any) -> tuple[Known, int]:
    """What is tolerated, and how often."""
    if isinstance(item, dict):
        fields, count = [item.get(name) for name in _FIELDS], item.get("count", 1)
        if all(isinstance(field, str) for field in fields) and type(count) is int and count > 0:
            return Known(*map(str, fields)), count
    raise ValueError(f"nonsense in {str(item)[:80]}")


def _hint(path: Path) -> str:
    try:
        conflict = b"<<<<<<< " in path.read_bytes()
    except OSError:
        return ""
    return "; there is a merge conflict in it" if conflict else ""

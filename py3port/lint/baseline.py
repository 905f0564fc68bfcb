"""The file of tolerated findings: sorted, one entry a line, so that people can read its diffs and merge it."""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from py3port import storage
from py3port.errors import UserError
from py3port.lint.known import Known

BASELINE_VERSION = "1.1"
_MAX_SIZE = 500_000_000
_MAX_ENTRIES = 5_000_000
_FIELDS = ("path", "rule", "scope", "text")


@dataclass(frozen=True)
class Baseline:
    """What is tolerated, each as often as it occurs."""

    entries: tuple[Known, ...]
    budgets: Mapping[str, int] = field(default_factory=dict)
    """How many findings there were left of what has a budget, when this was written."""


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
        entries = tuple(sorted(_all_entries(document.get("findings"))))
        return Baseline(entries, _budgets(document.get("budgets", {})))
    except ValueError as error:
        raise UserError(f"{path}: broken baseline: {error}") from error


def save(path: Path, entries: Iterable[Known], budgets: Mapping[str, int] | None = None) -> None:
    """Write a baseline.

    Raises:
        StorageError: it cannot be written.
    """
    storage.write(path, dump(entries, budgets or {}))


def merged(base: Baseline, ours: Baseline, theirs: Baseline) -> Baseline:
    """Both sides' changes to `base`: what either took out is out, what either put in is in, the lower budgets hold."""
    was, one, other = (Counter(each.entries) for each in (base, ours, theirs))
    both = {
        each: max(0, was[each] + (one[each] - was[each]) + (other[each] - was[each]))
        for each in {*one, *other}
    }
    # What both sides put in is the same finding, and what both took out is gone once.
    for each in both:
        if one[each] == other[each]:
            both[each] = one[each]
    budgets = {**ours.budgets, **theirs.budgets}
    for name in ours.budgets.keys() & theirs.budgets.keys():
        budgets[name] = min(ours.budgets[name], theirs.budgets[name])
    return Baseline(tuple(sorted(Counter(both).elements())), budgets)


def dump(entries: Iterable[Known], budgets: Mapping[str, int]) -> bytes:
    """The text of a baseline."""
    lines = []
    for each, count in sorted(Counter(entries).items()):
        item: dict[str, Any] = {"path": each.path, "rule": each.rule, "scope": each.scope, "text": each.text}
        if count > 1:
            item["count"] = count
        lines.append(json.dumps(item))
    limits = [f"{json.dumps(name)}: {count}" for name, count in sorted(budgets.items())]
    head = f'"budgets": {{\n{_joined(limits)}}},\n' if limits else ""
    text = f'{{\n"schema_version": "{BASELINE_VERSION}",\n{head}"findings": [\n{_joined(lines)}]\n}}\n'
    return text.encode("ascii")


def _joined(lines: Iterable[str]) -> str:
    body = ",\n".join(lines)
    return f"{body}\n" if body else ""


def _budgets(items: Any) -> dict[str, int]:
    if isinstance(items, dict) and all(type(count) is int and count >= 0 for count in items.values()):
        return items
    raise ValueError("'budgets' must be a table of numbers")


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

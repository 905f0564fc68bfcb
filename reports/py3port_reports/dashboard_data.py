"""Packs a result for the dashboard: string tables and columns of numbers, about 60 bytes for each finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from py3port.result import (
    Applicability,
    FileError,
    FileStatus,
    HistoryPoint,
    Progress,
    RuleInfo,
    ScanResult,
    Stage,
)
from py3port.summary import is_ported
from py3port_reports.visible_text import visible

LONGEST_TEXT = 300
"""What the page shows of a statement, a message or a reference; the rest is cut."""

COLUMNS = ("kind", "line", "column", "scope", "message", "text")
"""The columns of a finding; `line` is the distance from the finding before it in the same file."""


class _Table:
    """Distinct strings by their index, in order of first use."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def add(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def shown(self) -> list[str]:
        return [_cut(visible(text)) for text in self.texts]


def page_data(result: ScanResult) -> dict[str, Any]:
    """Return what the page's script reads; its `data.js` unpacks it and names each column.

    All text in it has gone through `visible`. Apps, owners and rules are referred to by their index.
    """
    apps, owners, dialects = _Table(), _Table(), _Table()
    for name in sorted({file.app for file in result.files}):
        apps.add(name)
    for name in sorted({name for file in result.files for name in file.owners}):
        owners.add(name)
    errors = [
        _error(index, file.error)
        for index, file in enumerate(result.files)
        if file.status is FileStatus.ERROR
    ]
    files = {
        "path": [visible(file.path) for file in result.files],
        "lines": [file.lines for file in result.files],
        "app": [apps.add(file.app) for file in result.files],
        "owners": [sorted({owners.add(name) for name in file.owners}) for file in result.files],
        "dialect": [dialects.add(file.dialect) for file in result.files],
        "ported": [int(is_ported(file)) for file in result.files],
        "findings": [len(file.findings) for file in result.files],
    }
    return {
        "root": visible(result.root),
        "mode": result.mode.value,
        "stages": [stage.value for stage in Stage],
        "applicabilities": [each.value for each in Applicability],
        "apps": apps.shown(),
        "owners": owners.shown(),
        "dialects": dialects.shown(),
        "files": files,
        "errors": errors,
        "history": _history(result, apps, owners),
        **_findings(result),
    }


def _history(result: ScanResult, apps: _Table, owners: _Table) -> dict[str, Any]:
    """Findings by stage over time: in all, by app and by owner, for those that are there today."""
    points, stages = result.history.points, [stage for stage in Stage if stage is not Stage.ADVICE]

    def series(each: Callable[[HistoryPoint], Progress | None]) -> list[list[int]]:
        found = [each(point) for point in points]
        return [[progress.stages.get(stage, 0) if progress else 0 for progress in found] for stage in stages]

    return {
        "seconds": [point.seconds for point in points],
        "commits": [point.commit[:12] for point in points],
        "ported": [point.total.ported_lines for point in points],
        "lines": [point.total.lines for point in points],
        "total": series(lambda point: point.total),
        "apps": [series(lambda point, name=name: point.apps.get(name)) for name in apps.texts],  # type: ignore[misc]
        "owners": [series(lambda point, name=name: point.owners.get(name)) for name in ("", *owners.texts)],  # type: ignore[misc]
        "steps": [[mark.seconds, visible(mark.step)] for mark in result.history.steps],
        "note": result.history.note,
    }


def as_script(data: object) -> str:
    """Return JSON that may stand inside a script element: ASCII, and nothing the HTML parser looks at."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _findings(result: ScanResult) -> dict[str, Any]:
    kinds: dict[tuple[str, Stage, Applicability], int] = {}
    rules, scopes, messages, texts = _Table(), _Table(), _Table(), _Table()
    rows: list[tuple[int, ...]] = []
    for file in result.files:
        before = 0
        for each in file.findings:
            kind = kinds.setdefault((each.rule, each.stage, each.applicability), len(kinds))
            place = (each.line - before, each.column, scopes.add(each.scope))
            rows.append((kind, *place, messages.add(each.message), texts.add(each.text)))
            before = each.line
    stages, applicabilities = list(Stage), list(Applicability)
    return {
        "kinds": [
            [rules.add(rule), stages.index(stage), applicabilities.index(applicability)]
            for rule, stage, applicability in kinds
        ],
        "rules": [_rule(name, result.rules.get(name)) for name in rules.texts],
        "scopes": scopes.shown(),
        "messages": messages.shown(),
        "texts": texts.shown(),
        "findings": {name: [row[index] for row in rows] for index, name in enumerate(COLUMNS)},
    }


def _rule(name: str, info: RuleInfo | None) -> dict[str, Any]:
    if info is None:
        return {
            "name": visible(name),
            "title": "",
            "description": "",
            "since": "",
            "aliases": [],
            "references": [],
        }
    return {
        "name": visible(name),
        "title": _cut(visible(info.title)),
        "description": "\n\n".join(
            visible(" ".join(each.split())) for each in info.description.split("\n\n")
        ),
        "since": visible(info.since),
        "aliases": [visible(alias) for alias in info.aliases],
        "references": [visible(each) for each in info.references if each.startswith(("https://", "http://"))],
    }


def _error(index: int, error: FileError | None) -> list[int | str]:
    return [index, _cut(visible(error.message)), error.line, error.column] if error else [index, "", 0, 0]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"

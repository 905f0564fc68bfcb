"""Packs a result for the dashboard: string tables and columns of numbers, about 60 bytes for each finding."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from py3port.report import Report
from py3port.result import Applicability, FileError, FileStatus, RuleInfo, Stage
from py3port.summary import is_ported
from py3port_reports.dashboard_attached import attached_data
from py3port_reports.dashboard_past import past_data
from py3port_reports.dashboard_tables import StringTable, cut
from py3port_reports.visible_text import visible

COLUMNS = ("kind", "line", "height", "column", "scope", "message", "text")
"""The columns of a finding; `line` is the distance from the finding before it in the same file, `height` that to its
end."""


def page_data(result: Report, parts: Sequence[int] = ()) -> dict[str, Any]:
    """Return what the page's script reads; its `data.js` unpacks it and names each column.

    All text in it has gone through `visible`. Apps, owners and rules are referred to by their index.

    Args:
        parts: for each file the number of the part with its source, -1 where there is none; empty: nowhere is one.
    """
    apps, owners, dialects = StringTable(), StringTable(), StringTable()
    for name in sorted({file.app for file in result.files}):
        apps.add(name)
    for name in sorted({name for file in result.files for name in file.owners}):
        owners.add(name)
    paths = {file.path: index for index, file in enumerate(result.files)}
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
        "part": parts or [-1] * len(result.files),
    }
    return {
        "root": visible(result.root),
        "mode": result.mode.value,
        "target": visible(result.target),
        "stages": [stage.value for stage in Stage],
        "applicabilities": [each.value for each in Applicability],
        "apps": apps.shown(),
        "owners": owners.shown(),
        "dialects": dialects.shown(),
        "files": files,
        "errors": errors,
        "history": past_data(result.history, apps=[*apps.texts], owners=["", *owners.texts]),
        "attached": attached_data(result.attached, paths),
        **_findings(result),
    }


def as_script(data: object) -> str:
    """Return JSON that may stand inside a script element: ASCII, and nothing the HTML parser looks at."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _findings(result: Report) -> dict[str, Any]:
    kinds: dict[tuple[str, Stage, Applicability], int] = {}
    rules, scopes, messages, texts = StringTable(), StringTable(), StringTable(), StringTable()
    rows: list[tuple[int, ...]] = []
    for file in result.files:
        before = 0
        for each in file.findings:
            kind = kinds.setdefault((each.rule, each.stage, each.applicability), len(kinds))
            place = (each.line - before, each.end_line - each.line, each.column, scopes.add(each.scope))
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
        "title": cut(visible(info.title)),
        "description": "\n\n".join(
            visible(" ".join(each.split())) for each in info.description.split("\n\n")
        ),
        "since": visible(info.since),
        "aliases": [visible(alias) for alias in info.aliases],
        "references": [visible(each) for each in info.references if each.startswith(("https://", "http://"))],
    }


def _error(index: int, error: FileError | None) -> list[int | str]:
    return [index, cut(visible(error.message)), error.line, error.column] if error else [index, "", 0, 0]

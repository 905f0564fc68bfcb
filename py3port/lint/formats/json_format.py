"""The verdict as JSON, with the field names of a scan's JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

from py3port.lint.gate import Verdict
from py3port.result import SCHEMA_VERSION, Finding


def render(verdict: Verdict, lines: Callable[[str, int], str]) -> str:
    """New findings, files that could not be judged, and counts."""
    scanned = verdict.scanned
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "py3port", "version": scanned.tool_version},
        "root": scanned.root,
        "mode": scanned.mode.value,
        "target": scanned.target,
        "summary": {"new": len(verdict.new), "known": len(verdict.matched), "gone": len(verdict.gone)},
        "findings": [_finding(finding) for finding in verdict.new],
        "errors": [{"path": path, **_error(asdict(error))} for path, error in verdict.errors],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    fields = asdict(finding)
    fields["stage"], fields["applicability"] = finding.stage.value, finding.applicability.value
    return {name: value for name, value in fields.items() if name not in ("scope", "text")}


def _error(fields: dict[str, object]) -> dict[str, object]:
    return {name: fields[name] for name in ("message", "line", "column")}

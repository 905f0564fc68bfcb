"""The verdict as JSON, with the field names of a scan's JSON."""

from __future__ import annotations

import json

from py3port.lint.gate import Verdict
from py3port.lint.suggest import Texts
from py3port.result import SCHEMA_VERSION, Finding


def render(verdict: Verdict, texts: Texts) -> str:
    """New findings, files that could not be judged, and counts."""
    scanned = verdict.scanned
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "py3port", "version": scanned.tool_version},
        "root": scanned.root,
        "mode": scanned.mode.value,
        "target": scanned.target,
        "summary": {"new": len(verdict.new), "known": len(verdict.matched), "gone": len(verdict.gone)},
        "findings": [_finding(finding, texts) for finding in verdict.new],
        "noted": [_finding(finding, texts) for finding in verdict.noted],
        "errors": [{"path": path, **_error(error._asdict())} for path, error in verdict.errors],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding, texts: Texts) -> dict[str, object]:
    fields = finding._asdict()
    fields["stage"], fields["applicability"] = finding.stage.value, finding.applicability.value
    fix = texts.fix(finding)
    fields["fix"] = None
    if fix is not None:
        hunks = [hunk._asdict() for hunk in fix.hunks]
        fields["fix"] = {"safe": fix.is_safe, "other_lines": fix.others, "hunks": hunks}
    return {name: value for name, value in fields.items() if name not in ("scope", "text")}


def _error(fields: dict[str, object]) -> dict[str, object]:
    return {name: fields[name] for name in ("message", "line", "column")}

"""The diagnostic format of reviewdog, with suggestions that a reviewer accepts by a click."""

from __future__ import annotations

import json
from typing import Any

from py3port.lint.gate import Verdict
from py3port.lint.suggest import Fix, Texts
from py3port.result import Finding


def render(verdict: Verdict, texts: Texts) -> str:
    """A diagnostic for each new finding, and for each file that could not be judged."""
    diagnostics = [_diagnostic(each, "ERROR", texts) for each in verdict.new]
    diagnostics += [_diagnostic(each, "INFO", texts) for each in verdict.noted]
    diagnostics += [
        {
            "message": f"cannot be judged: {error.message}",
            "location": {"path": texts.from_here(path), "range": {"start": {"line": error.line or 1}}},
            "severity": "ERROR",
        }
        for path, error in verdict.errors
    ]
    return json.dumps({"source": {"name": "py3port"}, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(finding: Finding, severity: str, texts: Texts) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": finding.message,
        "location": {
            "path": texts.from_here(finding.path),
            "range": {
                "start": _position(texts, finding.path, finding.line, finding.column),
                "end": _position(texts, finding.path, finding.end_line, finding.end_column),
            },
        },
        "severity": severity,
        "code": {"value": finding.rule},
    }
    fix = texts.fix(finding)
    if fix is not None and not fix.others:
        diagnostic["suggestions"] = _suggestions(fix)
    return diagnostic


def _suggestions(fix: Fix) -> list[dict[str, Any]]:
    """Lines as a whole: up to the start of the line after them, if there is one."""
    return [
        {
            "range": {
                "start": {"line": hunk.start, "column": 1},
                "end": {"line": fix.open_line, "column": _width(hunk.old[-1]) + 1}
                if fix.is_open(hunk)
                else {"line": hunk.start + len(hunk.old), "column": 1},
            },
            "text": fix.text(hunk, "\n"),
        }
        for hunk in fix.hunks
    ]


def _position(texts: Texts, path: str, line: int, column: int) -> dict[str, int]:
    """Its columns count bytes of UTF-8."""
    before = texts.line(path, line)[: column - 1]
    return {"line": line, "column": _width(before) + 1}


def _width(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))

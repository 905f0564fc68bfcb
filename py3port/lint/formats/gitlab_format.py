"""GitLab's Code Quality report."""

from __future__ import annotations

import json
from collections.abc import Callable

from py3port.lint.gate import Verdict
from py3port.result import Stage

_SEVERITIES = {
    Stage.COMMON: "critical",
    Stage.SIX: "critical",
    Stage.SEMANTIC: "major",
    Stage.CLEANUP: "minor",
}


def render(verdict: Verdict, lines: Callable[[str, int], str]) -> str:
    """A list of issues; a file that could not be judged is one as well."""
    issues = [
        {
            "description": finding.message,
            "check_name": finding.rule,
            "fingerprint": finding.fingerprint,
            "severity": _SEVERITIES[finding.stage],
            "location": {"path": finding.path, "lines": {"begin": finding.line, "end": finding.end_line}},
        }
        for finding in verdict.new
    ]
    issues += [
        {
            "description": error.message,
            "check_name": "cannot-be-judged",
            "fingerprint": f"cannot-be-judged:{path}",
            "severity": "blocker",
            "location": {"path": path, "lines": {"begin": error.line or 1}},
        }
        for path, error in verdict.errors
    ]
    return json.dumps(issues, indent=2) + "\n"

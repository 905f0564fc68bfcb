"""GitLab's Code Quality report."""

from __future__ import annotations

import json

from py3port.lint.gate import Verdict
from py3port.lint.suggest import Texts
from py3port.result import Stage

_SEVERITIES = {
    Stage.COMMON: "critical",
    Stage.SIX: "critical",
    Stage.SEMANTIC: "major",
    Stage.CLEANUP: "minor",
    Stage.ADVICE: "info",
}


def render(verdict: Verdict, texts: Texts) -> str:
    """A list of issues; a file that could not be judged is one as well."""
    severities = [(_SEVERITIES[each.stage], each) for each in verdict.new]
    severities += [("info", each) for each in verdict.noted]
    issues = [
        {
            "description": finding.message,
            "check_name": finding.rule,
            "fingerprint": finding.fingerprint,
            "severity": severity,
            "location": {
                "path": texts.from_top(finding.path),
                "lines": {"begin": finding.line, "end": finding.end_line},
            },
        }
        for severity, finding in severities
    ]
    issues += [
        {
            "description": error.message,
            "check_name": "cannot-be-judged",
            "fingerprint": f"cannot-be-judged:{path}",
            "severity": "blocker",
            "location": {"path": texts.from_top(path), "lines": {"begin": error.line or 1}},
        }
        for path, error in verdict.errors
    ]
    return json.dumps(issues, indent=2) + "\n"

"""Packs what is known beside the findings: the plan, the requirements, what was verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from py3port.report import Attachments, CheckedRequirement, PlannedStep, Requirements, Verification
from py3port.result import Stage
from py3port_reports.dashboard_tables import cut
from py3port_reports.visible_text import visible

LONGEST_OUTPUT = 4000
"""What the page keeps of what a failed test said: its end, where the reason stands."""


def attached_data(attached: Attachments, paths: Mapping[str, int]) -> dict[str, Any]:
    """Rows for the page's tables. Apps and owners by their names, since not all of them have files."""
    return {
        "plan": [_step(step) for step in attached.plan],
        "requirements": _requirements(attached.requirements),
        "verification": _verification(attached.verification, paths),
        "sourceUrl": attached.source_url if attached.source_url.startswith(("https://", "http://")) else "",
        "commit": visible(attached.commit),
    }


def _step(step: PlannedStep) -> dict[str, Any]:
    return {
        "id": visible(step.id),
        "rule": visible(step.rule),
        "title": cut(visible(step.title)),
        "app": visible(step.app),
        "stage": list(Stage).index(step.stage),
        "state": step.state,
        "waits": _all_visible(step.blocked_by),
        "owners": _all_visible(step.owners),
        "risk": step.risk,
        "command": visible(step.command),
        "commits": [visible(commit[:12]) for commit in step.commits],
    }


def _requirements(requirements: Requirements) -> dict[str, Any]:
    return {
        "date": requirements.date[:10],
        "rows": [_requirement(each) for each in requirements.found],
        "remarks": [cut(visible(each)) for each in (*requirements.conflicts, *requirements.unrequired)],
    }


def _requirement(found: CheckedRequirement) -> dict[str, Any]:
    return {
        "name": visible(found.name),
        "specifier": cut(visible(found.specifier)),
        "file": visible(found.file),
        "line": found.line,
        "verdict": found.verdict,
        "first": visible(found.first_py3 or ""),
        "firstTarget": visible(found.first_target or ""),
        "bridge": visible(found.bridge or ""),
        "latest": visible(found.latest or ""),
        "replacement": visible(found.replacement or ""),
        "apps": _all_visible(found.apps),
        "owners": _all_visible(found.owners),
        "note": cut(visible(found.note)),
        "evidence": [cut(visible(each)) for each in found.evidence],
    }


def _verification(verification: Verification, paths: Mapping[str, int]) -> dict[str, Any]:
    return {
        "date": verification.date[:10],
        "commit": visible(verification.commit[:12]),
        "compiled": [
            {
                "python": visible(each.python),
                "files": each.files,
                "rejected": [
                    [paths.get(path, -1), visible(path), cut(visible(complaint))]
                    for path, complaint in sorted(each.rejected.items())
                ],
            }
            for each in verification.compiled
        ],
        "tests": [
            [cut(visible(test.name)), test.verdict, test.seconds2, test.seconds3, _end(test.output)]
            for test in verification.tests
        ],
    }


def _end(output: str) -> str:
    return "\n".join(cut(visible(line.expandtabs())) for line in output[-LONGEST_OUTPUT:].splitlines())


def _all_visible(texts: Sequence[str]) -> list[str]:
    return [visible(text) for text in texts]

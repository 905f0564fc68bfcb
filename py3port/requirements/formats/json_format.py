"""The answers as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from py3port.requirements.model import Answer
from py3port.requirements.report import Report
from py3port.requirements.usage import Unrequired

SCHEMA_VERSION = "1.0"


def render(report: Report) -> str:
    """Everything, requirements in the order of the files."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "target": report.target,
        "requirements": [_requirement(answer) for answer in report.answers],
        "order": list(report.plan.order),
        "conflicts": list(report.plan.conflicts),
        "unlisted": list(report.plan.unlisted),
        "unrequired": [_unrequired(each) for each in report.unrequired],
        "problems": [asdict(problem) for problem in report.problems],
    }
    return json.dumps(document, indent=2) + "\n"


def _requirement(answer: Answer) -> dict[str, object]:
    requirement = answer.requirement
    return {
        "name": requirement.name,
        "specifier": requirement.specifier,
        "file": requirement.file,
        "line": requirement.line,
        "verdict": answer.verdict.value,
        "evidence": [asdict(each) for each in answer.evidence],
        "first_py3": answer.first_py3,
        "first_target": answer.first_target,
        "bridge": answer.bridge,
        "latest": answer.latest,
        "replacement": answer.replacement,
        "apps": list(answer.apps),
        "owners": list(answer.owners),
        "note": answer.note,
    }


def _unrequired(unrequired: Unrequired) -> dict[str, object]:
    return {
        "module": unrequired.module,
        "distribution": unrequired.distribution,
        "optional": unrequired.is_optional,
        "places": [asdict(place) for place in unrequired.places],
        "apps": list(unrequired.apps),
        "owners": list(unrequired.owners),
    }

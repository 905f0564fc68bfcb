"""The `json` report: everything a scan found, in the shape that docs/schema/scan-1.2.json describes."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from py3port.record import history_fields
from py3port.report import Part, PlannedStep, Report
from py3port.result import GATE_STAGES, SCHEMA_VERSION, Applicability, FileResult, Finding
from py3port.summary import FileTotal, FindingTotal, Summary, summarize


class Json:
    """Renders a result as JSON. Only ASCII is written, so that undecodable names survive too."""

    name: ClassVar[str] = "json"
    title: ClassVar[str] = "Everything, for programs"
    extension: ClassVar[str] = ".json"
    parts: ClassVar[Collection[Part]] = frozenset({Part.PLAN, Part.REQUIREMENTS, Part.VERIFICATION})

    def render(self, result: Report) -> str:
        """Return one JSON document with a final newline."""
        document: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "py3port", "version": result.tool_version},
            "root": result.root,
            "mode": result.mode.value,
            "target": result.target,
            "summary": _summary(summarize(result)),
            "findings": [_finding(finding) for file in result.files for finding in file.findings],
            "files": [_file(file) for file in result.files],
            **_attached(result),
        }
        members = [f"{json.dumps(key)}: {_dump(value)}" for key, value in document.items()]
        return "{\n" + ",\n".join(members) + "\n}\n"


REPORTER = Json()


def _dump(value: Any) -> str:
    # A finding or a file on each line: a diff of two reports shows whole findings.
    if not isinstance(value, list):
        return json.dumps(value)
    return "[" + ",".join(f"\n{json.dumps(item)}" for item in value) + "\n]"


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        **_file_total(summary.total),
        "gate_stages": [stage.value for stage in GATE_STAGES],
        "by_stage": {stage.value: _finding_total(total) for stage, total in summary.stages.items()},
        "by_applicability": {
            each.value: _finding_total(total) for each, total in summary.applicabilities.items()
        },
        "by_rule": {name: _finding_total(total) for name, total in summary.rules.items()},
        "by_app": {name: _file_total(total) for name, total in summary.apps.items()},
        "by_owner": {name: _file_total(total) for name, total in summary.owners.items()},
        "by_dialect": {name: _file_total(total) for name, total in summary.dialects.items()},
    }


def _file_total(total: FileTotal) -> dict[str, int]:
    return {
        "files": total.files,
        "lines": total.lines,
        "ported_files": total.ported_files,
        "ported_lines": total.ported_lines,
        "errors": total.errors,
        "findings": total.findings,
    }


def _finding_total(total: FindingTotal) -> dict[str, int]:
    return {"findings": total.findings, "files": total.files}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "stage": finding.stage.value,
        "applicability": finding.applicability.value,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "message": finding.message,
        "app": finding.app,
        "owners": list(finding.owners),
        "fingerprint": finding.fingerprint,
    }


def _file(file: FileResult) -> dict[str, Any]:
    error = file.error
    return {
        "path": file.path,
        "app": file.app,
        "owners": list(file.owners),
        "lines": file.lines,
        "dialect": file.dialect,
        "status": file.status.value,
        "error": error and {"message": error.message, "line": error.line, "column": error.column},
    }


def _attached(result: Report) -> dict[str, Any]:
    """What is known beside the findings; what is not is left out."""
    attached = result.attached
    found = {
        "commit": attached.commit,
        "source_url": attached.source_url,
        "plan": [_step(step) for step in attached.plan],
        "requirements": _plain(attached.requirements) if attached.requirements.date else None,
        "verification": _plain(attached.verification) if attached.verification.date else None,
        "history": history_fields(result.history) if result.history.points else None,
    }
    return {name: value for name, value in found.items() if value}


def _step(step: PlannedStep) -> dict[str, Any]:
    return {**_plain(step), "findings": {each.value: step.findings.get(each, 0) for each in Applicability}}


def _plain(value: Any) -> Any:
    """Dataclasses, mappings and enumerations as JSON has them."""
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, enum.Enum) else value

"""SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from py3port.lint.gate import Verdict
from py3port.result import Finding, RuleInfo, Stage

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Stage.COMMON: "error", Stage.SIX: "error", Stage.SEMANTIC: "warning", Stage.CLEANUP: "note"}


def render(verdict: Verdict, lines: Callable[[str, int], str]) -> str:
    """One run, with the rules that found something and a result for each new finding."""
    names = sorted({finding.rule for finding in verdict.new})
    index = {name: number for number, name in enumerate(names)}
    driver = {
        "name": "py3port",
        "version": verdict.scanned.tool_version,
        "rules": [_rule(verdict.scanned.rules[name]) for name in names],
    }
    notes = [
        {
            "level": "error",
            "message": {"text": error.message},
            "locations": [_location(path, {"startLine": error.line or 1})],
        }
        for path, error in verdict.errors
    ]
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.rule]) for finding in verdict.new],
        "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(info: RuleInfo) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": info.name,
        "shortDescription": {"text": info.title},
        "fullDescription": {"text": info.description or info.title},
        "defaultConfiguration": {"level": _LEVELS[info.stage]},
        "properties": {"stage": info.stage.value, "applicability": info.applicability.value},
    }
    if info.references:
        rule["helpUri"] = info.references[0]
    return rule


def _result(finding: Finding, index: int) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.stage],
        "message": {"text": finding.message},
        "locations": [_location(finding.path, region)],
        "partialFingerprints": {"py3port/v1": finding.fingerprint},
    }


def _location(path: str, region: dict[str, int]) -> dict[str, Any]:
    uri = quote(path.encode("utf-8", "surrogateescape"))
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}

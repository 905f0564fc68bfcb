"""SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from py3port.lint.gate import Verdict
from py3port.lint.suggest import Fix, Texts
from py3port.result import Finding, Hunk, RuleInfo, Stage, Suppression

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Stage.COMMON: "error",
    Stage.SIX: "error",
    Stage.SEMANTIC: "warning",
    Stage.CLEANUP: "note",
    Stage.ADVICE: "note",
}


def render(verdict: Verdict, texts: Texts) -> str:
    """One run, with the rules that found something and a result for each new finding, and each that a comment hides."""
    results = [
        *((finding, _LEVELS[finding.stage], None) for finding in verdict.new),
        *((finding, "note", None) for finding in verdict.noted),
        *(
            (finding, _LEVELS[finding.stage], each)
            for file in verdict.scanned.files
            for each in file.suppressions
            for finding in each.findings
        ),
    ]
    names = sorted({finding.rule for finding, _, _ in results})
    index = {name: number for number, name in enumerate(names)}
    driver = {
        "name": "py3port",
        "semanticVersion": verdict.scanned.tool_version,
        "rules": [_rule(verdict.scanned.rules[name]) for name in names],
    }
    notes = [
        {
            "level": "error",
            "message": {"text": error.message},
            "locations": [_location(texts.from_top(path), {"startLine": error.line or 1})],
        }
        for path, error in verdict.errors
    ]
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, index[finding.rule], level, texts, hidden) for finding, level, hidden in results
        ],
        "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(info: RuleInfo) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": info.name,
        "shortDescription": {"text": info.title},
        "fullDescription": {"text": info.description or info.title},
        "help": {"text": info.description or info.title, "markdown": _markdown(info)},
        "defaultConfiguration": {"level": _LEVELS[info.stage]},
        "properties": {"stage": info.stage.value, "applicability": info.applicability.value},
    }
    if info.references:
        rule["helpUri"] = info.references[0]
    return rule


def _markdown(info: RuleInfo) -> str:
    links = "".join(f"\n- <{each}>" for each in info.references)
    return f"**{info.title}**\n\n{info.description}\n{links}".rstrip()


def _result(
    finding: Finding, index: int, level: str, texts: Texts, hidden: Suppression | None
) -> dict[str, Any]:
    path = texts.from_top(finding.path)
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level,
        "message": {"text": finding.message},
        "locations": [_location(path, region)],
        "partialFingerprints": {"py3port/v1": finding.fingerprint},
    }
    fix = texts.fix(finding) if hidden is None else None
    if fix is not None and not fix.others:
        result["fixes"] = [_fix(path, fix)]
    if hidden is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": hidden.reason}]
    return result


def _fix(path: str, fix: Fix) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(fix, hunk), "insertedContent": {"text": fix.text(hunk, fix.newline)}}
        for hunk in fix.hunks
    ]
    text = "The fix is safe." if fix.is_safe else "The fix is likely right; check it."
    change = {"artifactLocation": {"uri": _uri(path)}, "replacements": replacements}
    return {"description": {"text": text}, "artifactChanges": [change]}


def _region(fix: Fix, hunk: Hunk) -> dict[str, int]:
    """Lines as a whole: up to the start of the line after them, if there is one."""
    region = {"startLine": hunk.start, "startColumn": 1}
    if fix.is_open(hunk):
        return {**region, "endLine": fix.open_line, "endColumn": len(hunk.old[-1]) + 1}
    return {**region, "endLine": hunk.start + len(hunk.old), "endColumn": 1}


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"))


def _location(path: str, region: dict[str, int]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": region}}

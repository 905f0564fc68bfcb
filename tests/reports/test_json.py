"""The `json` report against its published schema, and its summary against its own lists."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from py3port.result import SCHEMA_VERSION
from py3port_reports.json_report import REPORTER
from tests.reports import sample
from tests.reports.attached import attach

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / f"scan-{SCHEMA_VERSION}.json"


@pytest.mark.parametrize(
    "result",
    [
        sample.small(),
        sample.hostile(),
        sample.large(100, 1000),
        sample.result([]),
        attach(sample.large(60, 500)),
        attach(sample.hostile()),
    ],
)
def test_valid(result: Any) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(REPORTER.render(result)), schema)


def test_shape() -> None:
    document = json.loads(REPORTER.render(sample.small()))
    assert list(document) == [
        "schema_version",
        "tool",
        "root",
        "mode",
        "target",
        "summary",
        "findings",
        "files",
    ]
    assert list(document["findings"][0]) == [
        "rule", "stage", "applicability", "path", "line", "column", "end_line", "end_column",
        "message", "app", "owners", "fingerprint",
    ]  # fmt: skip
    assert list(document["files"][0]) == ["path", "app", "owners", "lines", "dialect", "status", "error"]


def test_undecodable_names_survive() -> None:
    document = json.loads(REPORTER.render(sample.hostile()))
    assert "undecodable\udcff/undecodable\udcff.py" in [file["path"] for file in document["files"]]


def test_summary_follows_from_the_lists() -> None:
    document = json.loads(REPORTER.render(sample.large(300, 4000)))
    summary, findings, files = document["summary"], document["findings"], document["files"]
    unfinished = {each["path"] for each in findings if each["stage"] in summary["gate_stages"]}
    ported = [
        file
        for file in files
        if file["status"] == "ok"
        and file["dialect"] in ("python3", "both")
        and file["path"] not in unfinished
    ]
    assert summary["ported_files"] == len(ported)
    assert summary["ported_lines"] == sum(file["lines"] for file in ported)
    assert summary["errors"] == sum(file["error"] is not None for file in files)
    for name, key in (
        ("by_stage", "stage"),
        ("by_applicability", "applicability"),
        ("by_rule", "rule"),
        ("by_app", "app"),
    ):
        counted = Counter(each[key] for each in findings)
        assert {value: total["findings"] for value, total in summary[name].items()} == {
            value: counted[value] for value in summary[name]
        }
    owned = Counter(owner for each in findings for owner in each["owners"] or [""])
    assert {name: total["findings"] for name, total in summary["by_owner"].items()} == dict(owned)


def test_what_is_known_beside_the_findings() -> None:
    result = attach(sample.large(60, 500), weeks=3)
    document = json.loads(REPORTER.render(result))
    attached = result.attached
    assert [each["id"] for each in document["plan"]] == [each.id for each in attached.plan]
    assert document["plan"][1]["findings"].keys() <= {"safe", "unsafe", "manual"}
    assert document["requirements"]["found"][0]["name"] == "django"
    assert document["verification"]["compiled"][0]["python"] == "2.7"
    assert [each["new"] for each in document["history"]["points"]] == [p.new for p in result.history.points]
    assert document["source_url"] == attached.source_url
    assert "fixes" not in document

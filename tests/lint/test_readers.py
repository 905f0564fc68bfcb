"""The formats by what others say of them: official schemas where they can be had, and tools that read them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import junitparser

from tests.published import SARIF_SCHEMA, fetch

POSITION = {
    "type": "object",
    "required": ["line"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
RANGE = {
    "type": "object",
    "required": ["start"],
    "additionalProperties": False,
    "properties": {"start": POSITION, "end": POSITION},
}
RDJSON = {
    "type": "object",
    "required": ["diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["message", "location", "severity"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "additionalProperties": False,
                        "properties": {"path": {"type": "string"}, "range": RANGE},
                    },
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {
                        "type": "object",
                        "required": ["value"],
                        "additionalProperties": False,
                        "properties": {"value": {"type": "string"}, "url": {"type": "string"}},
                    },
                    "suggestions": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["range", "text"],
                            "additionalProperties": False,
                            "properties": {"range": RANGE, "text": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}
"""What reviewdog's own description of the format says; no registry has a package with it."""
GITLAB = {
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's manual says of a Code Quality report; GitLab publishes no schema."""


def test_sarif_fits_the_official_schema(report: Any) -> None:
    schema = json.loads(fetch(SARIF_SCHEMA))
    jsonschema.validate(json.loads(report("sarif")), schema)


def test_a_reader_of_sarif_finds_every_result(report: Any, tmp_path: Path) -> None:
    document = json.loads(report("sarif"))
    (tmp_path / "gate.sarif").write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-m", "sarif", "csv", "gate.sarif", "-o", "gate.csv"]
    subprocess.run(command, cwd=tmp_path, stdout=subprocess.DEVNULL, check=True)
    rows = list(csv.DictReader((tmp_path / "gate.csv").read_text(encoding="utf-8").splitlines()))
    found = sorted((row["Code"], row["Location"], int(row["Line"]), row["Severity"]) for row in rows)
    wanted = []
    for each in document["runs"][0]["results"]:
        place = each["locations"][0]["physicalLocation"]
        uri, line = place["artifactLocation"]["uri"], place["region"]["startLine"]
        wanted.append((each["ruleId"], uri, line, each["level"]))
    assert found == sorted(wanted)


def test_rdjson(report: Any) -> None:
    jsonschema.validate(json.loads(report("rdjson")), RDJSON)


def test_gitlab(report: Any) -> None:
    found = json.loads(report("gitlab"))
    jsonschema.validate(found, GITLAB)
    assert len({each["fingerprint"] for each in found}) == len(found)


def test_a_reader_of_junit(report: Any) -> None:
    suites = junitparser.JUnitXml.fromstring(report("junit").encode())
    (suite,) = suites
    assert (suite.tests, suite.failures, suite.errors) == (len(list(suite)), 5, 1)
    assert all(case.classname and case.result for case in suite)

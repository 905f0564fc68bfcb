"""Every headline figure of every report follows from the lists of the JSON export, counted here anew."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from py3port.report import History, Report
from py3port_reports import (
    badge_report,
    csv_report,
    html_report,
    json_report,
    markdown_report,
    openmetrics_report,
    sqlite_report,
)
from py3port_reports.svg_report import Svg
from tests.reports import sample
from tests.reports.attached import attach

GATE = {"common", "six", "semantic"}


class Figures:
    """The headline by the lists of a JSON document: nothing of its summary is used."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.all = document["files"]
        self.found = document["findings"]
        unfinished = {each["path"] for each in self.found if each["stage"] in GATE}
        self.done = [
            file
            for file in self.all
            if file["status"] == "ok"
            and file["dialect"] in ("both", "python3")
            and file["path"] not in unfinished
        ]
        self.files, self.ported_files = len(self.all), len(self.done)
        self.lines = sum(file["lines"] for file in self.all)
        self.ported_lines = sum(file["lines"] for file in self.done)
        self.errors = sum(file["error"] is not None for file in self.all)
        self.findings = len(self.found)
        self.stages = Counter(each["stage"] for each in self.found)
        self.fixes = Counter(each["applicability"] for each in self.found)
        self.rules = Counter(each["rule"] for each in self.found)
        self.share = 100 * self.ported_lines // self.lines
        self.file_share = 100 * self.ported_files // self.files

    def of(self, key: str, name: str) -> tuple[int, int, int, int, int]:
        """Files, lines, ported files and lines, findings of an app or an owner."""

        def is_one(each: dict[str, Any]) -> bool:
            return name in (each["owners"] or [""]) if key == "owner" else each["app"] == name

        files, done = [f for f in self.all if is_one(f)], [f for f in self.done if is_one(f)]
        lines = (sum(file["lines"] for file in each) for each in (files, done))
        all_lines, done_lines = lines
        return len(files), all_lines, len(done), done_lines, sum(map(is_one, self.found))

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        yield from {("app", file["app"]) for file in self.all}
        yield from {("owner", owner) for file in self.all for owner in file["owners"] or [""]}


@pytest.fixture(scope="module")
def result() -> Report:
    return attach(sample.large(300, 4000))


@pytest.fixture(scope="module")
def document(result: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_report.REPORTER.render(result))
    return found


@pytest.fixture(scope="module")
def figures(document: dict[str, Any]) -> Figures:
    return Figures(document)


def test_badge(result: Report, figures: Figures) -> None:
    assert f">{figures.share}%<" in badge_report.REPORTER.render(result)


def test_csv(result: Report, figures: Figures) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_report.REPORTER.render(result))))
    assert Counter(row["rule"] for row in rows) == figures.rules
    assert Counter(row["stage"] for row in rows) == figures.stages


def test_html(result: Report, figures: Figures) -> None:
    page = html_report.REPORTER.render(result)
    shown = {
        name: re.sub("<[^>]+>", "", text)
        for name, text in re.findall(
            r'<(?:strong|p|span)[^>]* id="([\w-]+)"[^>]*>(.*?)</(?:strong|p|span)>', page
        )
    }
    assert shown["line-share"] == f"{figures.share}%"
    assert shown["file-share"] == f"{figures.file_share}%"
    assert shown["finding-count"] == f"{figures.findings:,}"
    assert shown["line-note"] == f"{figures.ported_lines:,} of {figures.lines:,} lines"
    assert shown["file-note"] == f"{figures.ported_files:,} of {figures.files:,} files"
    assert shown["facts-size"] == f"{figures.files:,} files, {figures.lines:,} lines"


def test_markdown(result: Report, figures: Figures) -> None:
    text = markdown_report.REPORTER.render(result)
    assert f"**{figures.share}% of lines** and **{figures.file_share}% of files**" in text
    assert f"{figures.ported_files:,} of {figures.files:,} files" in text
    assert f"{figures.ported_lines:,} of {figures.lines:,} lines" in text
    assert f"Findings left: {figures.findings:,}, with a safe fix: {figures.fixes['safe']:,}." in text
    assert f"cannot be read or parsed: {figures.errors:,}." in text
    for rule, count in figures.rules.items():
        assert re.search(rf"^\| `{rule}` \| \w+ \| {count:,} \|", text, re.MULTILINE)


def test_treemap(result: Report, figures: Figures) -> None:
    image = Svg(chart="treemap").render(result)
    assert f"shop: {figures.share}% of lines ported<" in image
    assert f"{figures.ported_lines:,} of {figures.lines:,} lines in {figures.ported_files:,} of" in image


def test_burn_down(result: Report, document: dict[str, Any]) -> None:
    last = document["history"]["points"][-1]["total"]
    left = sum(count for stage, count in last["findings"].items() if stage in GATE)
    share = 100 * last["ported_lines"] // last["lines"]
    assert re.search(rf">{left:,} on [\d-]+, {share}% of lines ported", Svg().render(result))


def test_sqlite(result: Report, document: dict[str, Any], figures: Figures, tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(sqlite_report.REPORTER.render(result))
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        ask = connection.execute
        assert ask("SELECT * FROM progress").fetchall() == [
            (
                figures.files, figures.lines, figures.ported_files, figures.ported_lines,
                figures.errors, figures.findings,
            )
        ]  # fmt: skip
        assert dict(ask("SELECT rule, findings FROM findings_by_rule")) == figures.rules
        columns = "files, lines, ported_files, ported_lines, findings"
        found = {
            (key, name): tuple(row)
            for key in ("app", "owner")
            for name, *row in ask(f"SELECT {key}, {columns} FROM progress_by_{key}")
        }
        assert found == {(key, name): figures.of(key, name) for key, name in figures.names}
        weeks = ask("SELECT common, six, semantic, new, fixed FROM burn_down").fetchall()
        assert weeks == [
            (
                *(each["total"]["findings"][stage] for stage in ("common", "six", "semantic")),
                each["new"],
                each["fixed"],
            )
            for each in document["history"]["points"]
        ]
        flows = ask("SELECT kind, name, new, fixed FROM point_flows WHERE point_id = 1").fetchall()
        first = document["history"]["points"][0]
        assert sorted(flows) == sorted(
            (kind, name, each["new"], each["fixed"])
            for kind in ("app", "owner")
            for name, each in first[f"{kind}_flows"].items()
        )
        states = Counter(step["state"] for step in document["plan"])
        assert dict(ask("SELECT state, count(*) FROM steps GROUP BY state")) == states


def test_openmetrics(result: Report, document: dict[str, Any], figures: Figures) -> None:
    now = _metrics(openmetrics_report.REPORTER.render(replace(result, history=History())))
    for name, value in {
        "files": figures.files,
        "files_ported": figures.ported_files,
        "files_unreadable": figures.errors,
        "lines": figures.lines,
        "lines_ported": figures.ported_lines,
    }.items():
        assert now[f"py3port_{name}", ()] == value
    for stage in (*GATE, "cleanup", "advice"):
        assert now["py3port_findings", (("stage", stage),)] == figures.stages[stage]
    for rule, count in figures.rules.items():
        assert now["py3port_rule_findings", (("rule", rule),)] == count
    for key, name in figures.names:
        files, lines, ported_files, ported_lines, findings = figures.of(key, name)
        label = ((key, name),)
        assert now[f"py3port_{key}_files", label] == files
        assert now[f"py3port_{key}_files_ported", label] == ported_files
        assert now[f"py3port_{key}_lines", label] == lines
        assert now[f"py3port_{key}_lines_ported", label] == ported_lines
        stages = [now[f"py3port_{key}_findings", (*label, ("stage", stage))] for stage in (*GATE, "cleanup")]
        assert sum(stages) == findings
    verdicts = Counter(each["verdict"] for each in document["requirements"]["found"])
    for verdict, count in verdicts.items():
        assert now["py3port_requirements", (("verdict", verdict),)] == count


def test_the_past_in_openmetrics(result: Report, document: dict[str, Any]) -> None:
    families = text_string_to_metric_families(openmetrics_report.REPORTER.render(result))
    lines = next(family for family in families if family.name == "py3port_lines_ported")
    assert [(float(sample.timestamp or 0), sample.value) for sample in lines.samples] == [
        (point["seconds"], point["total"]["ported_lines"]) for point in document["history"]["points"]
    ]


def _metrics(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (
            sample.name,
            tuple((key, value) for key, value in sample.labels.items() if key != "project"),
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }

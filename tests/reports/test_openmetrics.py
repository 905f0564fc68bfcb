"""The `openmetrics` report, read by the parser of Prometheus's own client; and the dashboard for Grafana."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from py3port.report import History, HistoryPoint, Progress, Report
from py3port.result import Stage
from py3port_reports.openmetrics_report import REPORTER
from tests.reports import sample
from tests.reports.attached import attach
from tests.reports.test_reporters import hostile_attached

GRAFANA = Path(__file__).parents[2] / "docs" / "grafana" / "py3port.json"


@pytest.mark.parametrize(
    "result",
    [
        sample.result([]),
        sample.small(),
        sample.hostile(),
        attach(sample.large(60, 500)),
        hostile_attached(),
        replace(hostile_attached(), history=History()),
    ],
)
def test_parses(result: Report) -> None:
    assert list(text_string_to_metric_families(REPORTER.render(result)))


def test_names_come_back_as_they_are_shown() -> None:
    families = text_string_to_metric_families(REPORTER.render(sample.hostile()))
    rules = next(family for family in families if family.name == "py3port_app_files")
    apps = {each.labels["app"] for each in rules.samples}
    assert '=HYPERLINK("http://evil.example","x")' in apps
    assert r"undecodable\udcff" in apps


def test_what_is_gone_is_zero_once() -> None:
    def point(seconds: int, *apps: str) -> HistoryPoint:
        progress = Progress(1, 10, 0, 0, 0, {Stage.SIX: 2})
        return HistoryPoint("c", seconds, progress, dict.fromkeys(apps, progress), {}, {})

    past = History((point(1, "a", "b"), point(2, "b"), point(3, "b"), point(4, "a", "b")))
    families = text_string_to_metric_families(REPORTER.render(replace(sample.small(), history=past)))
    files = next(family for family in families if family.name == "py3port_app_files")
    found = [(each.labels["app"], float(each.timestamp or 0), each.value) for each in files.samples]
    assert found == [("a", 1, 1), ("a", 2, 0), ("a", 4, 1), *(("b", time, 1) for time in (1, 2, 3, 4))]


def test_grafana_asks_for_what_there_is() -> None:
    result = replace(attach(sample.large(60, 500)), history=History())
    known: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(REPORTER.render(result)):
        known[family.name] = {label for each in family.samples for label in each.labels}
    dashboard = json.loads(GRAFANA.read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    assert len(asked) >= 8
    for expression in asked:
        names = re.findall(r"\bpy3port_\w+", expression)
        assert names
        assert set(names) <= known.keys(), expression
        labels = set(re.findall(r"(\w+)(?:=~?\"|!=)", expression))
        labels |= {
            each.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for each in group.split(",")
        }
        assert labels <= set.union(*(known[name] for name in names)), expression
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])

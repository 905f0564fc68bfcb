"""Packs the past for the dashboard: series of counts by stage, app and owner, and where they lead."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from py3port.forecast import Forecast, forecast, left
from py3port.report import History, HistoryPoint
from py3port.result import Stage
from py3port_reports.visible_text import visible


def past_data(history: History, *, apps: Sequence[str], owners: Sequence[str]) -> dict[str, Any]:
    """Series over all points: of everything, and of each app and owner that are there today."""
    points = history.points
    return {
        "seconds": [point.seconds for point in points],
        "commits": [point.commit[:12] for point in points],
        "total": _series(points),
        "apps": [_series([point.part("app", name) for point in points]) for name in apps],
        "owners": [_series([point.part("owner", name) for point in points]) for name in owners],
        "steps": [[mark.seconds, visible(mark.step), visible(mark.commit[:12])] for mark in history.steps],
    }


def _series(points: Sequence[HistoryPoint]) -> dict[str, Any]:
    found = [point.total for point in points]
    expected = forecast(points)
    return {
        "stages": [
            [each.stages.get(stage, 0) for each in found] for stage in Stage if stage is not Stage.ADVICE
        ],
        "lines": [each.lines for each in found],
        "portedLines": [each.ported_lines for each in found],
        "files": [each.files for each in found],
        "portedFiles": [each.ported_files for each in found],
        "new": [point.new for point in points],
        "fixed": [point.fixed for point in points],
        "outlook": _sentence(points, expected),
        "end": [expected.end, expected.earliest, expected.latest] if expected else None,
    }


def outlook(points: Sequence[HistoryPoint]) -> str:
    """When it will be done, in a sentence; empty without a past."""
    return _sentence(points, forecast(points))


def _sentence(points: Sequence[HistoryPoint], expected: Forecast | None) -> str:
    if not points:
        return ""
    if not left(points[-1]):
        return "Nothing is left to be ported."
    if expected is None:
        return "No forecast: the last points show no trend that leads to an end."
    pace = f"{expected.per_week:,.1f} findings fewer a week"
    latest = day(expected.latest) if expected.latest is not None else "some day that cannot be told"
    span = f"{day(expected.earliest)} to {latest}"
    return f"At the pace of the last points, {pace}, done by {day(expected.end)} ({span})."


def day(seconds: int) -> str:
    """The date of a time, UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d")

"""History as plain data: what is remembered, and what is handed out as JSON and CSV."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Mapping
from typing import Any

from py3port.result import History, HistoryPoint, Progress, Stage

SCHEMA_VERSION = "1.0"


def as_json(found: History, *, root: str) -> str:
    """All points, with the steps that were done."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "root": root,
        "note": found.note,
        "points": [{"date": date_of(point.seconds), **point_fields(point)} for point in found.points],
        "steps": [
            {"step": mark.step, "commit": mark.commit, "date": date_of(mark.seconds)} for mark in found.steps
        ],
    }
    return json.dumps(document, indent=1) + "\n"


def as_csv(found: History) -> str:
    """A line for each point: the totals."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    stages = [stage.value for stage in Stage if stage is not Stage.ADVICE]
    writer.writerow(["date", "commit", "files", "lines", "ported_files", "ported_lines", "errors", *stages])
    for point in found.points:
        total = point.total
        counts = [total.stages.get(Stage(stage), 0) for stage in stages]
        writer.writerow(
            [
                date_of(point.seconds),
                point.commit,
                total.files,
                total.lines,
                total.ported_files,
                total.ported_lines,
                total.errors,
                *counts,
            ]
        )
    return output.getvalue()


def date_of(seconds: int) -> str:
    """A time as ISO 8601, UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def point_fields(point: HistoryPoint) -> dict[str, Any]:
    """A point as JSON has it."""
    return {
        "commit": point.commit,
        "seconds": point.seconds,
        "total": _fields(point.total),
        "apps": {name: _fields(each) for name, each in point.apps.items()},
        "owners": {name: _fields(each) for name, each in point.owners.items()},
        "rules": dict(point.rules),
    }


def point_from(fields: Mapping[str, Any]) -> HistoryPoint:
    """The point that `point_fields` made data of."""
    return HistoryPoint(
        fields["commit"],
        fields["seconds"],
        _progress(fields["total"]),
        {name: _progress(each) for name, each in fields["apps"].items()},
        {name: _progress(each) for name, each in fields["owners"].items()},
        fields["rules"],
    )


def _fields(progress: Progress) -> dict[str, Any]:
    return {
        "files": progress.files,
        "lines": progress.lines,
        "ported_files": progress.ported_files,
        "ported_lines": progress.ported_lines,
        "errors": progress.errors,
        "findings": {stage.value: count for stage, count in progress.stages.items()},
    }


def _progress(fields: Mapping[str, Any]) -> Progress:
    stages = {Stage(name): count for name, count in fields["findings"].items()}
    return Progress(
        fields["files"],
        fields["lines"],
        fields["ported_files"],
        fields["ported_lines"],
        fields["errors"],
        stages,
    )

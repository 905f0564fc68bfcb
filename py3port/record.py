"""History as plain data: what is remembered, and what is handed out as JSON and CSV."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from dataclasses import asdict
from typing import Any

from py3port.report import Flow, History, HistoryPoint, Progress
from py3port.result import Stage

SCHEMA_VERSION = "1.2"

_TOO_MANY = 1 << 40
_COMMIT = re.compile(r"[0-9a-f]{0,64}")


def as_json(found: History, *, root: str) -> str:
    """All points, with the steps that were done."""
    document = {"schema_version": SCHEMA_VERSION, "root": root, **history_fields(found)}
    return json.dumps(document, indent=1) + "\n"


def history_fields(found: History) -> dict[str, Any]:
    """A history as JSON has it."""
    return {
        "note": found.note,
        "points": [{"date": date_of(point.seconds), **point_fields(point)} for point in found.points],
        "steps": [
            {"step": mark.step, "commit": mark.commit, "date": date_of(mark.seconds)} for mark in found.steps
        ],
    }


def as_csv(found: History) -> str:
    """A line for each point: the totals."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    stages = [stage.value for stage in Stage if stage is not Stage.ADVICE]
    writer.writerow(
        [
            "date",
            "commit",
            "files",
            "lines",
            "ported_files",
            "ported_lines",
            "errors",
            *stages,
            "new",
            "fixed",
        ]
    )
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
                point.new,
                point.fixed,
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
        "new": point.new,
        "fixed": point.fixed,
        "apps": {name: _fields(each) for name, each in point.apps.items()},
        "owners": {name: _fields(each) for name, each in point.owners.items()},
        "rules": dict(point.rules),
        "app_flows": {name: asdict(each) for name, each in point.app_flows.items()},
        "owner_flows": {name: asdict(each) for name, each in point.owner_flows.items()},
    }


def point_from(fields: Any) -> HistoryPoint:
    """The point that `point_fields` made data of.

    Raises:
        ValueError: it is none.
    """
    try:
        point = HistoryPoint(
            _commit(fields["commit"]),
            _count(fields["seconds"]),
            _progress(fields["total"]),
            {name: _progress(each) for name, each in _typed(fields["apps"], dict).items()},
            {name: _progress(each) for name, each in _typed(fields["owners"], dict).items()},
            {name: _count(each) for name, each in _typed(fields["rules"], dict).items()},
            new=None if fields["new"] is None else _count(fields["new"]),
            fixed=None if fields["fixed"] is None else _count(fields["fixed"]),
            # Lines of older snapshots have none.
            app_flows=_flows(fields.get("app_flows", {})),
            owner_flows=_flows(fields.get("owner_flows", {})),
        )
        date_of(point.seconds)
    except (TypeError, KeyError, OverflowError, OSError) as error:
        raise ValueError(f"no point of a history: {error!r}") from error
    return point


def _fields(progress: Progress) -> dict[str, Any]:
    return {
        "files": progress.files,
        "lines": progress.lines,
        "ported_files": progress.ported_files,
        "ported_lines": progress.ported_lines,
        "errors": progress.errors,
        "findings": {stage.value: count for stage, count in progress.stages.items()},
    }


def _progress(fields: Any) -> Progress:
    stages = {Stage(name): _count(count) for name, count in fields["findings"].items()}
    return Progress(
        files=_count(fields["files"]),
        lines=_count(fields["lines"]),
        ported_files=_count(fields["ported_files"]),
        ported_lines=_count(fields["ported_lines"]),
        errors=_count(fields["errors"]),
        stages=stages,
    )


def _flows(fields: Any) -> dict[str, Flow]:
    return {
        name: Flow(_count(each["new"]), _count(each["fixed"])) for name, each in _typed(fields, dict).items()
    }


def _commit(value: Any) -> str:
    if not _COMMIT.fullmatch(_typed(value, str)):
        raise ValueError(f"{value!r:.40} names no commit")
    found: str = value
    return found


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r:.40} is no {kind.__name__}")
    return value


def _count(value: Any) -> int:
    if not 0 <= _typed(value, int) < _TOO_MANY:
        raise ValueError(f"{value} is out of range")
    found: int = value
    return found

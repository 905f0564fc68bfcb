"""Snapshots: a file with a line for each commit that somebody looked at, for those who cannot keep git's history."""

from __future__ import annotations

import json
import time
from pathlib import Path

from py3port.errors import UserError
from py3port.project.project import Project
from py3port.record import SCHEMA_VERSION, point_fields, point_from
from py3port.report import History, HistoryPoint, Progress
from py3port.result import ScanResult, Stage
from py3port.storage import StorageError, write
from py3port.summary import FileTotal, summarize

_MOST_BYTES = 200_000_000


def snapshot(project: Project, result: ScanResult) -> HistoryPoint:
    """How far the project is, as of the commit that is checked out; outside of git, as of now."""
    commit, seconds = (project.repository.head_time() if project.repository else None) or (
        "",
        int(time.time()),
    )
    summary = summarize(result)
    return HistoryPoint(
        commit,
        seconds,
        _progress(summary.total),
        {name: _progress(total) for name, total in summary.apps.items()},
        {name: _progress(total) for name, total in summary.owners.items()},
        {
            name: total.findings
            for name, total in summary.rules.items()
            if name not in result.rules or result.rules[name].stage is not Stage.ADVICE
        },
    )


def append_snapshot(path: str, point: HistoryPoint) -> int:
    """Add a line to the file, in the place of one of the same commit; tells how many there are then.

    Raises:
        UserError: the file cannot be written, or has something else in it.
    """
    points = [each for each in _read(path, missing=True) if not point.commit or each.commit != point.commit]
    points.append(point)
    text = "".join(f"{json.dumps(_line(each), separators=(',', ':'))}\n" for each in points)
    try:
        write(Path(path), text.encode())
    except StorageError as error:
        raise UserError(f"{path}: {error}") from error
    return len(points)


def read_snapshots(path: str) -> History:
    """The past as the file has it, the oldest point first.

    Raises:
        UserError: the file cannot be read, or has something else in it.
    """
    latest = {(each.commit or index): each for index, each in enumerate(_read(path, missing=False))}
    points = sorted(latest.values(), key=lambda point: point.seconds)
    return History(tuple(points), note=f"snapshots of {Path(path).name}")


def _read(path: str, *, missing: bool) -> list[HistoryPoint]:
    try:
        if Path(path).stat().st_size > _MOST_BYTES:
            raise UserError(f"{path}: too large for a file of snapshots")
        lines = Path(path).read_bytes().split(b"\n")
    except FileNotFoundError:
        if missing:
            return []
        raise UserError(f"{path}: no such file") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return [_point(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _point(path: str, number: int, line: bytes) -> HistoryPoint:
    try:
        fields = json.loads(line)
        version = fields["schema_version"]
        if not isinstance(version, str) or version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
            raise ValueError(f"schema version {version!r:.20}")
        return point_from(fields)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(f"{path}:{number}: not a line that `py3port report --append` wrote") from error


def _line(point: HistoryPoint) -> dict[str, object]:
    return {"schema_version": SCHEMA_VERSION, **point_fields(point)}


def _progress(total: FileTotal) -> Progress:
    stages: dict[Stage, int] = {stage: total.by_stage[stage] for stage in Stage if total.by_stage[stage]}
    stages.pop(Stage.ADVICE, None)
    return Progress(total.files, total.lines, total.ported_files, total.ported_lines, total.errors, stages)

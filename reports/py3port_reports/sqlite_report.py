"""The `sqlite` report: everything in tables, for people's own queries; sqlite_schema.sql says what they are."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from importlib.resources import files
from typing import Any, ClassVar

from py3port.record import date_of
from py3port.report import HistoryPoint, Part, Progress, Report
from py3port.result import SCHEMA_VERSION, Applicability, Stage
from py3port.summary import is_ported
from py3port_reports.visible_text import visible

Row = tuple[Any, ...]


class Sqlite:
    """Renders a result as an SQLite file."""

    name: ClassVar[str] = "sqlite"
    title: ClassVar[str] = "Everything in tables, for own queries"
    extension: ClassVar[str] = ".sqlite"
    parts: ClassVar[Collection[Part]] = frozenset({Part.PLAN, Part.REQUIREMENTS, Part.VERIFICATION})

    def render(self, result: Report) -> bytes:
        """Return the file."""
        schema = files("py3port_reports").joinpath("sqlite_schema.sql").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="py3port-") as folder:
            path = os.path.join(folder, "report.sqlite")
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                connection.executescript(schema)
                connection.execute("BEGIN")
                for table, rows in _TABLES.items():
                    _fill(connection, table, rows(result))
                connection.execute("COMMIT")
            with open(path, "rb") as file:
                return file.read()


REPORTER = Sqlite()


def _fill(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    listed = [tuple(visible(each) if isinstance(each, str) else each for each in row) for row in rows]
    if listed:
        marks = ", ".join("?" * len(listed[0]))
        # What differs only in what cannot be seen is one.
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", listed)


def _scan(result: Report) -> Iterator[Row]:
    commit = result.attached.commit
    yield SCHEMA_VERSION, result.tool_version, result.root, result.mode.value, result.target, commit


def _files(result: Report) -> Iterator[Row]:
    for number, file in enumerate(result.files, 1):
        error = (file.error.message, file.error.line) if file.error else (None, None)
        yield number, file.path, file.app, file.lines, file.dialect, int(is_ported(file)), *error


def _file_owners(result: Report) -> Iterator[Row]:
    return ((number, owner) for number, file in enumerate(result.files, 1) for owner in file.owners)


def _rules(result: Report) -> Iterator[Row]:
    for name, info in result.rules.items():
        yield name, info.title, info.stage.value, info.applicability.value, info.description


def _findings(result: Report) -> Iterator[Row]:
    pairs = ((number, each) for number, file in enumerate(result.files, 1) for each in file.findings)
    for number, (file, each) in enumerate(pairs, 1):
        place = (each.line, each.column, each.end_line, each.end_column)
        kind = (each.rule, each.stage.value, each.applicability.value)
        yield number, file, *kind, *place, each.message, each.scope, each.text, each.fingerprint


def _steps(result: Report) -> Iterator[Row]:
    for position, step in enumerate(result.attached.plan, 1):
        counts = [step.findings.get(each, 0) for each in Applicability]
        lists = (" ".join(step.owners), ", ".join(step.blocked_by))
        yield (
            position, step.id, step.rule, step.app, step.stage.value, step.state, *counts,
            step.files, step.lines, step.risk, *lists, step.command,
        )  # fmt: skip


def _requirements(result: Report) -> Iterator[Row]:
    for number, each in enumerate(result.attached.requirements.found, 1):
        releases = (each.first_py3, each.first_target, each.bridge, each.latest, each.replacement)
        yield number, each.name, each.specifier, each.file, each.line, each.verdict, *releases, each.note


def _rejected(result: Report) -> Iterator[Row]:
    for each in result.attached.verification.compiled:
        yield from ((each.python, path, message) for path, message in each.rejected.items())


def _tests(result: Report) -> Iterator[Row]:
    for number, each in enumerate(result.attached.verification.tests, 1):
        yield number, each.name, each.verdict, each.seconds2, each.seconds3


def _points(result: Report) -> Iterator[Row]:
    for number, point in enumerate(result.history.points, 1):
        yield number, point.commit, date_of(point.seconds), point.new, point.fixed


def _point_totals(result: Report) -> Iterator[Row]:
    for number, point in enumerate(result.history.points, 1):
        for kind, totals in _kinds(point).items():
            for name, each in totals.items():
                counts = (each.files, each.lines, each.ported_files, each.ported_lines, each.errors)
                stages = (each.stages.get(stage, 0) for stage in Stage if stage is not Stage.ADVICE)
                yield number, kind, name, *counts, *stages


def _kinds(point: HistoryPoint) -> dict[str, Mapping[str, Progress]]:
    return {"total": {"": point.total}, "app": point.apps, "owner": point.owners}


def _point_flows(result: Report) -> Iterator[Row]:
    for number, point in enumerate(result.history.points, 1):
        for kind, flows in (("app", point.app_flows), ("owner", point.owner_flows)):
            yield from ((number, kind, name, each.new, each.fixed) for name, each in flows.items())


def _point_rules(result: Report) -> Iterator[Row]:
    for number, point in enumerate(result.history.points, 1):
        yield from ((number, rule, count) for rule, count in point.rules.items())


def _steps_done(result: Report) -> Iterator[Row]:
    return ((mark.step, mark.commit, date_of(mark.seconds)) for mark in result.history.steps)


_TABLES: Mapping[str, Callable[[Report], Iterator[Row]]] = {
    "scan": _scan,
    "files": _files,
    "file_owners": _file_owners,
    "rules": _rules,
    "findings": _findings,
    "steps": _steps,
    "requirements": _requirements,
    "rejected": _rejected,
    "tests": _tests,
    "points": _points,
    "point_totals": _point_totals,
    "point_flows": _point_flows,
    "point_rules": _point_rules,
    "steps_done": _steps_done,
}

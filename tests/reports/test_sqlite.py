"""The `sqlite` report: sound, and every row of one table that names another's is right."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from py3port.report import Report
from py3port_reports.sqlite_report import REPORTER
from tests.reports import sample
from tests.reports.attached import attach
from tests.reports.test_reporters import hostile_attached


@contextmanager
def opened(folder: Path, result: Report) -> Iterator[sqlite3.Connection]:
    path = folder / "report.sqlite"
    path.write_bytes(REPORTER.render(result))
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.mark.parametrize("result", [sample.result([]), attach(sample.large(60, 500)), hostile_attached()])
def test_sound(tmp_path: Path, result: Report) -> None:
    with opened(tmp_path, result) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM files").fetchone() == (len(result.files),)
        assert connection.execute("SELECT count(*) FROM findings").fetchone() == (len(result.findings),)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        for (name,) in names.fetchall():
            connection.execute(f"SELECT * FROM {name}").fetchall()


def test_every_table_is_filled(tmp_path: Path) -> None:
    schema = files("py3port_reports").joinpath("sqlite_schema.sql").read_text(encoding="utf-8")
    tables = re.findall(r"CREATE TABLE (\w+)", schema)
    result = attach(sample.large(60, 500))
    with opened(tmp_path, result) as connection:
        empty = [name for name in tables if not connection.execute(f"SELECT 1 FROM {name}").fetchone()]
    assert empty == ["point_rules"]


def test_the_queries_of_the_manual(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    [queries] = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    team = sample.file("a.py", owners=("@payments", "@x"), findings=[(1, "backticks"), (2, "backticks")])
    nearly = sample.file("b.py", dialect="both", findings=[(3, "six-usage"), (4, "moved-modules")])
    other = sample.file("c.py", dialect="both", findings=[(3, "backticks"), (4, "moved-modules")])
    with opened(tmp_path, sample.result([team, nearly, other])) as connection:
        first, second = (each for each in queries.split(";") if each.strip())
        assert connection.execute(first).fetchall() == [("backticks", 2)]
        assert connection.execute(second).fetchall() == [("b.py", "moved-modules", 4)]

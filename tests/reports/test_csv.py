"""The `csv` report: one record a line, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from py3port.result import FileResult, FileStatus
from py3port_reports.csv_report import COLUMNS, REPORTER
from tests.reports import sample


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_one_line_for_each_finding() -> None:
    text = REPORTER.render(sample.hostile())
    assert len(text.splitlines()) == 1 + 2 * len(sample.HOSTILE)
    assert tuple(records(text)[0]) == COLUMNS


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "\r=", "＝", "%", "|"])
def test_formulas_are_text(start: str) -> None:
    found = sample.finding(f"{start}a.py", 1, message=f"{start}1+1", app=f"{start}b", owners=[f"{start}c"])
    scanned = sample.result([FileResult("a.py", 1, "python2", FileStatus.OK, None, (found,))])
    (record,) = records(REPORTER.render(scanned))
    for column in ("path", "message", "app", "owners"):
        assert record[column][0] not in "=+-@\t\r＝"
        assert not record[column].lstrip(" ").startswith(("=", "+", "-", "@", "＝", "%", "|"))


def test_ordinary_cells_are_unchanged() -> None:
    record = records(REPORTER.render(sample.small()))[0]
    assert record["path"] == "checkout/cart.py"
    assert record["owners"] == "'@shop/checkout"
    assert record["line"] == "3"

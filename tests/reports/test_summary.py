"""Totals: what counts as ported, and that the parts add up."""

from __future__ import annotations

import pytest

from py3port.result import Applicability, FileError, Stage
from py3port.summary import is_ported, summarize
from tests.reports import sample


@pytest.mark.parametrize(
    ("dialect", "findings", "ported"),
    [
        ("both", [], True),
        ("python3", [], True),
        ("python2", [], False),
        ("mixed", [], False),
        ("", [], False),
        ("both", [(1, "six-usage")], True),
        ("both", [(1, "integer-division")], False),
        ("both", [(1, "moved-modules")], False),
        ("python3", [(1, "dict-has-key"), (2, "six-usage")], False),
    ],
)
def test_ported(dialect: str, findings: list[tuple[int, str]], *, ported: bool) -> None:
    assert is_ported(sample.file("a/b.py", dialect=dialect, findings=findings)) is ported


def test_file_with_an_error_is_not_ported() -> None:
    assert not is_ported(sample.file("a/b.py", dialect="both", error=FileError("cannot be read")))


def test_small() -> None:
    summary = summarize(sample.small())
    total = summary.total
    assert (total.files, total.lines, total.findings, total.errors) == (7, 487, 6, 1)
    assert (total.ported_files, total.ported_lines) == (3, 150)
    assert summary.stages[Stage.COMMON].findings == 2
    assert summary.stages[Stage.SIX].files == 2
    assert summary.applicabilities[Applicability.MANUAL].findings == 1
    assert list(summary.apps) == ["", "checkout", "core", "old"]
    assert list(summary.owners) == ["", "@shop/checkout", "@shop/core", "ann"]
    assert summary.owners["ann"] == summary.owners["@shop/core"]


def test_parts_add_up() -> None:
    summary = summarize(sample.large(200, 3000))
    whole = summary.total.findings
    assert sum(each.findings for each in summary.stages.values()) == whole
    assert sum(each.findings for each in summary.applicabilities.values()) == whole
    assert sum(each.findings for each in summary.rules.values()) == whole
    assert sum(each.findings for each in summary.apps.values()) == whole
    assert sum(each.lines for each in summary.dialects.values()) == summary.total.lines


def test_nothing_is_all_ported() -> None:
    total = summarize(sample.result([])).total
    assert (total.file_percent, total.line_percent) == (100, 100)
    assert (total.file_percent, total.line_percent) == (100, 100)


@pytest.mark.parametrize(
    ("ported", "whole", "percent"), [(29, 100, 29), (57, 100, 57), (199, 200, 99), (1, 3, 33)]
)
def test_percentages_are_rounded_down_exactly(ported: int, whole: int, percent: int) -> None:
    files = [
        sample.file(f"{number}.py", dialect="both" if number < ported else "python2")
        for number in range(whole)
    ]
    total = summarize(sample.result(files)).total
    assert (total.file_percent, total.line_percent) == (percent, percent)

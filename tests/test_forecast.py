from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from py3port.forecast import forecast
from py3port.report import HistoryPoint, Progress
from py3port.result import Stage

WEEK = 7 * 86400


def points(findings: Sequence[int]) -> list[HistoryPoint]:
    return [
        HistoryPoint(
            str(week),
            week * WEEK,
            Progress(1, 1, 0, 0, 0, {Stage.COMMON: count, Stage.CLEANUP: 9}),
            {},
            {},
            {},
        )
        for week, count in enumerate(findings)
    ]


def test_a_straight_line() -> None:
    found = forecast(points([100, 90, 80, 70, 60]))
    assert found is not None
    assert round(found.per_week) == 10
    assert found.end == found.earliest == found.latest == 10 * WEEK


def test_one_odd_week_does_not_matter() -> None:
    found = forecast(points([100, 90, 80, 500, 60, 50, 40, 30]))
    assert found is not None
    assert abs(found.end - 10 * WEEK) < WEEK
    assert found.earliest <= found.end
    assert found.latest is None or found.latest >= found.end


def test_none_where_the_past_tells_none() -> None:
    for findings in (
        [],
        [9, 8, 7],
        [5, 5, 5, 5],
        [1, 2, 3, 4],
        [9, 6, 3, 0],
        [10**9, 10**9, 10**9 - 1, 10**9 - 1],
        [50, 90, 40, 80, 60, 85, 45, 70],
        [80, 60, 90, 55, 85, 60, 88, 70],
    ):
        assert forecast(points(findings)) is None


def test_only_the_last_half_year_counts() -> None:
    found = forecast(points([1000] * 50 + list(range(1000, 700, -10))))
    assert found is not None
    assert round(found.per_week) == 10


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_the_range_holds_the_end(findings: list[int]) -> None:
    found = forecast(points(findings))
    if found is not None:
        assert found.earliest <= found.end
        assert found.latest is None or found.end <= found.latest or abs(found.latest - found.end) < WEEK

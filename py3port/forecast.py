"""When a port will be done, from how it went so far; nothing where that tells nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from py3port.report import HistoryPoint
from py3port.result import Stage

_DAY = 86400.0
_WINDOW = 26
"""How many of the last points count: what was long ago says little of the pace of today."""
_LEAST = 4
_RESAMPLES = 300
_SHARE = 0.1
"""The share of resamples left out at each end of the range."""
_HORIZON = 10 * 365 * _DAY
"""What would take longer is no forecast."""


@dataclass(frozen=True)
class Forecast:
    """The end of the port, in seconds since 1970."""

    end: int
    earliest: int
    latest: int | None
    """None: more than ten years from then."""
    per_week: float
    """Findings fewer each week."""


def forecast(points: Sequence[HistoryPoint]) -> Forecast | None:
    """When no finding will be left, by a robust slope (Theil and Sen) with a bootstrapped range of 80%.

    None where there are fewer than four points, nothing is left, or findings do not become fewer: not within the
    range either.
    """
    recent = [(point.seconds, left(point)) for point in points][-_WINDOW:]
    if len(recent) < _LEAST or not recent[-1][1]:
        return None
    slope = _slope(recent)
    if slope is None or slope >= 0:
        return None
    now, rest = recent[-1]
    slopes = _resampled(recent)
    steep, flat = slopes[int(len(slopes) * _SHARE)], slopes[int(len(slopes) * (1 - _SHARE)) - 1]
    end = rest / -slope
    if end > _HORIZON or flat >= 0:
        return None
    latest = rest / -flat
    return Forecast(
        end=int(now + end),
        earliest=int(now + min(end, rest / -steep)),
        latest=int(now + latest) if latest <= _HORIZON else None,
        per_week=-slope * 7 * _DAY,
    )


def left(point: HistoryPoint) -> int:
    """The findings that keep code from being ported at a time."""
    return sum(
        count for stage, count in point.total.stages.items() if stage not in (Stage.CLEANUP, Stage.ADVICE)
    )


def _resampled(points: Sequence[tuple[int, int]]) -> list[float]:
    """The slopes of points drawn from these, in order; each pair is divided once, however often it is drawn."""
    pairs = [[_pace(one, other) for other in points] for one in points]
    places = range(len(points))
    generator = random.Random(0)
    slopes = []
    for _ in range(_RESAMPLES):
        drawn = sorted(generator.choices(places, k=len(points)))
        found = [
            pace
            for index, place in enumerate(drawn)
            for other in drawn[index + 1 :]
            if (pace := pairs[place][other]) is not None
        ]
        if found:
            slopes.append(median(found))
    return sorted(slopes)


def _slope(points: Sequence[tuple[int, int]]) -> float | None:
    """The median of the slopes between all pairs of points, in findings per second."""
    slopes = [
        pace
        for index, before in enumerate(points)
        for after in points[index + 1 :]
        if (pace := _pace(before, after)) is not None
    ]
    return median(slopes) if slopes else None


def _pace(before: tuple[int, int], after: tuple[int, int]) -> float | None:
    return (after[1] - before[1]) / (after[0] - before[0]) if after[0] != before[0] else None

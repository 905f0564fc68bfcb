"""The burn-down as a drawing: findings left by stage over time, the forecast, and the steps that were done."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from py3port.forecast import Forecast, forecast, left
from py3port.report import HistoryPoint, Report, StepMark
from py3port.result import GATE_STAGES
from py3port_reports.scene import (
    HEIGHT,
    PALETTES,
    WIDTH,
    Line,
    Palette,
    Point,
    Polygon,
    Rectangle,
    Scene,
    Shape,
    Text,
    text_width,
)
from py3port_reports.visible_text import visible

_LEFT, _RIGHT, _TOP, _BOTTOM = 90.0, 40.0, 120.0, 60.0
_MOST_TICKS = 10


@dataclass(frozen=True)
class _Frame:
    """Where times and counts are."""

    start: int
    end: int
    step: int
    """From one line across to the next."""
    most: int

    def x(self, seconds: float) -> float:
        share = (seconds - self.start) / max(1, self.end - self.start)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, count: float) -> float:
        return HEIGHT - _BOTTOM - count / self.most * (HEIGHT - _TOP - _BOTTOM)


def burn_down(result: Report, theme: str) -> Scene:
    """The drawing; where there is no past, it says so."""
    palette, points = PALETTES[theme], result.history.points
    title = f"Findings left in {visible(result.root)}"
    if len(points) < 2:
        text = "No past is known: at least two points of git's history are needed."
        shapes: tuple[Shape, ...] = (*_heading(palette, title, text),)
        return Scene(title, text, palette.paper, shapes)
    found = forecast(points)
    frame = _frame(points, found)
    subtitle = _subtitle(points, found)
    drawn: list[Shape] = [*_heading(palette, title, subtitle), *_axes(frame, palette)]
    drawn += _areas(frame, points, palette)
    drawn += _marks(frame, result.history.steps, palette)
    if found is not None:
        drawn += _outlook(frame, points[-1], found, palette)
    drawn += _legend(palette)
    return Scene(title, subtitle, palette.paper, tuple(drawn))


def _frame(points: Sequence[HistoryPoint], found: Forecast | None) -> _Frame:
    start, end = points[0].seconds, points[-1].seconds
    if found is not None:
        # The future takes no more room than the past.
        end = min(found.latest or found.end, 2 * end - start)
    most = max(1, *map(left, points))
    step = _step(most)
    return _Frame(start, end, step, -(-most // step) * step)


def _subtitle(points: Sequence[HistoryPoint], found: Forecast | None) -> str:
    last = points[-1]
    share = 100 * last.total.ported_lines // max(1, last.total.lines)
    text = f"{left(last):,} on {_day(last.seconds)}, {share}% of lines ported"
    if found is None:
        return text
    latest = f"to {_day(found.latest)}" if found.latest else "or later"
    return (
        f"{text}; at the pace of the last points done by {_day(found.end)} ({_day(found.earliest)} {latest})"
    )


def _heading(palette: Palette, title: str, subtitle: str) -> list[Shape]:
    return [
        Text(40, 52, title[:90], palette.ink, 28, bold=True),
        Text(40, 82, subtitle, palette.soft, 17),
    ]


def _axes(frame: _Frame, palette: Palette) -> list[Shape]:
    shapes: list[Shape] = []
    for count in range(0, frame.most + 1, frame.step):
        y = frame.y(count)
        shapes.append(Line(((_LEFT, y), (WIDTH - _RIGHT, y)), palette.rule))
        shapes.append(Text(_LEFT - 12, y + 5, f"{count:,}", palette.soft, anchor="end"))
    for seconds, label in _ticks(frame.start, frame.end):
        x = frame.x(seconds)
        shapes.append(Line(((x, HEIGHT - _BOTTOM), (x, HEIGHT - _BOTTOM + 6)), palette.soft))
        shapes.append(Text(x, HEIGHT - _BOTTOM + 26, label, palette.soft, anchor="middle"))
    return shapes


def _areas(frame: _Frame, points: Sequence[HistoryPoint], palette: Palette) -> list[Shape]:
    """One area for each stage, each on top of the one before."""
    shapes: list[Shape] = []
    base = [0] * len(points)
    for stage in GATE_STAGES:
        top = [under + point.total.stages.get(stage, 0) for under, point in zip(base, points, strict=True)]
        upper = [(frame.x(point.seconds), frame.y(at)) for point, at in zip(points, top, strict=True)]
        lower = [(frame.x(point.seconds), frame.y(at)) for point, at in zip(points, base, strict=True)]
        shapes.append(Polygon((*upper, *reversed(lower)), palette.stages[stage.value]))
        base = top
    return shapes


def _marks(frame: _Frame, marks: Sequence[StepMark], palette: Palette) -> list[Shape]:
    """A triangle on the time line where a step was done."""
    y = HEIGHT - _BOTTOM
    xs = sorted({round(frame.x(mark.seconds)) for mark in marks if frame.start <= mark.seconds <= frame.end})
    return [Polygon(((x - 5, y + 9), (x + 5, y + 9), (x, y + 1)), palette.ink) for x in xs]


def _outlook(frame: _Frame, last: HistoryPoint, found: Forecast, palette: Palette) -> list[Shape]:
    start: Point = (frame.x(last.seconds), frame.y(left(last)))
    ends = [
        _reached(frame, last, seconds) for seconds in (found.earliest, found.end, found.latest or 1 << 62)
    ]
    low, middle, high = ends
    corner = (high[0], frame.y(0)) if high[0] > low[0] else high
    return [
        Polygon((start, low, corner, high), palette.soft, 0.15),
        Line((start, middle), palette.ink, 2, dashed=True),
    ]


def _reached(frame: _Frame, last: HistoryPoint, end: int) -> Point:
    """Where a straight line to zero at `end` leaves the frame."""
    if end <= frame.end:
        return frame.x(end), frame.y(0)
    share = (frame.end - last.seconds) / (end - last.seconds)
    return frame.x(frame.end), frame.y(left(last) * (1 - share))


def _legend(palette: Palette) -> list[Shape]:
    shapes: list[Shape] = []
    x = WIDTH - _RIGHT
    for stage in reversed(GATE_STAGES):
        shapes.append(Text(x, 108, stage.value, palette.ink, anchor="end"))
        x -= text_width(stage.value, 15) + 22
        shapes.append(Rectangle(x, 96, 13, 13, palette.stages[stage.value]))
        x -= 24
    return shapes


def _ticks(start: int, end: int) -> list[tuple[int, str]]:
    """Round dates, at most ten."""
    zone = datetime.timezone.utc
    first, last = (datetime.datetime.fromtimestamp(each, zone) for each in (start, end))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(each for each in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / each <= _MOST_TICKS)
    found = []
    for number in range(first.year * 12, last.year * 12 + 12, step):
        day = datetime.datetime(number // 12, number % 12 + 1, 1, tzinfo=zone)
        if start <= day.timestamp() <= end:
            found.append((int(day.timestamp()), day.strftime("%Y" if step >= 12 else "%b %Y")))
    return found or [(start, _day(start))]


def _step(most: int) -> int:
    """A number that is easy to read, about a fifth of the most."""
    size = 1
    while size * 10 * 5 <= most:
        size *= 10
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor * 6 > most)


def _day(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d")

"""What the `markdown` report says of the past: the last week, and when it will be done."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from py3port.forecast import forecast, left
from py3port.report import HistoryPoint, Progress, Report
from py3port_reports.markdown_text import code, counted, percent, signed, table

_WEEK = 7 * 86400
_MOST_ROWS = 10


def last_week(result: Report) -> str:
    """Return how far it got since the last point that is at least a week older than the newest one."""
    points = _selected(result)
    earlier = [point for point in points if point.seconds <= points[-1].seconds - _WEEK]
    if not earlier:
        return ""
    was, now = earlier[-1], points[-1]
    between = [point for point in points if point.seconds > was.seconds]
    lines = [
        f"## From {_day(was.seconds)} to {_day(now.seconds)}",
        "",
        f"Findings left: {left(was):,}, now {left(now):,} ({signed(left(now) - left(was))}){_came(between)}. "
        f"Lines ported: {_share(was)}, now {_share(now)}.",
    ]
    text = "\n".join(lines)
    if result.attached.selection:
        return "\n\n".join(part for part in (text, _outlook(points)) if part)
    apps = _differences(
        {name: _findings(each) for name, each in was.apps.items()},
        {name: _findings(each) for name, each in now.apps.items()},
    )
    parts = (
        text,
        _outlook(points),
        _changed("Rule", _differences(was.rules, now.rules)),
        _changed("App", apps),
    )
    return "\n\n".join(part for part in parts if part)


def _selected(result: Report) -> Sequence[HistoryPoint]:
    """The points of what was scanned: of everything, of one app or of one owner; else none."""
    points, selection = result.history.points, result.attached.selection
    if not selection:
        return points
    if len(selection) > 1 or selection[0][0] not in ("app", "owner"):
        return ()
    kind, name = selection[0]
    return [point.part(kind, name) for point in points]


def _came(points: Sequence[HistoryPoint]) -> str:
    pairs = [(p.new, p.fixed) for p in points if p.new is not None and p.fixed is not None]
    if len(pairs) < len(points):
        return ""
    new, fixed = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return f": {new:,} came, {fixed:,} went"


def _outlook(points: Sequence[HistoryPoint]) -> str:
    found = forecast(points)
    if found is None:
        return "" if left(points[-1]) else "Nothing is left."
    latest = _day(found.latest) if found.latest is not None else "some day that cannot be told"
    return (
        f"At the pace of the last points, {found.per_week:,.1f} findings fewer a week, "
        f"it is done by **{_day(found.end)}** ({_day(found.earliest)} to {latest})."
    )


@dataclass(frozen=True)
class _Difference:
    name: str
    was: int
    now: int


def _differences(was: Mapping[str, int], now: Mapping[str, int]) -> list[_Difference]:
    found = [_Difference(name, was.get(name, 0), now.get(name, 0)) for name in was.keys() | now.keys()]
    changed = [each for each in found if each.was != each.now]
    return sorted(changed, key=lambda each: (-abs(each.now - each.was), each.name))


def _changed(column: str, found: Sequence[_Difference]) -> str:
    rows = [
        [code(each.name), f"{each.was:,}", f"{each.now:,}", signed(each.now - each.was)]
        for each in found[:_MOST_ROWS]
    ]
    text = table(f"{column}s that changed", [column, "Findings then", "Now", "Change"], rows, texts=1)
    more = len(found) - _MOST_ROWS
    return f"{text}\n\nand {counted(more, column.lower())} more." if more > 0 else text


def _findings(progress: Progress) -> int:
    return sum(progress.stages.values())


def _share(point: HistoryPoint) -> str:
    return percent(point.total.ported_lines, point.total.lines)


def _day(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d")

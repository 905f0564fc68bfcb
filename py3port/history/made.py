"""A point with what joins it to the one before: how it is remembered, and how apps get one name all along."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from py3port.history.sums import Sum
from py3port.record import point_fields, point_from
from py3port.report import Flow, HistoryPoint, Progress
from py3port.scan.cache import Entry

FORMAT = 3
"""Goes up when what is remembered of a point changes."""


@dataclass(frozen=True)
class Made:
    """A point, and what its apps were called at the point before where that was something else."""

    point: HistoryPoint
    renames: Mapping[str, str]
    """The name then, and the one now."""


def encode(made: Made) -> Entry:
    """What is remembered."""
    fields = [point_fields(made.point), dict(made.renames)]
    return Entry(b"", 0, 0, 0, b"", json.dumps(fields, separators=(",", ":")))


def decode(entry: Entry) -> Made:
    """What `encode` was given."""
    fields, renames = json.loads(entry.payload)
    return Made(point_from(fields), renames)


def under_names_of_today(made: Sequence[Made]) -> list[HistoryPoint]:
    """The points, the oldest first, with the apps under the names that they have at the last one."""
    points: list[HistoryPoint] = []
    names: dict[str, str] = {}
    for each in reversed(made):
        points.append(_point_renamed(each.point, names) if names else each.point)
        names |= {then: names.get(now, now) for then, now in each.renames.items()}
    return points[::-1]


def _point_renamed(point: HistoryPoint, names: Mapping[str, str]) -> HistoryPoint:
    flows: dict[str, Flow] = {}
    for name, flow in point.app_flows.items():
        other = flows.get(names.get(name, name), Flow(0, 0))
        flows[names.get(name, name)] = Flow(flow.new + other.new, flow.fixed + other.fixed)
    return replace(point, apps=_renamed(point.apps, names), app_flows=dict(sorted(flows.items())))


def _renamed(apps: Mapping[str, Progress], names: Mapping[str, str]) -> dict[str, Progress]:
    sums: dict[str, Sum] = defaultdict(Sum)
    for name, progress in apps.items():
        sums[names.get(name, name)].merge(progress)
    return {name: sums[name].progress() for name in sorted(sums)}

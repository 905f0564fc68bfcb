"""The drawings there are, by the name that `--chart` gives them."""

from __future__ import annotations

from py3port.report import Part, Report
from py3port_reports.burn_down import burn_down
from py3port_reports.scene import Scene
from py3port_reports.tree_map import tree_map

BURN_DOWN, TREEMAP = "burn-down", "treemap"


def drawing(result: Report, *, chart: str, theme: str) -> Scene:
    """The drawing of a result."""
    return {BURN_DOWN: burn_down, TREEMAP: tree_map}[chart](result, theme)


def parts_of(chart: str) -> frozenset[Part]:
    """What a drawing shows beside the findings."""
    return frozenset({Part.HISTORY}) if chart == BURN_DOWN else frozenset()

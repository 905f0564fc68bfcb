"""The `svg` report: the burn-down or the treemap as an image that stands for itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from py3port.report import Part, Report
from py3port_reports.drawings import BURN_DOWN, drawing, parts_of
from py3port_reports.svg_drawing import as_svg


@dataclass(frozen=True)
class Svg:
    """Draws a chart as SVG."""

    chart: str = BURN_DOWN
    theme: str = "light"
    name: ClassVar[str] = "svg"
    title: ClassVar[str] = "Chart of the progress, for slides and pages"
    extension: ClassVar[str] = ".svg"

    @property
    def parts(self) -> Collection[Part]:
        """The past, where the chart shows it."""
        return parts_of(self.chart)

    def render(self, result: Report) -> str:
        """Return the image."""
        return as_svg(drawing(result, chart=self.chart, theme=self.theme))


REPORTER = Svg()

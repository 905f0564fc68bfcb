"""The `png` report: the burn-down or the treemap as an image that stands for itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from py3port.report import Part, Report
from py3port_reports.drawings import BURN_DOWN, drawing, parts_of
from py3port_reports.png_drawing import as_png


@dataclass(frozen=True)
class Png:
    """Draws a chart as PNG."""

    chart: str = BURN_DOWN
    theme: str = "light"
    name: ClassVar[str] = "png"
    title: ClassVar[str] = "Chart of the progress, for chats and mails"
    extension: ClassVar[str] = ".png"

    @property
    def parts(self) -> Collection[Part]:
        """The past, where the chart shows it."""
        return parts_of(self.chart)

    def render(self, result: Report) -> bytes:
        """Return the image."""
        return as_png(drawing(result, chart=self.chart, theme=self.theme))


REPORTER = Png()

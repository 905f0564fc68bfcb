"""The `badge` report: `py3 87%` as a small image for a README."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from py3port.report import Part, Report
from py3port.summary import summarize

_COLORS = ((100, "#3c8d4f"), (75, "#5f8f2f"), (50, "#a08312"), (25, "#b3671f"), (0, "#b0472f"))
"""From which share of lines on which colour; white text is readable on each."""
_LEFT = 32
_DIGIT = 7
_TEXT = "<text x='{x}' y='14' textLength='{length}' lengthAdjust='spacingAndGlyphs'>{text}</text>"


class Badge:
    """Draws the share of lines that are ported."""

    name: ClassVar[str] = "badge"
    title: ClassVar[str] = "Share of ported lines, for a README"
    extension: ClassVar[str] = ".svg"
    parts: ClassVar[Collection[Part]] = frozenset()

    def render(self, result: Report) -> str:
        """Return the image."""
        # Rounded down: 100% is said only when nothing is left.
        percent = summarize(result).total.line_percent
        text = f"{percent}%"
        right = _DIGIT * len(text) + 12
        width = _LEFT + right
        color = next(color for least, color in _COLORS if percent >= least)
        return (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='20' role='img' "
            f"aria-label='py3: {text}'>\n"
            f"<title>py3: {text} of lines ported</title>\n"
            f"<clipPath id='r'><rect width='{width}' height='20' rx='3'/></clipPath>\n"
            f"<g clip-path='url(#r)'><rect width='{_LEFT}' height='20' fill='#4a4f55'/>"
            f"<rect x='{_LEFT}' width='{right}' height='20' fill='{color}'/></g>\n"
            "<g fill='#fff' font-family='Verdana,Geneva,DejaVu Sans,sans-serif' font-size='11' text-anchor='middle'>\n"
            f"{_TEXT.format(x=_LEFT / 2, length=_LEFT - 11, text='py3')}\n"
            f"{_TEXT.format(x=_LEFT + right / 2, length=right - 12, text=text)}\n"
            "</g>\n</svg>\n"
        )


REPORTER = Badge()

"""Writes a drawing as SVG: no script, no style sheet, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from py3port_reports.scene import HEIGHT, WIDTH, Line, Point, Polygon, Rectangle, Scene, Shape, Text

_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


def as_svg(scene: Scene) -> str:
    """The drawing; all of its text must have gone through `visible`."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' font-family="{_FONTS}" role="img" aria-labelledby="title description">',
        f'<title id="title">{escape(scene.title)}</title>',
        f'<desc id="description">{escape(scene.description)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{scene.background}"/>',
        *map(_shape, scene.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _shape(shape: Shape) -> str:
    match shape:
        case Rectangle():
            place = (
                f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
            )
            if not shape.tip:
                return f'<rect {place} fill="{shape.fill}"/>'
            return f'<rect {place} fill="{shape.fill}"><title>{escape(shape.tip)}</title></rect>'
        case Polygon():
            opacity = f' fill-opacity="{_n(shape.opacity)}"' if shape.opacity < 1 else ""
            return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"{opacity}/>'
        case Line():
            dashes = ' stroke-dasharray="6 5"' if shape.dashed else ""
            return (
                f'<polyline points="{_points(shape.points)}" fill="none" stroke="{shape.color}"'
                f' stroke-width="{_n(shape.width)}" stroke-linejoin="round"{dashes}/>'
            )
        case Text():
            weight = ' font-weight="600"' if shape.bold else ""
            anchor = f" text-anchor={quoteattr(shape.anchor)}" if shape.anchor != "start" else ""
            return (
                f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}"'
                f' fill="{shape.color}"{anchor}{weight}>{escape(shape.text)}</text>'
            )


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """A number with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")

"""Writes a drawing as PNG, with Pillow and the font that comes with it: the machine needs none."""

from __future__ import annotations

import io
from typing import Any

from py3port.errors import UserError
from py3port_reports.scene import HEIGHT, WIDTH, Line, Point, Polygon, Rectangle, Scene, Text

_SCALE = 2
"""Pixels for a unit, so that it is sharp on a good screen."""
_SMOOTH = 2
"""Areas and lines are drawn so much bigger and then made smaller, so that their edges are smooth."""
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def as_png(scene: Scene) -> bytes:
    """The drawing.

    Raises:
        UserError: Pillow is not installed.
    """
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise UserError("png needs Pillow: pip install 'py3port[png]'; svg needs nothing") from error
    factor = _SCALE * _SMOOTH
    large = Image.new("RGB", (WIDTH * factor, HEIGHT * factor), scene.background)
    draw = ImageDraw.Draw(large, "RGBA")
    for shape in scene.shapes:
        _draw(draw, shape, factor)
    image = large.resize((WIDTH * _SCALE, HEIGHT * _SCALE), Image.Resampling.LANCZOS)
    _write_texts(ImageDraw.Draw(image), [shape for shape in scene.shapes if isinstance(shape, Text)])
    output = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


def _draw(draw: Any, shape: object, factor: int) -> None:
    match shape:
        case Rectangle():
            left, top = shape.x * factor, shape.y * factor
            # The last pixel is part of it.
            right, bottom = left + shape.width * factor - 1, top + shape.height * factor - 1
            if right >= left and bottom >= top:
                draw.rectangle((left, top, right, bottom), fill=shape.fill)
        case Polygon():
            fill = f"{shape.fill}{round(shape.opacity * 255):02x}"
            draw.polygon([(x * factor, y * factor) for x, y in shape.points], fill=fill)
        case Line():
            width = max(1, round(shape.width * factor))
            for start, end in _strokes(shape):
                ends = [(x * factor, y * factor) for x, y in (start, end)]
                draw.line(ends, fill=shape.color, width=width)


def _strokes(line: Line) -> list[tuple[Point, Point]]:
    """The pieces of a line: whole ones, or its dashes."""
    pieces = list(zip(line.points, line.points[1:], strict=False))
    if not line.dashed:
        return pieces
    dashes = []
    for (x, y), (to_x, to_y) in pieces:
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        at = 0.0
        while at < length:
            share, until = at / length, min(1.0, (at + 6) / length)
            dashes.append(
                (
                    (x + (to_x - x) * share, y + (to_y - y) * share),
                    (x + (to_x - x) * until, y + (to_y - y) * until),
                )
            )
            at += 11
    return dashes


def _write_texts(draw: Any, texts: list[Text]) -> None:
    from PIL import ImageFont

    for each in texts:
        font = ImageFont.load_default(each.size * _SCALE)
        draw.text(
            (each.x * _SCALE, each.y * _SCALE),
            each.text,
            fill=each.color,
            font=font,
            anchor=_ANCHORS[each.anchor],
            # The font has one weight only.
            stroke_width=0.4 * _SCALE if each.bold else 0,
        )

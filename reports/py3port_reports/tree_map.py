"""The repository as a drawing: a tile for each file, as big as its lines, coloured by how far it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from py3port.report import Report
from py3port.result import GATE_STAGES, FileResult, FileStatus
from py3port.summary import is_ported, summarize
from py3port_reports.scene import (
    HEIGHT,
    PALETTES,
    WIDTH,
    Palette,
    Rectangle,
    Scene,
    Shape,
    Text,
    shortened,
    text_width,
)
from py3port_reports.visible_text import visible

_TOP, _MARGIN = 130.0, 40.0
_HEAD = 20.0
"""The height of the line with an app's name."""
_GAP = 1.0
_LEAST_NAME = 10
"""So many characters of a file's name tell something."""
_LIMITS = (0.0, 0.01, 0.03, 0.1)
"""Findings for each line, from which on a colour holds."""


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    width: float
    height: float


def tree_map(result: Report, theme: str) -> Scene:
    """The drawing."""
    palette, total = PALETTES[theme], summarize(result).total
    title = f"{visible(result.root)}: {total.line_percent}% of lines ported"
    text = (
        f"{total.ported_lines:,} of {total.lines:,} lines in {total.ported_files:,} of {total.files:,} files; "
        f"a tile is a file, as big as its lines"
    )
    shapes: list[Shape] = [
        Text(40, 52, title[:90], palette.ink, 28, bold=True),
        Text(40, 82, text, palette.soft, 17),
        *_legend(palette),
    ]
    apps: dict[str, list[FileResult]] = defaultdict(list)
    for file in result.files:
        if file.lines:
            apps[file.app].append(file)
    whole = _Box(_MARGIN, _TOP, WIDTH - 2 * _MARGIN, HEIGHT - _TOP - 30)
    sizes = {name: sum(file.lines for file in files) for name, files in apps.items()}
    for name, box in _squarified(sizes, whole):
        shapes += _app(name, apps[name], box, palette)
    return Scene(title, text, palette.paper, tuple(shapes))


def _app(name: str, files: Sequence[FileResult], box: _Box, palette: Palette) -> list[Shape]:
    shapes: list[Shape] = []
    label = shortened(visible(name) or "no app", 13, box.width - 8) if box.height > 2.5 * _HEAD else ""
    if label:
        shapes.append(Text(box.x + 4, box.y + 14, label, palette.ink, 13, bold=True))
        box = _Box(box.x, box.y + _HEAD, box.width, box.height - _HEAD)
    inner = _Box(box.x, box.y, max(0.0, box.width - 3), max(0.0, box.height - 3))
    by_path = {file.path: file for file in files}
    for path, tile in _squarified({file.path: file.lines for file in files}, inner):
        shapes += _tile(by_path[path], tile, palette)
    return shapes


def _tile(file: FileResult, box: _Box, palette: Palette) -> list[Shape]:
    gap = _GAP if min(box.width, box.height) > 3 else 0.0
    fill, color = _colors(file, palette)
    tip = f"{visible(file.path)}: {file.lines:,} lines, {len(file.findings):,} findings"
    shapes: list[Shape] = [Rectangle(box.x, box.y, box.width - gap, box.height - gap, fill, tip[:300])]
    name = visible(file.path.rpartition("/")[2])
    if box.height > 18 and text_width(name[:_LEAST_NAME], 11) < box.width - 8:
        name = shortened(name, 11, box.width - 8)
        shapes.append(Text(box.x + 4, box.y + 13, name, color, 11))
    return shapes


def _colors(file: FileResult, palette: Palette) -> tuple[str, str]:
    """The colour of a file, and that of text on it."""
    if file.status is FileStatus.ERROR:
        return palette.broken, palette.on_dark
    if is_ported(file):
        return palette.ported, palette.on_light
    left = sum(finding.stage in GATE_STAGES for finding in file.findings)
    if not left:
        return palette.quiet, palette.on_light
    level = sum(left / max(1, file.lines) >= limit for limit in _LIMITS) - 1
    return palette.density[level], palette.on_dark if level == 3 else palette.on_light


def _legend(palette: Palette) -> list[Shape]:
    shapes: list[Shape] = []
    x = 40.0
    entries = (
        ((palette.ported,), "ported"),
        (tuple(palette.density), "few to many findings in a line"),
        ((palette.quiet,), "not ported, nothing found"),
        ((palette.broken,), "cannot be read or parsed"),
    )
    for fills, label in entries:
        for fill in fills:
            shapes.append(Rectangle(x, 100, 13, 13, fill))
            x += 14
        shapes.append(Text(x + 5, 111, label, palette.soft, 13))
        x += len(label) * 6.8 + 34
    return shapes


def _squarified(sizes: Mapping[str, int], box: _Box) -> Iterable[tuple[str, _Box]]:
    """Tiles as near to squares as they get (Bruls, Huizing and van Wijk), the biggest first."""
    left = sorted(((size, name) for name, size in sizes.items()), key=lambda each: (-each[0], each[1]))
    scale = box.width * box.height / max(1, sum(sizes.values()))
    start = 0
    while start < len(left) and box.width > 0 and box.height > 0:
        side = min(box.width, box.height)
        end, sizes_sum = start + 1, left[start][0]
        while end < len(left) and _worst(left, start, end + 1, sizes_sum + left[end][0], side, scale) <= (
            _worst(left, start, end, sizes_sum, side, scale)
        ):
            sizes_sum += left[end][0]
            end += 1
        depth = sizes_sum * scale / side
        at = 0.0
        for size, name in left[start:end]:
            length = side * size / sizes_sum
            if box.width >= box.height:
                yield name, _Box(box.x, box.y + at, depth, length)
            else:
                yield name, _Box(box.x + at, box.y, length, depth)
            at += length
        if box.width >= box.height:
            box = _Box(box.x + depth, box.y, box.width - depth, box.height)
        else:
            box = _Box(box.x, box.y + depth, box.width, box.height - depth)
        start = end


def _worst(
    left: Sequence[tuple[int, str]], start: int, end: int, total: int, side: float, scale: float
) -> float:
    """The ratio of the least square-like of the tiles from `start` to `end`, which are sorted by size."""
    area, biggest, smallest = total * scale, left[start][0] * scale, left[end - 1][0] * scale
    return max(side * side * biggest / (area * area), area * area / (side * side * smallest))

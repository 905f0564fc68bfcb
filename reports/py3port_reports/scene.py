"""A drawing as plain data: what the static images are made of, whatever they are written as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1200, 675
"""As slides have it."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    """A filled rectangle; `tip` is what a pointer on it shows, where that is possible."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    tip: str = ""


@dataclass(frozen=True)
class Polygon:
    """A filled area."""

    points: tuple[Point, ...]
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    color: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True)
class Text:
    """A line of text on its base line."""

    x: float
    y: float
    text: str
    color: str
    size: float = 15.0
    anchor: str = "start"
    """start, middle or end."""
    bold: bool = False


Shape = Rectangle | Polygon | Line | Text


@dataclass(frozen=True)
class Scene:
    """What is drawn, the hindmost first, on a background that fills it."""

    title: str
    description: str
    background: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Palette:
    """The colours of a theme: those of the dashboard."""

    paper: str
    ink: str
    soft: str
    rule: str
    ported: str
    stages: Mapping[str, str]
    quiet: str
    """A file that is not ported and has no findings."""
    density: Sequence[str]
    """Few findings to many."""
    broken: str
    on_light: str
    on_dark: str


PALETTES: Mapping[str, Palette] = {
    "light": Palette(
        paper="#faf9f7",
        ink="#1c2127",
        soft="#59616b",
        rule="#e2dfd8",
        ported="#c3dbe3",
        stages={"common": "#2f6ea6", "six": "#74b3bd", "semantic": "#dd8f3c"},
        quiet="#e6e3dc",
        density=("#f9e6c4", "#f1c27f", "#de8e48", "#b4592a"),
        broken="#3b2a3a",
        on_light="#23272c",
        on_dark="#ffffff",
    ),
    "dark": Palette(
        paper="#14171b",
        ink="#e4e6e8",
        soft="#9fa8b2",
        rule="#2a3037",
        ported="#23485a",
        stages={"common": "#4f8fc9", "six": "#8fcbd2", "semantic": "#e59c4c"},
        quiet="#2a3037",
        density=("#4a4030", "#7a5a2f", "#b87435", "#ee9a55"),
        broken="#d9c3d8",
        on_light="#f0ede8",
        on_dark="#14171b",
    ),
}

_NARROW, _WIDE = frozenset("ijlt.,:;'|!()[]{} If-/`"), frozenset("mwMWGOQ@%&")


def text_width(text: str, size: float) -> float:
    """About how wide a text is, whichever font it is set in."""
    return size * sum(0.35 if each in _NARROW else 0.95 if each in _WIDE else 0.6 for each in text)


def shortened(text: str, size: float, width: float) -> str:
    """The text, cut where it would be wider; empty where next to nothing would be left."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept}…" if len(kept) > 2 else ""

"""The images: well-formed, readable where there is no past, and of the size they say."""

from __future__ import annotations

import builtins
import io
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import Image

from py3port.errors import UserError
from py3port.report import History, Part, Report
from py3port_reports.badge_report import REPORTER as BADGE
from py3port_reports.burn_down import burn_down
from py3port_reports.png_report import Png
from py3port_reports.scene import HEIGHT, WIDTH, Rectangle
from py3port_reports.svg_report import Svg
from py3port_reports.tree_map import tree_map
from tests.reports import sample
from tests.reports.attached import attach
from tests.reports.test_reporters import hostile_attached

CHARTS, THEMES = ("burn-down", "treemap"), ("light", "dark")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("result", [sample.small(), hostile_attached(), attach(sample.large(100, 1000))])
@pytest.mark.parametrize("chart", CHARTS)
def test_well_formed_and_nothing_but_shapes(result: Report, chart: str) -> None:
    root = ET.fromstring(Svg(chart).render(result))
    known = {"svg", "title", "desc", "rect", "polygon", "polyline", "text"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= known
    assert not any(key.startswith(("on", "href", "style")) for each in root.iter() for key in each.attrib)
    assert root.find(f"{SVG}title") is not None


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chart", CHARTS)
def test_png(chart: str, theme: str) -> None:
    image = Image.open(io.BytesIO(Png(chart, theme).render(attach(sample.large(40, 300)))))
    assert image.size == (2 * WIDTH, 2 * HEIGHT)
    corner = image.convert("RGB").getpixel((1, 1))
    assert isinstance(corner, tuple)
    assert (corner[0] > 200) is (theme == "light")
    assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 10


def test_without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: object, **more: object) -> object:
        if name.startswith("PIL"):
            raise ImportError(name)
        return real(name, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UserError, match=r"pip install 'py3port\[png\]'"):
        Png().render(sample.small())


def test_without_a_past() -> None:
    assert "No past is known" in Svg().render(sample.small())


@pytest.mark.parametrize("weeks", [2, 3, 60, 700])
def test_everything_is_inside(weeks: int) -> None:
    for scene in (burn_down(attach(sample.large(40, 300), weeks=weeks), "light"),):
        for shape in scene.shapes:
            for x, y in getattr(shape, "points", ()):
                assert -0.1 <= x <= WIDTH + 0.1
                assert -0.1 <= y <= HEIGHT + 0.1


def test_tiles_are_as_big_as_their_lines() -> None:
    result = replace(sample.large(60, 500), history=History())
    tiles = [
        shape for shape in tree_map(result, "light").shapes if isinstance(shape, Rectangle) and shape.tip
    ]
    files = [file for file in result.files if file.lines]
    assert len(tiles) == len(files)
    for tile in tiles:
        assert 0 <= tile.x <= tile.x + tile.width <= WIDTH
        assert 0 <= tile.y <= tile.y + tile.height <= HEIGHT
    for one in tiles:
        inner = (one.x + one.width / 2, one.y + one.height / 2)
        others = (each for each in tiles if each is not one)
        assert not any(
            each.x < inner[0] < each.x + each.width and each.y < inner[1] < each.y + each.height
            for each in others
        )


@pytest.mark.parametrize(("dialect", "text"), [("both", "100%"), ("python2", "0%")])
def test_badge(dialect: str, text: str) -> None:
    root = ET.fromstring(BADGE.render(sample.result([sample.file("a.py", dialect=dialect)])))
    assert [each.text for each in root.iter(f"{SVG}text")] == ["py3", text]


def test_only_the_burn_down_asks_for_the_past() -> None:
    assert Part.HISTORY in Svg().parts
    assert not Svg("treemap").parts

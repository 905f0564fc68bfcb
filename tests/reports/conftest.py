"""Golden files (`pytest tests/reports --regenerate-golden`) and a browser, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reports.browser import Browser, Chromium, chromium

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden", action="store_true", help="write the golden files of the reports anew"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of that name, or writes it."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--regenerate-golden", default=False):
            path.write_text(text, encoding="utf-8", newline="")
        expected = path.read_text(encoding="utf-8")
        assert text == expected, f"{name} differs; if it should: pytest tests/reports --regenerate-golden"

    return compare


@pytest.fixture(scope="module")
def opened_chromium() -> Iterator[Chromium]:
    """Closed again after each module: Playwright's event loop must not meet those of other tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(opened_chromium: Chromium) -> Iterator[Browser]:
    """A page of its own for each test."""
    page = opened_chromium.new_page(viewport={"width": 1280, "height": 900})
    yield Browser(page)
    page.close()

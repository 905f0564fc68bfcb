"""The dashboard by axe-core, which must find nothing serious in any state of the page."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from py3port_reports.html_report import REPORTER
from tests.reports import attached, sample
from tests.reports.browser import Browser

SERIOUS = {"serious", "critical"}
FIND = """
axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.map(
    ({id, impact, nodes}) => [impact, id, nodes.slice(0, 3).map((node) => [node.html, node.failureSummary])]))
"""


@pytest.fixture(scope="module")
def axe() -> str:
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(REPORTER.render(attached.attach(sample.large(15, 120))), encoding="utf-8")
    return path.as_uri()


def assert_accessible(browser: Browser, axe: str) -> None:
    browser.run(f"{axe}; 0")
    found = browser.run(FIND)
    assert [each for each in found if each[0] in SERIOUS] == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_whole_page(browser: Browser, page: str, axe: str, scheme: str, width: int) -> None:
    browser.show(width, 900, scheme=scheme)
    browser.open(page)
    browser.until("document.querySelectorAll('#finding-list .line.come').length > 1")
    assert_accessible(browser, axe)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_owners_page_with_everything_open(browser: Browser, page: str, axe: str, scheme: str) -> None:
    browser.show(1280, 900, scheme=scheme)
    browser.open(f"{page}#owner=%40shop%2Fplatform&rule=print-statement&step=all&outcome=broke")
    browser.until("document.querySelectorAll('#finding-list .line.come').length > 1")
    browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    browser.click("[popovertarget=line-help]")
    assert_accessible(browser, axe)


def test_headings_descend_by_one_level(browser: Browser, page: str) -> None:
    browser.open(page)
    levels = browser.run(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter((each) => each.checkVisibility())"
        ".map((each) => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))

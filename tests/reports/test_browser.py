"""The dashboard in a real browser: filters, links, sorting, the map, themes, the keyboard, hostile names."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.result import FileResult, Stage
from py3port.summary import summarize
from py3port_reports.html_report import REPORTER
from tests.reports import sample
from tests.reports.browser import Browser

LARGE = sample.large(400, 6000)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(REPORTER.render(LARGE), encoding="utf-8")
    return path.as_uri()


def count(browser: Browser) -> int:
    return int(browser.text("#finding-count").replace(",", ""))


def test_opens_with_the_totals(browser: Browser, page: str) -> None:
    browser.open(page)
    total = summarize(LARGE).total
    assert count(browser) == total.findings
    assert browser.text("#line-share") == f"{100 * total.ported_lines // total.lines}%"
    assert browser.run("document.querySelectorAll('#finding-list li').length") == 25
    assert browser.run("document.querySelectorAll('#treemap .leaf').length") > 300
    browser.assert_quiet()


def test_what_goes_wrong_is_heard(browser: Browser, page: str) -> None:
    browser.open(page)
    browser.run("fetch('https://example.org/').catch(() => {})")
    browser.run("1")
    assert any("Content Security Policy" in each for each in browser.complaints)


def test_choosing_a_row_filters_and_is_linkable(browser: Browser, page: str) -> None:
    browser.open(page)
    browser.click("#apps-table tbody tr")
    app = str(browser.run("new URLSearchParams(location.hash.slice(1)).get('app')"))
    browser.click("#stages a")
    expected = sum(each.app == app and each.stage is Stage.COMMON for each in LARGE.findings)
    assert count(browser) == expected
    address = str(browser.run("location.href"))
    browser.open(address)
    assert count(browser) == expected
    assert browser.text("#filters .chip-value") == app
    browser.click("#filters .clear")
    assert count(browser) == len(LARGE.findings)
    browser.run("history.back()")
    browser.run("new Promise((done) => setTimeout(done, 100))")
    assert count(browser) == expected
    browser.assert_quiet()


@pytest.mark.parametrize("table", ["apps", "owners", "rules"])
def test_sorting(browser: Browser, page: str, table: str) -> None:
    browser.open(page)
    browser.click(f"#{table}-table th[data-sort=name] button")
    names = browser.run(
        f"[...document.querySelectorAll('#{table}-table tbody th a')].map((each) => each.textContent)"
    )
    assert names == sorted(names, key=str.lower)
    assert (
        browser.run(f"document.querySelector('#{table}-table [aria-sort]').getAttribute('aria-sort')")
        == "ascending"
    )
    assert f"{table}-sort=name" in browser.run("location.hash")


def test_rule_shows_its_command(browser: Browser, page: str) -> None:
    browser.open(f"{page}#rule=print-statement&app=core")
    assert "py3port apply --rule print-statement --app core --diff" in browser.text("#commands")
    assert "Call print as a function" in browser.text("#rule-panel")


def test_map_drills_down(browser: Browser, page: str) -> None:
    browser.open(page)
    browser.click("#treemap a.group[href='#app=core']")
    assert browser.text("#crumbs [aria-current]") == "core"
    browser.click("#treemap a.group[href*='path=core']")
    assert "path=core" in browser.run("location.hash")
    browser.assert_quiet()


def test_the_map_shows_the_folder_of_a_chosen_path(browser: Browser, page: str) -> None:
    folder = next(each.path.rpartition("/")[0] for each in LARGE.files if each.path.count("/") > 1)
    inside = [each for each in LARGE.files if each.path.startswith(f"{folder}/")]
    browser.open(f"{page}#path={inside[0].path}")
    assert browser.text("#readout").startswith(f"{folder}/: {len(inside)} file")
    browser.open(f"{page}#path={folder}/")
    assert browser.text("#readout").startswith(f"{folder}/: {len(inside)} file")
    browser.open(f"{page}#path=nowhere/")
    assert browser.text("#readout").startswith("shop: 400 files")


def test_the_map_by_keyboard(browser: Browser, page: str) -> None:
    browser.open(page)
    browser.run("document.querySelector(\"#treemap a.group[href='#app=core']\").focus()")
    assert browser.text("#readout").startswith("core: ")
    browser.press("Enter")
    assert browser.text("#crumbs [aria-current]") == "core"
    assert browser.run("Boolean(document.activeElement.closest('#treemap'))")


def test_search_and_pages(browser: Browser, page: str) -> None:
    browser.open(f"{page}#q=urllib2&page=2")
    expected = sum("urllib2" in each.text or "urllib2" in each.message for each in LARGE.findings)
    assert count(browser) == expected
    assert browser.text("#findings-status").startswith("26 to ")


def test_owner_none_and_unknown_state(browser: Browser, page: str) -> None:
    browser.open(f"{page}#owner=")
    assert count(browser) == sum(not each.owners for each in LARGE.findings)
    browser.open(f"{page}#app=nowhere&rules-sort=__proto__&page=-3&stage=x")
    assert count(browser) == 0
    assert "Remove a filter" in browser.text("#findings-status")
    browser.assert_quiet()


def test_themes(browser: Browser, page: str) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    browser.open(page)
    light = browser.run(background)
    browser.show(1280, 900, scheme="dark")
    dark = browser.run(background)
    assert light != dark
    browser.click("#theme")
    assert browser.run(background) == light
    browser.click("#theme")
    browser.show(1280, 900, scheme="light")
    assert browser.run(background) == dark
    browser.show(1280, 900, medium="print")
    assert browser.run(background) == "rgb(255, 255, 255)"


def test_keyboard_reaches_everything(browser: Browser, page: str) -> None:
    browser.open(page)
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(160):
        browser.press("Tab")
        seen.add(browser.run("document.activeElement.closest('section, header, nav')?.id || ''"))
    assert {"overview", "map", "apps", "owners", "rules", "findings"} <= seen


@pytest.mark.parametrize("width", [320, 390, 768])
def test_narrow_screens_do_not_scroll_sideways(browser: Browser, page: str, width: int) -> None:
    browser.show(width, 800)
    browser.open(page)
    assert browser.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "files", [[], [sample.file("setup.py", dialect="both")], [sample.file("a/b.py", lines=0)]]
)
def test_tiny_repositories(browser: Browser, tmp_path: Path, files: list[FileResult]) -> None:
    path = tmp_path / "tiny.html"
    path.write_text(REPORTER.render(sample.result(files)), encoding="utf-8")
    browser.open(path.as_uri())
    assert count(browser) == 0
    browser.assert_quiet()


def test_hostile_names_do_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(REPORTER.render(sample.hostile()), encoding="utf-8")
    browser.open(f"{path.as_uri()}#rule=print-statement")
    assert browser.run("document.scripts.length") == 3
    assert browser.run("document.querySelectorAll('img, [onerror]').length") == 0
    rows = browser.run("document.querySelectorAll('#apps-table tbody th a').length")
    for row in range(rows):
        browser.run(f"document.querySelectorAll('#apps-table tbody th a')[{row}].click()")
        assert count(browser) == 2
        command = browser.text("#commands code")
        assert (
            command == "py3port apply --rule print-statement --app __proto__ --diff"
            or command.count("'") >= 2
        )
        browser.run(f"document.querySelectorAll('#apps-table tbody th a')[{row}].click()")
    browser.assert_quiet()

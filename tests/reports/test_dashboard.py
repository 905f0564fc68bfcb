"""The sections of the dashboard in a real browser: past, plan, requirements, tests, files, source, an owner's page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import pytest

from py3port.report import Report
from py3port.result import Stage
from py3port.summary import is_ported
from py3port_reports import json_report
from py3port_reports.html_report import REPORTER
from tests.reports import attached, sample
from tests.reports.browser import Browser

SHOP = attached.attach(sample.large(120, 1500))
COUNT_ELEMENTS = """
window.made = 0;
for (const [owner, name] of [[Document, "createElement"], [Document, "createElementNS"], [Node, "cloneNode"]]) {
    const original = owner.prototype[name];
    owner.prototype[name] = function (...given) { window.made += 1; return original.apply(this, given); };
}
"""
"""Counts what the page makes."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(SHOP, tmp_path_factory.mktemp("page"))


def write(result: Report, folder: Path) -> str:
    path = folder / "report.html"
    path.write_text(REPORTER.render(result), encoding="utf-8")
    return path.as_uri()


def texts(browser: Browser, selector: str) -> list[str]:
    return list(browser.run(f"[...document.querySelectorAll({selector!r})].map((each) => each.textContent)"))


def test_the_headline_moves_and_ends(browser: Browser, page: str) -> None:
    browser.open(page)
    assert "more than on 2026-08-24" in browser.text("#line-trend")
    assert "fewer than on" in browser.text("#finding-trend")
    assert browser.text("#end") != "–"
    assert " to " in browser.text("#end-range")
    assert "findings fewer a week" in browser.text("#past-summary")
    ways = texts(browser, "#in-the-way li")
    assert "1 requirement without a release for Python 3" in ways
    assert any("tests broken on Python 3" in way for way in ways)
    assert "--step print-statement@" in browser.text("#next-step .command code")
    browser.open(f"{page}#path=core/&stage=six")
    assert browser.run("document.getElementById('line-trend').hidden")
    assert "no forecast" in browser.text("#outlook-note")
    browser.assert_quiet()


def test_the_numbers_are_those_of_the_export(browser: Browser, page: str) -> None:
    """Counted anew from the JSON report, by nothing that the dashboard uses."""
    export = json.loads(json_report.REPORTER.render(SHOP))
    files, findings = export["files"], export["findings"]
    left = {each["path"] for each in findings if each["stage"] in ("common", "six", "semantic")}
    ported = [
        each
        for each in files
        if each["status"] == "ok" and each["dialect"] in ("python3", "both") and each["path"] not in left
    ]
    lines = [sum(each["lines"] for each in group) for group in (ported, files)]
    browser.open(f"{page}#apps-all=1&owners-all=1&rules-all=1")
    assert browser.text("#line-note") == f"{lines[0]:,} of {lines[1]:,} lines"
    assert browser.text("#line-share") == f"{100 * lines[0] // lines[1]}%"
    assert browser.text("#file-note") == f"{len(ported):,} of {len(files):,} files"
    assert browser.text("#file-share") == f"{100 * len(ported) // len(files)}%"
    assert browser.text("#finding-count") == f"{len(findings):,}"
    for key, name in (("stages", "stage"), ("fixes", "applicability")):
        counts = Counter(each[name] for each in findings)
        shown = texts(browser, f"#{key} .legend-name")
        assert texts(browser, f"#{key} a strong") == [f"{counts[each]:,}" for each in shown]
    for table, wanted in (
        ("apps", Counter(each["app"] for each in findings)),
        ("owners", Counter(owner for each in findings for owner in each["owners"] or ["no owner"])),
        ("rules", Counter(each["rule"] for each in findings)),
    ):
        column = {"rules": 4}.get(table, 5)
        names = texts(browser, f"#{table}-table tbody th a")
        cells = texts(browser, f"#{table}-table tbody tr > :nth-child({column})")
        shown_counts = {name: int(cell.replace(",", "")) for name, cell in zip(names, cells, strict=True)}
        assert {name: count for name, count in shown_counts.items() if count} == wanted
    errors = sum(each["status"] == "error" for each in files)
    assert texts(browser, "#in-the-way li")[0].startswith(f"{errors} file")
    unowned = sum(not each["owners"] for each in files)
    assert f"{unowned} files without an owner" in texts(browser, "#in-the-way li")


def test_big_numbers_say_what_they_count(browser: Browser, page: str) -> None:
    browser.open(page)
    browser.click("[popovertarget=file-help]")
    assert browser.run("document.getElementById('file-help').matches(':popover-open')")
    browser.click("#file-links a")
    ported = [file for file in SHOP.files if is_ported(file)]
    assert browser.text("#files-status").endswith(
        f"of {len(ported)} files, {sum(each.lines for each in ported):,} lines"
    )
    assert browser.run("document.activeElement.id") == "files-title"
    assert "status=ported" in browser.run("location.hash")


def test_the_chart_switches_and_is_linkable(browser: Browser, page: str) -> None:
    browser.open(f"{page}#chart=ported&by=owner")
    assert browser.text("#past-views [aria-current]") == "Lines ported"
    assert "@shop/platform" in browser.text("#past-legend")
    assert "%" in browser.text("#past-readout")
    browser.click("#past-views a:nth-child(3)")
    assert "chart=flow" in browser.run("location.hash")
    names = "[...document.querySelectorAll('#past-legend button')].map((each) => each.dataset.name)"
    assert browser.run(names) == ["new", "fixed"]
    browser.click("#past-views a:nth-child(1)")
    drawn = browser.run("document.querySelector('#past-chart canvas').toDataURL()")
    browser.click("#past-legend button")
    assert browser.run("document.activeElement.getAttribute('aria-pressed')") == "false"
    assert browser.run("document.querySelector('#past-chart canvas').toDataURL()") != drawn
    browser.assert_quiet()


@pytest.mark.parametrize("kind", ["app", "owner"])
def test_new_and_fixed_of_a_part(browser: Browser, page: str, kind: str) -> None:
    last = SHOP.history.points[-1]
    flows = last.app_flows if kind == "app" else last.owner_flows
    name = sorted(flows)[-1]
    browser.open(f"{page}#{urlencode({'chart': 'flow', kind: name})}")
    assert texts(browser, "#past-legend strong") == [f"{flows[name].new:,}", f"{flows[name].fixed:,}"]
    assert "Findings left" in texts(browser, "#past-views a")
    browser.assert_quiet()


def test_the_chart_by_keyboard(browser: Browser, page: str) -> None:
    browser.open(page)
    last = SHOP.history.points[-1].commit[:12]
    assert last in browser.text("#past-readout")
    browser.run("document.getElementById('past-chart').focus()")
    browser.press("Home")
    first = SHOP.history.points[0]
    assert first.commit[:12] in browser.text("#past-readout")
    assert browser.text("#past-legend button strong") == f"{first.total.stages[Stage.COMMON]:,}"
    browser.press("ArrowRight")
    browser.until("document.getElementById('past-chart').getAttribute('aria-valuenow') === '1'")
    assert browser.run(
        "document.getElementById('past-chart').getAttribute('aria-valuetext')"
    ) == browser.text("#past-readout")


def test_zooming_is_linkable(browser: Browser, page: str) -> None:
    browser.open(page)
    box = browser.run(
        "(() => { document.getElementById('past').scrollIntoView(); "
        "const { left, top, width } = document.querySelector('.u-over').getBoundingClientRect(); "
        "return [left, top + 50, width]; })()"
    )
    left, top, width = box
    mouse = browser.page.mouse
    mouse.move(left + 0.2 * width, top)
    mouse.down()
    mouse.move(left + 0.4 * width, top, steps=2)
    mouse.up()
    browser.until("location.hash.includes('from=')")
    assert not browser.run("document.getElementById('past-zoom').hidden")
    browser.click("#past-zoom")
    assert "from=" not in browser.run("location.hash")
    browser.assert_quiet()


def test_the_chart_as_a_table(browser: Browser, page: str) -> None:
    browser.open(f"{page}#by=app")
    browser.run("document.getElementById('past-details').open = true")
    browser.until("document.querySelector('#past-table thead').textContent.includes('legacy_admin')")
    assert len(texts(browser, "#past-table tbody tr")) == len(SHOP.history.points)
    assert any("print-statement@checkout" in row for row in texts(browser, "#past-table tbody tr"))
    browser.click("#apps-table tbody tr")
    browser.until("document.querySelector('#past-table thead').textContent.includes('semantic')")


def test_no_past_no_chart(browser: Browser, tmp_path: Path) -> None:
    browser.open(write(sample.small(), tmp_path))
    assert browser.run("document.getElementById('past')") is None
    assert browser.run("typeof uPlot") == "undefined"
    assert browser.run("document.getElementById('outlook').hidden")
    assert "py3port verify" in browser.text("#verification")
    browser.assert_quiet()


def test_a_stage_without_a_past_shows_that_of_everything(browser: Browser, page: str) -> None:
    browser.open(page)
    readout = browser.text("#past-readout")
    browser.open(f"{page}#stage=advice")
    assert browser.text("#past-readout") == readout
    assert "other filters have none" in browser.text("#past-summary")


def test_the_plan(browser: Browser, page: str) -> None:
    browser.open(page)
    assert len(texts(browser, "#plan-table tbody tr")) == 12
    assert "print-statement in accounts" in browser.text("#plan-table tr.next")
    browser.click("#plan-choices a[href*='step=done']")
    assert "dict-has-key-done" in browser.text("#plan-table tbody")
    browser.click("#plan-choices a[href*='step=blocked']")
    assert "waits for requirement six" in browser.text("#plan-table tbody")
    browser.click("#plan-table th[data-sort=findings] button")
    assert "plan-sort=-findings" in browser.run("location.hash")
    browser.open(f"{page}#app=core&step=all&plan-all=1")
    steps = [step for step in SHOP.attached.plan if step.app == "core"]
    assert len(texts(browser, "#plan-table tbody tr")) == len(steps)
    browser.assert_quiet()


def test_the_plan_of_an_owner_counts_what_is_the_owners(browser: Browser, page: str) -> None:
    browser.open(f"{page}#owner=%40shop%2Fpayments&plan-all=1")
    own = Counter((each.rule, each.app) for each in SHOP.findings if "@shop/payments" in each.owners)
    counted = (
        "[...document.querySelectorAll('#plan-table tbody td:nth-child(5)')].map((each) => each.textContent)"
    )
    assert Counter(browser.run(counted)) == Counter(f"{count:,}" for count in own.values())
    shown = [browser.text(f"#plan-table tr.next td:nth-child({column})") for column in (5, 6)]
    browser.click("#plan-table tr.next td:nth-child(5) a")
    assert browser.text("#findings-status").endswith(f"of {shown[0]} findings in {shown[1]} files")


def test_requirements(browser: Browser, page: str) -> None:
    browser.open(page)
    rows = texts(browser, "#requirements-table tbody tr")
    assert rows[0].startswith("pyth")
    assert "Use mysqlclient instead" in rows[1]
    browser.click("#requirements-choices a[href*='verdict=bridge']")
    (row,) = texts(browser, "#requirements-table tbody tr")
    assert "Require django 1.11.29 while both Pythons run, then django >= 5.1" in row
    assert "wants another urllib3" in browser.text("#requirements-remarks")


def test_verification(browser: Browser, page: str) -> None:
    browser.open(f"{page}#outcome=broke&tests-sort=name")
    broke = sorted(test.name for test in SHOP.attached.verification.tests if test.verdict == "broke")
    assert texts(browser, "#tests-table tbody th summary") == broke[:25]
    assert "TypeError: <b>bytes</b>" in browser.text("#tests-table tbody pre")
    assert "Python 3.13 rejects" in browser.text("#compiled")
    browser.run("document.getElementById('tests-find').value = 'test_30'")
    browser.run("document.getElementById('tests-find').dispatchEvent(new Event('input'))")
    browser.click("#tests-choices a")
    assert all("test_30" in row for row in texts(browser, "#tests-table tbody th"))


def test_findings_show_source_and_fix(browser: Browser, page: str) -> None:
    browser.open(f"{page}#rule=basestring&fix=safe")
    browser.until("document.querySelectorAll('#finding-list .line.come').length > 1")
    come = texts(browser, "#finding-list article:first-child li:first-child .line.come .text")
    assert come == ["import six\n", "    fixed(if isinstance(arg, basestring):)\n"]
    assert texts(browser, "#finding-list article:first-child li:first-child .line.gone .text") == [
        "    if isinstance(arg, basestring):\n"
    ]
    assert browser.run("document.querySelectorAll('#finding-list .token-keyword').length") > 3
    finding = next(
        each for each in SHOP.findings if each.rule == "basestring" and each.applicability.value == "safe"
    )
    place = browser.run("document.querySelector('#finding-list .place').href")
    assert place == f"https://forge.example/shop/blob/{SHOP.attached.commit}/{finding.path}#L{finding.line}"
    command = browser.run("document.querySelector('#finding-list .tags .copy').title")
    assert command == f"Copy: py3port apply {finding.path} --rule basestring --diff"
    browser.open(f"{page}#fix=manual")
    browser.until("document.querySelectorAll('#finding-list .line.hit + .line.kept').length > 1")
    browser.assert_quiet()


def test_files(browser: Browser, page: str) -> None:
    browser.open(f"{page}#files-sort=-findings&files-page=2")
    assert len(texts(browser, "#files-table tbody tr")) == 20
    assert browser.text("#files-status").startswith("21 to 40 of 120 files")
    browser.click("#files-choices a[href*='status=unported']")
    assert browser.text("#files-status").startswith("1 to 20 of ")
    browser.click("#files-table tbody tr:first-child td:last-child a")
    assert browser.run("document.activeElement.id") == "findings-title"
    most = max(SHOP.files, key=lambda file: len(file.findings))
    assert browser.text("#findings-status").endswith(f"of {len(most.findings)} findings in 1 file")


def test_a_page_of_an_owner(browser: Browser, page: str) -> None:
    browser.open(f"{page}#owner=%40shop%2Fpayments")
    assert browser.text("h1") == "@shop/payments"
    assert browser.run("document.title") == "@shop/payments in shop: Python 3 migration"
    own = [file for file in SHOP.files if "@shop/payments" in file.owners]
    assert browser.text("#facts-size") == f"{len(own)} files, {sum(file.lines for file in own):,} lines"
    assert browser.run("document.getElementById('past-groups').hidden")
    assert browser.text("#end") != "–"
    assert browser.text("#next-step a") == "print-statement in payments"
    browser.click("#overline a")
    assert browser.text("h1") == "shop"
    browser.assert_quiet()


def test_paper_has_the_charts_in_its_colours(browser: Browser, page: str) -> None:
    browser.show(1280, 900, scheme="dark")
    browser.open(page)
    drawn = browser.run("document.querySelector('#past-chart canvas').toDataURL()")
    browser.show(1280, 900, scheme="dark", medium="print")
    browser.until(f"document.querySelector('#past-chart canvas').toDataURL() !== {drawn!r}")
    assert browser.run("getComputedStyle(document.querySelector('.toolbar nav')).display") == "none"
    assert browser.run("getComputedStyle(document.getElementById('plan')).display") == "block"


def test_hostile_attachments_do_nothing(browser: Browser, tmp_path: Path) -> None:
    browser.open(write(attached.hostile(), tmp_path))
    browser.until("document.querySelectorAll('#finding-list .line.come').length > 1")
    assert browser.run("document.scripts.length") == 3
    assert browser.run("document.querySelectorAll('img, [onerror]').length") == 0
    assert browser.run(
        "[...document.querySelectorAll('a')].every((each) => /^(#|https:)/.test(each.getAttribute('href')))"
    )
    assert not any("\u202e" in text for text in texts(browser, "body"))
    assert (
        browser.run(
            "Math.max(...[...document.querySelectorAll('.text')].map((each) => each.textContent.length))"
        )
        < 310
    )
    browser.assert_quiet()


def test_what_is_drawn_does_not_grow_with_the_findings(browser: Browser, tmp_path: Path) -> None:
    """Work is counted, not time: `python -m benchmarks.page` measures that."""
    browser.page.add_init_script(COUNT_ELEMENTS)
    made = {}
    for findings in (2_000, 100_000):
        browser.open(write(attached.attach(sample.large(1400, findings)), tmp_path))
        browser.click("#stages a")
        browser.until("document.querySelectorAll('#finding-list .line.come').length > 1")
        made[findings] = browser.run("window.made")
    assert 1_000 < made[100_000] < 1.2 * made[2_000]
    assert int(browser.run("document.querySelectorAll('*').length")) < 20_000
    assert (tmp_path / "report.html").stat().st_size < 15_000_000
    browser.assert_quiet()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_narrow_screens_do_not_scroll_sideways(browser: Browser, page: str, width: int) -> None:
    browser.show(width, 800)
    browser.open(f"{page}#owner=%40shop%2Fpayments&rule=print-statement")
    assert browser.run("document.documentElement.scrollWidth") <= width
    browser.assert_quiet()


@pytest.mark.parametrize(
    "fragment",
    [
        "chart=toString&by=valueOf&from=garbage&to=0001-01-01",
        "chart=flow&by=app&from=9999-01-01",
        "app=nowhere&owner=&step=zz&verdict=zz&outcome=zz&show=nothing",
        "status=blocked&files-page=99&tests-page=-1&files-sort=__proto__&plan-sort=zz",
        "path=zz&stage=advice&fix=manual&show=plan",
    ],
)
def test_any_address_is_harmless(browser: Browser, page: str, fragment: str) -> None:
    browser.open(f"{page}#{fragment}")
    assert browser.text("h1")
    browser.assert_quiet()

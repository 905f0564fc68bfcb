"""The `html` report as text: nothing from outside, nothing of the repository's becomes markup, small."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from py3port.report import Report
from py3port.result import FileResult, FileStatus
from py3port_reports import dashboard_excerpts
from py3port_reports.dashboard_data import COLUMNS, page_data
from py3port_reports.dashboard_excerpts import packed_excerpts
from py3port_reports.html_report import REPORTER, UPLOT_VERSION
from tests.reports import attached, sample


class Page(HTMLParser):
    """Collects tags with their attributes, and the contents of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""
        if self._inside:
            self.raw.append((str(dict(attrs).get("type") or tag), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            kind, before = self.raw[-1]
            self.raw[-1] = (kind, before + data)


def data_of(text: str) -> dict[str, Any]:
    data, _ = [content for kind, content in Page(text).raw if kind == "application/json"]
    return dict(json.loads(data))


@pytest.fixture(scope="module")
def hostile() -> str:
    return REPORTER.render(sample.hostile())


def test_hostile_names_make_no_tags(hostile: str) -> None:
    known = {tag for tag, _ in Page(REPORTER.render(sample.small())).tags}
    tags = Page(hostile).tags
    assert {tag for tag, _ in tags} <= known
    assert sum(tag == "script" for tag, _ in tags) == 3
    assert not [
        name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"
    ]


def test_hidden_characters_are_shown(hostile: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\u202e\u2066\ud800-\udfff]", hostile)
    assert "safe\\u202egnp.exe" in hostile


def test_template_syntax_is_text(hostile: str) -> None:
    assert "{{ 7*7 }}" in hostile
    assert "49" not in data_of(hostile)["apps"]


def test_long_texts_are_cut(hostile: str) -> None:
    data = data_of(hostile)
    assert max(map(len, data["texts"])) <= 301
    assert max(map(len, data["messages"])) <= 301


def test_only_web_references_are_links(hostile: str) -> None:
    assert data_of(hostile)["rules"][0]["references"] == []


def test_policy_allows_its_own_script_and_style_only(hostile: str) -> None:
    page = Page(hostile)
    (policy,) = [attributes["content"] or "" for _, attributes in page.tags if "http-equiv" in attributes]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for kind, directive in (("script", "script-src"), ("style", "style-src")):
        (content,) = [content for name, content in page.raw if name == kind]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_the_library_comes_with_its_licence_where_there_is_a_past(hostile: str) -> None:
    text = REPORTER.render(attached.hostile())
    (script,) = [content for kind, content in Page(text).raw if kind == "script"]
    assert f"uPlot (v{UPLOT_VERSION})" in script
    assert "Copyright (c) 2022 Leon Sorokin" in script
    assert "Leon Sorokin" not in hostile


@pytest.mark.parametrize("make", [sample.hostile, attached.hostile])
def test_nothing_is_loaded(make: Callable[[], Report]) -> None:
    hostile = REPORTER.render(make())
    for tag, attributes in Page(hostile).tags:
        assert "src" not in attributes
        assert tag != "link" or (attributes["href"] or "").startswith("data:")
    assert "url(" not in hostile
    assert "@import" not in hostile


def test_source_unpacks_to_the_excerpts() -> None:
    result = attached.attach(sample.large(60, 900))
    parts, numbers = packed_excerpts(result)
    opened = [json.loads(zlib.decompress(base64.b64decode(part))) for part in parts]
    for index, (file, number) in enumerate(zip(result.files, numbers, strict=True)):
        lines = result.attached.excerpts.get(file.path, {})
        assert (number >= 0) == bool(lines)
        if not lines:
            continue
        runs, fixes = opened[number][str(index)]
        assert {first + at: line for first, *texts in runs for at, line in enumerate(texts)} == lines
        for place, finding in enumerate(file.findings):
            hunks = result.attached.fixes.get(finding.fingerprint, ())
            assert fixes.get(str(place), []) == [[each.start, [*each.old], [*each.new]] for each in hunks]


def test_what_is_too_much_source_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard_excerpts, "PART_SIZE", 2000)
    monkeypatch.setattr(dashboard_excerpts, "MOST_PACKED", 3000)
    parts, numbers = packed_excerpts(attached.attach(sample.large(60, 900)))
    assert 3000 < sum(map(len, parts)) < 9000
    assert numbers[-1] == -1


def test_columns_unpack_to_the_findings() -> None:
    result = sample.large(100, 2000)
    data = page_data(result)
    columns = [data["findings"][name] for name in COLUMNS]
    unpacked = iter(zip(*columns, strict=True))
    for file, count in zip(result.files, data["files"]["findings"], strict=True):
        line = 0
        assert count == len(file.findings)
        for finding in file.findings:
            kind, step, height, column, scope, message, text = next(unpacked)
            line += step
            rule, stage, applicability = data["kinds"][kind]
            assert (data["rules"][rule]["name"], data["stages"][stage]) == (finding.rule, finding.stage.value)
            assert data["applicabilities"][applicability] == finding.applicability.value
            assert (line, line + height, column) == (finding.line, finding.end_line, finding.column)
            assert data["scopes"][scope] == finding.scope
            assert (data["messages"][message], data["texts"][text]) == (finding.message, finding.text)


def test_half_a_million_lines_fit() -> None:
    """100,000 findings, each with a statement of its own of 60 characters, its lines and a fix, stay under 15 MB."""
    files = []
    for number in range(1400):
        path = f"app{number % 12}/package/module_{number}.py"
        texts = [
            f"some_call({number:05}, {line:05}, 'an argument', other=value_{line:04})" for line in range(72)
        ]
        found = tuple(sample.finding(path, 5 * line + 1, text=text) for line, text in enumerate(texts))
        files.append(FileResult(path, 360, "python2", FileStatus.OK, None, found))
    assert len(REPORTER.render(attached.attach(sample.result(files)))) < 15_000_000

"""What holds for every reporter, and the golden files."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle

import pytest

import py3port_reports
from py3port.report import Change, Report, StepMark
from py3port.reporter import Reporter
from py3port.result import Mode
from tests.reports import sample
from tests.reports.attached import TODAY, attach

MODULES = [
    importlib.import_module(f"py3port_reports.{info.name}")
    for info in pkgutil.iter_modules(py3port_reports.__path__)
]
REPORTERS: dict[str, Reporter] = {
    module.REPORTER.name: module.REPORTER for module in MODULES if hasattr(module, "REPORTER")
}
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\u200b\u2028\u2029\u202e\u2066\udc80-\udcff]")
EMPTY = Report("empty", Mode.PY3, "3.12", "0.1.0", ())


def hostile_attached() -> Report:
    """A result in which every text that may come from elsewhere does its worst."""
    result = attach(sample.hostile(), weeks=5)
    names = cycle(sample.HOSTILE)
    attached = result.attached
    found = [
        replace(
            each, name=next(names), specifier=next(names), file=next(names), note=next(names),
            replacement=next(names), apps=(next(names),),
        )
        for each in attached.requirements.found
    ]  # fmt: skip
    tests = [replace(each, name=next(names), output=next(names)) for each in attached.verification.tests]
    compiled = [replace(each, rejected={next(names): next(names)}) for each in attached.verification.compiled]
    finding = result.findings[0]
    return replace(
        result,
        history=replace(
            result.history,
            note=sample.HOSTILE[0],
            steps=tuple(StepMark(name, name, TODAY) for name in sample.HOSTILE),
        ),
        attached=replace(
            attached,
            plan=tuple(replace(step, blocked_by=(next(names),)) for step in attached.plan),
            requirements=replace(attached.requirements, found=tuple(found)),
            verification=replace(attached.verification, tests=tuple(tests), compiled=tuple(compiled)),
            change=Change(sample.HOSTILE[0], "c" * 40, (finding,), (finding,), sample.HOSTILE),
            selection=(("owner", sample.HOSTILE[1]),),
        ),
    )


def without_assets(page: str) -> str:
    """The page less its style and script, which have their own files, and their hashes."""
    page = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-...", page)
    page = re.sub(r"<style>.*?</style>", "<style>...</style>", page, flags=re.DOTALL)
    return re.sub(r"<script>.*?</script>", "<script>...</script>", page, flags=re.DOTALL)


def test_all_are_found() -> None:
    assert sorted(REPORTERS) == [
        "badge",
        "csv",
        "html",
        "json",
        "markdown",
        "openmetrics",
        "png",
        "sqlite",
        "svg",
    ]


@pytest.mark.parametrize("name", sorted(REPORTERS))
class TestEach:
    def test_module_is_named_after_it(self, name: str) -> None:
        reporter = REPORTERS[name]
        assert type(reporter).__module__ == f"py3port_reports.{name}_report"
        assert type(reporter).__name__ == name.capitalize()
        assert reporter.extension.startswith(".")
        assert 0 < len(reporter.title.split()) < 10

    def test_golden(self, name: str, golden: Callable[[str, str], None]) -> None:
        text = REPORTERS[name].render(sample.small())
        if isinstance(text, str):
            golden(f"{name}{REPORTERS[name].extension}", without_assets(text) if name == "html" else text)

    def test_equal_results_give_equal_text(self, name: str) -> None:
        first, second = (REPORTERS[name].render(attach(sample.large(60, 500))) for _ in range(2))
        assert first == second

    @pytest.mark.parametrize("result", [sample.hostile(), hostile_attached()])
    def test_hostile_names(self, name: str, result: Report) -> None:
        found = REPORTERS[name].render(result)
        if isinstance(found, str):
            found.encode("utf-8")
            if name not in ("json", "html"):
                assert not INVISIBLE.search(found)

    def test_nothing_scanned(self, name: str) -> None:
        assert REPORTERS[name].render(EMPTY)

    def test_ends_with_one_newline(self, name: str) -> None:
        text = REPORTERS[name].render(sample.small())
        if isinstance(text, bytes):
            return
        assert text.endswith("\n")
        assert not text.endswith("\n\n")

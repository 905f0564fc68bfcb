"""What holds for every reporter, and the golden files."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable

import pytest

import py3port_reports
from py3port.reporter import Reporter
from py3port.result import Mode, ScanResult
from tests.reports import sample

MODULES = [
    importlib.import_module(f"py3port_reports.{info.name}")
    for info in pkgutil.iter_modules(py3port_reports.__path__)
]
REPORTERS: dict[str, Reporter] = {
    module.REPORTER.name: module.REPORTER for module in MODULES if hasattr(module, "REPORTER")
}
EMPTY = ScanResult("empty", Mode.PY3, "3.12", "0.1.0", ())


def without_assets(page: str) -> str:
    """The page less its style and script, which have their own files, and their hashes."""
    page = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-...", page)
    page = re.sub(r"<style>.*?</style>", "<style>...</style>", page, flags=re.DOTALL)
    return re.sub(r"<script>.*?</script>", "<script>...</script>", page, flags=re.DOTALL)


def test_all_are_found() -> None:
    assert sorted(REPORTERS) == ["csv", "html", "json", "markdown"]


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
        golden(f"small{REPORTERS[name].extension}", without_assets(text) if name == "html" else text)

    def test_equal_results_give_equal_text(self, name: str) -> None:
        first, second = (REPORTERS[name].render(sample.large(60, 500)) for _ in range(2))
        assert first == second

    def test_hostile_names_encode(self, name: str) -> None:
        REPORTERS[name].render(sample.hostile()).encode("utf-8")

    def test_nothing_scanned(self, name: str) -> None:
        assert REPORTERS[name].render(EMPTY)

    def test_ends_with_one_newline(self, name: str) -> None:
        text = REPORTERS[name].render(sample.small())
        assert text.endswith("\n")
        assert not text.endswith("\n\n")

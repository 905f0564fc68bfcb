"""Measures how soon the dashboard is ready in headless Chromium.

    python -m benchmarks.page [REPORT.html ...] [--times 5]

Without files a page with 100,000 generated findings is measured, with their past, lines and fixes.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from py3port_reports.html_report import REPORTER
from tests.reports import attached, sample
from tests.reports.browser import Browser, Chromium, chromium


def generated(path: Path) -> Path:
    """Write a page of many findings."""
    path.write_text(REPORTER.render(attached.attach(sample.large(1400, 100_000))), encoding="utf-8")
    return path


def seconds_until_ready(browser: Chromium, path: Path) -> float:
    """Open a page that the browser has not seen yet."""
    page = browser.new_page()
    started = time.perf_counter()
    Browser(page).open(path.resolve().as_uri())
    taken = time.perf_counter() - started
    page.close()
    return taken


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path, nargs="*", metavar="REPORT.html")
    parser.add_argument("--times", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        pages = args.pages or [generated(Path(folder, "100,000 findings.html"))]
        print("| page | size | ready, least | median |\n| --- | ---: | ---: | ---: |")
        for path in pages:
            size = path.stat().st_size / 1e6
            taken = [seconds_until_ready(browser, path) for _ in range(args.times)]
            print(
                f"| {path.stem} | {size:.1f} MB | {min(taken):.2f} s | {statistics.median(taken):.2f} s |",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""A page in the system's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Request, sync_playwright

LONGEST_WAIT = 60_000
"""In milliseconds."""
_OWN = ("file:", "data:", "about:", "blob:")


def find_chromium() -> str | None:
    """The browser named by PY3PORT_CHROMIUM, or the first that is installed."""
    named = os.environ.get("PY3PORT_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Chromium]:
    """The browser; a test that wants it is skipped where there is none."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium found: set PY3PORT_CHROMIUM")
    with sync_playwright() as playwright:
        # As root, which CI often is, Chromium wants no sandbox.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Browser:
    """One page; `complaints` keeps what its console says, `requests` what it asks the network for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(LONGEST_WAIT)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(_OWN):
            self.requests.append(request.url)

    def open(self, url: str) -> None:
        """Load a page, and wait until its script says that it is ready."""
        # From one fragment of a page to another one the browser would load nothing.
        self.page.goto("about:blank")
        self.page.goto(url)
        self.page.wait_for_selector("html[data-ready=yes]", state="attached")

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        return self.page.evaluate(expression)

    def until(self, expression: str) -> None:
        """Wait until a JavaScript expression holds."""
        # Playwright's own waiting evaluates within the page, which the page's policy forbids.
        ends = time.monotonic() + LONGEST_WAIT / 1000
        while not self.run(expression):
            assert time.monotonic() < ends, expression
            self.page.wait_for_timeout(20)

    def text(self, selector: str) -> str:
        """What stands in the first element that is selected."""
        return self.page.locator(selector).first.text_content() or ""

    def click(self, selector: str) -> None:
        """Click on the first element that is selected."""
        self.page.locator(selector).first.click()

    def press(self, key: str) -> None:
        """Press a key, on what has the focus."""
        self.page.keyboard.press(key)

    def show(self, width: int, height: int, *, scheme: Any = "light", medium: Any = "screen") -> None:
        """Set the size of the window, the colour scheme that the system asks for, and screen or print."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(media=medium, color_scheme=scheme)

    def assert_quiet(self) -> None:
        """Make sure that nothing was said or asked for until now."""
        self.run("1")
        assert not self.complaints, self.complaints
        assert not self.requests, self.requests

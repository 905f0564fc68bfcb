"""How the answers are written: one module per format, each with `render(report)`."""

from __future__ import annotations

import importlib

from py3port.requirements.report import Report

NAMES = ("json", "csv", "markdown")


def render(name: str, report: Report) -> str:
    """The report in the format of that name, which is one of `NAMES`."""
    module = importlib.import_module(f"{__name__}.{name}_format")
    rendered: str = module.render(report)
    return rendered

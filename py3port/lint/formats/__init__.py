"""How the gate's verdict is written: one module per format, each with `render(verdict, lines)`."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from py3port.lint.gate import Verdict

NAMES = ("text", "github", "gitlab", "sarif", "json")
Lines = Callable[[str, int], str]
"""The source line of a path and line number, empty where it cannot be had."""


def render(name: str, verdict: Verdict, lines: Lines) -> str:
    """The verdict in the format of that name, which is one of `NAMES`."""
    module = importlib.import_module(f"{__name__}.{name}_format")
    rendered: str = module.render(verdict, lines)
    return rendered

"""How the gate's verdict is written: one module per format, each with `render(verdict, texts)`."""

from __future__ import annotations

import importlib

from py3port.lint.formats import text_format
from py3port.lint.gate import Verdict
from py3port.lint.suggest import Texts

NAMES = ("text", "github", "gitlab", "sarif", "json", "junit", "rdjson", "markdown")


def render(
    name: str,
    verdict: Verdict,
    texts: Texts,
    paint: text_format.Paint = text_format.plain,
    columns: int | None = None,
) -> str:
    """The verdict in the format of that name, which is one of `NAMES`; `paint` and `columns` are for people's eyes."""
    if name == "text":
        return text_format.render(verdict, texts, paint, columns)
    module = importlib.import_module(f"{__name__}.{name}_format")
    rendered: str = module.render(verdict, texts)
    return rendered

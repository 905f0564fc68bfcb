"""Renders the guide: Markdown from templates, HTML from the Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from py3port import storage
from py3port.plan.render import as_markdown, code, escaped
from py3port.plan.step import Plan

PAGES = ("index", "writing-code", "patterns", "plan", "owners", "setup")


def render(facts: Mapping[str, Any], plan: Plan) -> dict[str, str]:
    """The text of every file of the guide, by its name."""
    environment = _environment()
    pages = {
        f"{name}.md": environment.get_template(f"{name}.md.j2").render(facts)
        for name in PAGES
        if name != "plan"
    }
    pages["plan.md"] = as_markdown(plan)
    html = environment.get_template("page.html.j2")
    return pages | {
        name.removesuffix(".md") + ".html": html.render(
            title=_title(text), body=_body(text), is_start=name == "index.md"
        )
        for name, text in pages.items()
    }


def save(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files.

    Raises:
        StorageError: one cannot be written.
    """
    storage.make_folder(folder)
    for name, text in files.items():
        storage.write(folder / name, text.encode("utf-8", "backslashreplace"))


def _block(text: str) -> str:
    """A block of Python, whatever it holds."""
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}python\n{text}\n{fence}"


def _body(markdown: str) -> str:
    from markdown_it import MarkdownIt

    # Raw HTML stays text, and only links that lead somewhere harmless become links.
    body = str(MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))
    body = re.sub(r'(href="[\w-]+)\.md"', r'\1.html"', body)
    return body.replace("<li>[ ] ", "<li>☐ ").replace("<li>[x] ", "<li>☑ ")


def _title(markdown: str) -> str:
    return markdown.partition("\n")[0].lstrip("# ").replace("\\", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("py3port.guide"),
        # Most of it is Markdown: the filters below escape.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"code": code, "text": escaped, "block": _block, "cell": _cell}
    return environment

"""The `html` report: a dashboard in one file that loads nothing and works from disk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, ClassVar

from py3port.report import Part, Report
from py3port.result import Applicability, FileStatus, Stage
from py3port.summary import FileTotal, FindingTotal, summarize
from py3port_reports.dashboard_data import as_script, page_data
from py3port_reports.dashboard_excerpts import packed_excerpts
from py3port_reports.dashboard_past import day, outlook
from py3port_reports.visible_text import visible

if TYPE_CHECKING:
    from jinja2 import Environment

SCRIPTS = (
    "dom",
    "data",
    "state",
    "counts",
    "lists",
    "code",
    "excerpts",
    "heading",
    "overview",
    "trend",
    "past",
    "chart",
    "plan",
    "squarify",
    "treemap",
    "tables",
    "requirements",
    "verification",
    "files",
    "rule",
    "findings",
    "main",
)
STYLES = (
    "page", "overview", "past", "treemap", "tables", "plan", "verification", "findings", "print",
)  # fmt: skip
UPLOT_VERSION = "1.6.32"


class Html:
    """Renders a result as a web page: headline, tables and blockers as plain HTML, the rest by its script."""

    name: ClassVar[str] = "html"
    title: ClassVar[str] = "Dashboard, for everybody"
    extension: ClassVar[str] = ".html"
    parts: ClassVar[Collection[Part]] = frozenset(Part) - {Part.CHANGE}

    def render(self, result: Report) -> str:
        """Return the page."""
        has_past = len(result.history.points) > 1
        script = f'"use strict";\n(() => {{\n{_joined("js", SCRIPTS)}}})();\n'
        style = _joined("css", STYLES)
        if has_past:
            # Its licence asks to be in every copy.
            script = f"/*!\n{_vendored('uPlot.LICENSE')}*/\n{_vendored('uPlot.iife.min.js')}\n{script}"
            style = f"{_vendored('uPlot.min.css')}\n{style}"
        excerpts, parts = packed_excerpts(result)
        summary = summarize(result)
        fixes = summary.total.by_applicability
        return (
            _environment()
            .get_template("dashboard.html.j2")
            .render(
                result=result,
                summary=summary,
                fixable=fixes[Applicability.SAFE] + fixes[Applicability.UNSAFE],
                errors=[file for file in result.files if file.status is FileStatus.ERROR],
                script=script,
                style=style,
                script_hash=_hash(script),
                style_hash=_hash(style),
                data=as_script(page_data(result, parts)),
                excerpts=as_script(excerpts),
                forecast=outlook(result.history.points),
                has_past=has_past,
                uplot_version=UPLOT_VERSION,
            )
        )


REPORTER = Html()


def _environment() -> Environment:
    # Imported here: whoever wants another report does not pay for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("py3port_reports", "dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(counts=_counts)
    environment.filters.update(visible=visible, number=_number, by_size=_by_size, day=day)
    return environment


def _joined(kind: str, names: tuple[str, ...]) -> str:
    folder = files("py3port_reports").joinpath("dashboard")
    return "\n".join(folder.joinpath(f"{name}.{kind}").read_text(encoding="utf-8") for name in names)


def _vendored(name: str) -> str:
    return files("py3port_reports").joinpath(f"dashboard/vendor/{name}").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _number(value: int) -> str:
    return f"{value:,}"


def _counts(
    totals: Mapping[Stage, FindingTotal] | Mapping[Applicability, FindingTotal],
) -> list[tuple[str, int]]:
    return [(kind.value, total.findings) for kind, total in totals.items()]


def _by_size(totals: Mapping[str, FileTotal | FindingTotal]) -> list[tuple[str, FileTotal | FindingTotal]]:
    return sorted(totals.items(), key=lambda item: (-item[1].findings, item[0]))

"""The `html` report: a dashboard in one file that loads nothing and works from disk."""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, ClassVar

from py3port.forecast import forecast, left
from py3port.result import Applicability, FileStatus, ScanResult, Stage
from py3port.summary import FileTotal, FindingTotal, summarize
from py3port_reports.dashboard_data import as_script, page_data
from py3port_reports.visible_text import visible

if TYPE_CHECKING:
    from jinja2 import Environment

SCRIPTS = (
    "dom",
    "data",
    "state",
    "counts",
    "overview",
    "past",
    "squarify",
    "treemap",
    "tables",
    "findings",
    "main",
)
STYLES = ("page", "overview", "past", "treemap", "tables", "findings", "print")


class Html:
    """Renders a result as a web page: headline, tables and blockers as plain HTML, the rest by its script."""

    name: ClassVar[str] = "html"
    title: ClassVar[str] = "Dashboard, for everybody"
    extension: ClassVar[str] = ".html"

    def render(self, result: ScanResult) -> str:
        """Return the page."""
        script = _joined("js", SCRIPTS)
        script = f'"use strict";\n(() => {{\n{script}}})();\n'
        style = _joined("css", STYLES)
        return (
            _environment()
            .get_template("dashboard.html.j2")
            .render(
                result=result,
                summary=summarize(result),
                errors=[file for file in result.files if file.status is FileStatus.ERROR],
                script=script,
                style=style,
                script_hash=_hash(script),
                style_hash=_hash(style),
                data=as_script(page_data(result)),
                forecast=_outlook(result),
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
    environment.filters.update(visible=visible, number=_number, percent=_percent, by_size=_by_size, day=_day)
    return environment


def _joined(kind: str, names: tuple[str, ...]) -> str:
    folder = files("py3port_reports").joinpath("dashboard")
    return "\n".join(folder.joinpath(f"{name}.{kind}").read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _number(value: int) -> str:
    return f"{value:,}"


def _percent(share: float) -> str:
    # Rounded down: 100% is said only when nothing is left.
    return f"{int(share * 100)}%"


def _day(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d")


def _outlook(result: ScanResult) -> str:
    """When it will be done, in a sentence."""
    points = result.history.points
    if not points:
        return ""
    if not left(points[-1]):
        return "Nothing is left."
    found = forecast(points)
    if found is None:
        return "The last points show no trend that leads to an end."
    latest = _day(found.latest) if found.latest is not None else "some day that cannot be told"
    pace = f"{found.per_week:,.1f} findings fewer a week"
    return f"At the pace of the last points, {pace}, done by {_day(found.end)} ({_day(found.earliest)} to {latest})."


def _counts(
    totals: Mapping[Stage, FindingTotal] | Mapping[Applicability, FindingTotal],
) -> list[tuple[str, int]]:
    return [(kind.value, total.findings) for kind, total in totals.items()]


def _by_size(totals: Mapping[str, FileTotal | FindingTotal]) -> list[tuple[str, FileTotal | FindingTotal]]:
    return sorted(totals.items(), key=lambda item: (-item[1].findings, item[0]))

"""The `csv` report: one line per finding, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from typing import ClassVar

from py3port.report import Part, Report
from py3port.result import Finding
from py3port_reports.visible_text import visible

COLUMNS = (
    "rule", "stage", "applicability", "path", "line", "column", "end_line", "end_column",
    "message", "app", "owners", "fingerprint",
)  # fmt: skip


class Csv:
    """Renders the findings as comma-separated values; owners are separated by a blank."""

    name: ClassVar[str] = "csv"
    title: ClassVar[str] = "Findings, for spreadsheets"
    extension: ClassVar[str] = ".csv"
    parts: ClassVar[Collection[Part]] = frozenset()

    def render(self, result: Report) -> str:
        """Return a header and one line per finding."""
        output = io.StringIO()
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(COLUMNS)
        for file in result.files:
            writer.writerows(_row(finding) for finding in file.findings)
        return output.getvalue()


REPORTER = Csv()


def _row(finding: Finding) -> tuple[str | int, ...]:
    return (
        _cell(finding.rule),
        finding.stage.value,
        finding.applicability.value,
        _cell(finding.path),
        finding.line,
        finding.column,
        finding.end_line,
        finding.end_column,
        _cell(finding.message),
        _cell(finding.app),
        _cell(" ".join(finding.owners)),
        finding.fingerprint,
    )


def _cell(text: str) -> str:
    # A spreadsheet takes a cell that begins with one of these for a formula; the apostrophe makes it text.
    # East Asian ones read the full-width forms too. @org/team, the usual owner, is no exception.
    shown = visible(text)
    return (
        f"'{shown}"
        if shown.lstrip(" ").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%"))
        else shown
    )

"""The answers as comma-separated values, for spreadsheets."""

from __future__ import annotations

import csv
import io

from py3port.requirements.model import Answer
from py3port.requirements.report import Report

COLUMNS = (
    "name", "specifier", "file", "line", "verdict", "evidence", "first_py3", "first_target", "bridge", "latest",
    "replacement", "apps", "owners", "note",
)  # fmt: skip
_FORMULA = tuple("=+-@|%＝＋－＠")


def render(report: Report) -> str:
    """A header and one line for each requirement; lists are separated by `; `."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _row(answer)] for answer in report.answers)
    return output.getvalue()


def _row(answer: Answer) -> tuple[str | int | None, ...]:
    requirement = answer.requirement
    return (
        requirement.name,
        requirement.specifier,
        requirement.file,
        requirement.line,
        answer.verdict.value,
        "; ".join(f"{each.kind}: {each.detail}" for each in answer.evidence),
        answer.first_py3,
        answer.first_target,
        answer.bridge,
        answer.latest,
        answer.replacement,
        "; ".join(answer.apps),
        "; ".join(answer.owners),
        answer.note,
    )


def _cell(value: str | int | None) -> str | int:
    """A spreadsheet takes text that begins with one of some characters for a formula; the apostrophe keeps it text."""
    if not isinstance(value, str):
        return "" if value is None else value
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in value)
    return f"'{shown}" if shown.lstrip(" ").startswith(_FORMULA) else shown

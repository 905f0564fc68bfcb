"""The answers about requirements as text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

from py3port.cli.scanning import counted
from py3port.cli.terminal import echo, is_fancy, paint, printable, table
from py3port.requirements.model import Answer, Verdict
from py3port.requirements.report import Report


def print_report(report: Report) -> None:
    """Print the table, why each is as it is, the order of the work, and the totals."""
    if report.answers:
        _print_table(report)
        _print_reasons(report)
    _print_list("Order of the work", report.plan.order, numbered=True)
    _print_list("Conflicts", report.plan.conflicts)
    _print_list("Needed though not required, and without a release for it", report.plan.unlisted)
    _print_list("Imported though not required", (each.summary for each in report.unrequired))
    _print_list("Not determined", (f"{each.file}:{each.line}: {each.message}" for each in report.problems))
    counts = ", ".join(f"{number} {verdict.value}" for verdict, number in report.counts.items() if number)
    echo()
    total = paint(counted(len(report.answers), "requirement"), "bold")
    echo(f"{total}: {counts}" if counts else "No requirements")


def _print_table(report: Report) -> None:
    """The answers; columns with nothing in them, and the name of the only file, would just take room on a terminal."""
    headings = ("verdict", "requirement", "where", "bridge", report.target, "latest", "instead", "apps")
    files = {answer.requirement.file for answer in report.answers}
    only = min(files) if is_fancy() and len(files) == 1 else ""
    rows = [_row(answer, only) for answer in report.by_urgency]
    filled = [any(row[place] for row in rows) for place in range(len(headings))]
    title = f"Requirements on Python {report.target}{f', from {printable(only)}' if only else ''}"
    table(title, list(compress(headings, filled)), [list(compress(row, filled)) for row in rows])


def _row(answer: Answer, only: str) -> tuple[str, ...]:
    requirement = answer.requirement
    return (
        answer.verdict.value,
        f"{requirement.name}{requirement.specifier}",
        f"line {requirement.line}" if only else f"{requirement.file}:{requirement.line}",
        answer.bridge or "",
        answer.first_target or "",
        answer.latest or "",
        answer.replacement or "",
        " ".join(answer.apps),
    )


def _print_reasons(report: Report) -> None:
    """Why, in full for each that needs something done; equal answers once."""
    seen: set[tuple[str, str, str, Verdict]] = set()
    for answer in report.by_urgency:
        requirement, verdict = answer.requirement, answer.verdict
        key = (requirement.key, requirement.specifier, requirement.url, verdict)
        if key in seen:
            continue
        if not seen:
            echo()
        seen.add(key)
        reasons = [f"{each.kind}: {each.detail}" for each in answer.evidence]
        shown = reasons[:1] if verdict is Verdict.OK else reasons
        echo(f"{paint(printable(requirement.name + requirement.specifier), 'bold')}: {verdict.value}")
        for line in (*filter(None, [answer.note]), *shown):
            echo(f"  {printable(line)}")


def _print_list(title: str, items: Iterable[str], *, numbered: bool = False) -> None:
    listed = list(items)
    if not listed:
        return
    echo(f"\n{title}")
    for number, item in enumerate(listed, start=1):
        echo(f"  {f'{number}. ' if numbered else ''}{printable(item)}")

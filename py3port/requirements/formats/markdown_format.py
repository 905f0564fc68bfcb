"""The answers as Markdown, for issues and wikis."""

from __future__ import annotations

import re

from py3port.requirements.model import Answer, Verdict
from py3port.requirements.report import Report

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#!~@&$])")
_HEADINGS = ("verdict", "requirement", "where", "bridge", "{target}", "replacement", "apps", "why")


def render(report: Report) -> str:
    """A table, blockers first, then the order of the work and what stands against it."""
    counts = ", ".join(f"{number} {verdict.value}" for verdict, number in report.counts.items() if number)
    headings = [each.format(target=report.target) for each in _HEADINGS]
    lines = [
        f"# Requirements on Python {report.target}",
        "",
        f"{len(report.answers)} requirements: {counts}." if counts else "No requirements.",
        "",
    ]
    if report.answers:
        lines += [f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}"]
        lines += [f"| {' | '.join(_row(answer))} |" for answer in report.by_urgency]
    lines += _section("Order of the work", list(report.plan.order), mark="1.")
    lines += _section("Conflicts", list(report.plan.conflicts))
    lines += _section(
        "Needed though not required, and without a release for it",
        list(report.plan.unlisted),
    )
    lines += _section("Imported though not required", [each.summary for each in report.unrequired])
    lines += _section(
        "Not determined", [f"{each.file}:{each.line}: {each.message}" for each in report.problems]
    )
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(answer: Answer) -> list[str]:
    requirement = answer.requirement
    verdict = answer.verdict.value
    why = "; ".join(part for part in (*(each.detail for each in answer.evidence[:1]), answer.note) if part)
    return [
        verdict if answer.verdict is Verdict.OK else f"**{verdict}**",
        _text(requirement.name + requirement.specifier),
        _text(f"{requirement.file}:{requirement.line}"),
        _text(answer.bridge or ""),
        _text(answer.first_target or ""),
        _text(answer.replacement or ""),
        _text(", ".join(answer.apps)),
        _text(why),
    ]


def _section(title: str, items: list[str], *, mark: str = "-") -> list[str]:
    return ["", f"## {title}", "", *(f"{mark} {_text(item)}" for item in items)] if items else []


def _text(text: str) -> str:
    """`text` as it is, whatever Markdown would make of it."""
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    return _SPECIAL.sub(r"\\\1", shown)

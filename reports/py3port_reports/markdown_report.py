"""The `markdown` report: the summary as tables, for a wiki, a pull request or a mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from py3port.report import Part, PlannedStep, Report, Requirements
from py3port.result import Applicability, FileResult, FileStatus, RuleInfo, Stage
from py3port.summary import FileTotal, Summary, summarize
from py3port_reports.markdown_change import change_text
from py3port_reports.markdown_past import last_week
from py3port_reports.markdown_text import code, counted, percent, table

MOST_ERRORS = 50
_MOST_STEPS = 5


class Markdown:
    """Renders the summary as GitHub-flavoured Markdown."""

    name: ClassVar[str] = "markdown"
    title: ClassVar[str] = "Summary tables, for people"
    extension: ClassVar[str] = ".md"
    parts: ClassVar[Collection[Part]] = frozenset({Part.PLAN, Part.REQUIREMENTS, Part.CHANGE})

    def render(self, result: Report) -> str:
        """Return the whole state, or, where there is a revision to compare with, what changed since then."""
        if result.attached.change.since:
            return change_text(result)
        summary = summarize(result)
        parts = [
            f"# Python 3 migration of {code(result.root)}{_selection(result)}",
            _headline(summary.total, result),
            last_week(result),
            _next_steps(result.attached.plan),
            _blockers(result.attached.requirements),
            _stage_table(summary),
            _file_table("Apps", "App", totals=summary.apps, none="no app"),
            _file_table("Owners", "Owner", totals=summary.owners, none="no owner"),
            _rule_table(summary, result.rules),
            _errors([file for file in result.files if file.status is FileStatus.ERROR]),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"


REPORTER = Markdown()


def _selection(result: Report) -> str:
    """What part of the project it is about."""
    names = ", ".join(f"{kind} {code(name)}" for kind, name in result.attached.selection)
    return f": {names}" if names else ""


def _headline(total: FileTotal, result: Report) -> str:
    safe = total.by_applicability[Applicability.SAFE]
    target = f"Python {code(result.target)}" + (" and 2.7" if result.mode.value == "dual" else "")
    return (
        f"**{percent(total.ported_lines, total.lines)} of lines** and "
        f"**{percent(total.ported_files, total.files)} of files** are ported to {target}: "
        f"{total.ported_files:,} of {total.files:,} files, {total.ported_lines:,} of {total.lines:,} lines. "
        f"Findings left: {total.findings:,}, with a safe fix: {safe:,}. "
        f"Files that cannot be read or parsed: {total.errors:,}.\n\n"
        "A file counts as ported when it parses as Python 3 and has no finding of the stages "
        "common, six and semantic."
    )


def _next_steps(plan: Sequence[PlannedStep]) -> str:
    """The first steps that can be worked on."""
    steps = [step for step in plan if step.state in ("todo", "partly")]
    rows = [
        [
            code(step.id),
            step.risk,
            " ".join(map(code, step.owners[:3])),
            code(step.command),
            f"{sum(step.findings.values()):,}",
            f"{step.files:,}",
        ]
        for step in steps[:_MOST_STEPS]
    ]
    text = table("Next steps", ["Step", "Risk", "Owners", "Command", "Findings", "Files"], rows, texts=4)
    more = len(steps) - _MOST_STEPS
    return f"{text}\n\nand {counted(more, 'step')} more, see `py3port plan`." if more > 0 else text


def _blockers(requirements: Requirements) -> str:
    """The requirements that will not do as they are."""
    rows = [
        [
            code(f"{each.name}{each.specifier}"),
            each.verdict,
            code(each.replacement or each.bridge or each.first_target or "nothing known"),
            code(f"{each.file}:{each.line}"),
        ]
        for each in requirements.found
        if each.verdict not in ("ok", "unknown")
    ]
    titles = ["Requirement", "Verdict", "What will do", "Where"]
    return table(f"Requirements that will not do, {requirements.date[:10]}", titles, rows, texts=4)


def _stage_table(summary: Summary) -> str:
    rows = [
        [stage.value, f"{total.findings:,}", f"{total.files:,}"]
        + [f"{total.by_applicability[each]:,}" for each in Applicability]
        for stage, total in summary.stages.items()
    ]
    return table("Stages", ["Stage", "Findings", "Files", "Safe", "Unsafe", "Manual"], rows, texts=1)


def _file_table(heading: str, column: str, *, totals: Mapping[str, FileTotal], none: str) -> str:
    titles = [
        column,
        "Files",
        "Lines",
        "Lines ported",
        "Findings",
        *(stage.value.capitalize() for stage in Stage),
    ]
    ordered = sorted(totals.items(), key=lambda item: (-item[1].findings, item[0]))
    rows = [
        [
            code(name) if name else f"*{none}*",
            f"{total.files:,}",
            f"{total.lines:,}",
            percent(total.ported_lines, total.lines),
            f"{total.findings:,}",
            *(f"{total.by_stage[stage]:,}" for stage in Stage),
        ]
        for name, total in ordered
    ]
    return table(heading, titles, rows, texts=1)


def _rule_table(summary: Summary, rules: Mapping[str, RuleInfo]) -> str:
    ordered = sorted(summary.rules.items(), key=lambda item: (-item[1].findings, item[0]))
    rows = [
        [
            code(name),
            rules[name].stage.value if name in rules else "",
            f"{total.findings:,}",
            f"{total.files:,}",
            *(f"{total.by_applicability[each]:,}" for each in Applicability),
        ]
        for name, total in ordered
    ]
    return table("Rules", ["Rule", "Stage", "Findings", "Files", "Safe", "Unsafe", "Manual"], rows, texts=2)


def _errors(files: Sequence[FileResult]) -> str:
    if not files:
        return ""
    rows = [
        [
            code(file.path),
            str(file.error.line or "") if file.error else "",
            code(file.error.message if file.error else ""),
        ]
        for file in files[:MOST_ERRORS]
    ]
    text = table("Files that do not parse", ["File", "Line", "Reason"], rows, texts=3)
    more = len(files) - MOST_ERRORS
    return f"{text}\n\nand {more:,} more." if more > 0 else text

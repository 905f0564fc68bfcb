"""The `markdown` report: the summary as tables, for a wiki, a pull request or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from py3port.result import Applicability, FileResult, FileStatus, RuleInfo, ScanResult, Stage
from py3port.summary import FileTotal, Summary, summarize
from py3port_reports.visible_text import visible

MOST_ERRORS = 50


class Markdown:
    """Renders the summary as GitHub-flavoured Markdown."""

    name: ClassVar[str] = "markdown"
    title: ClassVar[str] = "Summary tables, for people"
    extension: ClassVar[str] = ".md"

    def render(self, result: ScanResult) -> str:
        """Return headline, tables by stage, rule, app and owner, and the files that do not parse."""
        summary = summarize(result)
        parts = [
            f"# Python 3 migration of {_code(result.root)}",
            _headline(summary.total, result),
            _stage_table(summary),
            _file_table("Apps", "App", totals=summary.apps, none="no app"),
            _file_table("Owners", "Owner", totals=summary.owners, none="no owner"),
            _rule_table(summary, result.rules),
            _errors([file for file in result.files if file.status is FileStatus.ERROR]),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"


REPORTER = Markdown()


def _headline(total: FileTotal, result: ScanResult) -> str:
    safe = total.by_applicability[Applicability.SAFE]
    target = f"Python {_code(result.target)}" + (" and 2.7" if result.mode.value == "dual" else "")
    return (
        f"**{_percent(total.ported_lines, total.lines)} of lines** and "
        f"**{_percent(total.ported_files, total.files)} of files** are ported to {target}: "
        f"{total.ported_files:,} of {total.files:,} files, {total.ported_lines:,} of {total.lines:,} lines. "
        f"Findings left: {total.findings:,}, with a safe fix: {safe:,}. "
        f"Files that cannot be read or parsed: {total.errors:,}.\n\n"
        "A file counts as ported when it parses as Python 3 and has no finding of the stages "
        "common, six and semantic."
    )


def _stage_table(summary: Summary) -> str:
    rows = [
        [stage.value, f"{total.findings:,}", f"{total.files:,}"]
        + [f"{total.by_applicability[each]:,}" for each in Applicability]
        for stage, total in summary.stages.items()
    ]
    return _table("Stages", ["Stage", "Findings", "Files", "Safe", "Unsafe", "Manual"], rows, texts=1)


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
            _code(name) if name else f"*{none}*",
            f"{total.files:,}",
            f"{total.lines:,}",
            _percent(total.ported_lines, total.lines),
            f"{total.findings:,}",
            *(f"{total.by_stage[stage]:,}" for stage in Stage),
        ]
        for name, total in ordered
    ]
    return _table(heading, titles, rows, texts=1)


def _rule_table(summary: Summary, rules: Mapping[str, RuleInfo]) -> str:
    ordered = sorted(summary.rules.items(), key=lambda item: (-item[1].findings, item[0]))
    rows = [
        [
            _code(name),
            rules[name].stage.value if name in rules else "",
            f"{total.findings:,}",
            f"{total.files:,}",
            *(f"{total.by_applicability[each]:,}" for each in Applicability),
        ]
        for name, total in ordered
    ]
    return _table("Rules", ["Rule", "Stage", "Findings", "Files", "Safe", "Unsafe", "Manual"], rows, texts=2)


def _errors(files: Sequence[FileResult]) -> str:
    if not files:
        return ""
    rows = [
        [
            _code(file.path),
            str(file.error.line or "") if file.error else "",
            _code(file.error.message if file.error else ""),
        ]
        for file in files[:MOST_ERRORS]
    ]
    table = _table("Files that do not parse", ["File", "Line", "Reason"], rows, texts=3)
    more = len(files) - MOST_ERRORS
    return f"{table}\n\nand {more:,} more." if more > 0 else table


def _table(heading: str, titles: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int) -> str:
    lines = [_line(row) for row in rows]
    if not lines:
        return ""
    rule = [":--" if index < texts else "--:" for index in range(len(titles))]
    return "\n".join([f"## {heading}", "", _line(titles), _line(rule), *lines])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    """Return a code span, in which nothing is markup, mention or link; only the pipe needs a backslash."""
    shown = visible(text)[:300].replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    blank = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{blank}{shown}{blank}{fence}"


def _percent(part: int, whole: int) -> str:
    # Rounded down: 100% is said only when nothing is left.
    return f"{100 * part // whole}%" if whole else "100%"

"""What a change did to the progress, as Markdown: for a comment on a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from py3port.report import Change, Report
from py3port.result import Finding
from py3port.summary import summarize
from py3port_reports.links import link_to
from py3port_reports.markdown_text import code, counted, percent, signed, table

_MOST = 30
_MOST_ROWS = 15


def change_text(result: Report) -> str:
    """Return headline, tables by rule and app, new findings and the files that became ported."""
    change = result.attached.change
    parts = [
        f"# What this does to the port of {code(result.root)}",
        _headline(result, change),
        _table("Rule", change, lambda finding: finding.rule),
        _table("App", change, lambda finding: finding.app),
        _new(result, change.new),
        _files("Ported now", change.ported),
        _files("Ported no more", change.unported),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _headline(result: Report, change: Change) -> str:
    came, went = len(change.new), len(change.fixed)
    since = f"since {code(change.since)} ({change.commit[:10]})"
    if not (came or went or change.ported or change.unported):
        return f"Nothing changed {since}: no finding came or went."
    text = f"{counted(came, 'finding')} came and {counted(went, 'finding')} went {since}."
    files = [
        f"{counted(len(paths), 'file')} {what}"
        for paths, what in ((change.ported, "became ported"), (change.unported, "ceased to be ported"))
        if paths
    ]
    if files:
        text += f" {' and '.join(files)}."
    if change.before is None:
        return f"**{text}**"
    now, was = summarize(result).total, change.before
    shares = f"{percent(was.ported_lines, was.lines)}, now {percent(now.ported_lines, now.lines)}"
    lines = signed(now.ported_lines - was.ported_lines)
    count = signed(now.findings - sum(was.stages.values()))
    return f"**{text}**\n\nLines ported: {shares} ({lines} lines). Findings: {now.findings:,} ({count})."


def _table(column: str, change: Change, key: Callable[[Finding], str]) -> str:
    came, went = Counter(map(key, change.new)), Counter(map(key, change.fixed))
    names = sorted(came.keys() | went.keys(), key=lambda name: (-came[name], -went[name], name))
    rows = [
        [code(name), f"{came[name]:,}", f"{went[name]:,}", signed(came[name] - went[name])]
        for name in names[:_MOST_ROWS]
    ]
    text = table(f"By {column.lower()}", [column, "Came", "Went", "Change"], rows, texts=1)
    more = len(names) - _MOST_ROWS
    return f"{text}\n\nand {counted(more, column.lower())} more." if more > 0 else text


def _new(result: Report, findings: Sequence[Finding]) -> str:
    rows = [
        [
            _place(result, each),
            code(each.rule),
            each.applicability.value,
            code(each.message),
        ]
        for each in findings[:_MOST]
    ]
    text = table("Findings that came", ["Place", "Rule", "Fix", "Message"], rows, texts=4)
    more = len(findings) - _MOST
    return f"{text}\n\nand {more:,} more." if more > 0 else text


def _place(result: Report, finding: Finding) -> str:
    text = code(f"{finding.path}:{finding.line}")
    url = link_to(result.attached, finding.path, finding.line)
    return f"[{text}](<{url}>)" if url else text


def _files(heading: str, paths: Sequence[str]) -> str:
    if not paths:
        return ""
    lines = [f"- {code(path)}" for path in paths[:_MOST]]
    if len(paths) > _MOST:
        lines.append(f"- and {len(paths) - _MOST:,} more")
    return "\n".join([f"## {heading}", "", *lines])

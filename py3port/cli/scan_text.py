"""A scan's result as text."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from py3port.cli.scanning import counted, describe_error, unreadable
from py3port.cli.terminal import echo, paint, printable, table
from py3port.result import ScanResult, Stage
from py3port.summary import FileTotal, summarize


def print_findings(result: ScanResult, root: Path) -> None:
    """Print a line for each finding and for each file that could not be scanned, paths as seen from here."""
    shown = _path_shower(root)
    for file in result.files:
        path = printable(shown(file.path)) if file.findings or file.error else ""
        if file.error is not None:
            echo(f"{describe_error(file, shown(file.path))} {paint('[error]', 'red')}")
        for each in file.findings:
            echo(f"{path}:{each.line}:{each.column}: {paint(each.rule, 'red')} {printable(each.message)}")


def print_summary(result: ScanResult, *, is_filtered: bool) -> None:
    """Print the totals by rule, stage, app and owner; from some rules only none can tell what is ported."""
    summary = summarize(result)
    if not summary.total.findings:
        return
    rules = sorted(summary.rules.items(), key=lambda item: (-item[1].findings, item[0]))
    rows = [
        (name, result.rules[name].stage.value, each.findings, each.files, *each.by_applicability.values())
        for name, each in rules
    ]
    echo()
    table("By rule", ("rule", "stage", "findings", "files", "safe", "unsafe", "manual"), rows)
    stages = [
        (s.value, each.findings, each.files, *each.by_applicability.values())
        for s, each in summary.stages.items()
    ]
    echo()
    table(
        "By stage",
        ("stage", "findings", "files", "safe", "unsafe", "manual"),
        [row for row in stages if row[1]],
    )
    _print_totals("app", summary.apps, is_filtered=is_filtered)
    if set(summary.owners) != {""}:
        _print_totals("owner", summary.owners, is_filtered=is_filtered)


def print_total(result: ScanResult) -> None:
    """Print the last line: how much was found in how much."""
    findings = sum(len(file.findings) for file in result.files)
    affected = sum(bool(file.findings) for file in result.files)
    failed = len(unreadable(result))
    lines = sum(file.lines for file in result.files if file.error is None)
    scanned = f"{counted(len(result.files) - failed, 'file')}, {counted(lines, 'line')} scanned"
    errors = f"; {counted(failed, 'file')} could not be scanned" if failed else ""
    if findings:
        found = paint(counted(findings, "finding"), "bold")
        echo(f"\n{found} in {counted(affected, 'file')}; {scanned}{errors}")
    else:
        echo(f"No findings; {scanned}{errors}")


def _print_totals(what: str, totals: Mapping[str, FileTotal], *, is_filtered: bool) -> None:
    stages = [stage.value for stage in Stage]
    headings = [what, "files", "lines", *([] if is_filtered else ["ported"]), "findings", *stages]
    rows: list[list[str | int]] = []
    for name, each in sorted(totals.items(), key=lambda item: (-item[1].findings, item[0])):
        ported: list[str | int] = [] if is_filtered else [f"{each.file_percent}%"]
        rows.append(
            [name or "(nobody)", each.files, each.lines, *ported, each.findings, *each.by_stage.values()]
        )
    echo()
    table(f"By {what}", headings, rows)


def _path_shower(root: Path) -> Callable[[str], str]:
    """Turns a path from the root into one from the working directory, which terminals make a link of."""
    here = Path(os.path.realpath(os.curdir))
    if here == root:
        return lambda path: path
    if here in root.parents:
        prefix = root.relative_to(here).as_posix()
        return lambda path: f"{prefix}/{path}"
    return lambda path: os.path.relpath(root / path, here)

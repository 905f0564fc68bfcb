"""Workflow commands of GitHub Actions: annotations on the pull request's lines."""

from __future__ import annotations

from collections.abc import Callable

from py3port.lint.gate import Verdict


def render(verdict: Verdict, lines: Callable[[str, int], str]) -> str:
    """One command for each new finding, and for each file that could not be judged."""
    commands = []
    for finding in verdict.new:
        place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
        if finding.end_line >= finding.line:
            place += f",endLine={finding.end_line}"
        if finding.end_line == finding.line:
            place += f",endColumn={finding.end_column}"
        commands.append(
            f"::error {place},title={_property('py3port ' + finding.rule)}::{_data(finding.message)}\n"
        )
    for path, error in verdict.errors:
        place = f"file={_property(path)}" + (f",line={error.line}" if error.line else "")
        commands.append(f"::error {place},title=py3port::{_data(error.message)}\n")
    return "".join(commands)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

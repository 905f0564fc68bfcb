"""Workflow commands of GitHub Actions: annotations on the pull request's lines, with the fix."""

from __future__ import annotations

from py3port.lint.formats.text_format import suggestion
from py3port.lint.gate import Verdict
from py3port.lint.suggest import Texts


def render(verdict: Verdict, texts: Texts) -> str:
    """One command for each new finding, and for each file that could not be judged."""
    commands = []
    levels = [("error", each) for each in verdict.new] + [("notice", each) for each in verdict.noted]
    for level, finding in levels:
        place = f"file={_property(texts.from_top(finding.path))},line={finding.line},col={finding.column}"
        if finding.end_line >= finding.line:
            place += f",endLine={finding.end_line}"
        if finding.end_line == finding.line:
            place += f",endColumn={finding.end_column}"
        message = f"{finding.message}\n{suggestion(texts.fix(finding))}".rstrip()
        title = _property(f"py3port {finding.rule}")
        commands.append(f"::{level} {place},title={title}::{_data(message)}\n")
    for path, error in verdict.errors:
        place = f"file={_property(texts.from_top(path))}" + (f",line={error.line}" if error.line else "")
        commands.append(f"::error {place},title=py3port::{_data(error.message)}\n")
    return "".join(commands)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""JUnit's XML, which every CI shows: a test for each rule in each file that was looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from py3port.lint.formats import text_format
from py3port.lint.gate import Verdict
from py3port.lint.suggest import Texts
from py3port.result import FileError, Finding

# XML 1.0 has no way to write these.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(verdict: Verdict, texts: Texts) -> str:
    """One suite; a file without new findings is a test that passes."""
    found = {path: list(group) for path, group in groupby(verdict.new, key=lambda each: each.path)}
    errors = dict(verdict.errors)
    cases = [
        case
        for path in sorted({*(file.path for file in verdict.scanned.files), *found})
        for case in _cases(path, found.get(path, ()), errors, texts)
    ]
    failures = sum("<failure" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{len(errors)}"'
    body = "".join(cases)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<testsuites name="py3port" {counts}>\n<testsuite name="py3port lint" {counts}>\n'
        f"{body}</testsuite>\n</testsuites>\n"
    )


def _cases(
    path: str, findings: Sequence[Finding], errors: Mapping[str, FileError], texts: Texts
) -> list[str]:
    if path in errors:
        error = errors[path]
        inside = f"<error message={_quoted(error.message)}>{_escaped(f'{path}:{error.line}: {error.message}')}</error>"
        return [_case(path, "cannot-be-judged", inside, texts)]
    if not findings:
        return [_case(path, "no new findings", "", texts)]
    ordered = sorted(findings, key=lambda each: each.rule)
    return [
        _case(path, rule, _failure(list(group), texts), texts)
        for rule, group in groupby(ordered, key=lambda each: each.rule)
    ]


def _failure(findings: Sequence[Finding], texts: Texts) -> str:
    text = "".join(text_format.paragraph(each, texts) for each in findings)
    first = findings[0]
    return f"<failure message={_quoted(first.message)} type={_quoted(first.rule)}>{_escaped(text)}</failure>"


def _case(path: str, name: str, inside: str, texts: Texts) -> str:
    place = f"classname={_quoted(path)} name={_quoted(name)} file={_quoted(texts.from_top(path))}"
    return f"<testcase {place}>{inside}</testcase>\n"


def _escaped(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))

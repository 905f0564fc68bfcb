"""Gathers what the guide shows of this repository: its own most frequent findings, before and after."""

from __future__ import annotations

import difflib
import os
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from py3port.apply.outcome import Changed
from py3port.apply.port import Porter
from py3port.project.project import Project
from py3port.python2 import Source, SourceError
from py3port.registry import Registry
from py3port.result import Applicability, FileError, Finding, Options, ScanResult, Stage
from py3port.rule import Rule
from py3port.scan.reading import read_content

MOST_PATTERNS = 15
_TRIED = 12
"""How many findings of a rule are looked at for a good example."""
_LONGEST = 8
"""Lines of an example."""


@dataclass(frozen=True)
class Pattern:
    """One thing to write otherwise, shown on code of the repository."""

    rule: str
    title: str
    why: str
    findings: int
    files: int
    path: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class OwnerShare:
    """What an owner has to look after."""

    owner: str
    """Empty: nobody."""
    people: tuple[str, ...]
    apps: tuple[str, ...]
    files: int
    findings: int


def patterns(
    project: Project, result: ScanResult, registry: Registry, *, most: int = MOST_PATTERNS
) -> list[Pattern]:
    """The most frequent findings that a codemod fixes, each with an example from the code."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.applicability is not Applicability.MANUAL and finding.stage is not Stage.ADVICE:
            found[finding.rule].append(finding)
    options = Options(result.mode, result.target)
    shown = []
    for name, findings in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        rule = registry.find(name)[0]
        example = _best(_examples(project, rule, findings, options))
        if example is not None:
            finding, before, after = example
            why = " ".join(rule.description.split("\n\n")[0].split())
            files = len({each.path for each in findings})
            shown.append(
                Pattern(
                    name, rule.title, why, len(findings), files, finding.path, finding.line, before, after
                )
            )
        if len(shown) == most:
            break
    return shown


def owner_shares(project: Project, result: ScanResult) -> list[OwnerShare]:
    """Every owner, those with most findings first; what nobody owns last."""
    files: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    apps: dict[str, set[str]] = defaultdict(set)
    for file in result.files:
        for owner in file.owners or ("",):
            files[owner] += 1
            findings[owner] += sum(each.stage is not Stage.ADVICE for each in file.findings)
            apps[owner].add(file.app)
    order = sorted(files, key=lambda owner: (not owner, -findings[owner], owner))
    return [
        OwnerShare(
            owner, project.owners.people_of(owner), tuple(sorted(apps[owner])), files[owner], findings[owner]
        )
        for owner in order
    ]


def _examples(
    project: Project, rule: Rule, findings: Sequence[Finding], options: Options
) -> Iterator[tuple[Finding, str, str]]:
    """Findings with their lines before and after, the handiest first."""
    handy = sorted(
        findings, key=lambda each: (each.end_line - each.line, len(each.text) > 80, each.path, each.line)
    )
    porter = Porter((rule,), options, unsafe=True)
    for finding in handy[:_TRIED]:
        content = read_content(os.path.join(project.root, finding.path), limit=project.config.max_file_size)
        if isinstance(content, FileError):
            continue
        outcome = porter.port(finding.path, content.data, project.neighbourhood.of(finding.path))
        if not isinstance(outcome, Changed):
            continue
        lines = _changed_lines(content.data, outcome.data, finding.line)
        if lines is not None:
            yield finding, *lines


def _best(examples: Iterable[tuple[Finding, str, str]]) -> tuple[Finding, str, str] | None:
    """The first of one line, else the shortest."""
    shortest: tuple[Finding, str, str] | None = None
    for each in examples:
        if "\n" not in each[1]:
            return each
        if shortest is None or len(each[1]) < len(shortest[1]):
            shortest = each
    return shortest


def _changed_lines(before: bytes, after: bytes, number: int) -> tuple[str, str] | None:
    """The changed lines around line `number`, before and after; None where there are none, or too many."""
    try:
        old = Source.from_bytes(before).text.splitlines()
        new = Source.from_bytes(after).text.splitlines()
    except SourceError:
        return None
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and i1 < number <= i2 and max(i2 - i1, j2 - j1) <= _LONGEST:
            return textwrap.dedent("\n".join(old[i1:i2])), textwrap.dedent("\n".join(new[j1:j2]))
    return None

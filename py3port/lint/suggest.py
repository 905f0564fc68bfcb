"""What would be written in the place of a finding: found by rewriting its file in memory, nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from py3port.filekind import FileKind
from py3port.lint.gate import Verdict
from py3port.project.index import FileIndex
from py3port.project.project import Project
from py3port.python2 import Source, SourceError
from py3port.result import Applicability, FileError, Finding, Options
from py3port.rule import Rule
from py3port.scan.reading import read_content

MAX_FIXES = 100
"""For so many findings at most a fix is looked for: who has more does not read them one by one."""


@dataclass(frozen=True)
class Hunk:
    """Lines that change; with no `old` ones, the new ones go before line `start`."""

    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Fix:
    """What to do about one finding."""

    hunks: tuple[Hunk, ...]
    is_safe: bool
    newline: str


class Texts:
    """The sources of what was judged, each read once; and the fixes for their findings."""

    def __init__(self, project: Project, verdict: Verdict, rules: Sequence[Rule], options: Options) -> None:
        self._project = project
        self._verdict = verdict
        self._rules = {rule.name: rule for rule in rules}
        self._options = options
        self._sources: dict[str, Source | None] = {}
        self._fixes: dict[tuple[str, str, str, str], tuple[Source, Source] | None] = {}

    def line(self, path: str, number: int) -> str:
        """A line of a file; empty where it cannot be had."""
        source = self._source(path)
        return source.line(number) if source is not None and 0 < number <= source.line_count else ""

    def fix(self, finding: Finding) -> Fix | None:
        """What a rewrite of this one statement by this one rule would change; None where there is no such rewrite."""
        rule = self._rules.get(finding.rule)
        if rule is None or not rule.fixable or finding.applicability is Applicability.MANUAL:
            return None
        key = (finding.path, finding.rule, finding.scope, finding.text)
        if key not in self._fixes:
            is_enough = len(self._fixes) >= MAX_FIXES
            self._fixes[key] = None if is_enough else self._rewritten(finding, rule)
        pair = self._fixes[key]
        if pair is None:
            return None
        hunks = self._hunks_for(finding, *pair)
        return Fix(hunks, finding.applicability is Applicability.SAFE, pair[0].newline) if hunks else None

    def _source(self, path: str) -> Source | None:
        if path not in self._sources:
            self._sources[path] = self._read(path)
        return self._sources[path]

    def _read(self, path: str) -> Source | None:
        data = self._verdict.contents.get(path)
        if data is None:
            limit = self._project.config.max_file_size
            content = read_content(os.path.join(self._project.root, path), limit=limit)
            data = None if isinstance(content, FileError) else content.data
        try:
            return Source.from_bytes(data) if data is not None else None
        except SourceError:
            return None

    @cached_property
    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        return {file.path: file.findings for file in self._verdict.scanned.files}

    @cached_property
    def _index(self) -> FileIndex:
        return FileIndex(str(self._project.root))

    def _rewritten(self, finding: Finding, rule: Rule) -> tuple[Source, Source] | None:
        """The source before and after a rewrite of the statement by the rule."""
        # LibCST comes with it: only who has something to fix shall wait for that.
        from py3port.apply.outcome import Changed
        from py3port.apply.port import Porter

        path = finding.path
        source = self._source(path)
        if source is None or _kind(self._project, path) is not FileKind.PYTHON:
            return None
        same = (finding.scope, finding.text)
        others = (each for each in self._findings.get(path, ()) if (each.scope, each.text) != same)
        spared = frozenset(each.fingerprint for each in others if each.rule == rule.name)
        porter = Porter((rule,), self._options, unsafe=True, spared=spared)
        around = replace(self._project.neighbourhood.of(path), index=self._index)
        outcome = porter.port_source(path, source, around)
        return (source, Source.from_bytes(outcome.data)) if isinstance(outcome, Changed) else None

    def _hunks_for(self, finding: Finding, before: Source, after: Source) -> tuple[Hunk, ...]:
        """Of all that changes what concerns this finding: its own lines, and those where none is (imports)."""
        same = (finding.rule, finding.scope, finding.text)
        found = self._findings.get(finding.path, ())
        twins = [
            each for each in found if (each.rule, each.scope, each.text) == same and each.line != finding.line
        ]
        hunks = [each for each in _hunks(before, after) if not any(_touches(each, twin) for twin in twins)]
        # The fix of some is an import, and nothing where they stand.
        concerns = any(_touches(each, finding) for each in hunks) or not any(each.old for each in hunks)
        return tuple(hunks) if concerns else ()


def _kind(project: Project, path: str) -> FileKind:
    from py3port.project.files import source_file

    return source_file(project.root, path, project.config).kind


def _touches(hunk: Hunk, finding: Finding) -> bool:
    if not hunk.old:
        return False
    last = hunk.start + len(hunk.old) - 1
    return hunk.start <= max(finding.end_line, finding.line) and finding.line <= last


def _hunks(before: Source, after: Source) -> list[Hunk]:
    import difflib

    old, new = before.text.split("\n"), after.text.split("\n")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    hunks = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            continue
        if end - start == last - first:
            pairs = zip(old[start:end], new[first:last], strict=True)
            hunks += [Hunk(start + at + 1, (was,), (now,)) for at, (was, now) in enumerate(pairs)]
        else:
            hunks.append(Hunk(start + 1, tuple(old[start:end]), tuple(new[first:last])))
    return hunks

"""What would be written in the place of a finding: found by rewriting its file in memory, nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from py3port.filekind import FileKind
from py3port.lint.changes import prefix_of
from py3port.lint.gate import Verdict
from py3port.project.project import Project
from py3port.python2 import Source, SourceError
from py3port.result import Applicability, FileError, Finding, Hunk, Options
from py3port.rule import Rule
from py3port.scan.reading import read_content

if TYPE_CHECKING:
    from py3port.project.index import FileIndex

MAX_FIXES = 100
"""For so many findings at most a fix is looked for: who has more does not read them one by one."""


class Fix(NamedTuple):
    """What to do about one finding."""

    hunks: tuple[Hunk, ...]
    is_safe: bool
    newline: str
    whole: tuple[Hunk, ...]
    """The same, with the lines of other findings that must change with it."""
    open_line: int = 0
    """The number of the file's last line, if nothing ends it."""

    @property
    def others(self) -> int:
        """How many lines of other findings must change with it: where there are some, this is no fix by itself."""
        own = set(self.hunks)
        return sum(len(hunk.old) for hunk in self.whole if hunk not in own)

    def text(self, hunk: Hunk, newline: str) -> str:
        """What is written in the place of a hunk's lines, which end in `newline`."""
        text = "".join(f"{line}{newline}" for line in hunk.new)
        return text.removesuffix(newline) if self.is_open(hunk) else text

    def is_open(self, hunk: Hunk) -> bool:
        """Whether no line end follows the last line that a hunk changes."""
        return bool(hunk.old) and hunk.start + len(hunk.old) - 1 == self.open_line

    @property
    def remark(self) -> str:
        """What has to be said of the other lines; empty where there are none."""
        lines = "line" if self.others == 1 else "lines"
        return (
            f"and {self.others} {lines} of other findings, which must change with it" if self.others else ""
        )


class Texts:
    """The sources of what was judged, each read once; and the fixes for their findings."""

    def __init__(self, project: Project, verdict: Verdict, rules: Sequence[Rule], options: Options) -> None:
        self._project = project
        self._verdict = verdict
        self._rules = {rule.name: rule for rule in rules}
        self._options = options
        self._sources: dict[str, Source | None] = {}
        self._fixes: dict[tuple[str, str, str, str], list[Hunk]] = {}
        self._asked = 0

    def line(self, path: str, number: int) -> str:
        """A line of a file; empty where it cannot be had."""
        source = self._source(path)
        return source.line(number) if source is not None and 0 < number <= source.line_count else ""

    def from_top(self, path: str) -> str:
        """A path of the project as forges know it: from the top of the repository."""
        return self._prefix + path

    def from_here(self, path: str) -> str:
        """A path of the project from the working directory."""
        return os.path.relpath(os.path.join(self._project.root, path)).replace(os.sep, "/")

    def fix(self, finding: Finding) -> Fix | None:
        """What a rewrite of this one statement by this one rule would change; None where there is no such rewrite."""
        rule = self._rules.get(finding.rule)
        if rule is None or not rule.fixable or finding.applicability is Applicability.MANUAL:
            return None
        if self._asked >= MAX_FIXES:
            return None
        self._asked += 1
        key = (finding.path, finding.rule, finding.scope, finding.text)
        if key not in self._fixes:
            twins = [
                each for each in self._of_rule(finding.path, finding.rule) if _statement(each) == key[2:]
            ]
            self._fixes[key] = self._rewritten(finding.path, rule, twins)
        return self._fix_of(finding, self._fixes[key])

    def keeps_to(self, path: str, name: str, wanted: Sequence[Finding]) -> bool:
        """Whether a rule rewrites these of its findings in a file, and leaves the others as they are."""
        places = {(each.line, each.column) for each in wanted}
        others = [each for each in self._of_rule(path, name) if (each.line, each.column) not in places]
        hunks = self._rewritten(path, self._rules[name], wanted)
        others = [each for each in others if not _share(each, wanted)]
        return bool(hunks) and len(_apart_from(hunks, others)) == len(hunks)

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
    def _prefix(self) -> str:
        repository = self._project.repository
        return prefix_of(self._project, repository) if repository is not None else ""

    @cached_property
    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        """All findings by path, those that a comment hides too."""
        return {
            file.path: [*file.findings, *(finding for each in file.suppressions for finding in each.findings)]
            for file in self._verdict.scanned.files
        }

    def _of_rule(self, path: str, name: str) -> list[Finding]:
        return [each for each in self._findings.get(path, ()) if each.rule == name]

    @cached_property
    def _index(self) -> FileIndex:
        from py3port.project.index import FileIndex

        return FileIndex(str(self._project.root))

    def _rewritten(self, path: str, rule: Rule, wanted: Sequence[Finding]) -> list[Hunk]:
        """What a rule changes in a file when it is to rewrite the statements of these of its findings."""
        # LibCST comes with it: only who has something to fix shall wait for that.
        from py3port.apply.hunks import hunks_between
        from py3port.apply.outcome import Changed
        from py3port.apply.port import Porter

        source = self._source(path)
        if source is None or _kind(self._project, path) is not FileKind.PYTHON:
            return []
        statements = {_statement(each) for each in wanted}
        others = (each for each in self._of_rule(path, rule.name) if _statement(each) not in statements)
        spared = frozenset(each.fingerprint for each in others)
        porter = Porter((rule,), self._options, unsafe=True, spared=spared)
        around = replace(self._project.neighbourhood.of(path), index=self._index)
        outcome = porter.port_source(path, source, around)
        return hunks_between(source, Source.from_bytes(outcome.data)) if isinstance(outcome, Changed) else []

    def _fix_of(self, finding: Finding, hunks: Sequence[Hunk]) -> Fix | None:
        """Of all that changes what concerns this finding: its own lines, and those where none is (imports)."""
        others = [each for each in self._of_rule(finding.path, finding.rule) if not _share(each, [finding])]
        if not any("__future__" in line for hunk in hunks for line in hunk.new):
            # Statements of the same text were rewritten with it, and need not be.
            twins = [each for each in others if _statement(each) == _statement(finding)]
            hunks = _apart_from(hunks, twins)
        own = _apart_from(hunks, others)
        # The fix of some is an import, and nothing where they stand.
        if len(_apart_from(own, [finding])) == len(own) and any(each.old for each in own):
            return None
        source = self._source(finding.path)
        if not own or source is None:
            return None
        is_safe = finding.applicability is Applicability.SAFE
        open_line = 0 if source.text.endswith("\n") else source.line_count
        return Fix(tuple(own), is_safe, source.newline, tuple(hunks), open_line)


def _statement(finding: Finding) -> tuple[str, str]:
    """What is rewritten together."""
    return finding.scope, finding.text


def _share(finding: Finding, others: Sequence[Finding]) -> bool:
    """Whether it stands on the lines of one of the others."""
    return any(finding.line <= each.end_line and each.line <= finding.end_line for each in others)


def _kind(project: Project, path: str) -> FileKind:
    from py3port.project.files import source_file

    return source_file(project.root, path, project.config).kind


def _apart_from(hunks: Sequence[Hunk], findings: Sequence[Finding]) -> list[Hunk]:
    """Those that change no line on which one of the findings stands."""
    lines = {line for each in findings for line in range(each.line, max(each.end_line, each.line) + 1)}
    return [hunk for hunk in hunks if lines.isdisjoint(range(hunk.start, hunk.start + len(hunk.old)))]

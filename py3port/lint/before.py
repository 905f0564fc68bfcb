"""What was found in the changed files before: looked for only as far as it decides what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from py3port.filekind import FileKind
from py3port.lint.changes import Changes
from py3port.lint.known import Known, bare, compare, known, renamed
from py3port.lint.versions import Scanned, Task, Version, scan_tasks
from py3port.project.project import Project
from py3port.python2 import Source, SourceError
from py3port.result import FileResult, Finding, Options
from py3port.rule import Rule


class Before:
    """The findings in the old versions of files. A rule that finds nothing in the new ones is not asked about these."""

    def __init__(
        self, project: Project, changes: Changes, rules: Sequence[Rule], options: Options, jobs: int
    ) -> None:
        self._project = project
        self._changes = changes
        self._rules = rules
        self._options = options
        self._jobs = jobs
        self._asked: dict[str, frozenset[str]] = {each.path: frozenset() for each in changes.before}
        """By file, the rules that have been asked about all of it."""
        self._glanced: set[str] = set()
        """The files in which what is to be expected was looked for, and no more."""
        self._found: dict[str, list[Known]] = {}

    def scan(self) -> list[FileResult]:
        """The results of the new versions. Each old one is searched at once, while its tree is next to at hand."""
        now = self._changes.renames
        former = {now.get(each.path, each.path): each for each in self._changes.before}
        scanned = self._scan([Task(each, former=former.get(each.path)) for each in self._changes.after])
        for each in scanned:
            if each.former:
                names = frozenset(finding.rule for finding in each.result.findings)
                self._remember(each.former, names)
                if each.is_thorough:
                    self._asked[each.former.path] |= names
                else:
                    self._glanced.add(each.former.path)
        return [each.result for each in scanned]

    def known(self, findings: Sequence[Finding]) -> list[Known]:
        """All that could excuse one of `findings`, under the paths that the files have now.

        Nearly all are excused by what stood in the same place; only for the others all files are searched.
        """
        by_path: Mapping[str, set[str]] = defaultdict(set)
        for finding in findings:
            by_path[finding.path].add(finding.rule)
        now = self._changes.renames
        self._ask({path: by_path[now.get(path, path)] for path in self._asked.keys() - self._glanced})
        left = [known(each) for each in compare(findings, self._all_found(), in_place=True).new]
        if left:
            self._ask({each.path: self._rules_that_fit(each, left) for each in self._changes.before})
        return self._all_found()

    def _all_found(self) -> list[Known]:
        return [each for found in self._found.values() for each in found]

    def _ask(self, wanted: Mapping[str, Collection[str]]) -> None:
        """Search each file for what the rules of these names find, if they have not been asked before."""
        tasks = []
        for version in self._changes.before:
            names = frozenset(wanted.get(version.path, ())) - self._asked[version.path]
            if names:
                tasks.append(Task(version, names))
                self._asked[version.path] |= names
        for task, each in zip(tasks, self._scan(tasks), strict=True):
            self._remember(each.result, task.names or frozenset())

    def _scan(self, tasks: Sequence[Task]) -> list[Scanned]:
        return scan_tasks(self._project, tasks, rules=self._rules, options=self._options, jobs=self._jobs)

    def _remember(self, result: FileResult, names: frozenset[str]) -> None:
        """Keep what these rules have found in a file, in the place of what they found there before."""
        found = [known(finding) for finding in result.findings]
        kept = [each for each in self._found.get(result.path, ()) if each.rule not in names]
        self._found[result.path] = kept + renamed(found, self._changes.renames)

    def _rules_that_fit(self, version: Version, wanted: Iterable[Known]) -> set[str]:
        """The rules of those that could stand in this text, which has to hold theirs."""
        if not isinstance(version.content, bytes):
            return set()
        if version.kind is not FileKind.PYTHON or self._options.doctests:
            # In a notebook the code is written as JSON, in a doctest with prompts.
            return {each.rule for each in wanted}
        try:
            text = bare(Source.from_bytes(version.content).text)
        except SourceError:
            return set()
        return {each.rule for each in wanted if each.text in text}

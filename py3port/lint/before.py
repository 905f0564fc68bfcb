"""What was found in the changed files before: looked for only as far as it decides what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from py3port.detect import MAX_TEXT
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
        self._glanced: dict[str, frozenset[tuple[str, int]]] = {}
        """The files that were not searched everywhere: which rules find something on which lines, as far as known."""
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
                    places = frozenset((finding.rule, finding.line) for finding in each.former.findings)
                    self._glanced[each.former.path] = places
        return [each.result for each in scanned]

    def known(self, findings: Sequence[Finding]) -> list[Known]:
        """All that could excuse one of `findings`, under the paths that the files have now.

        Nearly all are excused by what stood in the same place; only for the others all files are searched.
        """
        by_path: Mapping[str, set[str]] = defaultdict(set)
        for finding in findings:
            by_path[finding.path].add(finding.rule)
        now = self._changes.renames
        self._ask({path: by_path[now.get(path, path)] for path in self._asked.keys() - self._glanced.keys()})
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
        """The rules of those that could stand in this text, which has to hold theirs where nobody has found it yet."""
        if not isinstance(version.content, bytes):
            return set()
        if version.kind is not FileKind.PYTHON or self._options.doctests:
            # In a notebook the code is written as JSON, in a doctest with prompts.
            return {each.rule for each in wanted}
        try:
            source = Source.from_bytes(version.content)
        except SourceError:
            return set()
        text = bare(source.text)
        near = {(each.rule, each.text) for each in wanted if each.text in text}
        if not near:
            return set()
        lines, found = _Lines(source), self._glanced.get(version.path, frozenset())
        return {rule for rule, held in near if any((rule, at) not in found for at in lines.with_text(held))}


class _Lines:
    """The lines of a source without white space."""

    def __init__(self, source: Source) -> None:
        self._starts: dict[int, int] = {}
        """Where lines that are not empty begin in the text that all make up; and their numbers."""
        lines, offset = [], 0
        for number in range(1, source.line_count + 1):
            line = bare(source.line(number))
            if line:
                lines.append(line)
                self._starts[offset] = number
                offset += len(line)
        self._text = "".join(lines)

    def with_text(self, wanted: str) -> Iterator[int]:
        """The numbers of the lines with which a text begins that whole lines make up."""
        at = self._text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            # Of a long text only the beginning is known.
            is_whole = end in self._starts or end == len(self._text) or len(wanted) >= MAX_TEXT // 2
            if at in self._starts and is_whole:
                yield self._starts[at]
            at = self._text.find(wanted, at + 1)

"""Versions of files that are scanned from memory: what a commit, the index or standard input holds."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from py3port.analysis import Module, Surroundings
from py3port.detect import Dispatcher, Judged
from py3port.filekind import FileKind
from py3port.lint.former import Reader
from py3port.project.project import Project
from py3port.python2 import Source, Tree
from py3port.result import FileError, FileResult, Options
from py3port.rule import Rule
from py3port.scan.file import failed, gc_paused, scan_file

_COLLECT_BYTES = 2_000_000
_ALONE_BYTES = 3_000_000
"""Less than this is done before worker processes would have been of use."""


class Version(NamedTuple):
    """One version of a file, under the path that the project knows it by."""

    path: str
    content: bytes | FileError
    kind: FileKind = FileKind.PYTHON
    around: Surroundings | None = None
    """What lies around it; None: what does so in the work tree."""

    @property
    def size(self) -> int:
        """How much there is to scan."""
        return len(self.content) if isinstance(self.content, bytes) else 0


class Task(NamedTuple):
    """A version to scan."""

    version: Version
    names: frozenset[str] | None = None
    """The rules that are asked; None: all."""
    former: Version | None = None
    """What it was before; of that only those rules are asked that find something in the version itself."""

    @property
    def size(self) -> int:
        """How much there is to scan."""
        return self.version.size + (self.former.size if self.former else 0)


class Scanned(NamedTuple):
    """What was found in a version, and in the former one."""

    result: FileResult
    former: FileResult | None = None
    """None where nobody was asked."""
    is_thorough: bool = True
    """Whether the former one was searched everywhere, not only where something is to be expected."""


def scan_versions(
    project: Project, versions: Sequence[Version], *, rules: Sequence[Rule], options: Options, jobs: int = 0
) -> list[FileResult]:
    """The results in the order of `versions`, without apps and owners."""
    tasks = [Task(version) for version in versions]
    return [each.result for each in scan_tasks(project, tasks, rules=rules, options=options, jobs=jobs)]


def scan_tasks(
    project: Project, tasks: Sequence[Task], *, rules: Sequence[Rule], options: Options, jobs: int = 0
) -> list[Scanned]:
    """The results in the order of `tasks`, without apps and owners."""
    size = sum(each.size for each in tasks)
    if size < _ALONE_BYTES:
        return _scan_chunk(tasks, _around(project, tasks), rules, options)
    from py3port.scan import pool

    jobs = pool.useful_jobs(jobs or project.config.jobs, size)
    step = max(1, len(tasks) // (jobs * 8))
    parts = [tasks[start : start + step] for start in range(0, len(tasks), step)]
    chunks = [(each, _around(project, each), rules, options) for each in parts]
    if jobs == 1:
        return [result for each in chunks for result in _scan_chunk(*each)]
    with pool.worker_pool(jobs, rules=rules) as workers:
        waiting = [workers.submit(_scan_chunk, *each) for each in chunks]
        return [result for future in waiting for result in future.result()]


def _around(project: Project, tasks: Sequence[Task]) -> dict[str, Surroundings]:
    """What lies around the files of the tasks."""
    versions = [each for task in tasks for each in (task.version, task.former) if each]
    return {each.path: project.neighbourhood.of(each.path) for each in versions}


def _scan_chunk(
    tasks: Sequence[Task], around: Mapping[str, Surroundings], rules: Sequence[Rule], options: Options
) -> list[Scanned]:
    """Scan a few versions; may run in a worker."""
    scanner = _Scanner(around, rules, options)
    results, scanned = [], 0
    with gc_paused():
        for task in tasks:
            results.append(scanner.scan(task))
            scanned += task.size
            if scanned > _COLLECT_BYTES:
                gc.collect()
                scanned = 0
    return results


class _Scanner:
    def __init__(self, around: Mapping[str, Surroundings], rules: Sequence[Rule], options: Options) -> None:
        self._around = around
        self._rules = rules
        self._options = options
        self._dispatchers: dict[frozenset[str] | None, Dispatcher] = {}
        """By the names of their rules."""

    def scan(self, task: Task) -> Scanned:
        reader = Reader()
        result = self._scan(task.version, task.names, reader.read, reader.judge)
        names = frozenset(each.rule for each in result.findings)
        if task.former is None or not names:
            return Scanned(result)
        former = self._scan(task.former, names, reader.read_former, reader.judge_former)
        return Scanned(result, former, is_thorough=reader.is_thorough)

    def _scan(
        self,
        version: Version,
        names: frozenset[str] | None,
        read: Callable[[Source], Tree],
        judge: Callable[[Dispatcher, Module], Judged],
    ) -> FileResult:
        if isinstance(version.content, FileError):
            return failed(version.path, version.content)
        return scan_file(
            version.content,
            version.path,
            version.around or self._around[version.path],
            options=self._options,
            dispatcher=self._dispatcher(names),
            kind=version.kind,
            read=read,
            judge=judge,
        )

    def _dispatcher(self, names: frozenset[str] | None) -> Dispatcher:
        found = self._dispatchers.get(names)
        if found is None:
            found = Dispatcher(self._rules) if names is None else self._dispatcher(None).only(names)
            self._dispatchers[names] = found
        return found

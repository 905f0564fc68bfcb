"""What codemods would write in the place of findings: each rule's work on a file, told apart by finding."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from py3port.analysis import Surroundings
from py3port.project.project import Project
from py3port.python2 import Source, SourceError
from py3port.result import Applicability, FileError, FileResult, Finding, Hunk, Options
from py3port.rule import Rule
from py3port.scan import pool
from py3port.scan.file import gc_paused
from py3port.scan.reading import read_content

Fixes = dict[str, tuple[Hunk, ...]]

_MOST_HUNKS = 4
"""So many places of one fix are shown: the finding's own, and those that change with it."""
_LONGEST = 300
_CHUNK = 60
"""How many findings a worker gets at a time."""
_BYTES = 20_000
"""What finding one fix is worth, in bytes of a scan."""
_NAME = re.compile(r"\w+")
_IMPORT = re.compile(r"\s*(#|from\s|import\s|$)")


@dataclass(frozen=True)
class _Job:
    """What is the same for all files."""

    root: str
    rules: Mapping[str, Rule]
    options: Options
    limit: int


@dataclass(frozen=True)
class _Task:
    """A file, and its findings that a codemod can take care of."""

    path: str
    surroundings: Surroundings
    findings: tuple[Finding, ...]


def fixes(
    project: Project,
    files: Iterable[FileResult],
    rules: Sequence[Rule],
    options: Options,
    *,
    most: int | None = None,
    jobs: int = 0,
) -> Fixes:
    """The fixes that codemods have for findings, by their fingerprints.

    Args:
        most: files are looked at until they have so many fixable findings; None: all are.
    """
    by_name = {rule.name: rule for rule in rules if rule.fixable}
    around, tasks, count = project.neighbourhood.of, [], 0
    for file in files:
        found = tuple(
            each
            for each in file.findings
            if each.rule in by_name and each.applicability is not Applicability.MANUAL
        )
        if found and (most is None or count < most):
            tasks.append(_Task(file.path, around(file.path), found))
            count += len(found)
    job = _Job(str(project.root), by_name, options, project.config.max_file_size)
    return _run(job, tasks, jobs=pool.useful_jobs(jobs, count * _BYTES))


def _run(job: _Job, tasks: Sequence[_Task], *, jobs: int) -> Fixes:
    chunks = list(_chunks(tasks))
    if jobs == 1:
        return {name: hunks for chunk in chunks for name, hunks in _fix_chunk(job, chunk).items()}
    found: Fixes = {}
    with pool.worker_pool(jobs, rules=job.rules.values()) as workers:
        for future in [workers.submit(_fix_chunk, job, chunk) for chunk in chunks]:
            found.update(future.result())
    return found


def _chunks(tasks: Iterable[_Task]) -> Iterator[list[_Task]]:
    chunk: list[_Task] = []
    for task in tasks:
        chunk.append(task)
        if sum(len(each.findings) for each in chunk) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _fix_chunk(job: _Job, tasks: Iterable[_Task]) -> Fixes:
    """The fixes in a few files; runs in a worker."""
    found: Fixes = {}
    with gc_paused():
        for task in tasks:
            found.update(_fix_file(job, task))
    return found


def _fix_file(job: _Job, task: _Task) -> Iterator[tuple[str, tuple[Hunk, ...]]]:
    content = read_content(os.path.join(job.root, task.path), limit=job.limit)
    if isinstance(content, FileError):
        return
    try:
        source = Source.from_bytes(content.data)
    except SourceError:
        return
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in task.findings:
        by_rule[finding.rule].append(finding)
    for name, found in by_rule.items():
        hunks = _rewritten(job, task, job.rules[name], source)
        for finding in found:
            own = [hunk for hunk in hunks if _belongs(hunk, finding, found)]
            changed = [hunk for hunk in own if _touches(hunk, finding)]
            # What changes the finding's own lines comes first; the imports that it needs follow.
            own = [*changed, *(hunk for hunk in own if hunk not in changed and _is_needed(hunk, changed))]
            if own:
                yield finding.fingerprint, tuple(map(_cut, own[:_MOST_HUNKS]))


def _rewritten(job: _Job, task: _Task, rule: Rule, source: Source) -> Sequence[Hunk]:
    """What a rule changes in a file; nothing where it fails."""
    from py3port.apply.hunks import hunks_between
    from py3port.apply.outcome import Changed
    from py3port.apply.port import Porter

    try:
        outcome = Porter((rule,), job.options, unsafe=True).port_source(task.path, source, task.surroundings)
    except Exception:  # noqa: BLE001 - a defect of ours in one fix must not cost the report
        return ()
    return hunks_between(source, Source.from_bytes(outcome.data)) if isinstance(outcome, Changed) else ()


def _belongs(hunk: Hunk, finding: Finding, others: Sequence[Finding]) -> bool:
    """Whether a hunk is part of a finding's fix: on its lines, an import, or nearer to it than to the next one."""
    if _touches(hunk, finding):
        return True
    if any(_touches(hunk, other) for other in others):
        return False
    if all(map(_IMPORT.match, (*hunk.old, *hunk.new))):
        return True
    before = [other for other in others if other.line <= hunk.start]
    return finding is (max(before, key=lambda other: other.line) if before else others[0])


def _is_needed(hunk: Hunk, changed: Sequence[Hunk]) -> bool:
    """Whether a hunk goes with what is changed: of imports those whose names are used there."""
    imported = [line.partition("import ")[2] for line in hunk.new if _IMPORT.match(line)]
    if not changed or not any(imported) or any("__future__" in line for line in hunk.new):
        return True
    used = {name for each in changed for line in each.new for name in _NAME.findall(line)}
    return not used.isdisjoint(name for names in imported for name in _NAME.findall(names))


def _touches(hunk: Hunk, finding: Finding) -> bool:
    """Whether a hunk changes a line on which the finding stands."""
    end = hunk.start + len(hunk.old)
    return hunk.start <= max(finding.line, finding.end_line) and finding.line < end


def _cut(hunk: Hunk) -> Hunk:
    return Hunk(
        hunk.start, tuple(line[:_LONGEST] for line in hunk.old), tuple(line[:_LONGEST] for line in hunk.new)
    )

"""Versions of files that are scanned from memory: what a commit, the index or standard input holds."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.filekind import FileKind
from py3port.project.project import Project
from py3port.result import FileError, FileResult, Options
from py3port.rule import Rule
from py3port.scan.file import failed, gc_paused, scan_file

_COLLECT_BYTES = 2_000_000
_ALONE_BYTES = 3_000_000
"""Less than this is done before worker processes would have been of use."""


@dataclass(frozen=True)
class Version:
    """One version of a file, under the path that the project knows it by."""

    path: str
    content: bytes | FileError
    kind: FileKind = FileKind.PYTHON

    @property
    def size(self) -> int:
        """How much there is to scan."""
        return len(self.content) if isinstance(self.content, bytes) else 0


def is_much(versions: Sequence[Version]) -> bool:
    """Whether worker processes are of use."""
    return sum(each.size for each in versions) >= _ALONE_BYTES


def scan_versions(
    project: Project, versions: Sequence[Version], *, rules: Sequence[Rule], options: Options, jobs: int = 0
) -> list[FileResult]:
    """The results in the order of `versions`, without apps and owners."""
    around = [project.neighbourhood.of(each.path) for each in versions]
    if not is_much(versions):
        return _scan_chunk(versions, around, rules, options)
    from py3port.scan import pool

    jobs = pool.useful_jobs(jobs or project.config.jobs, sum(each.size for each in versions))
    step = max(1, len(versions) // (jobs * 8))
    chunks = [slice(start, start + step) for start in range(0, len(versions), step)]
    if jobs == 1:
        return [
            result for each in chunks for result in _scan_chunk(versions[each], around[each], rules, options)
        ]
    with pool.worker_pool(jobs, rules=rules) as workers:
        waiting = [
            workers.submit(_scan_chunk, versions[each], around[each], rules, options) for each in chunks
        ]
        return [result for future in waiting for result in future.result()]


def _scan_chunk(
    versions: Sequence[Version], around: Sequence[Surroundings], rules: Sequence[Rule], options: Options
) -> list[FileResult]:
    """Scan a few versions; may run in a worker."""
    dispatcher = Dispatcher(rules)
    results, scanned = [], 0
    with gc_paused():
        for each, surroundings in zip(versions, around, strict=True):
            if isinstance(each.content, FileError):
                results.append(failed(each.path, each.content))
                continue
            results.append(
                scan_file(
                    each.content,
                    each.path,
                    surroundings,
                    options=options,
                    dispatcher=dispatcher,
                    kind=each.kind,
                )
            )
            scanned += each.size
            if scanned > _COLLECT_BYTES:
                gc.collect()
                scanned = 0
    return results

"""Scans contents straight from git's objects: each once, in several processes, and remembered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.filekind import FileKind
from py3port.git import Repository
from py3port.project.config import Config
from py3port.project.files import is_source_text
from py3port.result import FileStatus, Options, Stage
from py3port.rule import Rule
from py3port.scan import pool
from py3port.scan.cache import Cache, Entry
from py3port.scan.file import gc_paused, scan_file
from py3port.summary import is_ported

_CHUNK = 1_500_000
"""How many bytes of source a worker gets at a time."""


@dataclass(frozen=True)
class Blob:
    """A content to scan, with the last path it had."""

    id: str
    path: str
    size: int
    surroundings: Surroundings
    kind: FileKind


@dataclass(frozen=True)
class Counts:
    """What was found in a content."""

    lines: int
    ported: bool
    error: bool
    rules: Mapping[str, int]


@dataclass(frozen=True)
class Job:
    """What is the same for all contents."""

    repository: Repository
    rules: tuple[Rule, ...]
    options: Options
    config: Config


def scan_blobs(
    job: Job, blobs: Sequence[Blob], cache: Cache, *, jobs: int, progress: Callable[[int, int], None]
) -> dict[str, Counts | None]:
    """What is found in each content; None for what is no source, or is not there."""
    entries = cache.load([blob.id for blob in blobs], everything=False)
    found = {blob.id: _decode(entries[blob.id].payload) for blob in blobs if blob.id in entries}
    missing = [blob for blob in blobs if blob.id not in found]
    done = 0
    for results in _scanned(job, missing, jobs=jobs):
        found.update(results)
        done += len(results)
        # A long run that is stopped shall not have been for nothing.
        cache.store({name: _entry(counts) for name, counts in results})
        progress(done, len(missing))
    return found


def _scanned(job: Job, blobs: Sequence[Blob], *, jobs: int) -> Iterator[list[tuple[str, Counts | None]]]:
    chunks = _chunks(blobs)
    jobs = pool.useful_jobs(jobs, sum(blob.size for blob in blobs))
    if jobs == 1:
        yield from (_scan_chunk(job, chunk) for chunk in chunks)
        return
    with pool.worker_pool(jobs, rules=job.rules) as workers:
        for future in [workers.submit(_scan_chunk, job, chunk) for chunk in chunks]:
            yield future.result()


def _scan_chunk(job: Job, blobs: Sequence[Blob]) -> list[tuple[str, Counts | None]]:
    """Scan a few contents; runs in a worker."""
    dispatcher = Dispatcher(job.rules)
    gate = {rule.name for rule in job.rules if rule.stage is not Stage.ADVICE}
    contents = job.repository.read_blobs([blob.id for blob in blobs])
    results: list[tuple[str, Counts | None]] = []
    with gc_paused():
        for blob in blobs:
            data = contents.get(blob.id)
            if data is None or not is_source_text(blob.path, data, job.config):
                results.append((blob.id, None))
            else:
                results.append((blob.id, _scan(job, blob, data, dispatcher, gate)))
    return results


def _scan(job: Job, blob: Blob, data: bytes, dispatcher: Dispatcher, gate: set[str]) -> Counts | None:
    """What is found; None for what is no Python and has nothing to change."""
    if len(data) > job.config.max_file_size:
        return Counts(0, ported=False, error=True, rules={})
    result = scan_file(
        data, blob.path, blob.surroundings, options=job.options, dispatcher=dispatcher, kind=blob.kind
    )
    if blob.kind is not FileKind.PYTHON and not result.findings and result.error is None:
        return None
    rules = Counter(finding.rule for finding in result.findings if finding.rule in gate)
    return Counts(
        result.lines, is_ported(result), result.status is FileStatus.ERROR, dict(sorted(rules.items()))
    )


def _chunks(blobs: Sequence[Blob]) -> list[list[Blob]]:
    chunks: list[list[Blob]] = []
    size = _CHUNK
    for blob in blobs:
        if size >= _CHUNK:
            chunks.append([])
            size = 0
        chunks[-1].append(blob)
        size += blob.size + 1000
    return chunks


def _entry(counts: Counts | None) -> Entry:
    fields = None if counts is None else [counts.lines, counts.ported, counts.error, counts.rules]
    return Entry(b"", 0, 0, 0, b"", json.dumps(fields, separators=(",", ":")))


def _decode(payload: str) -> Counts | None:
    fields = json.loads(payload)
    return None if fields is None else Counts(*fields)

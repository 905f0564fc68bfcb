"""Rewrites many files, in this process or in several."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.analysis import Surroundings
from py3port.apply.decided import Decided
from py3port.apply.document import port_document, with_doctests
from py3port.apply.outcome import Failed, Outcome
from py3port.apply.port import Porter
from py3port.filekind import FileKind
from py3port.project.files import SourceFile
from py3port.result import FileError
from py3port.scan.file import gc_paused
from py3port.scan.reading import read_content

Task = tuple[SourceFile, Surroundings, Decided | None]
_CHUNK = 1_000_000
"""How many bytes of source a worker gets at a time."""


@dataclass(frozen=True)
class Job:
    """What is the same for all files."""

    root: Path
    porter: Porter
    limit: int
    """The biggest file that is read, in bytes."""


def port_all(job: Job, tasks: Sequence[Task], *, jobs: int) -> Iterator[Outcome]:
    """What becomes of each file, in the order of the tasks; with `jobs` 0 in as many processes as help."""
    from py3port.scan import pool

    chunks = list(_chunks(tasks))
    jobs = pool.useful_jobs(jobs, sum(file.size for file, _, _ in tasks))
    if jobs == 1:
        for chunk in chunks:
            yield from port_chunk(job, chunk)
        return
    from concurrent.futures.process import BrokenProcessPool

    with pool.worker_pool(jobs, rules=job.porter.rules) as workers:
        waiting = [(chunk, workers.submit(port_chunk, job, chunk)) for chunk in chunks]
        for chunk, future in waiting:
            try:
                yield from future.result()
            except BrokenProcessPool:
                for file, _, _ in chunk:
                    yield Failed(file.path, "a worker process was killed; too little memory? try --jobs 1")


def port_chunk(job: Job, tasks: Sequence[Task]) -> list[Outcome]:
    """What becomes of a few files; runs in a worker."""
    with gc_paused():
        return [_port_file(job, *task) for task in tasks]


def _port_file(job: Job, file: SourceFile, surroundings: Surroundings, decided: Decided | None) -> Outcome:
    if file.problem:
        return Failed(file.path, file.problem)
    content = read_content(os.path.join(job.root, file.path), limit=job.limit)
    if isinstance(content, FileError):
        return Failed(file.path, content.message)
    try:
        if file.kind is not FileKind.PYTHON:
            return port_document(job.porter, file, content.data, surroundings)
        outcome = job.porter.port(file.path, content.data, surroundings, decided=decided)
        if job.porter.options.doctests:
            return with_doctests(job.porter, outcome, content.data, surroundings)
        return outcome
    except Exception as error:  # noqa: BLE001 - a defect of ours in one file must not stop the others
        message = f"defect in py3port: {type(error).__name__}: {error}"
        return Failed(file.path, message, defect=True, trace=traceback.format_exc())


def _chunks(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        chunk.append(task)
        size += task[0].size
        if size > _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk

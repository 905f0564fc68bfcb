"""Rewrites many files, in this process or in several."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.analysis import Surroundings
from py3port.apply.document import port_document, with_doctests
from py3port.apply.outcome import Failed, Outcome
from py3port.apply.port import Porter
from py3port.filekind import FileKind
from py3port.project.files import SourceFile
from py3port.project.index import FileIndex, newest
from py3port.result import FileError
from py3port.scan.file import gc_paused
from py3port.scan.reading import read_content

Task = tuple[SourceFile, Surroundings]
_CHUNK = 1_000_000
"""How many bytes of source a worker gets at a time."""


@dataclass(frozen=True)
class Job:
    """What is the same for all files."""

    root: Path
    porter: Porter
    limit: int
    """The biggest file that is read, in bytes."""
    drafts: tuple[str, ...] = ()
    """Folders with what files have become so far, the newest first."""

    @property
    def index(self) -> FileIndex:
        """What the files of the project say of each other."""
        return FileIndex(str(self.root), self.drafts)


def port_all(job: Job, tasks: Sequence[Task], *, jobs: int, each: Callable[[], None]) -> Iterator[Outcome]:
    """What becomes of each file, in the order of the tasks; with `jobs` 0 in as many processes as help.

    Calls `each` for each that is done.
    """
    for chunk in _ported(job, list(_chunks(tasks)), jobs):
        for outcome in chunk:
            each()
            yield outcome


def _ported(job: Job, chunks: Sequence[Sequence[Task]], jobs: int) -> Iterator[Sequence[Outcome]]:
    from py3port.scan import pool

    jobs = pool.useful_jobs(jobs, sum(file.size for chunk in chunks for file, _ in chunk))
    if jobs == 1:
        for chunk in chunks:
            yield port_chunk(job, chunk)
        return
    from concurrent.futures.process import BrokenProcessPool

    with pool.worker_pool(jobs, rules=job.porter.rules) as workers:
        waiting = [(chunk, workers.submit(port_chunk, job, chunk)) for chunk in chunks]
        for chunk, future in waiting:
            try:
                yield future.result()
            except BrokenProcessPool:
                error = "a worker process was killed; too little memory? try --jobs 1"
                yield [Failed(file.path, error) for file, _ in chunk]


def port_chunk(job: Job, tasks: Sequence[Task]) -> list[Outcome]:
    """What becomes of a few files; runs in a worker."""
    with gc_paused():
        return [_port_file(job, file, surroundings) for file, surroundings in tasks]


def _port_file(job: Job, file: SourceFile, surroundings: Surroundings) -> Outcome:
    if file.problem:
        return Failed(file.path, file.problem)
    content = read_content(newest(str(job.root), file.path, job.drafts), limit=job.limit)
    if isinstance(content, FileError):
        return Failed(file.path, content.message)
    try:
        if file.kind is not FileKind.PYTHON:
            return port_document(job.porter, file, content.data, surroundings)
        outcome = job.porter.port(file.path, content.data, surroundings)
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

"""Runs the scans of many files, in worker processes where that pays."""

from __future__ import annotations

import gc
import hashlib
import heapq
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.filekind import FileKind
from py3port.result import FileError, FileResult, Options
from py3port.rule import Rule
from py3port.scan.file import failed, gc_paused, scan_file
from py3port.scan.reading import read_content

MAX_JOBS = 16
_BYTES_PER_WORKER = 400_000
"""Less work than this is done before another process has started."""
_CHUNK_BYTES = 600_000
_COLLECT_BYTES = 6_000_000


@dataclass(frozen=True)
class Task:
    """A file to scan."""

    path: str
    size: int
    surroundings: Surroundings
    kind: FileKind = FileKind.PYTHON


@dataclass(frozen=True)
class Job:
    """What is the same for all files."""

    root: str
    rules: tuple[Rule, ...]
    options: Options
    max_file_size: int


@dataclass(frozen=True)
class Scanned:
    """A result, and what the file was when it was read; without digest where it could not be read."""

    result: FileResult
    digest: bytes = b""
    size: int = 0
    mtime_ns: int = 0
    inode: int = 0


def run(
    job: Job, tasks: Sequence[Task], *, jobs: int, method: str | None = None, done: Callable[[int], None]
) -> Iterator[Scanned]:
    """Scan `tasks` in `jobs` processes (0: as many as help) in any order; `done` hears how many were done."""
    jobs = useful_jobs(jobs, sum(task.size for task in tasks))
    chunks = _chunks(tasks, jobs)
    if jobs == 1:
        yield from _run_here(job, chunks, done)
        return
    rest = []
    for chunk, results in _run_pool(job, chunks, jobs=jobs, method=method):
        if results is None:
            rest += chunk
            continue
        yield from results
        done(len(chunk))
    for task in rest:
        yield from _run_alone(job, task, method=method)
        done(1)


def _run_here(job: Job, chunks: Iterable[list[Task]], done: Callable[[int], None]) -> Iterator[Scanned]:
    """Scan chunk after chunk in this process."""
    read = 0
    dispatcher = Dispatcher(job.rules)
    with gc_paused():
        for chunk in chunks:
            yield from (_scan_task(job, task, dispatcher) for task in chunk)
            done(len(chunk))
            read += sum(task.size for task in chunk)
            if read > _COLLECT_BYTES:
                gc.collect()
                read = 0


def content_digest(data: bytes) -> bytes:
    """How we tell contents apart."""
    return hashlib.blake2b(data, digest_size=16).digest()


def scan_chunk(job: Job, tasks: Sequence[Task]) -> list[Scanned]:
    """Read and scan a few files; runs in a worker."""
    dispatcher = Dispatcher(job.rules)
    with gc_paused():
        return [_scan_task(job, task, dispatcher) for task in tasks]


def _scan_task(job: Job, task: Task, dispatcher: Dispatcher) -> Scanned:
    content = read_content(os.path.join(job.root, task.path), limit=job.max_file_size)
    if isinstance(content, FileError):
        return Scanned(failed(task.path, content))
    result = scan_file(
        content.data,
        task.path,
        task.surroundings,
        options=job.options,
        dispatcher=dispatcher,
        kind=task.kind,
    )
    return Scanned(result, content_digest(content.data), content.size, content.mtime_ns, content.inode)


def useful_jobs(jobs: int, size: int) -> int:
    """As many as asked for, or as the machine has; never more than have enough to do."""
    return max(1, min(jobs or min(_processors(), MAX_JOBS), size // _BYTES_PER_WORKER))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chunks(tasks: Sequence[Task], jobs: int) -> list[list[Task]]:
    """Deal out the tasks in chunks of about the same size, the heaviest files first."""
    total = sum(task.size for task in tasks)
    count = max(1, min(len(tasks), max(jobs * 4, total // _CHUNK_BYTES)))
    chunks: list[list[Task]] = [[] for _ in range(count)]
    heap = [(0, number) for number in range(count)]
    for task in sorted(tasks, key=lambda task: (-task.size, task.path)):
        size, number = heapq.heappop(heap)
        chunks[number].append(task)
        heapq.heappush(heap, (size + task.size + 1000, number))
    return [chunk for chunk in chunks if chunk]


def _run_pool(
    job: Job, chunks: Sequence[list[Task]], *, jobs: int, method: str | None
) -> Iterator[tuple[list[Task], list[Scanned] | None]]:
    """Every chunk with its results, or with None when a worker was killed before it was done."""
    with worker_pool(jobs, method, rules=job.rules) as pool:
        waiting: dict[Future[list[Scanned]], list[Task]] = {}
        try:
            for chunk in chunks:
                waiting[pool.submit(scan_chunk, job, chunk)] = chunk
        except BrokenProcessPool:
            yield from ((chunk, None) for chunk in chunks[len(waiting) :])
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                chunk = waiting.pop(future)
                try:
                    results: list[Scanned] | None = future.result()
                except BrokenProcessPool:
                    results = None
                yield chunk, results


def _run_alone(job: Job, task: Task, *, method: str | None) -> list[Scanned]:
    """Scan one file in a process of its own, so that it is known which one kills its worker."""
    for _, results in _run_pool(job, [[task]], jobs=1, method=method):
        if results is not None:
            return results
    return [
        Scanned(failed(task.path, FileError("the process that scanned it was killed; too little memory?")))
    ]


@contextmanager
def worker_pool(
    jobs: int, method: str | None = None, *, rules: Iterable[Rule] = ()
) -> Iterator[ProcessPoolExecutor]:
    """Worker processes that import nothing from the working directory, which is that of a foreign repository.

    A forked worker has imported all it needs, the code of `rules` too. A spawned one starts as `python -c ...`,
    which puts the working directory first on `sys.path`: from 3.11 on an environment variable keeps it off, before
    that the worker must start somewhere else.
    """
    method = method or ("fork" if _can_fork() else "spawn")
    for rule in rules if method == "fork" else ():
        rule.load()
    context = multiprocessing.get_context(method)
    with _neutral_start(is_needed=method != "fork"):
        pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_signals_to_parent)
        try:
            yield pool
        except BaseException:
            for child in multiprocessing.active_children():
                child.terminate()
            _close_pipes(pool)
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _close_pipes(pool: ProcessPoolExecutor) -> None:
    """Close our own copies of the workers' ends of the pipes, now that the workers are gone.

    A worker that is terminated while it writes leaves half a result, and one that is terminated before it reads
    leaves a full pipe: threads of the pool would wait for the rest forever while we hold these ends open. The
    class offers no way to say so (its side of it: https://github.com/python/cpython/issues/94777).
    """
    for queue, end in (("_result_queue", "_writer"), ("_call_queue", "_reader")):
        pipe = getattr(getattr(pool, queue, None), end, None)
        if pipe is not None:
            pipe.close()


def _leave_signals_to_parent() -> None:
    """Ctrl-C reaches every process of a terminal; one of them is enough to hear it, and the others go with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    """Nobody else ends a worker whose parent was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _can_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


@contextmanager
def _neutral_start(*, is_needed: bool) -> Iterator[None]:
    if not is_needed:
        yield
        return
    before, here = os.environ.get("PYTHONSAFEPATH"), os.getcwd()
    os.environ["PYTHONSAFEPATH"] = "1"
    if sys.version_info < (3, 11):
        os.chdir(os.path.dirname(os.__file__))
    try:
        yield
    finally:
        os.chdir(here)
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before

"""Scans a project: what is remembered, then what is new."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import py3port
from py3port.filekind import FileKind
from py3port.project.files import SourceFile
from py3port.project.project import Project
from py3port.registry import rule_info
from py3port.result import FileError, FileResult, Options, ScanResult
from py3port.rule import Rule
from py3port.scan import pool
from py3port.scan.cache import Cache, Entry, decode, encode
from py3port.scan.file import failed
from py3port.scan.reading import read_content
from py3port.stamps import code_below, code_of_six, stamps
from py3port.storage import STATE_FOLDER

Progress = Callable[[int, int], None]
"""Hears how many files are done, of how many."""

_SETTLED_NS = 2_000_000_000
"""A file changed less than this before a scan may change again without its time telling."""
_CODE = "python2 analysis documents scan filekind.py rule.py cards.py detect.py result.py".split()


def scan(
    project: Project,
    *,
    rules: Sequence[Rule],
    options: Options,
    jobs: int = 0,
    cache: bool = True,
    progress: Progress | None = None,
    paths: Sequence[str | Path] = (),
    files: Sequence[SourceFile] | None = None,
    enabled: Sequence[Rule] | None = None,
    warn: Callable[[str], None] = lambda text: None,
    method: str | None = None,
) -> ScanResult:
    """The findings of `rules` in the files of a project: those below `paths` (else all), or exactly `files`.

    Args:
        jobs: number of processes; 0: as many as help.
        enabled: all rules that the project uses, of which `rules` are some. A scan with the cache looks for
            all of them, so that the next one has theirs at hand.
        warn: hears of what does not stop a scan.
        method: how worker processes start; None: the best way here.

    Raises:
        UserError: one of `paths` does not exist.
    """
    chosen = project.select(paths) if files is None else files
    whole = tuple(enabled if cache and enabled is not None else rules)
    run = _Run(project, whole, options, jobs=jobs, progress=progress, method=method)
    if cache and _is_tracked(project):
        warn(f"{STATE_FOLDER} is tracked by git: what it remembers is not used")
        cache = False
    results = run.scan(
        chosen, Cache(project.root, _context(project, whole, options), warn=warn) if cache else None
    )
    names = {rule.name for rule in rules}
    if len(names) < len(whole):
        results = [_only(result, names) for result in results]
    return ScanResult(
        root=project.root.name,
        mode=options.mode,
        target=options.target,
        tool_version=py3port.__version__,
        files=tuple(results),
        rules={rule.name: rule_info(rule) for rule in rules},
    )


class _Run:
    """One scan: what is the same for all of its files."""

    def __init__(
        self,
        project: Project,
        rules: tuple[Rule, ...],
        options: Options,
        *,
        jobs: int,
        progress: Progress | None,
        method: str | None,
    ) -> None:
        self._project = project
        self._rules = rules
        self._options = options
        self._jobs = jobs or project.config.jobs
        self._method = method
        self._progress = progress
        self._limit = project.config.max_file_size
        self._stages = {rule.name: rule.stage for rule in rules}
        self._folders: dict[str, bytes] = {}
        self._start = time.time_ns()

    def scan(self, files: Sequence[SourceFile], cache: Cache | None) -> list[FileResult]:
        """The results in the order of `files`."""
        results = {file.path: failed(file.path, FileError(file.problem)) for file in files if file.problem}
        sound = [file for file in files if not file.problem]
        whole = files is self._project.files
        known = cache.load([file.path for file in sound], everything=whole) if cache else {}
        fresh: dict[str, Entry] = {}
        for file in sound:
            remembered = self._remembered(file, known.get(file.path), fresh)
            if remembered is not None:
                results[file.path] = remembered
        rest = [file for file in sound if file.path not in results]
        scanned = self._scan_rest(rest, results, total=len(files))
        if cache:
            fresh.update((each.result.path, self._entry(each)) for each in scanned)
            # Only a scan of everything knows what is gone.
            gone = known.keys() - {file.path for file in files} if whole else ()
            if fresh or gone:
                cache.store(fresh, gone=gone)
        return [self._attributed(results[file.path]) for file in files if _counts(file, results[file.path])]

    def _scan_rest(
        self,
        files: Sequence[SourceFile],
        results: dict[str, FileResult],
        *,
        total: int,
    ) -> list[pool.Scanned]:
        """Scan what is not remembered; return what may be."""
        job = pool.Job(str(self._project.root), self._rules, self._options, self._limit)
        around = self._project.neighbourhood.of
        tasks = [pool.Task(file.path, file.size, around(file.path), file.kind) for file in files]
        finished = total - len(tasks)
        sound: list[pool.Scanned] = []

        def done(count: int) -> None:
            nonlocal finished
            finished += count
            if self._progress is not None:
                self._progress(finished, total)

        for each in pool.run(job, tasks, jobs=self._jobs, method=self._method, done=done):
            results[each.result.path] = each.result
            # Of an error, nothing else is remembered; a notebook with a broken cell has findings all the same.
            is_plain = each.result.error is None or not each.result.findings
            if each.digest and is_plain and not (each.result.error and each.result.error.trace):
                sound.append(each)
        return sound

    def _remembered(
        self, file: SourceFile, entry: Entry | None, fresh: dict[str, Entry]
    ) -> FileResult | None:
        """The result of a file that is as it was; goes to `fresh` as well where only its times differ."""
        if entry is None or entry.surroundings != self._surroundings(file.path):
            return None
        stamp = (file.size, file.mtime_ns, file.inode)
        if stamp != (entry.size, entry.mtime_ns, entry.inode):
            if file.size != entry.size:
                return None
            content = read_content(os.path.join(self._project.root, file.path), limit=self._limit)
            if isinstance(content, FileError) or pool.content_digest(content.data) != entry.digest:
                return None
            mtime = self._settled(content.mtime_ns)
            if mtime != entry.mtime_ns or content.inode != entry.inode:
                fresh[file.path] = replace(entry, mtime_ns=mtime, inode=content.inode)
        app, (owners, _) = self._project.apps.app_of(file.path), self._project.owners.owner_of(file.path)
        return decode(entry.payload, file.path, stages=self._stages, app=app, owners=owners)

    def _entry(self, each: pool.Scanned) -> Entry:
        return Entry(
            surroundings=self._surroundings(each.result.path),
            size=each.size,
            mtime_ns=self._settled(each.mtime_ns),
            inode=each.inode,
            digest=each.digest,
            payload=encode(each.result),
        )

    def _settled(self, mtime_ns: int) -> int:
        return mtime_ns if mtime_ns < self._start - _SETTLED_NS else 0

    def _surroundings(self, path: str) -> bytes:
        """A digest of what lies around a file."""
        folder = path.rpartition("/")[0]
        known = self._folders.get(folder)
        if known is None:
            in_package, siblings, toplevel = self._project.neighbourhood.of_folder(folder)
            text = "\0".join((str(in_package), *sorted(siblings), "", *sorted(toplevel)))
            known = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()
            self._folders[folder] = known
        return known

    def _attributed(self, result: FileResult) -> FileResult:
        """The result with its app and owners."""
        if result.app:
            return result
        app, (owners, _) = self._project.apps.app_of(result.path), self._project.owners.owner_of(result.path)
        found = tuple([finding.attributed(app, owners) for finding in result.findings])
        hidden = tuple(
            each._replace(findings=tuple([finding.attributed(app, owners) for finding in each.findings]))
            for each in result.suppressions
        )
        return result._replace(app=app, owners=owners, findings=found, suppressions=hidden)


def _counts(file: SourceFile, result: FileResult) -> bool:
    """Whether a file is one of those that are to be ported: of what is no Python, what has to change."""
    return file.kind is FileKind.PYTHON or bool(result.findings) or result.error is not None


def _only(result: FileResult, names: set[str]) -> FileResult:
    found = tuple(finding for finding in result.findings if finding.rule in names)
    hidden = tuple(
        each._replace(findings=tuple(finding for finding in each.findings if finding.rule in names))
        for each in result.suppressions
    )
    if len(found) == len(result.findings) and hidden == result.suppressions:
        return result
    return result._replace(findings=found, suppressions=hidden)


def _is_tracked(project: Project) -> bool:
    """Whether the repository brings our folder along: then someone else may have written what is in it."""
    if project.repository is None or not (project.root / STATE_FOLDER).exists():
        return False
    return project.repository.is_tracked(project.root / STATE_FOLDER)


def _context(project: Project, rules: Sequence[Rule], options: Options) -> bytes:
    """The same for the files of a project; its configuration says which of them are Python."""
    return code_context(rules, options, repr(project.config.include) if project.config.include else "")


def code_context(rules: Sequence[Rule], options: Options, purpose: str = "") -> bytes:
    """A digest of everything but the files that decides what is found; `purpose` keeps other things apart."""
    names = sorted(rule.name for rule in rules)
    parts = [py3port.__version__, sys.version, repr(options), *names, *_code(rules), purpose]
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _code(rules: Iterable[Rule]) -> list[str]:
    """Name, size and time of every file whose code decides what is found."""
    home = os.path.dirname(os.path.abspath(py3port.__file__))
    places = {os.path.join(home, name) for name in _CODE}
    for rule in rules:
        # What works only later is imported only then, but its package was.
        module = sys.modules.get(rule.code) or sys.modules.get(rule.code.rpartition(".")[0])
        place = getattr(module, "__file__", None)
        if place:
            places.add(os.path.dirname(os.path.abspath(place)))
    own = [line for place in sorted(places) for line in stamps(code_below(place))]
    return [*own, *stamps(code_of_six())]

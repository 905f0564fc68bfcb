"""The gate: which findings are new since a revision, or are not in the baseline."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.detect import Dispatcher
from py3port.errors import UserError
from py3port.git import ChangedFile, Repository
from py3port.lint.known import Known, compare, known, renamed
from py3port.project.files import SourceFile
from py3port.project.project import Project
from py3port.result import FileError, FileStatus, Finding, Options, ScanResult
from py3port.rule import Rule
from py3port.scan import scan
from py3port.scan.file import scan_file

_ENDINGS = (".py", ".pyw")


@dataclass(frozen=True)
class Request:
    """What the gate looks at."""

    rules: tuple[Rule, ...]
    options: Options
    paths: tuple[str, ...] = ()
    """Files and folders as the user names them; none: the whole project."""
    jobs: int = 0
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True)
class Verdict:
    """What the gate found."""

    scanned: ScanResult
    """The files that were looked at, with all of their findings."""
    new: tuple[Finding, ...]
    """In order of path and position."""
    matched: tuple[Finding, ...]
    gone: tuple[Known, ...]
    """Known findings that are there no more."""

    @property
    def errors(self) -> list[tuple[str, FileError]]:
        """The files that could not be judged."""
        files = self.scanned.files
        return [
            (file.path, file.error or FileError("?")) for file in files if file.status is FileStatus.ERROR
        ]


def check_since(
    project: Project, revision: str, request: Request, *, tolerated: Sequence[Known] = ()
) -> Verdict:
    """The findings that are new since the work tree and `revision` parted; only changed files are read.

    Raises:
        UserError: this is no git checkout, or the revision is unknown.
    """
    if project.repository is None:
        reason = f" that can be used: {project.git_problem}" if project.git_problem else ""
        raise UserError(f"{project.root} is no git checkout{reason}; --since needs one")
    base = project.repository.merge_base(revision)
    changes = _Changes(project, project.repository, base, request.paths)
    scanned = _scan(project, request, changes.files)
    before = [*changes.findings_before(request), *tolerated]
    return _verdict(scanned, before)


def check_all(project: Project, request: Request, *, tolerated: Sequence[Known]) -> Verdict:
    """The findings that are not tolerated."""
    return _verdict(_scan(project, request, project.select(request.paths)), tolerated)


def shrunk(verdict: Verdict, *, in_scope: Callable[[str], bool]) -> list[Known]:
    """What a baseline may still hold: what was matched, where it is now, and what could not be judged."""
    broken = {path for path, _ in verdict.errors}
    kept = [each for each in verdict.gone if each.path in broken or not in_scope(each.path)]
    return [*(known(finding) for finding in verdict.matched), *kept]


def scope_of(project: Project, paths: Collection[str]) -> Callable[[str], bool]:
    """Whether a path of the project lies below one of `paths`."""
    tops = [project.relative(path) for path in paths]

    def contains(path: str) -> bool:
        return not tops or any(not top or path == top or path.startswith(f"{top}/") for top in tops)

    return contains


def _verdict(scanned: ScanResult, tolerated: Sequence[Known]) -> Verdict:
    compared = compare(scanned.findings, tolerated)
    return Verdict(scanned, tuple(sorted(compared.new)), compared.matched, compared.gone)


def _scan(project: Project, request: Request, files: Sequence[SourceFile]) -> ScanResult:
    return scan(
        project,
        rules=request.rules,
        options=request.options,
        jobs=request.jobs,
        files=files,
        progress=request.progress,
    )


class _Changes:
    """The source files that differ from a commit, and what they were."""

    def __init__(self, project: Project, repository: Repository, base: str, paths: Sequence[str]) -> None:
        self._project = project
        self._repository = repository
        self._base = base
        top = repository.relative(project.root)
        self._prefix = "" if top == "." else f"{top}/"
        in_scope = scope_of(project, paths)
        sources = {file.path: file for file in project.select(paths)}
        self._changed: list[ChangedFile] = []
        self.files: list[SourceFile] = []
        for change in repository.changed_files(base):
            now = self._own(change.path)
            if now in sources:
                self.files.append(sources[now])
                self._changed.append(change)
            elif (
                not change.path
                and change.old_path.endswith(_ENDINGS)
                and in_scope(self._own(change.old_path))
            ):
                self._changed.append(change)

    def findings_before(self, request: Request) -> list[Known]:
        """What was found in these files before, under the paths that they have now."""
        dispatcher = Dispatcher(request.rules)
        old_paths = [change.old_path for change in self._changed if change.old_path]
        contents = self._repository.blobs(self._base, old_paths)
        found: list[Known] = []
        renames: dict[str, str] = {}
        for change in self._changed:
            if change.old_path not in contents:
                continue
            path = self._own(change.old_path) or change.old_path
            if change.path:
                renames[path] = self._own(change.path)
            around = self._project.neighbourhood.of(path)
            result = scan_file(
                contents[change.old_path], path, around, options=request.options, dispatcher=dispatcher
            )
            found += [known(finding) for finding in result.findings]
        return renamed(found, renames)

    def _own(self, path: str) -> str:
        """A path of git's as the project calls it; empty when it lies outside."""
        return path[len(self._prefix) :] if path.startswith(self._prefix) else ""


def baseline_path(project: Project, given: str | None, default: str) -> Path:
    """Where the baseline is: as given, as configured, or the usual place."""
    return Path(os.path.abspath(given)) if given else project.root / (project.config.baseline or default)

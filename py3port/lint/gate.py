"""The gate: which findings are new since a revision, or are not in the baseline."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import py3port
from py3port.lint.before import Before
from py3port.lint.changes import Changes, find_changes, scope_of, version_at
from py3port.lint.known import Known, compare, known
from py3port.lint.policy import Effect, Policy
from py3port.lint.versions import Version
from py3port.project.project import Project
from py3port.registry import rule_info
from py3port.result import FileError, FileResult, FileStatus, Finding, Options, ScanResult
from py3port.rule import Rule
from py3port.scan.reading import read_content

_BASELINE = "py3port-baseline.json"


class Request(NamedTuple):
    """What the gate looks at."""

    rules: tuple[Rule, ...]
    options: Options
    policy: Policy
    paths: tuple[str, ...] = ()
    """Files and folders as the user names them; none: the whole project."""
    force_exclude: bool = False
    """Whether what is left out stays out, though it is named."""
    jobs: int = 0
    progress: Callable[[int, int], None] | None = None
    attributed: bool = False
    """Whether apps and owners are wanted, though the policy does not ask for them."""


class Verdict(NamedTuple):
    """What the gate found."""

    scanned: ScanResult
    """The files that were looked at, with all of their findings."""
    new: tuple[Finding, ...]
    """What the gate refuses, in order of path and position."""
    noted: tuple[Finding, ...]
    """What is new, but only worth a note."""
    matched: tuple[Finding, ...]
    gone: tuple[Known, ...]
    """Known findings that are there no more."""
    kept: tuple[Known, ...]
    """Known ones of files that were not looked at."""
    contents: Mapping[str, bytes]
    """The files that were not read from the work tree."""

    @property
    def errors(self) -> list[tuple[str, FileError]]:
        """The files that could not be judged."""
        files = self.scanned.files
        return [
            (file.path, file.error or FileError("?")) for file in files if file.status is FileStatus.ERROR
        ]


def check_since(
    project: Project, base: str, request: Request, *, tolerated: Sequence[Known] = (), staged: bool = False
) -> Verdict:
    """The findings of the work tree, or of the index, that are new since a commit; only changed files are read.

    Raises:
        UserError: this is no git checkout, or git refuses.
    """
    changes = find_changes(project, base, request.paths, staged=staged, force_exclude=request.force_exclude)
    offered, _ = _offered(project, tolerated, {each.path for each in changes.after}.__contains__)
    return _check_versions(project, changes, request, offered)


def check_text(
    project: Project, version: Version, request: Request, *, base: str = "", tolerated: Sequence[Known] = ()
) -> Verdict:
    """The findings of one text that are new since the commit `base`, if there is one, and not tolerated.

    Raises:
        UserError: there is a `base` and this is no git checkout.
    """
    was = version_at(project, base, version.path) if base else None
    changes = Changes((version,), (was,) if was else (), {})
    offered, _ = _offered(project, tolerated, lambda path: path == version.path)
    return _check_versions(project, changes, request, offered)


def check_all(project: Project, request: Request, *, tolerated: Sequence[Known]) -> Verdict:
    """The findings that are not tolerated."""
    from py3port.scan import scan

    scanned = scan(
        project,
        rules=request.rules,
        options=request.options,
        jobs=request.jobs,
        files=project.select(request.paths, force_exclude=request.force_exclude),
        progress=request.progress,
    )
    offered, kept = _offered(project, tolerated, scope_of(project, request.paths))
    verdict = _verdict(scanned, offered, request.policy, {})._replace(kept=tuple(kept))
    locked = {file.path: b"" for file in scanned.files if file.app in request.policy.locked}
    for path in locked:
        content = read_content(os.path.join(project.root, path), limit=project.config.max_file_size)
        locked[path] = b"" if isinstance(content, FileError) else content.data
    return _with_imports(project, verdict, request, locked)


def shrunk(verdict: Verdict, *, in_scope: Callable[[str], bool]) -> list[Known]:
    """What a baseline may still hold: what was matched, where it is now, and what could not be judged."""
    broken = {path for path, _ in verdict.errors}
    kept = [each for each in verdict.gone if each.path in broken or not in_scope(each.path)]
    return [*(known(finding) for finding in verdict.matched), *kept, *verdict.kept]


def baseline_path(project: Project, given: str | None) -> Path:
    """Where the baseline is: as given, as configured, or the usual place."""
    return Path(os.path.abspath(given)) if given else project.root / (project.config.baseline or _BASELINE)


def _check_versions(
    project: Project, changes: Changes, request: Request, tolerated: Sequence[Known]
) -> Verdict:
    """The verdict on the files as they are after the changes."""
    before = Before(project, changes, request.rules, request.options, request.jobs)
    results = before.scan()
    if request.attributed or request.policy.knows_apps:
        results = [_attributed(project, each) for each in results]
    scanned = ScanResult(
        root=project.root.name,
        mode=request.options.mode,
        target=request.options.target,
        tool_version=py3port.__version__,
        files=tuple(results),
        rules={rule.name: rule_info(rule) for rule in request.rules},
    )
    contents = {each.path: each.content for each in changes.after if isinstance(each.content, bytes)}
    verdict = _verdict(scanned, [*before.known(scanned.findings), *tolerated], request.policy, contents)
    locked = {file.path for file in results if file.app in request.policy.locked}
    # What is gone is not looked for: the old files were searched for what is in the new ones only.
    return _with_imports(
        project,
        verdict._replace(gone=()),
        request,
        {path: data for path, data in contents.items() if path in locked},
    )


def _attributed(project: Project, result: FileResult) -> FileResult:
    app, (owners, _) = project.apps.app_of(result.path), project.owners.owner_of(result.path)
    found = tuple(each.attributed(app, owners) for each in result.findings)
    return result._replace(app=app, owners=owners, findings=found)


def _offered(
    project: Project, tolerated: Sequence[Known], in_scope: Callable[[str], bool]
) -> tuple[list[Known], list[Known]]:
    """What of a baseline may excuse findings of the files that are looked at; and that of other files, which exist."""
    exists: dict[str, bool] = {}
    for each in tolerated:
        if each.path not in exists:
            exists[each.path] = not in_scope(each.path) and os.path.exists(project.root / each.path)
    return [each for each in tolerated if not exists[each.path]], [
        each for each in tolerated if exists[each.path]
    ]


def _verdict(
    scanned: ScanResult, tolerated: Sequence[Known], policy: Policy, contents: Mapping[str, bytes]
) -> Verdict:
    compared = compare(scanned.findings, tolerated)
    effects = [(policy.effect(each), each) for each in sorted(compared.new)]
    is_locked = {file.path for file in scanned.files if file.app in policy.locked}
    old = [
        each._replace(message=f"{each.message} ({each.app} is locked)")
        for each in compared.matched
        if each.path in is_locked and policy.effect(each) is Effect.FAIL
    ]
    locked = {(each.path, each.fingerprint) for each in old}
    return Verdict(
        scanned,
        new=tuple(sorted([*old, *(each for effect, each in effects if effect is Effect.FAIL)])),
        noted=tuple(each for effect, each in effects if effect is Effect.NOTE),
        matched=tuple(each for each in compared.matched if (each.path, each.fingerprint) not in locked),
        gone=compared.gone,
        kept=(),
        contents=contents,
    )


def _with_imports(
    project: Project, verdict: Verdict, request: Request, locked: Mapping[str, bytes]
) -> Verdict:
    """The same, with the imports of unported modules in locked files."""
    if not locked:
        return verdict
    from py3port.lint.locked import UNPORTED_IMPORT, ImportCheck

    check = ImportCheck(project, request.options, verdict.scanned.files)
    found = [each._replace(app=project.apps.app_of(each.path)) for each in check.findings(locked)]
    if not found:
        return verdict
    rules = {**verdict.scanned.rules, UNPORTED_IMPORT.name: UNPORTED_IMPORT}
    return verdict._replace(
        new=tuple(sorted([*verdict.new, *found])), scanned=replace(verdict.scanned, rules=rules)
    )


__all__ = [
    "Request",
    "Verdict",
    "baseline_path",
    "check_all",
    "check_since",
    "check_text",
    "scope_of",
    "shrunk",
]

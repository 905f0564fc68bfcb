"""What a change did to the progress: the findings that came and went since a revision."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from py3port.lint.changes import Changes, find_changes, repository_of
from py3port.lint.known import Known, compare, known, renamed
from py3port.lint.versions import scan_versions
from py3port.project.project import Project
from py3port.report import Change, Progress
from py3port.result import FileResult, FileStatus, Finding, Options, ScanResult
from py3port.rule import Rule
from py3port.summary import is_ported


def change(
    project: Project,
    result: ScanResult,
    since: str,
    *,
    rules: Sequence[Rule],
    options: Options,
    paths: Sequence[str] = (),
    chosen: Callable[[str], bool] = lambda path: True,
    jobs: int = 0,
) -> Change:
    """What `result` has and a revision had not, and the other way round; only changed files are looked at.

    The revision is where `since` and what is checked out parted.

    Args:
        paths: what was scanned, as the user names it; none: the whole project.
        chosen: whether a path of the project is asked about.

    Raises:
        UserError: this is no git checkout, or git refuses.
    """
    commit = repository_of(project, "--since").merge_base(since)
    changes = find_changes(project, commit, paths)
    versions = [each for each in changes.before if chosen(each.path)]
    before = [
        _attributed(project, each)
        for each in scan_versions(project, versions, rules=rules, options=options, jobs=jobs)
    ]
    changed = {each.path for each in changes.after}
    after = [file for file in result.files if file.path in changed]
    new, fixed = _compared(after, before, changes)
    was_ported = {changes.renames.get(file.path, file.path) for file in before if is_ported(file)}
    now_ported = {file.path for file in after if is_ported(file)}
    return Change(
        since,
        commit,
        new=new,
        fixed=fixed,
        ported=tuple(sorted(now_ported - was_ported)),
        unported=tuple(sorted((was_ported - now_ported) & {file.path for file in after})),
        before=_progress(
            [*(file for file in result.files if file.path not in changed), *before],
        ),
    )


def _compared(
    after: Iterable[FileResult], before: Iterable[FileResult], changes: Changes
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that came, and those that went; what merely moved did neither."""
    had: dict[Known, list[Finding]] = defaultdict(list)
    for finding in (finding for file in before for finding in file.findings):
        [name] = renamed([known(finding)], changes.renames)
        had[name].append(finding)
    found = [finding for file in after for finding in file.findings]
    compared = compare(found, [name for name, findings in had.items() for _ in findings])
    gone = [had[name].pop() for name in compared.gone]
    return tuple(sorted(compared.new)), tuple(sorted(gone))


def _attributed(project: Project, file: FileResult) -> FileResult:
    app, (owners, _) = project.apps.app_of(file.path), project.owners.owner_of(file.path)
    found = tuple(each._replace(app=app, owners=owners) for each in file.findings)
    return file._replace(app=app, owners=owners, findings=found)


def _progress(files: Sequence[FileResult]) -> Progress:
    ported = [file for file in files if is_ported(file)]
    return Progress(
        files=len(files),
        lines=sum(file.lines for file in files),
        ported_files=len(ported),
        ported_lines=sum(file.lines for file in ported),
        errors=sum(file.status is FileStatus.ERROR for file in files),
        stages=Counter(finding.stage for file in files for finding in file.findings),
    )

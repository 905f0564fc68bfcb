"""Fixes what is new on the spot, through apply: proven, journalled, undoable."""

from __future__ import annotations

from collections.abc import Sequence

from py3port.apply.driver import Applied, apply
from py3port.apply.driver import Request as ApplyRequest
from py3port.errors import UserError
from py3port.filekind import FileKind
from py3port.lint.changes import prefix_of, repository_of
from py3port.lint.gate import Request, Verdict
from py3port.project.files import source_file
from py3port.project.project import Project
from py3port.registry import Registry
from py3port.result import Applicability, Finding


def fixable(verdict: Verdict, request: Request) -> list[Finding]:
    """The new findings for which there is a safe fix."""
    rules = {rule.name for rule in request.rules if rule.fixable}
    return [
        each
        for each in (*verdict.new, *verdict.noted)
        if each.applicability is Applicability.SAFE and each.rule in rules
    ]


def fix_new(project: Project, verdict: Verdict, request: Request, registry: Registry) -> Applied | None:
    """Apply the safe fixes of new findings, and of nothing else; None where there is nothing to fix.

    Raises:
        UserError: another process is at it, or the files cannot be written.
    """
    wanted = fixable(verdict, request)
    files = [
        source_file(project.root, path, project.config) for path in sorted({each.path for each in wanted})
    ]
    names = {each.rule for each in wanted}
    fingerprints = {each.fingerprint for each in wanted}
    spared = {
        each.fingerprint
        for each in verdict.scanned.findings
        if each.rule in names and each.fingerprint not in fingerprints
    }
    if not wanted:
        return None
    return apply(
        project,
        ApplyRequest(
            rules=registry.plan_order(rule for rule in request.rules if rule.name in names),
            options=request.options,
            files=tuple(file for file in files if file.kind is FileKind.PYTHON),
            jobs=request.jobs,
            allow_dirty=True,
            spared=frozenset(spared),
        ),
        command="py3port lint --fix",
    )


def check_staged_as_is(project: Project, findings: Sequence[Finding]) -> None:
    """Make sure that what is staged is what lies in the work tree, where the fixes are written.

    Raises:
        UserError: it is not so.
    """
    repository = repository_of(project, "--staged")
    prefix = prefix_of(project, repository)
    differing = repository.unstaged([prefix + each.path for each in findings])
    if differing:
        raise UserError(f"{differing[0]} has changes that are not staged: --fix cannot tell them apart")

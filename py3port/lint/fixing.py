"""Fixes what is new on the spot, through apply: proven, journalled, undoable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from py3port.apply.driver import Applied, apply
from py3port.apply.driver import Request as ApplyRequest
from py3port.errors import UserError
from py3port.lint.changes import prefix_of, repository_of
from py3port.lint.gate import Request, Verdict
from py3port.lint.suggest import Texts
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


def fix_new(project: Project, verdict: Verdict, request: Request, registry: Registry) -> list[Applied]:
    """Apply the safe fixes of new findings, where they leave the old ones as they are.

    Raises:
        UserError: another process is at it, or the files cannot be written.
    """
    texts = Texts(project, verdict, request.rules, request.options)
    wanted = {
        place: found
        for place, found in _grouped(fixable(verdict, request)).items()
        if texts.keeps_to(*place, found)
    }
    fingerprints = {each.fingerprint for found in wanted.values() for each in found}
    spared = frozenset(each.fingerprint for each in verdict.scanned.findings) - fingerprints
    names: dict[str, set[str]] = defaultdict(set)
    for path, name in wanted:
        names[path].add(name)
    # A rule that is not wanted in a file must not see what the others make of it.
    groups: dict[frozenset[str], list[str]] = defaultdict(list)
    for path in sorted(names):
        groups[frozenset(names[path])].append(path)
    return [
        apply(
            project,
            ApplyRequest(
                rules=registry.plan_order(rule for rule in request.rules if rule.name in group),
                options=request.options,
                files=tuple(source_file(project.root, path, project.config) for path in paths),
                jobs=request.jobs,
                allow_dirty=True,
                spared=spared,
            ),
            command="py3port lint --fix",
        )
        for group, paths in groups.items()
    ]


def _grouped(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        groups[each.path, each.rule].append(each)
    return groups


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

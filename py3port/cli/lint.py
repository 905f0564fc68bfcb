"""`py3port lint`: the gate."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command, add_force_exclude
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from py3port.cli.command import Subparsers
    from py3port.lint.baseline import Baseline
    from py3port.lint.gate import Request, Verdict
    from py3port.lint.versions import Version
    from py3port.project.project import Project
    from py3port.registry import Registry

FORMATS = ("text", "github", "gitlab", "sarif", "json", "junit", "rdjson", "markdown")


_DEFAULT_BRANCH = object()
"""What `--since` alone stands for; an empty revision, of a variable that is not set perhaps, is a mistake."""


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "lint",
        run,
        summary="the gate: refuse new findings",
        description=(
            "Refuse findings that are new: since a revision, or not in the baseline. Code that merely moved, was "
            "indented or renamed is not new. `# py3port: ignore[RULE] reason` on a line hides its findings."
        ),
        epilog="exit codes: 0 nothing new; 1 new findings; 2 something could not be judged",
    )
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="files and folders, or - for standard input; default: all"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--since",
        metavar="REV",
        nargs="?",
        const=_DEFAULT_BRANCH,
        help="what is new since the merge base with this revision; default: the branch to merge into",
    )
    what.add_argument("--staged", action="store_true", help="what the index has that the last commit has not")
    parser.add_argument("--stdin-filename", metavar="PATH", help="whose text standard input has, with -")
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="tolerated findings; default, without --since and --staged: py3port-baseline.json if there",
    )
    parser.add_argument(
        "--update-baseline",
        action="store_true",
        help="take what is gone out of the baseline; make one when there is none",
    )
    parser.add_argument("--force", action="store_true", help="let --update-baseline add what is new")
    parser.add_argument("--fix", action="store_true", help="apply the safe fixes of what is new")
    parser.add_argument(
        "--strict-suppressions",
        action="store_true",
        help="refuse comments that hide nothing or give no reason",
    )
    add_force_exclude(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument("--output", metavar="FILE", help="write the report there")
    parser.add_argument(
        "--mode", choices=("dual", "py3"), help="what the code must run on: 2.7 and 3, or the target"
    )
    parser.add_argument("--jobs", metavar="N", type=int, help="number of worker processes")


def run(args: argparse.Namespace) -> int:
    """Judge, and print what is new."""
    from py3port.lint.gate import baseline_path
    from py3port.project.project import Project
    from py3port.registry import load_rules

    _check_options(args)
    project = Project.open(*_places(args))
    registry = load_rules(project.extensions)
    request = _request(args, project, registry)
    for name in (*request.policy.locked, *request.policy.apps):
        project.apps.find(name)
    path = baseline_path(project, args.baseline)
    if args.update_baseline:
        from py3port.cli.baseline import update

        return update(args, project, request, path, registry)
    limits = _limits(args, project, path)
    verdict = _judge(args, project, request, path)
    if args.fix and _fix(args, project, verdict, request, registry):
        verdict = _judge(args, project, request, path, is_fixed=True)
    show(args, project, request, verdict)
    return conclude(args, project, verdict, registry, over=_over_budget(limits, verdict))


def _check_options(args: argparse.Namespace) -> None:
    from py3port.errors import UserError

    is_text = args.paths == ["-"]
    refused = (
        (
            args.update_baseline and (args.since is not None or args.staged),
            "--update-baseline looks at everything",
        ),
        (args.force and not args.update_baseline, "--force goes with --update-baseline"),
        (args.fix and (args.update_baseline or is_text), "--fix changes files; leave the rest out"),
        (is_text and not args.stdin_filename, "- needs --stdin-filename, which says whose text it is"),
        (args.stdin_filename and not is_text, "--stdin-filename goes with -"),
        ("-" in args.paths and not is_text, "- stands alone"),
        (
            is_text and (args.staged or args.update_baseline),
            "standard input is neither staged nor everything",
        ),
        (args.jobs is not None and args.jobs < 1, "--jobs: at least 1"),
        (args.baseline == "", "--baseline: the name is empty"),
    )
    for is_wrong, message in refused:
        if is_wrong:
            raise UserError(message)


def _places(args: argparse.Namespace) -> list[str]:
    """What the project is found by."""
    import os

    if args.paths == ["-"]:
        return [os.path.dirname(args.stdin_filename) or "."]
    return list(args.paths)


def _request(args: argparse.Namespace, project: Project, registry: Registry) -> Request:
    from py3port.cli.terminal import Progress
    from py3port.lint.gate import Request
    from py3port.lint.policy import policy_of, rules_for
    from py3port.result import Mode, Options

    config = project.config
    policy = policy_of(config)
    return Request(
        rules=rules_for(policy, registry.rules, config.disable),
        options=Options(Mode(args.mode) if args.mode else config.mode, config.target, config.doctests),
        policy=policy,
        paths=() if args.paths == ["-"] else tuple(args.paths),
        force_exclude=args.force_exclude,
        jobs=args.jobs or config.jobs,
        progress=Progress("scanning").update,
        attributed=args.format in ("json", "markdown"),
    )


def _judge(
    args: argparse.Namespace, project: Project, request: Request, path: Path, *, is_fixed: bool = False
) -> Verdict:
    from py3port.lint import gate

    base = _base(args, project, is_fixed=is_fixed)
    baseline = _tolerated(args, path, base)
    tolerated = baseline.entries if baseline else ()
    if args.paths == ["-"]:
        return gate.check_text(
            project, _standard_input(args, project), request, base=base, tolerated=tolerated
        )
    if base:
        # What was fixed is in the work tree only.
        staged = args.staged and not is_fixed
        return gate.check_since(project, base, request, tolerated=tolerated, staged=staged)
    return gate.check_all(project, request, tolerated=tolerated)


def _tolerated(args: argparse.Namespace, path: Path, base: str) -> Baseline | None:
    """The baseline, where there is one; with a commit to compare with only one that was asked for."""
    if not args.baseline and (base or not path.exists()):
        return None
    from py3port.lint.baseline import load

    return load(path)


def _base(args: argparse.Namespace, project: Project, *, is_fixed: bool) -> str:
    """The commit to compare with; empty where none is asked for."""
    from py3port.cli.terminal import note
    from py3port.errors import UserError
    from py3port.lint.changes import repository_of

    if args.staged:
        repository = repository_of(project, "--staged")
        return repository.last_commit() if is_fixed else "HEAD"
    if args.since is None:
        return ""
    repository = repository_of(project, "--since")
    if args.since is not _DEFAULT_BRANCH:
        return repository.merge_base(args.since)
    name = repository.usual_base()
    if name is None:
        raise UserError("no branch is found that this one would be merged into; name one: --since REV")
    base = repository.merge_base(name)
    if not is_fixed:
        is_head = base == repository.head()
        note(
            f"compared with {name}"
            + (", which has all commits: only what is not committed is new" if is_head else "")
        )
    return base


def _standard_input(args: argparse.Namespace, project: Project) -> Version:
    import sys

    from py3port.errors import UserError
    from py3port.lint.versions import Version
    from py3port.project.files import source_file
    from py3port.result import FileError
    from py3port.scan.reading import too_large

    limit = project.config.max_file_size
    try:
        data = sys.stdin.buffer.read(limit + 1)
    except OSError as error:
        raise UserError(f"standard input cannot be read: {error.strerror}") from error
    path = project.relative(args.stdin_filename)
    content = data if len(data) <= limit else FileError(too_large(len(data), limit))
    return Version(path, content, source_file(project.root, path, project.config).kind)


def _fix(
    args: argparse.Namespace, project: Project, verdict: Verdict, request: Request, registry: Registry
) -> bool:
    """Fix what can be; tell whether anything was."""
    from py3port.apply.outcome import Changed, Failed
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import note
    from py3port.lint.fixing import check_staged_as_is, fix_new, fixable

    if args.staged:
        check_staged_as_is(project, fixable(verdict, request))
    done = fix_new(project, verdict, request, registry)
    outcomes = [outcome for applied in done for outcome in applied.outcomes]
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            note(f"{outcome.path}: left alone: {outcome.error}")
    changed = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    journals = [applied.journal.name for applied in done if applied.journal is not None]
    args.fixed = bool(changed and journals)
    if args.fixed:
        findings = sum(count for outcome in changed for _, count in outcome.fixed)
        # Files in which other rules have something to do are other applies.
        back = "undo" if len(journals) == 1 else f"undo {journals[0]}"
        said = f"{counted(findings, 'finding')} fixed in {counted(len(changed), 'file')}"
        note(f"{said}; take it back with `py3port {back}`")
    return bool(args.fixed)


def _limits(args: argparse.Namespace, project: Project, path: Path) -> Mapping[str, int]:
    """How much there may be of what; none where not everything is looked at."""
    limits = project.config.max_findings
    if not limits or args.paths or args.since is not None or args.staged:
        return {}
    from py3port.lint import budgets

    budgets.check_names(limits, apps=project.apps.known, owners=project.owners.names)
    baseline = _tolerated(args, path, "")
    return budgets.ratcheted(limits, baseline.budgets if baseline else {})


def _over_budget(limits: Mapping[str, int], verdict: Verdict) -> list[str]:
    if not limits:
        return []
    from py3port.lint import budgets

    return budgets.exceeded(limits, budgets.counts(verdict.scanned.findings))


def show(args: argparse.Namespace, project: Project, request: Request, verdict: Verdict) -> None:
    """Print the verdict, or write it where it is wanted."""
    import sys

    from py3port.cli.terminal import columns, paint
    from py3port.lint.formats import render
    from py3port.lint.suggest import Texts

    texts = Texts(project, verdict, request.rules, request.options)
    if args.output:
        from py3port.cli.scanning import write_output

        write_output(render(args.format, verdict, texts), args.output)
    else:
        sys.stdout.write(render(args.format, verdict, texts, paint, columns()))


def conclude(
    args: argparse.Namespace, project: Project, verdict: Verdict, registry: Registry, *, over: list[str]
) -> int:
    """Say how it ended, on standard error; return the exit code."""
    from py3port.cli.terminal import note

    code = note_errors(verdict)
    strict = _note_suppressions(args, project, verdict, registry)
    for line in over:
        note(line)
    count = len(verdict.new)
    if count:
        note(f"{_counted(count, 'new finding')}; `py3port rules NAME` explains a rule")
    elif not verdict.errors:
        note("no new findings")
    if verdict.gone and not (args.since is not None or args.staged or args.update_baseline or args.paths):
        gone = f"{_counted(len(verdict.gone), 'finding')} of the baseline {'is' if len(verdict.gone) == 1 else 'are'}"
        note(f"{gone} gone; `py3port lint --update-baseline` takes out what is gone")
    is_unstaged = bool(args.staged and args.fix and args.fixed)
    if is_unstaged:
        note("stage what was fixed")
    return code or (Exit.FOUND if count or over or strict or is_unstaged else Exit.OK)


def _counted(number: int, noun: str) -> str:
    from py3port.cli.scanning import counted

    return counted(number, noun)


def _note_suppressions(
    args: argparse.Namespace, project: Project, verdict: Verdict, registry: Registry
) -> bool:
    """Say what is wrong with comments that hide findings; tell whether that is refused."""
    from py3port.cli.terminal import note

    strict = args.strict_suppressions or project.config.strict_suppressions
    if not any(file.suppressions for file in verdict.scanned.files):
        return False
    from py3port.lint.suppressions import complaints

    found = complaints(verdict.scanned, registry, strict=strict)
    for each in found:
        note(f"{each.path}:{each.line}:{each.column}: {each.message}")
    return strict and bool(found)


def note_errors(verdict: Verdict) -> Exit:
    """Say which files could not be judged; what that means for the exit code."""
    from py3port.cli.terminal import note

    for path, error in verdict.errors:
        place = f":{error.line}:{error.column}" if error.line else ""
        note(f"{path}{place}: cannot be judged: {error.message}")
    if not verdict.errors:
        return Exit.OK
    note("what is no Python can be left out: `exclude` in the configuration")
    from py3port.cli.scanning import note_defects

    return Exit.DEFECT if note_defects(verdict.scanned) else Exit.USAGE

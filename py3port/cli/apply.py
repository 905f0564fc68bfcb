"""`py3port apply`: rewrites, shows what it would rewrite, or checks that nothing is left to rewrite."""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import TYPE_CHECKING

from py3port.cli.canary import add_check
from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from py3port.apply.driver import Applied, Request
    from py3port.apply.outcome import Changed, Left, Outcome
    from py3port.cli.command import Subparsers
    from py3port.cli.terminal import Progress
    from py3port.project.project import Project


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "apply",
        run,
        summary="rewrite the findings of chosen rules",
        description=(
            "Rewrite the findings of chosen rules. Every file is proven before it is written: nothing outside of the "
            "rewritten places changes, and the result still parses. `py3port undo` takes an apply back."
        ),
    )
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="files and folders; default: the whole project"
    )
    parser.add_argument(
        "--rule", metavar="NAME", action="append", default=[], help="apply this rule (repeatable)"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="apply all rules but those of the cleanup stage, in plan order, until nothing is left to do",
    )
    parser.add_argument(
        "--stage",
        metavar="NAME",
        action="append",
        default=[],
        help="apply the rules of this stage (repeatable); `cleanup` drops Python 2, and needs --mode py3",
    )
    parser.add_argument("--step", metavar="ID", help="apply this step of the plan: RULE, or RULE@APP")
    parser.add_argument(
        "--next", action="store_true", help="apply the plan's next step that can be worked on"
    )
    parser.add_argument(
        "--app", metavar="NAME", action="append", default=[], help="only in this app (repeatable)"
    )
    parser.add_argument(
        "--unsafe", action="store_true", help="apply fixes that are likely right but not certain, too"
    )
    parser.add_argument(
        "--mode", choices=("dual", "py3"), help="what the result must run on: 2.7 and 3, or the target"
    )
    parser.add_argument("--target", metavar="VERSION", help="the Python 3 to port to, such as 3.13")
    parser.add_argument(
        "--doctests", action="store_true", help="rewrite the doctests in prose and in strings, too"
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--diff", action="store_true", help="show the diff and write nothing; exit code 1 if there is one"
    )
    action.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 if something would change"
    )
    action.add_argument(
        "--commit", action="store_true", help="commit the changed files, and nothing else, to git"
    )
    parser.add_argument(
        "--tag", metavar="NAME", nargs="?", const="", help="with --commit: tag it; default: py3port/STEP"
    )
    parser.add_argument(
        "--canary",
        metavar="SHARES",
        help="with --verify: apply to growing shares of the files, such as 5,25,100 percent; see `py3port canary`",
    )
    add_check(parser)
    parser.set_defaults(no_cache=False)
    parser.add_argument(
        "--allow-dirty", action="store_true", help="go on though the work tree has changes of your own"
    )
    parser.add_argument("--jobs", metavar="N", type=int, help="number of worker processes")


def run(args: argparse.Namespace) -> int:
    """Rewrite, or show what would be rewritten."""
    from py3port.apply import driver
    from py3port.canary.state import check_none
    from py3port.errors import UserError
    from py3port.project.project import Project

    if not args.verify and (args.canary or args.on_failure):
        raise UserError(f"{'--canary' if args.canary else '--on-failure'} goes with --verify")
    project = Project.open(*args.paths)
    if args.doctests:
        project = project.with_doctests()
    if not _choose_step(args, project):
        return Exit.OK
    request = _request(args, project)
    if args.diff or args.check:
        return _show(project, request, diff=args.diff)
    if args.commit:
        driver.repository_of(project)
    command = _command(args)
    if args.verify:
        from py3port.cli.canary import begin

        return begin(args, project, request, command=command)
    check_none(project.root)
    with _progress() as progress:
        applied = driver.apply(project, request, command=command, progress=progress)
    code = _report(applied.outcomes, done=True)
    _report_end(applied)
    if args.commit and applied.journal is not None:
        _commit(args, project, request, applied, command)
    return code


def _choose_step(args: argparse.Namespace, project: Project) -> bool:
    """Turn `--step` and `--next` into a rule and an app; tell whether there is anything to do."""
    from py3port.cli.terminal import echo
    from py3port.errors import UserError

    if args.tag is not None and not args.commit:
        raise UserError("--tag goes with --commit")
    if not args.step and not args.next:
        return True
    if args.rule or args.app or args.all or args.stage or args.paths or (args.step and args.next):
        raise UserError(f"{'--step' if args.step else '--next'} says what to apply; leave all else out")
    if args.next:
        from py3port.cli.plan import make

        _, plan = make(".", args)
        step = plan.next(unsafe=args.unsafe)
        if step is None:
            more = "" if args.unsafe else "; --unsafe goes on with what is likely right"
            echo(f"no step is left for a codemod{more}")
            return False
        args.step = step.id
        echo(f"step {step.id}")
    rule, _, app = args.step.partition("@")
    args.rule, args.app = [rule], [app] if app else []
    return True


def _commit(
    args: argparse.Namespace, project: Project, request: Request, applied: Applied, command: str
) -> None:
    from py3port.apply import driver
    from py3port.apply.message import commit_message
    from py3port.cli.terminal import echo

    message = commit_message(
        request.rules,
        request.apps,
        applied.outcomes,
        command=command,
        everything=request.to_the_end,
        owners=driver.owners_of(project, applied.outcomes),
    )
    commit = driver.commit(project, applied, message=message)
    echo(f"committed as {commit[:12]}")
    if args.tag is not None:
        name = args.tag or f"py3port/{(args.step or '-'.join(args.rule) or 'all').replace('@', '/')}"
        driver.repository_of(project).tag(name, commit)
        echo(f"tagged {name}")
    if driver.leave_out_of_blame(project, commit):
        echo(f"added to {driver.BLAME_FILE}")


def _request(args: argparse.Namespace, project: Project) -> Request:
    from py3port.apply import driver
    from py3port.cli.scanning import stages
    from py3port.errors import UserError
    from py3port.project.config import TARGETS
    from py3port.registry import load_rules
    from py3port.result import Mode, Options

    config = project.config
    if args.target is not None and args.target not in TARGETS:
        raise UserError(f"unknown target {args.target!r}; there are: {', '.join(TARGETS)}")
    if args.jobs is not None and args.jobs < 1:
        raise UserError("--jobs: at least 1")
    options = Options(
        Mode(args.mode) if args.mode else config.mode, args.target or config.target, config.doctests
    )
    registry = load_rules(project.extensions)
    rules = driver.choose_rules(
        registry, config, names=args.rule, everything=args.all, options=options, stages=stages(args.stage)
    )
    return driver.Request(
        rules=rules,
        options=options,
        files=project.select(args.paths),
        apps=tuple(project.apps.find(name) for name in args.app),
        unsafe=args.unsafe,
        to_the_end=args.all and not args.stage,
        jobs=args.jobs or config.jobs,
        allow_dirty=args.allow_dirty,
        first=driver.rules_before(registry, config, rules, options),
    )


def _command(args: argparse.Namespace) -> str:
    """The command line that does the same."""
    words = ["py3port", "apply", *args.paths]
    if args.step:
        words += ["--step", args.step]
    else:
        words += _chosen_words(args)
    words += ["--unsafe"] if args.unsafe else []
    words += ["--mode", args.mode] if args.mode else []
    words += ["--target", args.target] if args.target else []
    words += ["--doctests"] if args.doctests else []
    return shlex.join(words)


def _chosen_words(args: argparse.Namespace) -> list[str]:
    words: list[str] = []
    for option, values in (("--rule", args.rule), ("--stage", args.stage), ("--app", args.app)):
        for value in values:
            words += [option, value]
    return words + (["--all"] if args.all else [])


def _progress() -> Progress:
    from py3port.cli.terminal import Progress

    return Progress("rewriting")


def _show(project: Project, request: Request, *, diff: bool) -> int:
    """Print the diffs, or the names of the files that would change."""
    from py3port.apply import driver
    from py3port.apply.outcome import Changed

    outcomes: list[Outcome] = []
    with _progress() as progress:
        for outcome in driver.preview(project, request, progress=progress):
            outcomes.append(outcome)
            if diff and isinstance(outcome, Changed):
                _print_diff(project, outcome)
    code = _report(outcomes, done=False, quiet=diff)
    would_change = any(isinstance(outcome, Changed) for outcome in outcomes)
    return max(code, Exit.FOUND if would_change else Exit.OK)


def _print_diff(project: Project, outcome: Changed) -> None:
    from py3port import storage
    from py3port.apply.diff import coloured, patch, unified
    from py3port.cli.terminal import is_fancy, note

    before, _ = storage.read(project.root / outcome.path, root=project.root)
    if storage.digest(before) != outcome.digest:
        note(f"{outcome.path}: changed by someone else meanwhile")
        return
    sys.stdout.flush()
    if is_fancy():
        lines = unified(outcome.path, before, outcome.data, encoding=outcome.encoding)
        sys.stdout.writelines(coloured(lines))
    else:
        sys.stdout.buffer.writelines(patch(outcome.path, before, outcome.data))
        sys.stdout.buffer.flush()


def _report(outcomes: Sequence[Outcome], *, done: bool, quiet: bool = False) -> int:
    """Print what became of the files; return the exit code. With `quiet` only what went wrong, to standard error."""
    from py3port.apply.outcome import Changed, Failed, Skipped
    from py3port.cli.scanning import note_defect
    from py3port.cli.terminal import echo, note, printable

    code = int(Exit.OK)
    changed = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            place = f":{outcome.line}:{outcome.column}" if outcome.line else ""
            note(f"{outcome.path}{place}: left alone: {outcome.error.removesuffix('; left alone')}")
            code = max(code, Exit.FOUND if outcome.defect else Exit.USAGE)
        elif isinstance(outcome, Skipped):
            note(f"{outcome.path}: skipped: {outcome.reason}")
    if any(left.kind.name == "FAILED" for outcome in outcomes for left in _left(outcome)):
        code = max(code, Exit.FOUND)
    traces = [outcome.trace for outcome in outcomes if isinstance(outcome, Failed) and outcome.trace]
    if traces:
        note_defect(traces[0])
        code = Exit.DEFECT
    if quiet:
        return code
    if not changed:
        echo("nothing to change")
    for outcome in changed:
        if not done:
            echo(f"would change {printable(outcome.path)}")
    _print_counts(changed, outcomes, done=done)
    return code


def _left(outcome: Outcome) -> tuple[Left, ...]:
    from py3port.apply.outcome import Changed, Unchanged

    return outcome.left if isinstance(outcome, (Changed, Unchanged)) else ()


def _print_counts(changed: Sequence[Changed], outcomes: Sequence[Outcome], *, done: bool) -> None:
    from collections import Counter

    from py3port.apply.outcome import LeftKind
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import echo, printable

    fixed: Counter[str] = Counter()
    for outcome in changed:
        fixed.update(dict(outcome.fixed))
    if changed:
        verb = "changed" if done else "would change"
        files, findings = counted(len(outcomes), "file"), counted(sum(fixed.values()), "finding")
        echo(f"{len(changed):,} of {files} {verb}, {findings} fixed")
        for name, count in sorted(fixed.items()):
            echo(f"  {name}: {count}")
    for kind in LeftKind:
        left = [(outcome.path, each) for outcome in outcomes for each in _left(outcome) if each.kind is kind]
        if not left:
            continue
        echo(f"{len(left)} left: {kind.value}")
        shown = left if kind in (LeftKind.SKIPPED, LeftKind.FAILED) else []
        for path, each in shown[:50]:
            echo(f"  {printable(path)}:{each.line} {each.rule}: {printable(each.reason)}")
        if len(shown) > 50:
            echo(f"  and {len(shown) - 50} more")


def _report_end(applied: Applied) -> None:
    from py3port.cli.terminal import echo

    if applied.journal is None:
        return
    for python in applied.confirmed_by:
        echo(f"confirmed by {python}")
    echo(f"take it back with `py3port undo` (apply {applied.journal.name})")

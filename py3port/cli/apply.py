"""`py3port apply`: rewrites, shows what it would rewrite, or checks that nothing is left to rewrite."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from py3port.cli.canary import add_check
from py3port.cli.command import add_command, add_force_exclude
from py3port.cli.exits import Done, Exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from py3port.apply.driver import Applied, Request
    from py3port.apply.outcome import Outcome
    from py3port.cli.command import Subparsers
    from py3port.cli.terminal import Progress
    from py3port.plan.step import Plan
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
        "--again",
        action="store_true",
        help="judge the meaning of code anew that an earlier apply left as it is",
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
    add_force_exclude(parser)
    parser.add_argument("--jobs", metavar="N", type=int, help="number of worker processes")


def run(args: argparse.Namespace) -> int:
    """Rewrite, or show what would be rewritten."""
    from py3port.errors import UserError
    from py3port.project.project import Project

    if not args.verify and (args.canary or args.on_failure):
        raise UserError(f"{'--canary' if args.canary else '--on-failure'} goes with --verify")
    project = Project.open(*args.paths)
    if args.doctests:
        project = project.with_doctests()
    if args.tag is not None and not args.commit:
        raise UserError("--tag goes with --commit")
    if (args.step or args.next) and (
        args.rule or args.app or args.all or args.stage or args.paths or (args.step and args.next)
    ):
        raise UserError(f"{'--step' if args.step else '--next'} says what to apply; leave all else out")
    if args.next:
        return _next(args, project)
    if args.step:
        _choose(args, args.step)
    return _apply(args, project).code


def _next(args: argparse.Namespace, project: Project) -> int:
    """The first step of the plan that changes anything."""
    from py3port.cli.plan import make, print_waiting
    from py3port.cli.terminal import echo

    _, plan = make(".", args)
    code = int(Exit.OK)
    for step in _candidates(args, project, plan):
        echo(f"step {step}")
        chosen = argparse.Namespace(**vars(args))
        _choose(chosen, step)
        done = _apply(chosen, project)
        code = max(code, done.code)
        if done.changed:
            return code
    more = "" if args.unsafe else "; --unsafe goes on with what is likely right"
    echo(f"no step is left for a codemod{more}")
    print_waiting(plan)
    return code


def _candidates(args: argparse.Namespace, project: Project, plan: Plan) -> Iterator[str]:
    """The ids of the plan's steps that can be worked on; after them those that only several files together tell."""
    from py3port.apply.beyond import steps_beyond
    from py3port.cli.plan import required_names

    yield from (step.id for step in plan.open_steps(unsafe=args.unsafe))
    if args.unsafe:
        everything = argparse.Namespace(**{**vars(args), "all": True})
        request = _request(everything, project)
        yield from steps_beyond(project, request, apps=plan.apps, required=required_names(project))


def _choose(args: argparse.Namespace, step: str) -> None:
    args.step = step
    rule, _, app = step.partition("@")
    args.rule, args.app = [rule], [app] if app else []


def _apply(args: argparse.Namespace, project: Project) -> Done:
    from py3port.apply import driver
    from py3port.canary.state import check_none
    from py3port.cli.apply_text import print_end, print_outcomes
    from py3port.committing import check_can_commit

    request = _request(args, project)
    if args.diff or args.check:
        return _show(project, request, diff=args.diff)
    tag = ""
    if args.commit:
        check_can_commit(driver.repository_of(project))
        tag = _tag(args, project)
    command = _command(args)
    if args.verify:
        from py3port.cli.canary import begin

        return begin(args, project, request, command=command)
    check_none(project.root)
    with _progress() as progress:
        applied = driver.apply(project, request, command=command, progress=progress)
    code = print_outcomes(applied.outcomes, done=True)
    print_end(applied)
    if args.commit and applied.journal is not None:
        _commit(project, request, applied, command, tag)
    return Done(code, applied.journal is not None)


def _tag(args: argparse.Namespace, project: Project) -> str:
    """The tag that is asked for, which git would take; empty for none."""
    from py3port.apply import driver
    from py3port.committing import check_tag, free_tag

    if args.tag is None:
        return ""
    repository = driver.repository_of(project)
    if args.tag:
        check_tag(repository, args.tag)
        return str(args.tag)
    rule, _, app = (args.step or "-".join(args.rule) or "all").partition("@")
    return free_tag(repository, f"py3port/{rule}/{app}" if app else f"py3port/{rule}")


def _commit(project: Project, request: Request, applied: Applied, command: str, tag: str) -> None:
    from py3port import committing
    from py3port.apply import driver
    from py3port.apply.message import commit_message
    from py3port.cli.terminal import echo, printable

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
    if tag:
        committing.tag(driver.repository_of(project), tag, commit)
        echo(f"tagged {printable(tag)}")
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
        files=project.select(args.paths, force_exclude=args.force_exclude),
        apps=tuple(project.apps.find(name) for name in args.app),
        unsafe=args.unsafe,
        to_the_end=args.all and not args.stage,
        jobs=args.jobs or config.jobs,
        allow_dirty=args.allow_dirty,
        first=driver.rules_before(registry, config, rules, options),
        inside=driver.rules_inside(registry, config),
        again=args.again,
    )


def _command(args: argparse.Namespace) -> str:
    """The command line that does the same."""
    words = ["py3port", "apply", *args.paths]
    if args.step:
        words += ["--step", args.step]
    else:
        words += _chosen_words(args)
    words += ["--unsafe"] if args.unsafe else []
    words += ["--again"] if args.again else []
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


def _show(project: Project, request: Request, *, diff: bool) -> Done:
    """Print the diffs, or the names of the files that would change."""
    from py3port.apply import driver
    from py3port.apply.outcome import Changed
    from py3port.cli.apply_text import print_diff, print_outcomes

    outcomes: list[Outcome] = []
    with _progress() as progress:
        for outcome in driver.preview(project, request, progress=progress):
            outcomes.append(outcome)
            if diff and isinstance(outcome, Changed):
                print_diff(project, outcome)
    code = print_outcomes(outcomes, done=False, quiet=diff)
    would_change = any(isinstance(outcome, Changed) for outcome in outcomes)
    return Done(max(code, Exit.FOUND if would_change else Exit.OK), would_change)

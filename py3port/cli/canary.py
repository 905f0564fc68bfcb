"""`py3port canary`: looks at, pauses, resumes or takes back an `apply --verify`; and how one is begun."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Done, Exit

if TYPE_CHECKING:
    from py3port.apply.driver import Request
    from py3port.canary.run import Canary
    from py3port.canary.state import Aim, LeftOut, State
    from py3port.cli.command import Subparsers
    from py3port.project.project import Project

_TIMEOUT = 3600.0
_SHOWN_LINES = 15


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "canary",
        run,
        summary="look at, pause, resume or take back an `apply --verify`",
        description=(
            "`apply --verify CMD --canary 5,25,100` applies a step in growing shares and runs CMD after each. These "
            "are for such a run in progress. What was killed is resumed as well."
        ),
        epilog="exit code: 0 all is well; 1 something was left out, or taken back",
    )
    parser.add_argument("action", choices=("status", "resume", "pause", "abort"))
    parser.add_argument(
        "--force",
        action="store_true",
        help="with abort: also files changed meanwhile; their newer text is kept beside them",
    )
    add_check(parser)


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how to tell whether all is well."""
    parser.add_argument(
        "--verify", metavar="CMD", help="run this command of yours to tell whether all is well"
    )
    parser.add_argument(
        "--verify-timeout",
        metavar="SECONDS",
        type=float,
        default=_TIMEOUT,
        help=f"the longest it may take (default: {_TIMEOUT:g})",
    )
    parser.add_argument(
        "--on-failure",
        choices=("skip", "stop", "rollback"),
        help="leave out what breaks it and go on; or wait then; or take all back (default: skip with --canary)",
    )


def run(args: argparse.Namespace) -> int:
    """Do as asked."""
    from py3port.canary import state as record
    from py3port.cli.terminal import echo
    from py3port.errors import UserError
    from py3port.project.project import Project

    project = Project.open()
    state = record.load(project.root)
    if args.action == "status":
        return _print_status(state or record.last(project.root), is_over=state is None)
    if state is None:
        raise UserError("no canary run is in progress")
    if args.action == "pause":
        record.ask_to_pause(project.root, wanted=True)
        echo("it pauses after the check that it is at")
        return Exit.OK
    if args.action == "abort":
        return _abort(project, state, force=args.force)
    if not args.verify:
        raise UserError("say the check's command again: `py3port canary resume --verify CMD`")
    with record.exclusive(project.root):
        canary = _canary(args, project, _request(project, state.aim), args.on_failure or state.aim.on_failure)
        return _go_on(project, canary, state).code


def _abort(project: Project, state: State, *, force: bool) -> int:
    from py3port.apply.restore import Conflict
    from py3port.canary import state as record
    from py3port.canary.run import abort
    from py3port.cli.terminal import echo, printable
    from py3port.errors import UserError

    try:
        with record.exclusive(project.root):
            kept = abort(project, state, force=force)
    except Conflict as error:
        raise UserError(
            f"{error}; --force takes back all the same and keeps the newer text beside"
        ) from error
    for path, beside in kept:
        echo(f"  {printable(path)}: the newer text is in {printable(beside)}")
    echo("all taken back")
    return Exit.OK


def begin(args: argparse.Namespace, project: Project, request: Request, *, command: str) -> Done:
    """Begin a run, as `apply --verify` asks."""
    from py3port.canary import state as record
    from py3port.canary.state import Aim
    from py3port.cli.terminal import echo

    on_failure = args.on_failure or ("skip" if args.canary else "rollback")
    aim = Aim(
        rules=tuple(rule.name for rule in request.rules),
        apps=request.apps,
        paths=tuple(project.relative(path) for path in args.paths),
        mode=request.options.mode.value,
        target=request.options.target,
        unsafe=request.unsafe,
        everything=request.to_the_end,
        commit=args.commit,
        on_failure=on_failure,
    )
    with record.exclusive(project.root):
        canary = _canary(args, project, request, on_failure)
        state = canary.begin(aim, shares_of(args), command=command)
        if state is None:
            echo("nothing to change")
            return Done(Exit.OK, changed=False)
        return _go_on(project, canary, state)


def shares_of(args: argparse.Namespace) -> tuple[int, ...]:
    """The shares in percent that the command line asks for.

    Raises:
        UserError: they are not growing numbers up to 100.
    """
    from py3port.errors import UserError

    words = (args.canary or "100").split(",")
    shares = tuple(int(word) for word in words if word.strip().isdecimal())
    if (
        len(shares) < len(words)
        or list(shares) != sorted(set(shares))
        or not shares[0] >= 1
        or shares[-1] != 100
    ):
        raise UserError(f"--canary {args.canary!r}: growing percentages that end with 100, such as 5,25,100")
    return shares


def _canary(args: argparse.Namespace, project: Project, request: Request, on_failure: str) -> Canary:
    from py3port.canary.run import Canary, Check, OnFailure
    from py3port.cli.terminal import note

    check = Check(args.verify, args.verify_timeout)
    return Canary(project, request, check, on_failure=OnFailure(on_failure), tell=note)


def _request(project: Project, aim: Aim) -> Request:
    """The same again as when the run began."""
    from py3port.apply import driver
    from py3port.registry import load_rules
    from py3port.result import Mode, Options

    registry = load_rules(project.extensions)
    rules = registry.select(aim.rules)
    options = Options(Mode(aim.mode), aim.target)
    return driver.Request(
        rules=rules,
        options=options,
        files=project.select([project.root / path for path in aim.paths]),
        apps=aim.apps,
        unsafe=aim.unsafe,
        to_the_end=aim.everything,
        jobs=project.config.jobs,
        first=driver.rules_before(registry, project.config, rules, options),
        inside=driver.rules_inside(registry, project.config),
    )


def _go_on(project: Project, canary: Canary, state: State) -> Done:
    from py3port.canary import state as record
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import echo, note, printable

    state = canary.resume(state)
    for each in state.left_out:
        _print_left_out(each)
    if state.stopped:
        note(state.stopped.strip())
        return Done(Exit.FOUND if state.stopped != "paused" else Exit.OK, changed=True)
    fixed = sum(sum(counts.values()) for share in state.passed for counts in share.files.values())
    files = sum(bool(counts) for share in state.passed for counts in share.files.values())
    echo(
        f"{counted(files, 'file')} changed, {counted(fixed, 'finding')} fixed; {counted(state.checks, 'check')} run"
    )
    if state.aim.commit and files:
        _commit(project, state)
    elif files:
        first = min(share.journal for share in state.passed if share.journal)
        echo(f"take it back with {printable(f'`py3port undo {first:04}`')}")
    record.finish(project.root, state)
    return Done(Exit.FOUND if state.left_out else Exit.OK, changed=bool(files))


def _commit(project: Project, state: State) -> None:
    """Commit what the run changed, if that was not done before it was killed."""
    from py3port.apply import driver
    from py3port.apply.message import commit_message
    from py3port.apply.outcome import Changed
    from py3port.cli.terminal import echo
    from py3port.registry import load_rules

    outcomes = tuple(
        Changed(path, "", b"", "", "", tuple(sorted(counts.items())), unsafe=share.unsafe.get(path, 0))
        for share in state.passed
        for path, counts in sorted(share.files.items())
        if counts
    )
    repository = driver.repository_of(project)
    own = {repository.relative(project.root / each.path) for each in outcomes}
    if own.isdisjoint(repository.modified()):
        return
    message = commit_message(
        load_rules(project.extensions).select(state.aim.rules),
        state.aim.apps,
        outcomes,
        command=state.command,
        everything=state.aim.everything,
        owners=driver.owners_of(project, outcomes),
    )
    commit = driver.commit(project, driver.Applied(outcomes, None, ()), message=message)
    echo(f"committed as {commit[:12]}")
    driver.leave_out_of_blame(project, commit)


def _print_status(state: State | None, *, is_over: bool) -> int:
    from py3port.cli.terminal import echo, printable

    if state is None:
        echo("no canary run is in progress, nor was there one")
        return Exit.OK
    done = sum(len(share.files) for share in state.passed)
    how = "ended" if is_over else "paused" if state.stopped == "paused" else "in progress"
    echo(f"{how}: {printable(state.command)}")
    echo(
        f"{done} of {len(state.units)} files passed, {len(state.left_out)} left out; {state.checks} checks run"
    )
    for each in state.left_out:
        _print_left_out(each)
    if state.stopped:
        echo(printable(state.stopped.partition("\n")[0]))
    return Exit.FOUND if state.left_out else Exit.OK


def _print_left_out(each: LeftOut) -> None:
    from py3port.cli.terminal import echo, printable

    echo(f"left out: {printable(each.place)} {printable(each.text)}".rstrip())
    for line in each.output.rstrip().splitlines()[-_SHOWN_LINES:]:
        echo(f"    {printable(line)}")

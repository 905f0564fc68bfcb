"""`py3port verify`: compiles under each interpreter, runs the tests under 2.7 and 3, compares test by test."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli import scanning
from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from py3port.cli.command import Subparsers
    from py3port.project.project import Project
    from py3port.result import Options
    from py3port.verify.environments import Environment
    from py3port.verify.result import TestPair, Verification

_TIMEOUT = 3600.0
_SHOWN_LINES = 10
_SHOWN = 20
_SHOWN_SLOW = 5


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "verify",
        run,
        summary="compile under each interpreter; compare the tests under 2.7 and 3",
        description=(
            "Compile every file under Python 2.7 and 3. With a test command after `--` run it under both, and compare "
            "test by test. Known are pytest, nose and unittest; in any other command say {python} and {junit}."
        ),
        epilog="exit code: 0 all is well; 1 a file does not compile where it must, or a test broke",
    )
    scanning.add_options(parser)
    parser.add_argument("--path", metavar="PATH", default=".", help="the project (default: where you are)")
    parser.add_argument(
        "--python2", metavar="PATH", default="", help="the Python 2.7, with what the tests need"
    )
    parser.add_argument("--python3", metavar="PATH", default="", help="the Python 3, likewise")
    parser.add_argument("--since", metavar="REV", help="only tests that import what changed since then")
    parser.add_argument(
        "--slowdown",
        metavar="PERCENT",
        type=float,
        default=5.0,
        help="a slowdown of the whole by more is said (default: 5)",
    )
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=_TIMEOUT, help="for each test run"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--output", metavar="FILE", default="", help="write there instead of standard output")
    parser.add_argument("command", metavar="-- CMD", nargs=argparse.REMAINDER, help="the test command")


def run(args: argparse.Namespace) -> int:
    """Verify, remember, print."""
    import shlex

    from py3port.cli.terminal import redirected
    from py3port.errors import UserError
    from py3port.project.project import Project
    from py3port.verify.environments import find_environments
    from py3port.verify.result import as_json, remember
    from py3port.verify.run import compile_all, verification

    project = Project.open(args.path)
    options = scanning.options(project, args)
    environments = find_environments(
        project, python2=args.python2, python3=args.python3, target=options.target
    )
    present = [each for each in environments if each]
    if not present:
        raise UserError("no Python 2.7 nor 3 found; name them with --python2 and --python3")
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if args.since and not command:
        raise UserError("--since chooses tests: give the test command after `--`")
    compiled = compile_all(project, present)
    tests = _compare_tests(args, project, environments, command) if command else ()
    found = verification(project, compiled, tests, command=shlex.join(command))
    remember(project.root, found)
    if args.format == "json":
        scanning.write_output(as_json(found), args.output)
    else:
        with redirected(args.output):
            _print(found, project, args)
    return _exit(found, options)


def _compare_tests(
    args: argparse.Namespace,
    project: Project,
    environments: tuple[Environment | None, Environment | None],
    command: Sequence[str],
) -> tuple[TestPair, ...]:
    from py3port.cli.terminal import note
    from py3port.errors import UserError
    from py3port.verify.result import TestRun, compare
    from py3port.verify.tests import run_tests, with_files

    if args.since:
        chosen = _affected(args, project)
        if not chosen:
            note(f"no test imports what changed since {args.since}")
            return ()
        command = with_files(command, chosen, root=project.root)
    runs: list[dict[str, TestRun]] = []
    for environment, version in zip(environments, ("2", "3"), strict=True):
        if environment is None:
            raise UserError(
                f"no Python {version} found to run the tests with; name it with --python{version}"
            )
        note(f"running the tests under Python {environment.version}")
        runs.append(run_tests(command, environment.python, root=project.root, timeout=args.timeout))
    if not any(runs):
        raise UserError("the test command ran no test")
    return compare(*runs)


def _affected(args: argparse.Namespace, project: Project) -> list[str]:
    from py3port.apply.driver import repository_of
    from py3port.project.graph import import_graph
    from py3port.verify.run import affected_tests

    repository = repository_of(project)
    changed = repository.changed_files(repository.merge_base(args.since))
    paths = [project.relative(repository.top / each.path) for each in changed if each.path]
    result = scanning.scan_selection(scanning.select_all(args.path, args), args)
    return affected_tests(import_graph({file.path: file.imports for file in result.files}), paths)


def _print(found: Verification, project: Project, args: argparse.Namespace) -> None:
    from py3port.cli.terminal import echo, printable

    for each in found.compiled:
        good = each.files - len(each.rejected)
        echo(f"Python {each.python} compiles {good:,} of {scanning.counted(each.files, 'file')}")
        for path, complaint in list(each.rejected.items())[:_SHOWN]:
            echo(f"  {printable(path)}: {printable(complaint)}")
        if len(each.rejected) > _SHOWN:
            echo(f"  and {len(each.rejected) - _SHOWN:,} more")
    if found.tests:
        _print_tests(found, threshold=args.slowdown)


def _print_tests(found: Verification, *, threshold: float) -> None:
    from py3port.cli.terminal import echo, printable, table
    from py3port.verify.result import Verdict

    grave = [pair for pair in found.tests if pair.verdict in (Verdict.BROKE, Verdict.ONLY_2)]
    echo()
    for pair in grave[:_SHOWN]:
        echo(f"{pair.verdict.value}: {printable(pair.name)}")
        for line in pair.output.rstrip().splitlines()[-_SHOWN_LINES:]:
            echo(f"    {printable(line)}")
    if len(grave) > _SHOWN:
        echo(f"and {len(grave) - _SHOWN:,} more")
    table(
        "Tests", ("verdict", "tests"), [(each.value, count) for each, count in found.counts.items() if count]
    )
    if found.slowdown is not None and found.slowdown * 100 > threshold:
        echo(f"the tests that pass on both take {found.slowdown:.0%} longer on Python 3; most of that:")
        for pair in found.slowed()[:_SHOWN_SLOW]:
            echo(f"  {printable(pair.name)}: {pair.seconds3:.2f} s instead of {pair.seconds2:.2f} s")


def _exit(found: Verification, options: Options) -> Exit:
    """Whether a file is rejected where it must compile, or a test does not pass any more."""
    from py3port.result import Mode
    from py3port.verify.result import Verdict

    must = "2" if options.mode is Mode.DUAL else "3"
    rejected = any(each.rejected for each in found.compiled if each.python.startswith(must))
    counts = found.counts
    return Exit.FOUND if rejected or counts[Verdict.BROKE] or counts[Verdict.ONLY_2] else Exit.OK

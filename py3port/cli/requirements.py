"""`py3port requirements`: which dependencies block Python 3, and the way out for each."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from py3port.cli.command import Subparsers
    from py3port.project.project import Project
    from py3port.requirements.model import Reading, Result
    from py3port.requirements.report import Report
    from py3port.requirements.usage import UsageReport

FORMATS = ("text", "json", "csv", "markdown")


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "requirements",
        run,
        summary="which dependencies block, and the way out for each",
        description="Tell which requirements block Python 3, and the way out for each, by asking the package indexes "
        "that your pip is configured with. No package is installed or run.",
        epilog="exit code: 0 all run on the target; 1 something blocks, or nothing is known of it; "
        "2 some files could not be read",
    )
    parser.add_argument(
        "paths",
        metavar="FILE",
        nargs="*",
        help="files of requirements, or folders (default: all of the project)",
    )
    parser.add_argument("--target", metavar="VERSION", help="the Python 3 to port to, such as 3.13")
    parser.add_argument(
        "--offline", action="store_true", help="ask no index: answer from what earlier runs saw"
    )
    parser.add_argument(
        "--inspect", action="store_true", help="download what stays unknown, never run it, and scan its code"
    )
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text (default), json, csv or markdown",
        metavar="NAME",
    )
    group.add_argument("--output", metavar="FILE", default="", help="write there instead of standard output")
    parser.add_argument(
        "--write",
        action="store_true",
        help="write proposals beside the files of requirements: NAME-bridge.txt for both Pythons side by side, "
        "NAME-py3.txt for the target",
    )
    parser.set_defaults(mode=None)


def run(args: argparse.Namespace) -> int:
    """Read, ask, and print."""
    from py3port.cli import scanning
    from py3port.project.project import Project
    from py3port.requirements import remembered
    from py3port.requirements.reading import read_project
    from py3port.requirements.report import Report

    project = Project.open(*args.paths)
    target = scanning.options(project, args).target
    reading = read_project(project, args.paths)
    state = _state(project)
    result = _ask(reading, target, state, args)
    usage = _usage(project, reading, state, args)
    answers = tuple(usage.attributed(answer) for answer in result.answers)
    # What nobody requires can only be told where everything was read.
    unrequired = () if args.paths else usage.unrequired
    report = Report(target, answers, result.plan, reading.problems, unrequired)
    if state is not None and not args.paths:
        remembered.store(project, report, reading.files)
    _print(report, args)
    if args.write:
        _write(project, report)
    if any(problem.line == 0 for problem in reading.problems):
        return Exit.USAGE
    return Exit.FOUND if report.blocks else Exit.OK


def _usage(project: Project, reading: Reading, state: Path | None, args: argparse.Namespace) -> UsageReport:
    """Who uses what; where names of modules are only guessed and one may be meant by another, files are asked."""
    from py3port.cli.terminal import Progress
    from py3port.requirements.run import find_modules
    from py3port.requirements.usage import find_usage

    with Progress("reading imports") as progress:
        usage = find_usage(project, reading.requirements, progress=progress)
    if not usage.guessed or not usage.unrequired:
        return usage
    unsure = [each for each in reading.requirements if each.key in usage.guessed]
    modules = find_modules(unsure, state=state, offline=args.offline)
    with Progress("reading imports again") as progress:
        return find_usage(project, reading.requirements, modules=modules, progress=progress)


def _state(project: Project) -> Path | None:
    """The root in whose state folder things are remembered; none where somebody else may have written there."""
    from py3port.cli.terminal import note
    from py3port.storage import STATE_FOLDER

    if project.repository is None or not project.repository.is_tracked(project.root / STATE_FOLDER):
        return project.root
    note(f"{STATE_FOLDER} is tracked by git: what it remembers is not used")
    return None


def _ask(reading: Reading, target: str, state: Path | None, args: argparse.Namespace) -> Result:
    from py3port.cli.terminal import Progress
    from py3port.requirements.run import answer_all

    with Progress("asking") as progress:
        return answer_all(
            reading.requirements,
            target=target,
            state=state,
            offline=args.offline,
            inspect=args.inspect,
            progress=progress,
        )


def _write(project: Project, report: Report) -> None:
    from py3port.cli.terminal import note
    from py3port.requirements.writing import propose, write_proposals

    proposals = propose(project.root, report.answers, report.target)
    write_proposals(project.root, proposals)
    for proposal in proposals:
        note(f"wrote {proposal.path}")


def _print(report: Report, args: argparse.Namespace) -> None:
    from py3port.cli.scanning import write_output
    from py3port.cli.terminal import redirected

    if args.format != "text":
        from py3port.requirements.formats import render

        write_output(render(args.format, report), args.output)
        return
    from py3port.cli.requirements_text import print_report

    with redirected(args.output):
        print_report(report)

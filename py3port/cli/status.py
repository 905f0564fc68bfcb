"""`py3port status`: the headline in ten lines."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli import scanning
from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers
    from py3port.project.project import Project
    from py3port.result import ScanResult

_WEEKS = 26
_IN_THE_WAY = ("blocked", "replace", "upgrade", "bridge", "drop")
"""The verdicts on requirements that ask for something, the gravest first."""


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "status",
        run,
        summary="how far the port is, in ten lines",
        description="How far the port is, what is left, what comes next, and how it went in the last weeks.",
        epilog="exit code: 0; 2 some files could not be read or parsed",
    )
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="a folder of the project")
    scanning.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the headline."""
    from py3port.cli.plan import required_names
    from py3port.plan.facts import gather
    from py3port.plan.make import make_plan

    selection = scanning.select_all(args.path, args)
    result = scanning.scan_selection(selection, args)
    project = selection.project
    plan = make_plan(result, selection.registry, gather(project, required=required_names(project)))
    _print(result)
    _print_requirements(project)
    step = plan.next() or plan.next(unsafe=True)
    _line("next", step.command if step else "no step is left for a codemod")
    _print_past(args, project)
    return Exit.USAGE if plan.errors else Exit.OK


def _print(result: ScanResult) -> None:
    from py3port.cli.terminal import echo, printable
    from py3port.result import Applicability, Stage
    from py3port.summary import summarize

    total = summarize(result).total
    echo(f"{printable(result.root)}: to Python {result.target}, mode {result.mode.value}")
    files, lines = scanning.counted(total.files, "file"), scanning.counted(total.lines, "line")
    _line("ported", f"{total.file_percent}% of {files}, {total.line_percent}% of {lines}")
    stages = ", ".join(f"{stage.value} {count:,}" for stage, count in total.by_stage.items() if count)
    _line(
        "left",
        f"{scanning.counted(total.findings, 'finding')} ({stages})" if total.findings else "no findings",
    )
    safe = total.by_applicability[Applicability.SAFE]
    if total.findings - total.by_stage[Stage.ADVICE]:
        _line("safe", f"{safe:,} of them py3port fixes by itself")
    if total.errors:
        _line("broken", scanning.counted(total.errors, "file") + " cannot be read or parsed")
    unowned = sum(not file.owners for file in result.files)
    if unowned:
        _line("unowned", scanning.counted(unowned, "file"))


def _print_requirements(project: Project) -> None:
    """What is in the way, as of the last look at the requirements."""
    from collections import Counter

    from py3port.requirements.remembered import load

    found = load(project)
    counts = Counter(each.verdict for each in found.found) if found else Counter()
    work = {verdict: counts[verdict] for verdict in _IN_THE_WAY if counts[verdict]}
    if found and work:
        listed = ", ".join(f"{verdict} {count:,}" for verdict, count in work.items())
        _line("requires", f"what will not do as it is: {listed} ({found.date[:10]})")


def _print_past(args: argparse.Namespace, project: Project) -> None:
    """The last half year; nothing where there is no git."""
    import datetime

    from py3port.cli.history import make, sparkline
    from py3port.forecast import forecast, left

    if project.repository is None or project.repository.head() is None:
        return
    since = datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(weeks=_WEEKS)
    past = argparse.Namespace(
        **{**vars(args), "every": "week", "since": since.isoformat(), "owners_then": False}
    )
    points = make(past, args.path)[1].points
    if len(points) < 2:
        return
    counts = [left(point) for point in points]
    first = datetime.datetime.fromtimestamp(points[0].seconds, datetime.timezone.utc).date()
    _line("past", f"{sparkline(counts)} {counts[0]:,} to {counts[-1]:,} findings since {first}")
    found = forecast(points)
    if found is not None:
        day = datetime.datetime.fromtimestamp(found.end, datetime.timezone.utc).date()
        _line("done by", f"{day}, at {found.per_week:,.1f} findings a week")


def _line(what: str, text: str) -> None:
    from py3port.cli.terminal import echo, printable

    echo(f"  {what:<8} {printable(text)}")

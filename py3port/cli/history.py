"""`py3port history`: progress over past commits, from git itself."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli import scanning
from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers
    from py3port.project.project import Project
    from py3port.report import History

_SINCE = "nothing before this day, such as 2019-01-31"
_BARS = "▁▂▃▄▅▆▇█"


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "history",
        run,
        summary="progress over past commits, from git itself",
        description=(
            "Scan past commits straight from git's objects: nothing is checked out, each content is scanned once and "
            "remembered."
        ),
    )
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="a folder of the project")
    scanning.add_options(parser)
    add_past(parser)
    parser.add_argument(
        "--from", dest="file", metavar="FILE", help="what `py3port report --append FILE` wrote, not git"
    )
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    parser.add_argument("--output", metavar="FILE", default="", help="write there instead of standard output")


def add_past(parser: argparse._ActionsContainer, *, since: str = _SINCE) -> None:
    """Add the options that say which past is wanted."""
    parser.add_argument("--since", metavar="DATE", help=since)
    parser.add_argument(
        "--every",
        metavar="INTERVAL",
        default="week",
        help="day, week (default), month, quarter, year or commit",
    )
    parser.add_argument(
        "--owners-then", action="store_true", help="files belong to those who owned them then, not now"
    )


def run(args: argparse.Namespace) -> int:
    """Make the history and print it."""
    from py3port.cli.terminal import note, redirected
    from py3port.record import as_csv, as_json

    root, found = _read(args) if args.file else _make(args)
    if found.note:
        note(found.note)
    if args.format == "text":
        with redirected(args.output):
            _print(found)
    else:
        text = as_csv(found) if args.format == "csv" else as_json(found, root=root)
        scanning.write_output(text, args.output)
    return Exit.OK


def _read(args: argparse.Namespace) -> tuple[str, History]:
    from py3port.history.snapshots import read_snapshots
    from py3port.project.project import Project

    return Project.open(args.path).root.name, read_snapshots(args.file)


def _make(args: argparse.Namespace) -> tuple[str, History]:
    project, found = make(args, args.path)
    return project.root.name, found


def make(args: argparse.Namespace, path: str) -> tuple[Project, History]:
    """The past that the arguments ask for."""
    from py3port.cli.terminal import Progress, note
    from py3port.history.run import Request, history
    from py3port.history.sample import check_interval, parse_date

    selection = scanning.select_all(path, args)
    request = Request(
        selection.rules,
        selection.options,
        every=check_interval(args.every),
        since=parse_date(args.since) if args.since else None,
        owners_then=args.owners_then,
        jobs=args.jobs,
    )
    with Progress("scanning the past") as progress:
        return selection.project, history(selection.project, request, warn=note, progress=progress)


def sparkline(values: list[int]) -> str:
    """A line of bars, the highest for the greatest value."""
    top = max(values, default=0)
    return "".join(_BARS[round(value / top * (len(_BARS) - 1))] if top else _BARS[0] for value in values)


def _print(found: History) -> None:
    from py3port.cli.terminal import echo, table
    from py3port.record import date_of
    from py3port.result import Stage

    if not found.points:
        echo("no commits")
        return
    stages = [stage for stage in Stage if stage is not Stage.ADVICE]
    rows: list[tuple[str | int, ...]] = [
        (
            date_of(point.seconds)[:10],
            point.commit[:10],
            point.total.files,
            point.total.lines,
            f"{100 * point.total.ported_files // max(1, point.total.files)}%",
            *(point.total.stages.get(stage, 0) for stage in stages),
            *("" if count is None else count for count in (point.new, point.fixed)),
        )
        for point in found.points
    ]
    names = (*(stage.value for stage in stages), "new", "fixed")
    table("History", ("date", "commit", "files", "lines", "ported", *names), rows)
    findings = [sum(point.total.stages.values()) for point in found.points]
    echo()
    echo(f"findings {sparkline(findings[-60:])} {findings[-1]:,}")

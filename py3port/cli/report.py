"""`py3port report`: renders a scan with one of the reporters."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from py3port.cli import scanning
from py3port.cli.attach import FIXES, number_of_fixes
from py3port.cli.command import add_command
from py3port.cli.exits import Exit
from py3port.cli.history import add_past

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers
    from py3port.cli.scanning import Selection
    from py3port.report import History, Report
    from py3port.result import ScanResult

_FILES = ("html", "png", "sqlite")
"""What nobody reads from a terminal."""
_CHOICES = {"chart": ("burn-down", "treemap"), "theme": ("light", "dark")}
"""What reporters let one choose, by the name of the option and of their field."""


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "report",
        run,
        summary="write a report: html dashboard, json, csv, ...",
        description="Scan and write a report. Without FORMAT: list the reports there are.",
        epilog="exit code: 0 written, findings or not; 2 some files could not be read or parsed",
    )
    parser.add_argument("format", metavar="FORMAT", nargs="?", help="the report, such as html or json")
    scanning.add_selection(parser)
    _add_past(parser)
    parser.add_argument(
        "--fixes",
        metavar="N",
        type=number_of_fixes,
        default=FIXES,
        help=f"for how many findings to show a fix: all, none or a number (default: {FIXES}; html)",
    )
    for name, known in _CHOICES.items():
        parser.add_argument(f"--{name}", choices=known, help=f"default: {known[0]}; svg and png")
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="where to write (default: report.html, report.png, report.sqlite, else standard output)",
    )


def _add_past(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the past", "From git itself: see `py3port history`.")
    group.add_argument(
        "--history",
        action=argparse.BooleanOptionalAction,
        help="with the past, or without it (default: with it where a report shows it first of all: html, burn-down)",
    )
    add_past(
        group,
        since="nothing before this day, such as 2019-01-31; markdown: what came and went since a revision",
    )
    group.add_argument(
        "--history-file", metavar="FILE", help="the past as FILE has it, which --append wrote, not git"
    )
    group.add_argument(
        "--append",
        metavar="FILE",
        help="add a line to FILE that says how far the project is: see --history-file",
    )


def run(args: argparse.Namespace) -> int:
    """Write the report."""
    from py3port.cli.attach import attach
    from py3port.report import Report

    if args.format is None and args.append is None:
        return _list_reports()
    reporter = _reporter(args) if args.format is not None else None
    args.parts = getattr(reporter, "parts", ())
    day, revision = _since(args)
    selection = scanning.select(args)
    result = scanning.scan_selection(selection, args)
    if args.append is not None:
        _append(selection, result, args)
    if reporter is not None:
        past = _past(selection, args, day)
        attached = attach(selection, result, args, since=revision)
        _write(reporter, Report.of(result, history=past, attached=attached), args)
    scanning.note_errors(scanning.unreadable(result))
    code = scanning.exit_code(result, defects=scanning.note_defects(result))
    return Exit.OK if code is Exit.FOUND else code


def _reporter(args: argparse.Namespace) -> Any:
    """The reporter, as the options want it."""
    from dataclasses import fields, is_dataclass, replace

    from py3port.errors import UserError
    from py3port.registry import load_reporter

    reporter = load_reporter(args.format)
    known = {field.name for field in fields(reporter)} if is_dataclass(reporter) else set()
    chosen = {name: value for name in _CHOICES if (value := getattr(args, name)) is not None}
    for name in chosen:
        if name not in known:
            raise UserError(f"the report {args.format} knows no --{name}")
    return replace(reporter, **chosen) if chosen else reporter


def _since(args: argparse.Namespace) -> tuple[str | None, str]:
    """The day since which the past is wanted, and the revision to compare with; `--since` names one of them."""
    from py3port.history.sample import is_date
    from py3port.report import Part

    if args.since is None or is_date(args.since) or Part.CHANGE not in args.parts:
        return args.since, ""
    return None, args.since


def _past(selection: Selection, args: argparse.Namespace, since: str | None) -> History:
    """The past, where it is wanted and there is one."""
    from py3port.cli.attach import is_whole
    from py3port.cli.history import make
    from py3port.history.snapshots import read_snapshots
    from py3port.report import History, Part

    if args.history_file is not None:
        return read_snapshots(args.history_file)
    repository = selection.project.repository
    if args.history is not None:
        wanted = args.history
    elif since is not None:
        wanted = True
    else:
        wanted = Part.HISTORY in args.parts and repository is not None and is_whole(args)
    if not wanted:
        return History()
    args.since = since
    return make(args, str(selection.project.root))[1]


def _append(selection: Selection, result: ScanResult, args: argparse.Namespace) -> None:
    from py3port.cli.attach import is_whole
    from py3port.cli.terminal import note
    from py3port.errors import UserError
    from py3port.history.snapshots import append_snapshot, snapshot

    if not is_whole(args):
        raise UserError("--append is for the whole project: leave out what selects a part of it")
    count = append_snapshot(args.append, snapshot(selection.project, result))
    note(f"{args.append} has {scanning.counted(count, 'snapshot')}")


def _write(reporter: Any, result: Report, args: argparse.Namespace) -> None:
    default = f"report{reporter.extension}" if reporter.name in _FILES else ""
    output = args.output if args.output is not None else default
    scanning.write_output(reporter.render(result), output)
    if output not in ("", "-"):
        from py3port.cli.terminal import note

        found = scanning.counted(len(result.findings), "finding")
        note(f"wrote {output}: {found} in {scanning.counted(len(result.files), 'file')}")


def _list_reports() -> int:
    from py3port.cli.terminal import table
    from py3port.registry import load_reporter, reporter_names

    reporters = [load_reporter(name) for name in reporter_names()]
    table(
        f"{len(reporters)} reports",
        ("report", "ending", "title"),
        [(r.name, r.extension, r.title) for r in reporters],
    )
    return Exit.OK

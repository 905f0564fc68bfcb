"""`py3port report`: renders a scan with one of the reporters."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli import scanning
from py3port.cli.command import add_command
from py3port.cli.exits import Exit
from py3port.cli.history import add_past

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers


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
    parser.add_argument(
        "--history", action="store_true", help="with the past, from git itself: see `py3port history`"
    )
    add_past(parser)
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="where to write (default: report.html for html, else standard output)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the report."""
    from dataclasses import replace

    from py3port.cli.history import make
    from py3port.registry import load_reporter

    if args.format is None:
        return _list_reports()
    reporter = load_reporter(args.format)
    output = args.output if args.output is not None else "report.html" if reporter.name == "html" else ""
    result = scanning.scan_selection(scanning.select(args), args)
    if args.history:
        _, past = make(args, args.paths[0] if args.paths else ".")
        result = replace(result, history=past)
    scanning.write_output(reporter.render(result), output)
    if output not in ("", "-"):
        from py3port.cli.terminal import note

        found = scanning.counted(sum(len(file.findings) for file in result.files), "finding")
        note(f"wrote {output}: {found} in {scanning.counted(len(result.files), 'file')}")
    scanning.note_errors(scanning.unreadable(result))
    code = scanning.exit_code(result, defects=scanning.note_defects(result))
    return Exit.OK if code is Exit.FOUND else code


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

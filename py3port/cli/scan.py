"""`py3port scan`: findings, and their summary by rule, app, owner and stage."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli import scanning
from py3port.cli.command import add_command

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers
    from py3port.project.project import Project
    from py3port.result import ScanResult


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "scan",
        run,
        summary="find what Python 3 rejects or understands otherwise",
        description="Find what Python 3 rejects or understands otherwise. No code of the project is run.",
        epilog="exit code: 0 nothing found; 1 findings; 2 some files could not be read or parsed",
    )
    scanning.add_selection(parser)
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format", metavar="NAME", default="text", help="text (default), or a report such as json"
    )
    group.add_argument("--output", metavar="FILE", default="", help="write there instead of standard output")
    group.add_argument(
        "--show",
        choices=("all", "findings", "summary"),
        default="all",
        help="with text: the findings, the summary tables, or both (default)",
    )


def run(args: argparse.Namespace) -> int:
    """Scan and print."""
    reporter = None
    if args.format != "text":
        from py3port.registry import load_reporter

        reporter = load_reporter(args.format)
    selection = scanning.select(args)
    result = scanning.scan_selection(selection, args)
    if reporter is not None:
        from py3port.report import Report

        scanning.write_output(reporter.render(Report.of(result)), args.output)
        scanning.note_errors(scanning.unreadable(result))
    else:
        _print_text(result, selection.project, args)
    return scanning.exit_code(result, defects=scanning.note_defects(result))


def _print_text(result: ScanResult, project: Project, args: argparse.Namespace) -> None:
    from py3port.cli.scan_text import print_findings, print_summary, print_total
    from py3port.cli.terminal import redirected

    with redirected(args.output):
        if args.show != "summary":
            print_findings(result, project.root)
        if args.show != "findings":
            print_summary(result, is_filtered=bool(args.rule or args.stage))
        print_total(result)
    if args.show == "summary" or args.output:
        scanning.note_errors(scanning.unreadable(result))

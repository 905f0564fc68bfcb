"""`py3port guide`: writes the documents of this repository's migration."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli import scanning
from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "guide",
        run,
        summary="write the guide to this migration: patterns, plan, owners, set-up",
        description=(
            "Write Markdown and HTML for everybody who works on the code: how to write for both interpreters, shown on "
            "the code's own most frequent findings, the plan, who owns what, how to set up Python 3."
        ),
    )
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="a folder of the project")
    scanning.add_options(parser)
    parser.add_argument("--output", metavar="DIR", required=True, help="the folder to write to")


def run(args: argparse.Namespace) -> int:
    """Gather and write."""
    import glob
    import os
    from pathlib import Path

    from py3port.cli.plan import required_names
    from py3port.cli.terminal import echo, printable
    from py3port.errors import UserError
    from py3port.guide.collect import owner_shares, patterns
    from py3port.guide.write import render, save
    from py3port.plan.facts import gather
    from py3port.plan.make import make_plan
    from py3port.storage import StorageError
    from py3port.summary import summarize

    selection = scanning.select_all(args.path, args)
    project = selection.project
    result = scanning.scan_selection(selection, args)
    scanning.note_errors(scanning.unreadable(result))
    owners = owner_shares(project, result)
    facts = {
        "root": result.root,
        "mode": result.mode.value,
        "target": result.target,
        "total": summarize(result).total,
        "patterns": patterns(project, result, selection.registry),
        "owners": owners,
        "teams": any(each.people for each in owners),
        "unowned": sum(each.files for each in owners if not each.owner),
        "requirements": sorted(
            map(os.path.basename, glob.glob(f"{glob.escape(str(project.root))}/requirements*.txt"))
        ),
    }
    plan = make_plan(result, selection.registry, gather(project, required=required_names(project)))
    files = render(facts, plan)
    try:
        save(Path(args.output).absolute(), files)
    except StorageError as error:
        raise UserError(f"{args.output}: {error}") from error
    echo(printable(f"wrote {len(files)} files to {args.output}; begin with index.html or index.md"))
    return Exit.USAGE if plan.errors else Exit.OK

"""`py3port undo`: takes applies back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from py3port.apply.restore import Restored
    from py3port.cli.command import Subparsers


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "undo",
        run,
        summary="take the last apply back exactly",
        description="Take the last apply back exactly, or all applies down to one of them. Works after a crash, too.",
    )
    parser.add_argument(
        "apply", metavar="APPLY", nargs="?", help="take back all applies down to this one (see --list)"
    )
    parser.add_argument(
        "--list", action="store_true", help="list the applies that can be taken back, the last one first"
    )
    parser.add_argument("--path", metavar="PATH", default=".", help="the project; default: where you are")
    parser.add_argument(
        "--force",
        action="store_true",
        help="also files changed after the apply; their newer text is kept beside them",
    )


def run(args: argparse.Namespace) -> int:
    """Take back, or list."""
    from py3port.canary.state import check_none
    from py3port.errors import UserError
    from py3port.project.project import Project
    from py3port.undo import Conflict, undo

    project = Project.open(args.path)
    if args.list:
        return _list(project.root)
    check_none(project.root)
    try:
        done = undo(project.root, until=args.apply, force=args.force)
    except Conflict as error:
        shown = ", ".join(error.paths[:5]) + (
            f" and {len(error.paths) - 5} more" if len(error.paths) > 5 else ""
        )
        raise UserError(
            f"changed after the apply: {shown}; nothing was taken back. "
            "--force takes back all the same and keeps the newer text beside each file"
        ) from error
    return max(_report(each) for each in done)


def _list(root: Path) -> int:
    from py3port.cli.terminal import echo, table
    from py3port.undo import find_applies

    found = find_applies(root)
    if not found:
        echo("no apply is recorded here")
        return Exit.OK
    rows = [(each.name, each.created, each.state.value, len(each.touched), each.command) for each in found]
    title = f"{len(found)} {'apply' if len(found) == 1 else 'applies'}"
    table(title, ("apply", "when", "state", "files", "command"), rows)
    return Exit.OK


def _report(restored: Restored) -> int:
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import echo, note, printable

    command = printable(restored.journal.command)
    files = counted(len(restored.restored), "file")
    echo(f"took back apply {restored.journal.name} (`{command}`): {files} restored")
    for path, beside in restored.kept:
        echo(f"  {printable(path)}: the newer text is in {printable(beside)}")
    for path, reason in restored.failed:
        note(f"{path}: not taken back: {reason}")
    return Exit.USAGE if restored.failed else Exit.OK

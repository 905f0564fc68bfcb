"""`py3port owners`: who owns a path, and by which line of which file."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers
    from py3port.project.project import Project


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "owners",
        run,
        summary="who owns a file, and by which line",
        description="Tell the app and the owners of files, and which line says so.",
        epilog="exit code: 0; with --unowned 1 where a file has no owner",
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a file or a folder")
    parser.add_argument("--unowned", action="store_true", help="list the files that nobody owns")


def run(args: argparse.Namespace) -> int:
    """Print the owners."""
    from py3port.cli.terminal import echo, printable
    from py3port.project.project import Project

    project = Project.open(*args.paths)
    files = [file.path for file in project.select(args.paths)]
    if args.unowned:
        unowned = [path for path in files if not project.owners.owner_of(path)[0]]
        for path in unowned:
            echo(printable(path))
        return Exit.FOUND if unowned else Exit.OK
    if all(project.root.joinpath(project.relative(path)).is_file() for path in args.paths):
        for path in files:
            owners, source = project.owners.owner_of(path)
            names = " ".join(_with_people(project, owner) for owner in owners)
            said = f"{names or 'nobody'} ({source or 'no line matches'})"
            echo(printable(f"{path}: {said}, app {project.apps.app_of(path)}"))
    else:
        _print_table(project, files)
    return Exit.OK


def _with_people(project: Project, owner: str) -> str:
    people = project.owners.people_of(owner)
    return f"{owner} [{', '.join(people)}]" if people else owner


def _print_table(project: Project, files: list[str]) -> None:
    from py3port.cli.terminal import table

    counts: Counter[tuple[str, str, str]] = Counter()
    for path in files:
        owners, source = project.owners.owner_of(path)
        counts[" ".join(owners) or "(nobody)", project.apps.app_of(path), source or "no line matches"] += 1
    rows = [(*key, count) for key, count in sorted(counts.items())]
    table(f"Owners of {len(files):,} files", ("owners", "app", "by", "files"), rows)

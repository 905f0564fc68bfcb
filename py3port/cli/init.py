"""`py3port init`: proposes a configuration from what it finds."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from py3port.cli.command import Subparsers
    from py3port.project.project import Project


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "init",
        run,
        summary="propose a configuration: apps, owners, interpreters",
        description="Propose a configuration from the apps, owners and interpreters found.",
    )
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="the project (default: here)")
    parser.add_argument(
        "--write", action="store_true", help="write py3port.toml; an existing one is never overwritten"
    )


def run(args: argparse.Namespace) -> int:
    """Print or write the proposal."""
    from py3port.cli.terminal import echo, note, printable
    from py3port.errors import UserError
    from py3port.project.config import OWN_FILE
    from py3port.project.project import Project
    from py3port.storage import StorageError, write

    project = Project.open(args.path)
    if project.config.file and args.write:
        raise UserError(
            f"{project.root / project.config.file} configures py3port already; it is left as it is"
        )
    proposal = _proposal(project)
    if not args.write:
        for line in proposal.splitlines():
            echo(printable(line))
        note(f"nothing is written; `py3port init --write` makes {OWN_FILE} of it")
        return Exit.OK
    target = project.root / OWN_FILE
    if target.exists() or target.is_symlink():
        raise UserError(f"{target} exists already; it is left as it is")
    try:
        write(target, proposal.encode())
    except StorageError as error:
        raise UserError(f"{target}: {error}") from error
    note(f"wrote {target}")
    return Exit.OK


def _proposal(project: Project) -> str:
    config = project.config
    lines = [
        "# dual: rewritten code runs on Python 2.7 and 3; py3: on Python 3 only.",
        f'mode = "{config.mode.value}"',
        f'target = "{config.target}"',
        "",
        *_interpreters(project.root, config.target),
        "",
        "# Modules that are ported as a unit, and where they lie (patterns as in .gitignore).",
        "[apps]",
        *_apps(project),
        "",
        *_owners(project),
    ]
    return "\n".join(lines) + "\n"


def _apps(project: Project) -> list[str]:
    lines = []
    for name, patterns in project.apps.patterns().items():
        text = f"{json.dumps(name)} = {json.dumps(list(patterns))}"
        # A name that is not UTF-8 cannot be written in TOML.
        if not any("\ud800" <= char <= "\udfff" for part in (name, *patterns) for char in part):
            lines.append(text)
    return lines or ["# none found"]


def _owners(project: Project) -> list[str]:
    rules = project.owners.rules
    if rules and not project.config.owners:
        file = rules[0].source.rpartition(":")[0]
        return [f"# Owners are those of {file}: {', '.join(project.owners.names) or 'nobody'}"]
    return [
        "# No CODEOWNERS file found. Patterns as there, the last that matches counts:",
        "# [owners]",
        '# "*" = "@team"',
    ]


def _interpreters(root: Path, target: str) -> list[str]:
    from py3port.project.interpreters import find_interpreters

    lines = ["# The interpreters that confirm and verify what is rewritten."]
    for key, found in find_interpreters(root, target=target).items():
        lines.append(f"{key} = {json.dumps(found[0])}  # {found[1]}" if found else f"# {key}: none found")
    return lines

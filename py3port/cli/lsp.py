"""`py3port lsp`: the language server for editors."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.cli.command import Subparsers


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    add_command(
        subparsers,
        "lsp",
        run,
        summary="findings and quick fixes in an editor",
        description=(
            "Serve an editor by the Language Server Protocol on standard input and output: what `py3port lint` finds "
            "in the open files, as they are typed, and fixes for it. Needs pygls: pip install 'py3port[lsp]'."
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Serve until the editor has done."""
    from py3port.errors import UserError

    try:
        from py3port.lsp import serve
    except ModuleNotFoundError as error:
        raise UserError(f"{error.name} is missing: pip install 'py3port[lsp]'") from error
    serve()
    return Exit.OK

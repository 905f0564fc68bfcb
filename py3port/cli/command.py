"""What a command's module gives: `add_arguments(subparsers)`, which sets the default `run`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace], int]
"""Runs with the parsed arguments and returns an exit code (`py3port.cli.exits.Exit`)."""


def add_command(
    subparsers: Subparsers, name: str, run: Command, *, summary: str, description: str, epilog: str = ""
) -> argparse.ArgumentParser:
    """Add the parser of a command; `summary` is its line in `py3port --help`."""
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=description,
        epilog=epilog,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser


def add_force_exclude(parser: argparse.ArgumentParser) -> None:
    """Add the option of those commands that hooks call with the names of files."""
    parser.add_argument(
        "--force-exclude",
        action="store_true",
        help="what the configuration leaves out stays out, though it is a PATH: for hooks, which name every file",
    )

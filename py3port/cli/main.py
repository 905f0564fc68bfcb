"""Parses arguments, runs one command, turns exceptions into exit codes."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from py3port import __version__
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.cli.command import Command

COMMANDS = (
    "init",
    "status",
    "scan",
    "requirements",
    "plan",
    "apply",
    "canary",
    "undo",
    "verify",
    "lint",
    "baseline",
    "lsp",
    "report",
    "history",
    "rules",
    "owners",
    "guide",
)
"""Each is a module `py3port.cli.<name>` with `add_arguments(subparsers)`; in the order of the help."""

DESCRIPTION = "Takes a Python 2 codebase to Python 3 while its teams keep shipping."
_OUTPUT_ERRORS = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
EPILOG = (
    "exit codes: 0 nothing found or to do; 1 findings, or a check failed; "
    "2 wrong usage or configuration, or unreadable input; 3 a defect in py3port"
)


def run(argv: Sequence[str]) -> int:
    """Run the command line `argv` and return its exit code."""
    _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        _never_fail_on_encoding(stream)
    code: int = Exit.READER_GONE
    try:
        code = _run(argv)
        sys.stdout.flush()
    except Stopped as stopped:
        return 128 + stopped.number
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`), which deserves no message.
        _abandon_output()
    except OSError as error:
        _abandon_output()
        print(f"py3port: standard output: cannot be written: {error.strerror}", file=sys.stderr)
        return Exit.USAGE
    return code


class Stopped(KeyboardInterrupt):
    """The system asks us to end; like Ctrl-C, so that all is cleaned up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def stop_on_signals() -> None:
    """Let SIGTERM and SIGHUP, where they are not ignored, end us in order: workers too, and with no file half done."""
    import signal

    own = os.getpid()

    def stop(number: int, _: object) -> None:
        if os.getpid() != own:
            os._exit(128 + number)
        signal.signal(number, signal.SIG_IGN)
        raise Stopped(number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, stop)


def _fill_closed_streams() -> None:
    """A closed stream (`>&-`) would leave its number to the next file we open, which then gets our output.

    To read from one stays an error: nothing is there to be judged.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_RDWR if number else os.O_WRONLY)
            stream = os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False)
            setattr(sys, name, stream)


def _abandon_output() -> None:
    """The interpreter's last flush must not complain again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str]) -> int:
    from py3port.errors import UserError

    try:
        args = parser(argv).parse_args(argv)
        command: Command = args.run
        return int(command(args))
    except UserError as error:
        from py3port.cli.terminal import printable

        print(f"py3port: {printable(str(error))}", file=sys.stderr)
        return Exit.USAGE
    except KeyboardInterrupt:
        raise
    except Exception as error:
        # The one place where our own defects end. A full disk under standard output is none; it has no file name.
        if isinstance(error, OSError) and error.errno in _OUTPUT_ERRORS and error.filename is None:
            raise
        _print_defect()
        return Exit.DEFECT


def parser(argv: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The argument parser, with the command that `argv` names, or with all when it names none."""
    root = _Parser(prog="py3port", description=DESCRIPTION, epilog=EPILOG, allow_abbrev=False)
    root.add_argument("--version", action="version", version=f"py3port {__version__}")
    subparsers = root.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=_Parser, prog=root.prog
    )
    named = next((word for word in argv if not word.startswith("-")), None)
    if named in COMMANDS:
        root.command = f"py3port {named}"
    for name in _wanted(argv, named):
        importlib.import_module(f"py3port.cli.{name}").add_arguments(subparsers)
    return root


def _wanted(argv: Sequence[str], named: str | None) -> Sequence[str]:
    """The commands whose modules must be imported; an unknown one ends here, with the nearest name."""
    if named is None:
        return () if "--version" in argv else COMMANDS
    if named in COMMANDS:
        return (named,)
    from py3port.errors import UserError, did_you_mean

    near = did_you_mean(named, COMMANDS)
    raise UserError(f"unknown command {named!r}{near or '; `py3port --help` lists them'}")


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, instead of the whole usage."""

    command = ""
    """The command whose help to point to, where the root does not know its prog."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_unmeasured)

    def format_help(self) -> str:
        """As the base class, as wide as the terminal."""
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        from py3port.cli.terminal import printable

        self.exit(Exit.USAGE, f"py3port: {printable(message)}; see `{self.command or self.prog} --help`\n")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """As the base class, but with the nearest choice instead of all."""
        from py3port.errors import did_you_mean

        if action.choices is None or value in action.choices:
            return
        known = [str(each) for each in action.choices]
        near = did_you_mean(str(value), known) or f"; there are: {', '.join(known)}"
        raise argparse.ArgumentError(action, f"unknown value {value!r}{near}")


def _unmeasured(prog: str) -> argparse.HelpFormatter:
    """What argparse checks each argument with; the terminal's width would take a module that is dear to import."""
    return argparse.HelpFormatter(prog, width=80)


def _never_fail_on_encoding(stream: TextIO) -> None:
    """Names that are not UTF-8, or a terminal that is ASCII, must not stop a run."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _print_defect() -> None:
    import platform
    import traceback

    traceback.print_exc()
    print(
        "py3port: this is a defect in py3port, please report it with the trace above: "
        f"py3port {__version__}, "
        f"{platform.python_implementation()} {platform.python_version()}, {platform.platform()}",
        file=sys.stderr,
    )

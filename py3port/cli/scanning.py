"""What the commands that scan have in common: their options, and what becomes of errors."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from py3port.project.files import SourceFile
    from py3port.project.project import Project
    from py3port.registry import Registry
    from py3port.result import FileResult, Options, ScanResult, Stage
    from py3port.rule import Rule

_MAX_LISTED = 20


@dataclass(frozen=True)
class Selection:
    """What the command line asks to scan for, names resolved."""

    project: Project
    registry: Registry
    rules: tuple[Rule, ...]
    enabled: tuple[Rule, ...]
    """All rules that the configuration lets run, and those asked for by name."""
    files: Sequence[SourceFile]
    options: Options


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what to look at and for what."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="files and folders (default: the whole project)"
    )
    add_options(parser)
    parser.add_argument(
        "--doctests", action="store_true", help="look at the doctests in prose and in strings, too"
    )
    group = parser.add_argument_group("selection", "Each may be repeated.")
    group.add_argument(
        "--rule", metavar="NAME", action="append", default=[], help="only findings of this rule"
    )
    group.add_argument("--app", metavar="NAME", action="append", default=[], help="only files of this app")
    group.add_argument(
        "--owner", metavar="NAME", action="append", default=[], help="only files of this owner"
    )
    group.add_argument(
        "--stage", metavar="NAME", action="append", default=[], help="only rules of this stage"
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what the code must run on, and how to run."""
    parser.add_argument("--mode", metavar="MODE", help="dual: runs on 2.7 and 3; py3: on Python 3 only")
    parser.add_argument("--target", metavar="VERSION", help="the Python 3 to port to, such as 3.13")
    parser.add_argument(
        "--jobs", metavar="N", type=_jobs, default=0, help="worker processes (default: what helps)"
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="neither use nor keep results of earlier scans"
    )


def select(args: argparse.Namespace) -> Selection:
    """Open the project and resolve every name on the command line.

    Raises:
        UserError: something does not exist; the nearest name is given.
    """
    from py3port.project.project import Project
    from py3port.registry import load_rules

    project = Project.open(*args.paths)
    if args.doctests:
        project = project.with_doctests()
    registry = load_rules(project.extensions)
    disabled = set(project.config.disable)
    wanted = stages(args.stage)
    known = registry.plan_order() if wanted else registry.before_cleanup()
    active = tuple(rule for rule in known if rule.name not in disabled)
    rules = registry.select(args.rule) if args.rule else active
    if wanted:
        rules = tuple(rule for rule in rules if rule.stage in wanted)
    named = [rule for rule in rules if rule not in active]
    files = _files(project, args)
    return Selection(project, registry, rules, (*active, *named), files, options(project, args))


def select_all(path: str, args: argparse.Namespace) -> Selection:
    """The whole project that `path` lies in, with all of its rules; those of the cleanup stage in `py3` mode only.

    Raises:
        UserError: something does not exist, or is configured wrong.
    """
    from py3port.project.project import Project
    from py3port.registry import load_rules
    from py3port.result import Mode

    project = Project.open(path)
    registry = load_rules(project.extensions)
    chosen = options(project, args)
    known = registry.plan_order() if chosen.mode is Mode.PY3 else registry.before_cleanup()
    rules = tuple(rule for rule in known if rule.name not in project.config.disable)
    return Selection(project, registry, rules, rules, project.files, chosen)


def stages(names: Iterable[str]) -> tuple[Stage, ...]:
    """The stages of these names.

    Raises:
        UserError: there is no stage of such a name.
    """
    from py3port.result import Stage

    known = [stage.value for stage in Stage]
    return tuple(dict.fromkeys(Stage(_choice("stage", name, known)) for name in names))


def options(project: Project, args: argparse.Namespace) -> Options:
    """What the code must run on: as the command line says, else as configured."""
    from py3port.project.config import TARGETS
    from py3port.result import Mode, Options

    configured = project.config.options
    mode = Mode(_choice("mode", args.mode, [each.value for each in Mode])) if args.mode else configured.mode
    target = _choice("target", args.target, TARGETS) if args.target else configured.target
    return Options(mode, target, project.config.doctests)


def scan_selection(selection: Selection, args: argparse.Namespace) -> ScanResult:
    """Scan, with a progress bar where one is welcome."""
    from py3port.cli.terminal import Progress, note
    from py3port.scan import scan

    with Progress("scanning") as progress:
        return scan(
            selection.project,
            rules=selection.rules,
            enabled=selection.enabled,
            options=selection.options,
            jobs=args.jobs or 0,
            cache=not args.no_cache,
            progress=progress,
            files=selection.files,
            warn=note,
        )


def unreadable(result: ScanResult) -> list[FileResult]:
    """The files that could not be scanned."""
    return [file for file in result.files if file.error is not None]


def describe_error(file: FileResult, path: str) -> str:
    """One line on a file that could not be scanned."""
    from py3port.cli.terminal import printable

    error = file.error
    assert error is not None
    place = f":{error.line}:{error.column}" if error.line else ""
    return printable(f"{path}{place}: {error.message}")


def note_errors(files: Iterable[FileResult]) -> None:
    """Say on standard error which files could not be scanned."""
    from py3port.cli.terminal import note, note_line

    listed = list(files)
    if not listed:
        return
    note(f"{counted(len(listed), 'file')} could not be scanned:")
    for file in listed[:_MAX_LISTED]:
        note_line(f"  {describe_error(file, file.path)}")
    if len(listed) > _MAX_LISTED:
        note_line(f"  and {len(listed) - _MAX_LISTED:,} more")


def note_defects(result: ScanResult) -> bool:
    """Say which files brought out a defect of py3port, and the first trace; tell whether there are any."""
    defects = [(file, file.error) for file in result.files if file.error and file.error.trace]
    if not defects:
        return False
    file, error = defects[0]
    note_defect(
        error.trace, f" and, if you may, with {file.path}; it concerns {counted(len(defects), 'file')}"
    )
    return True


def note_defect(trace: str, more: str = "") -> None:
    """Show where our own code broke."""
    import platform

    from py3port import __version__
    from py3port.cli.terminal import note, note_line

    note_line(trace.rstrip())
    versions = f"py3port {__version__}, Python {platform.python_version()}, {platform.platform()}"
    note(f"this is a defect in py3port, please report it with the trace above{more} ({versions})")


def write_output(text: str | bytes, output: str) -> None:
    """Write a report to a file, or to standard output where `output` is empty or `-`.

    Raises:
        UserError: the file cannot be written.
    """
    import sys
    from pathlib import Path

    from py3port.errors import UserError
    from py3port.storage import StorageError, write

    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    try:
        if output in ("", "-"):
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        elif _is_stream(output):
            with open(output, "wb") as stream:
                stream.write(data)
        else:
            write(Path(output), data)
    except StorageError as error:
        raise UserError(f"{output}: {error}") from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(f"{output or 'standard output'}: cannot be written: {error.strerror}") from error


def _is_stream(path: str) -> bool:
    """Whether it is a device or a pipe, which must be written to and not replaced by a file."""
    import os
    import stat

    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def exit_code(result: ScanResult, *, defects: bool) -> Exit:
    """What a scan's result means for the caller; the worst wins. Advice asks for nothing."""
    from py3port.result import Stage

    if defects:
        return Exit.DEFECT
    if unreadable(result):
        return Exit.USAGE
    is_found = any(each.stage is not Stage.ADVICE for file in result.files for each in file.findings)
    return Exit.FOUND if is_found else Exit.OK


def _files(project: Project, args: argparse.Namespace) -> Sequence[SourceFile]:
    files = project.select(args.paths)
    if args.app:
        apps = {project.apps.find(name) for name in args.app}
        files = tuple(file for file in files if project.apps.app_of(file.path) in apps)
    if args.owner:
        owners = {_choice("owner", name, project.owners.names) for name in args.owner}
        files = tuple(file for file in files if not owners.isdisjoint(project.owners.owner_of(file.path)[0]))
    return files


def _choice(what: str, name: str, known: Sequence[str]) -> str:
    from py3port.errors import UserError, did_you_mean

    if name in known:
        return name
    listed = f"; there are: {', '.join(known)}" if known else "; there are none"
    raise UserError(f"unknown {what} {name!r}{did_you_mean(name, known) or listed}")


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to 1024")
    return int(text)

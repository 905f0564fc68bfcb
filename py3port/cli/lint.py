"""`py3port lint`: the gate."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from py3port.cli.command import Subparsers
    from py3port.lint.gate import Request, Verdict
    from py3port.lint.known import Known
    from py3port.project.project import Project


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "lint",
        run,
        summary="the gate: refuse new findings",
        description=(
            "Refuse findings that are new: since a revision, or not in the baseline. Code that merely moved, was "
            "indented or renamed is not new."
        ),
        epilog="exit codes: 0 nothing new; 1 new findings; 2 something could not be judged",
    )
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="files and folders; default: the whole project"
    )
    parser.add_argument("--since", metavar="REV", help="what is new since the merge base with this revision")
    parser.add_argument(
        "--baseline", metavar="FILE", help="tolerated findings; default: py3port-baseline.json if there"
    )
    parser.add_argument(
        "--update-baseline",
        action="store_true",
        help="take what is gone out of the baseline; make one when there is none",
    )
    parser.add_argument("--force", action="store_true", help="let --update-baseline add what is new")
    parser.add_argument(
        "--format",
        choices=("text", "github", "gitlab", "sarif", "json"),
        default="text",
        help="default: text",
    )
    parser.add_argument("--output", metavar="FILE", help="write the report there")
    parser.add_argument(
        "--mode", choices=("dual", "py3"), help="what the code must run on: 2.7 and 3, or the target"
    )
    parser.add_argument("--jobs", metavar="N", type=int, help="number of worker processes")


def run(args: argparse.Namespace) -> int:
    """Judge, and print what is new."""
    from py3port.errors import UserError
    from py3port.lint import gate
    from py3port.lint.baseline import DEFAULT_NAME
    from py3port.project.project import Project

    if args.since is not None and args.update_baseline:
        raise UserError("--update-baseline looks at everything; leave --since out")
    if args.force and not args.update_baseline:
        raise UserError("--force goes with --update-baseline")
    if args.jobs is not None and args.jobs < 1:
        raise UserError("--jobs: at least 1")
    project = Project.open(*args.paths)
    request = _request(args, project)
    path = gate.baseline_path(project, args.baseline, DEFAULT_NAME)
    if args.since is not None:
        verdict = gate.check_since(
            project, args.since, request, tolerated=_load(path) if args.baseline else ()
        )
    elif args.update_baseline:
        return _update(args, project, request, path)
    else:
        verdict = gate.check_all(
            project, request, tolerated=_load(path) if args.baseline or path.exists() else ()
        )
    _print(args, project, verdict)
    return _conclude(args, verdict)


def _request(args: argparse.Namespace, project: Project) -> Request:
    from py3port.cli.terminal import Progress
    from py3port.lint.gate import Request
    from py3port.registry import load_rules
    from py3port.result import Mode, Options
    from py3port.summary import GATE_STAGES

    config = project.config
    stages = config.gate or GATE_STAGES
    rules = [rule for rule in load_rules().rules if rule.stage in stages and rule.name not in config.disable]
    options = Options(Mode(args.mode) if args.mode else config.mode, config.target)
    progress = Progress("scanning").update
    return Request(tuple(rules), options, tuple(args.paths), args.jobs or config.jobs, progress)


def _load(path: Path) -> Sequence[Known]:
    from py3port.lint.baseline import load

    return load(path).entries


def _update(args: argparse.Namespace, project: Project, request: Request, path: Path) -> int:
    """Write the baseline; without `--force` it never grows."""
    from py3port import storage
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import note
    from py3port.errors import UserError
    from py3port.lint import gate
    from py3port.lint.baseline import save
    from py3port.lint.known import known

    if not args.baseline:
        # Where it is, is the repository's choice: it must not have us write elsewhere.
        storage.inside(project.root, path)
    is_made = not path.exists()
    old = [] if is_made else list(_load(path))
    verdict = gate.check_all(project, request, tolerated=old)
    in_scope = gate.scope_of(project, args.paths)
    entries = gate.shrunk(verdict, in_scope=in_scope)
    if is_made or args.force:
        entries += [known(finding) for finding in verdict.new]
    try:
        save(path, entries)
    except storage.StorageError as error:
        raise UserError(f"{path}: {error}") from error
    gone = len(old) + (len(verdict.new) if is_made or args.force else 0) - len(entries)
    note(f"{path.name}: {counted(len(entries), 'finding')} tolerated" + (f", {gone} gone" if gone else ""))
    if verdict.errors:
        return _note_errors(verdict)
    if verdict.new and not (is_made or args.force):
        _print(args, project, verdict)
        return _conclude(args, verdict)
    return Exit.OK


def _print(args: argparse.Namespace, project: Project, verdict: Verdict) -> None:
    import sys

    from py3port.cli.scanning import write_output
    from py3port.lint.formats import render

    text = render(args.format, verdict, _source_lines(project))
    if args.output:
        write_output(text, args.output)
    else:
        sys.stdout.write(text)


def _source_lines(project: Project) -> Callable[[str, int], str]:
    """Looks up lines of source; each file is read once."""
    import os

    from py3port.python2 import Source, SourceError
    from py3port.result import FileError
    from py3port.scan.reading import read_content

    sources: dict[str, Source | None] = {}

    def line(path: str, number: int) -> str:
        if path not in sources:
            content = read_content(os.path.join(project.root, path), limit=project.config.max_file_size)
            try:
                sources[path] = None if isinstance(content, FileError) else Source.from_bytes(content.data)
            except SourceError:
                sources[path] = None
        source = sources[path]
        return source.line(number) if source is not None and number <= source.line_count else ""

    return line


def _conclude(args: argparse.Namespace, verdict: Verdict) -> int:
    """Say how it ended, on standard error; return the exit code."""
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import note

    code = _note_errors(verdict)
    count = len(verdict.new)
    if count:
        note(f"{counted(count, 'new finding')}; `py3port rules NAME` explains a rule")
    elif not verdict.errors:
        note("no new findings")
    if verdict.gone and args.since is None and not args.update_baseline:
        gone = f"{counted(len(verdict.gone), 'finding')} of the baseline {'is' if len(verdict.gone) == 1 else 'are'}"
        note(f"{gone} gone; `py3port lint --update-baseline` takes out what is gone")
    return code or (Exit.FOUND if count else Exit.OK)


def _note_errors(verdict: Verdict) -> Exit:
    """Say which files could not be judged; what that means for the exit code."""
    from py3port.cli.scanning import note_defects
    from py3port.cli.terminal import note

    for path, error in verdict.errors:
        place = f":{error.line}:{error.column}" if error.line else ""
        note(f"{path}{place}: cannot be judged: {error.message}")
    if note_defects(verdict.scanned):
        return Exit.DEFECT
    return Exit.USAGE if verdict.errors else Exit.OK

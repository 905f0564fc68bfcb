"""`py3port baseline`: the file of tolerated findings."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from py3port.cli.command import Subparsers
    from py3port.lint.gate import Request
    from py3port.project.project import Project
    from py3port.registry import Registry


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "baseline",
        run,
        summary="merge two versions of the gate's baseline",
        description=(
            "Merge two versions of the gate's baseline: what either side took out is out, what either put in is in. "
            "As git's merge driver: `git config merge.py3port.driver 'py3port baseline merge %O %A %B'`, and the line "
            "`py3port-baseline.json merge=py3port` in .gitattributes."
        ),
    )
    parser.add_argument("action", choices=("merge",), help="merge: write the result to OURS")
    parser.add_argument("base", metavar="BASE", help="the common ancestor")
    parser.add_argument("ours", metavar="OURS", help="our version, which is replaced")
    parser.add_argument("theirs", metavar="THEIRS", help="the other version")


def run(args: argparse.Namespace) -> int:
    """Merge the other version into ours."""
    from pathlib import Path

    from py3port.cli.scanning import counted
    from py3port.cli.terminal import note
    from py3port.lint.baseline import Baseline, load, merged, save

    # Where both sides made the file, git gives an empty ancestor.
    is_empty = Path(args.base).is_file() and not Path(args.base).stat().st_size
    base = Baseline(()) if is_empty else load(Path(args.base))
    result = merged(base, load(Path(args.ours)), load(Path(args.theirs)))
    save(Path(args.ours), result.entries, result.budgets)
    note(f"baseline merged: {counted(len(result.entries), 'finding')} tolerated")
    return Exit.OK


def update(
    args: argparse.Namespace, project: Project, request: Request, path: Path, registry: Registry
) -> int:
    """Write the baseline; without `--force` it never grows, and with it not by what a locked app has."""

    from py3port import storage
    from py3port.cli.lint import conclude, note_errors, show
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import note
    from py3port.errors import UserError
    from py3port.lint import budgets, gate
    from py3port.lint.baseline import Baseline, load, save
    from py3port.lint.known import known

    if not args.baseline:
        # Where it is, is the repository's choice: it must not have us write elsewhere.
        storage.inside(project.root, path)
    is_made = not path.exists()
    old = Baseline(()) if is_made else load(path)
    verdict = gate.check_all(project, request, tolerated=old.entries)
    entries = gate.shrunk(verdict, in_scope=gate.scope_of(project, args.paths))
    grows = is_made or args.force
    refused = tuple(each for each in verdict.new if not grows or each.app in request.policy.locked)
    added = [
        each for each in (*verdict.new, *verdict.noted) if grows and each.app not in request.policy.locked
    ]
    entries += [known(finding) for finding in added]
    limits = budgets.ratcheted(project.config.max_findings, {} if args.force else old.budgets)
    found = budgets.counts(verdict.scanned.findings)
    reached = budgets.ratcheted(limits, {}, found) if not (args.paths or verdict.errors) else limits
    try:
        save(path, entries, reached)
    except storage.StorageError as error:
        raise UserError(f"{path}: {error}") from error
    gone = len(old.entries) + len(added) - len(entries)
    note(f"{path.name}: {counted(len(entries), 'finding')} tolerated" + (f", {gone} gone" if gone else ""))
    if verdict.errors:
        return note_errors(verdict)
    over = [] if args.paths else budgets.exceeded(limits, found)
    verdict = verdict._replace(new=refused)
    if refused:
        show(args, project, request, verdict)
    return conclude(args, project, verdict, registry, over=over) if refused or over else Exit.OK

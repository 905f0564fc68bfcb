"""Prints what an apply did, or would do."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from py3port import storage
from py3port.apply.diff import coloured, patch, unified
from py3port.apply.driver import Applied
from py3port.apply.outcome import Changed, Failed, Left, LeftKind, Outcome, Skipped, Unchanged
from py3port.cli.exits import Exit
from py3port.cli.scanning import counted, note_defect
from py3port.cli.terminal import echo, is_fancy, note, printable
from py3port.project.project import Project


def print_diff(project: Project, outcome: Changed) -> None:
    """Print what would change in a file."""
    before, _ = storage.read(project.root / outcome.path, root=project.root)
    if storage.digest(before) != outcome.digest:
        note(f"{outcome.path}: changed by someone else meanwhile")
        return
    sys.stdout.flush()
    if is_fancy():
        lines = unified(outcome.path, before, outcome.data, encoding=outcome.encoding)
        sys.stdout.writelines(coloured(lines))
    else:
        sys.stdout.buffer.writelines(patch(outcome.path, before, outcome.data))
        sys.stdout.buffer.flush()


def print_outcomes(outcomes: Sequence[Outcome], *, done: bool, quiet: bool = False) -> int:
    """Print what became of the files; return the exit code. With `quiet` only what went wrong, to standard error."""
    code = int(Exit.OK)
    changed = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            place = f":{outcome.line}:{outcome.column}" if outcome.line else ""
            note(f"{outcome.path}{place}: left alone: {outcome.error.removesuffix('; left alone')}")
            code = max(code, Exit.FOUND if outcome.defect else Exit.USAGE)
        elif isinstance(outcome, Skipped):
            note(f"{outcome.path}: skipped: {outcome.reason}")
    if any(left.kind.name == "FAILED" for outcome in outcomes for left in _left(outcome)):
        code = max(code, Exit.FOUND)
    traces = [outcome.trace for outcome in outcomes if isinstance(outcome, Failed) and outcome.trace]
    if traces:
        note_defect(traces[0])
        code = Exit.DEFECT
    if quiet:
        return code
    if not changed:
        echo("nothing to change")
    for outcome in changed:
        if not done:
            echo(f"would change {printable(outcome.path)}")
    _print_counts(changed, outcomes, done=done)
    return code


def _left(outcome: Outcome) -> tuple[Left, ...]:
    return outcome.left if isinstance(outcome, (Changed, Unchanged)) else ()


def _print_counts(changed: Sequence[Changed], outcomes: Sequence[Outcome], *, done: bool) -> None:
    fixed: Counter[str] = Counter()
    for outcome in changed:
        fixed.update(dict(outcome.fixed))
    if changed:
        verb = "changed" if done else "would change"
        files, findings = counted(len(outcomes), "file"), counted(sum(fixed.values()), "finding")
        echo(f"{len(changed):,} of {files} {verb}, {findings} fixed")
        for name, count in sorted(fixed.items()):
            echo(f"  {name}: {count}")
    for kind in LeftKind:
        left = [(outcome.path, each) for outcome in outcomes for each in _left(outcome) if each.kind is kind]
        if not left:
            continue
        echo(f"{len(left)} left: {kind.value}")
        shown = left if kind in (LeftKind.SKIPPED, LeftKind.FAILED) else []
        for path, each in shown[:50]:
            echo(f"  {printable(path)}:{each.line} {each.rule}: {printable(each.reason)}")
        if len(shown) > 50:
            echo(f"  and {len(shown) - 50} more")


def print_end(applied: Applied) -> None:
    """Print who confirmed it, and how to take it back."""
    if applied.journal is None:
        return
    for python in applied.confirmed_by:
        echo(f"confirmed by {python}")
    echo(f"take it back with `py3port undo` (apply {applied.journal.name})")

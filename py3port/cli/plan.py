"""`py3port plan`: the ordered steps and their state."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from py3port.cli import scanning
from py3port.cli.command import add_command
from py3port.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from py3port.cli.command import Subparsers
    from py3port.plan.step import Plan, Step
    from py3port.project.project import Project


def add_arguments(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "plan",
        run,
        summary="the ordered steps, their owners and their state",
        description=(
            "List what is to be done, in order: a step is one rule on one app, or on the whole project where the rule "
            "touches few files. The plan is computed from the code and from git's history each time."
        ),
        epilog="exit code: 0 done; 2 some files could not be read or parsed",
    )
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="a folder of the project")
    scanning.add_options(parser)
    parser.add_argument("--next", action="store_true", help="only the next step that can be worked on")
    parser.add_argument(
        "--unsafe", action="store_true", help="with --next: also by fixes that are likely right"
    )
    parser.add_argument("--app", metavar="NAME", action="append", default=[], help="only steps in this app")
    parser.add_argument(
        "--owner", metavar="NAME", action="append", default=[], help="only steps of this owner"
    )
    parser.add_argument(
        "--coverage",
        metavar="FILE",
        help="coverage.xml or .coverage (default: the one at the root, if there)",
    )
    parser.add_argument("--format", choices=("text", "json", "markdown", "mermaid"), default="text")
    parser.add_argument("--output", metavar="FILE", default="", help="write there instead of standard output")


def run(args: argparse.Namespace) -> int:
    """Make the plan and print it."""
    from dataclasses import replace

    from py3port.cli.terminal import redirected

    project, plan = make(args.path, args, coverage=args.coverage)
    chosen = tuple(step for step in plan.steps if _is_chosen(step, args, project))
    plan = replace(plan, steps=chosen)
    if args.next:
        found = plan.next(unsafe=args.unsafe)
        plan = replace(plan, steps=(found,) if found else ())
    if args.format == "text":
        with redirected(args.output):
            _print_step(plan, args) if args.next else _print(plan)
    else:
        scanning.write_output(_renderer(args.format)(plan), args.output)
    return Exit.USAGE if plan.errors else Exit.OK


def make(path: str, args: argparse.Namespace, *, coverage: str | None = None) -> tuple[Project, Plan]:
    """The plan of the project that `path` lies in; says which files it knows nothing about."""
    from pathlib import Path

    from py3port.plan.facts import gather
    from py3port.plan.make import make_plan

    selection = scanning.select_all(path, args)
    result = scanning.scan_selection(selection, args)
    scanning.note_errors(scanning.unreadable(result))
    facts = gather(
        selection.project,
        required=required_names(selection.project),
        coverage=Path(coverage) if coverage else None,
    )
    return selection.project, make_plan(result, selection.registry, facts)


def required_names(project: Project) -> frozenset[str] | None:
    """The distributions that the project requires, normalised; None where no file says what."""
    from py3port.requirements.reading import read_project

    found = read_project(project).requirements
    return frozenset(each.key for each in found) or None


def _is_chosen(step: Step, args: argparse.Namespace, project: Project) -> bool:
    apps = {project.apps.find(name) for name in args.app}
    return (not apps or step.app in apps) and (not args.owner or not set(args.owner).isdisjoint(step.owners))


def _renderer(name: str) -> Callable[[Plan], str]:
    from py3port.plan import render

    return {"json": render.as_json, "markdown": render.as_markdown, "mermaid": render.as_mermaid}[name]


def _print(plan: Plan) -> None:
    from py3port.cli.terminal import echo, table
    from py3port.plan.render import by_stage, share

    if not plan.steps:
        echo("nothing to do")
        return
    for stage, steps in by_stage(plan.steps):
        rows = [
            (
                step.state.value,
                step.id,
                *step.findings.values(),
                step.files,
                step.risk.value,
                " ".join(step.owners[:3]) + (" ..." if len(step.owners) > 3 else ""),
                ", ".join(step.blocked_by[:2]) + (" ..." if len(step.blocked_by) > 2 else ""),
            )
            for step in steps
        ]
        headings = ("state", "step", "safe", "unsafe", "manual", "files", "risk", "owners", "waits for")
        table(f"Stage {stage.value}", headings, rows)
        echo()
    if plan.core:
        core = [
            (each.path, each.dependents, each.findings, share(each.coverage), " ".join(each.owners))
            for each in plan.core
        ]
        table(
            "Core modules: test these first", ("file", "imported by", "findings", "tests run", "owners"), core
        )
        echo()
    cycles = [group for group in plan.apps if len(group) > 1]
    for group in cycles:
        echo(f"apps that import each other: {', '.join(group)}")
    found = plan.next() or plan.next(unsafe=True)
    echo(f"next: {found.command}" if found else "no step is left for a codemod")
    if found is None:
        print_waiting(plan)


def print_waiting(plan: Plan) -> None:
    """Print what keeps steps from being worked on, if any wait."""
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import echo, printable
    from py3port.plan.step import State

    waiting = [step for step in plan.steps if step.state is State.BLOCKED and step.fixable]
    if waiting:
        reasons = list(dict.fromkeys(each for step in waiting for each in step.blocked_by))
        more = f" and {len(reasons) - 3} more" if len(reasons) > 3 else ""
        echo(f"{counted(len(waiting), 'more step')} waiting for {printable(', '.join(reasons[:3]))}{more}")


def _print_step(plan: Plan, args: argparse.Namespace) -> None:
    from py3port.cli.scanning import counted
    from py3port.cli.terminal import echo, printable
    from py3port.plan.render import lower_first

    if not plan.steps:
        echo(
            "no step is left for a codemod" + ("" if args.unsafe else "; --unsafe shows what is likely right")
        )
        return
    step = plan.steps[0]
    where = f" in {printable(step.app)}" if step.app else ""
    counts = ", ".join(f"{count} {each.value}" for each, count in step.findings.items() if count)
    echo(f"{step.id}: {lower_first(step.title)}{where}")
    echo(
        f"  {counts} in {counted(step.files, 'file')}, {counted(step.lines, 'line')}; {step.risk.value} risk"
    )
    if step.core_files:
        echo(f"  {counted(step.core_files, 'core module')} among them: test first")
    if step.owners:
        echo(f"  owners: {printable(' '.join(step.owners))}")
    echo(f"  {printable(step.command)}")

"""Collects what a report shows beside the findings, as far as it shows it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from py3port.cli import scanning

if TYPE_CHECKING:
    from py3port.cli.scanning import Selection
    from py3port.report import Attachments, PlannedStep
    from py3port.result import ScanResult

FIXES = 2000
"""For so many findings fixes are looked for where nothing is said: some seconds' work."""


def attach(selection: Selection, result: ScanResult, args: argparse.Namespace, *, since: str) -> Attachments:
    """Everything that one of `args.parts` asks for."""
    from py3port.attach.change import change
    from py3port.attach.excerpts import excerpts
    from py3port.attach.fixes import fixes
    from py3port.attach.places import source_url
    from py3port.attach.remembered import requirements, verification
    from py3port.report import Attachments, Change, Part, Requirements, Verification

    project, parts = selection.project, args.parts
    limit = project.config.max_file_size
    with_fixes = Part.FIXES in parts and args.fixes != 0
    return Attachments(
        plan=_plan(selection, result, args) if Part.PLAN in parts else (),
        requirements=requirements(project) if Part.REQUIREMENTS in parts else Requirements(),
        verification=verification(project) if Part.VERIFICATION in parts else Verification(),
        excerpts=excerpts(project.root, result.files, limit=limit) if Part.EXCERPTS in parts else {},
        fixes=fixes(
            project, result.files, selection.rules, selection.options, most=args.fixes, jobs=args.jobs
        )
        if with_fixes
        else {},
        selection=tuple(_selected(args)),
        source_url=source_url(project),
        commit=(project.repository.head() if project.repository else None) or "",
        change=change(
            project,
            result,
            since,
            rules=selection.rules,
            options=selection.options,
            paths=args.paths,
            chosen=_chosen(selection, args),
            jobs=args.jobs,
        )
        if since
        else Change(""),
    )


def is_whole(args: argparse.Namespace) -> bool:
    """Whether all findings of the whole project are asked for."""
    return not any(_selected(args))


def _selected(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """What part of the project is asked for."""
    for kind in ("path", "rule", "app", "owner", "stage"):
        yield from ((kind, name) for name in getattr(args, "paths" if kind == "path" else kind))


def number_of_fixes(text: str) -> int | None:
    """How many fixes `--fixes` asks for; None: all."""
    if text in ("all", "none"):
        return None if text == "all" else 0
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is neither all nor none nor a whole number")
    return int(text)


def _plan(selection: Selection, result: ScanResult, args: argparse.Namespace) -> tuple[PlannedStep, ...]:
    """The steps; the plan is that of the whole project, whatever part of it was scanned."""
    from py3port.attach.steps import planned_steps
    from py3port.cli.plan import required_names
    from py3port.plan.facts import gather
    from py3port.plan.make import make_plan

    project, whole = selection.project, result
    if not is_whole(args):
        everything = scanning.select_all(str(project.root), args)
        whole = scanning.scan_selection(everything, args)
    plan = make_plan(whole, selection.registry, gather(project, required=required_names(project)))
    return planned_steps(plan, result, is_whole=is_whole(args))


def _chosen(selection: Selection, args: argparse.Namespace) -> Callable[[str], bool]:
    """Whether a path, which need not exist any more, is of the apps and owners that are asked for."""
    project = selection.project
    apps = {project.apps.find(name) for name in args.app}
    owners = set(args.owner)
    return lambda path: (
        (not apps or project.apps.app_of(path) in apps)
        and (not owners or not owners.isdisjoint(project.owners.owner_of(path)[0]))
    )

"""The steps that only several files together tell: a scan, and so the plan, looks at one file at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from py3port.apply import driver
from py3port.apply.driver import Request
from py3port.apply.outcome import Changed
from py3port.plan.step import step_id
from py3port.project.project import Project


def steps_beyond(
    project: Project, request: Request, *, apps: Iterable[Collection[str]], required: Collection[str] | None
) -> Iterator[str]:
    """The ids of steps for what `request` would still change, in plan order, leaves first.

    Args:
        apps: in the order of the plan.
        required: the distributions that the project requires; None: it says nothing about that.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for outcome in driver.preview(project, request):
        if isinstance(outcome, Changed):
            for name, _ in outcome.fixed:
                found[name].add(outcome.path)
    ordered = [app for group in apps for app in group]
    for rule in request.rules:
        paths = found.get(rule.name, set())
        if not paths or (required is not None and not set(rule.requires).issubset(required)):
            continue
        if len(paths) <= project.config.step_files:
            yield rule.name
        else:
            touched = {project.apps.app_of(path) for path in paths}
            yield from (step_id(rule.name, app) for app in ordered if app in touched)

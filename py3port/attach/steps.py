"""The plan as reports show it."""

from __future__ import annotations

from collections.abc import Iterator

from py3port.plan.make import counting
from py3port.plan.step import Plan, Step
from py3port.report import PlannedStep
from py3port.result import ScanResult


def planned_steps(plan: Plan, result: ScanResult, *, is_whole: bool) -> tuple[PlannedStep, ...]:
    """The steps of a plan for the whole project; of a scan of a part, those it has findings for, counting these."""
    return tuple(map(_planned, plan.steps if is_whole else _of_part(plan, result)))


def _of_part(plan: Plan, result: ScanResult) -> Iterator[Step]:
    for step in plan.steps:
        found = [each for each in result.findings if each.rule == step.rule and step.app in ("", each.app)]
        if found:
            yield counting(step, found)


def _planned(step: Step) -> PlannedStep:
    return PlannedStep(
        id=step.id,
        rule=step.rule,
        title=step.title,
        app=step.app,
        stage=step.stage,
        state=step.state.value,
        blocked_by=step.blocked_by,
        findings=step.findings,
        files=step.files,
        lines=step.lines,
        owners=step.owners,
        risk=step.risk.value,
        command=step.command,
        commits=step.commits,
    )

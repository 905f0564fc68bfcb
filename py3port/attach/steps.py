"""The plan as reports show it."""

from __future__ import annotations

from py3port.plan.step import Plan, Step
from py3port.result import PlannedStep, ScanResult


def planned_steps(plan: Plan, result: ScanResult, *, is_whole: bool) -> tuple[PlannedStep, ...]:
    """The steps of a plan for the whole project; of a scan of a part, those that it has findings for."""
    found = {(each.rule, app) for each in result.findings for app in ("", each.app)}
    return tuple(_planned(step) for step in plan.steps if is_whole or (step.rule, step.app) in found)


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

"""Renders a plan: JSON for machines, Markdown for an issue tracker, Mermaid for a picture."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from py3port.plan.step import Plan, Risk, State, Step
from py3port.result import Stage

SCHEMA_VERSION = "1.0"
_STAGES = {
    Stage.COMMON: "Valid on Python 2 and 3 alike",
    Stage.SIX: "Needs six, or the other interpreter's names",
    Stage.SEMANTIC: "Same text, other meaning",
    Stage.CLEANUP: "Drops Python 2",
}
# Controls, what changes the direction of text, and lone surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!~&])")


def as_json(plan: Plan) -> str:
    """The whole plan."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "py3port", "version": plan.tool_version},
        "root": plan.root,
        "mode": plan.mode,
        "target": plan.target,
        "steps": [step_fields(step) for step in plan.steps],
        "apps": [list(group) for group in plan.apps],
        "core": [
            {
                "path": each.path,
                "app": each.app,
                "owners": list(each.owners),
                "dependents": each.dependents,
                "findings": each.findings,
                "coverage": None if each.coverage is None else round(each.coverage, 4),
            }
            for each in plan.core
        ],
        "errors": plan.errors,
    }
    return json.dumps(document, indent=2) + "\n"


def step_fields(step: Step) -> dict[str, Any]:
    """A step as JSON has it."""
    return {
        "id": step.id,
        "rule": step.rule,
        "title": step.title,
        "app": step.app,
        "stage": step.stage.value,
        "findings": {applicability.value: count for applicability, count in step.findings.items()},
        "files": step.files,
        "lines": step.lines,
        "core_files": step.core_files,
        "owners": list(step.owners),
        "risk": step.risk.value,
        "state": step.state.value,
        "blocked_by": list(step.blocked_by),
        "commits": list(step.commits),
        "command": step.command,
    }


def as_markdown(plan: Plan) -> str:
    """A checklist, by stage."""
    done = sum(step.state is State.DONE for step in plan.steps)
    parts = [
        f"# Port of {escaped(plan.root)} to Python {plan.target}",
        f"{done} of {len(plan.steps)} steps done.",
    ]
    for stage, steps in by_stage(plan.steps):
        items = "\n".join(_item(step) for step in steps)
        parts.append(f"## {stage.value}: {lower_first(_STAGES[stage])}\n\n{items}")
    if plan.core:
        rows = "\n".join(
            f"| {_cell(code(each.path))} | {each.dependents} | {each.findings} | {share(each.coverage)} | "
            f"{_cell(escaped(' '.join(each.owners)))} |"
            for each in plan.core
        )
        head = "| file | imported by | findings | tests run | owners |\n| --- | ---: | ---: | ---: | --- |"
        parts.append(f"## Core modules: test these first\n\n{head}\n{rows}")
    return "\n\n".join(parts) + "\n"


def as_mermaid(plan: Plan) -> str:
    """A flow chart: what is done, what can be done, what waits for what."""
    names = {step.id: f"s{number}" for number, step in enumerate(plan.steps)}
    lines = ["flowchart TD"]
    previous = ""
    for stage, steps in by_stage(plan.steps):
        lines.append(f"  subgraph {stage.value}")
        for step in steps:
            where = _quoted(f"{step.rule} in {step.app}" if step.app else step.rule)
            lines.append(
                f'    {names[step.id]}["{where}<br/>{step.total} findings, {step.files} files"]:::{step.state.value}'
            )
        lines.append("  end")
        if previous:
            lines.append(f"  {previous} --> {stage.value}")
        previous = stage.value
    for step in plan.steps:
        lines += [f"  {names[each]} -.-> {names[step.id]}" for each in step.blocked_by if each in names]
    lines += [
        "  classDef done fill:#2e7d32,color:#fff",
        "  classDef partly fill:#f9a825,color:#000",
        "  classDef todo fill:#e3f2fd,color:#000",
        "  classDef blocked fill:#9e9e9e,color:#000",
    ]
    return "\n".join(lines) + "\n"


def by_stage(steps: Sequence[Step]) -> list[tuple[Stage, list[Step]]]:
    """The steps of each stage that has any."""
    found = [(stage, [step for step in steps if step.stage is stage]) for stage in Stage]
    return [(stage, chosen) for stage, chosen in found if chosen]


def share(value: float | None) -> str:
    """A share as a percentage; a dash where nothing is known."""
    return "–" if value is None else f"{value:.0%}"


def _item(step: Step) -> str:
    mark = "x" if step.state is State.DONE else " "
    where = f" in {escaped(step.app)}" if step.app else ""
    head = f"- [{mark}] **{step.rule}**{where}: {escaped(lower_first(step.title))}"
    if step.state is State.DONE:
        return head
    counts = ", ".join(f"{count} {each.value}" for each, count in step.findings.items() if count)
    facts = [f"{counts} in {step.files} {'file' if step.files == 1 else 'files'}"]
    facts += [escaped(" ".join(step.owners))] if step.owners else []
    facts += [f"{step.risk.value} risk"] if step.risk is not Risk.LOW else []
    facts += [f"waits for {', '.join(map(code, step.blocked_by))}"] if step.blocked_by else []
    # A backslash ends the line where newlines alone do not.
    return f"{head}\\\n  {'; '.join(facts)}\\\n  {code(step.command)}"


def lower_first(text: str) -> str:
    """The text as it goes on after a colon."""
    return text[:1].lower() + text[1:]


def _visible(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def escaped(text: str) -> str:
    """Text in Markdown, whatever it holds."""
    return _MARKUP.sub(r"\\\1", _visible(text))


def code(text: str) -> str:
    """A code span in Markdown, whatever it holds."""
    text = _visible(text)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _quoted(text: str) -> str:
    """Text in a node of a flow chart."""
    return "".join(char if char.isalnum() or char in " -._/" else f"#{ord(char)};" for char in _visible(text))

"""What a generated repository has beside its findings: a past, a plan, requirements, verification, source, fixes.

`python -m tests.reports.attached OUT.html [FILES [FINDINGS]]` writes the dashboard of one.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from py3port.report import (
    Attachments,
    CheckedRequirement,
    Compilation,
    Flow,
    History,
    HistoryPoint,
    PlannedStep,
    Progress,
    Report,
    Requirements,
    StepMark,
    TestOutcome,
    Verification,
)
from py3port.result import Applicability, FileStatus, Finding, Hunk, Stage
from py3port.summary import FileTotal, summarize
from tests.reports import sample

WEEK = 604_800
TODAY = 1_790_000_000
VERDICTS = ("passes on both",) * 20 + (
    "broke",
    "broke",
    "fails on both",
    "fixed",
    "skipped",
    "only on 2",
    "only on 3",
)


def attach(result: Report, *, weeks: int = 60, seed: int = 1) -> Report:
    """The same result with all that a report can show."""
    chance = random.Random(seed)
    steps = plan(result.findings)
    return replace(
        result,
        history=past(result, weeks, chance),
        attached=Attachments(
            plan=steps,
            requirements=requirements(),
            verification=verification(result, chance),
            excerpts={file.path: excerpt(file.findings, chance) for file in result.files if file.findings},
            fixes={
                each.fingerprint: fix(each)
                for each in result.findings
                if each.applicability is not Applicability.MANUAL
            },
            source_url="https://forge.example/shop/blob/{commit}/{path}#L{line}",
            commit="c0ffee" * 6 + "c0ff",
        ),
    )


def past(result: Report, weeks: int, chance: random.Random) -> History:
    """A port that has been going on: the further back, the more was left, with set-backs."""
    summary = summarize(result)
    paces = {name: chance.uniform(0.2, 1.0) for name in [*summary.apps, *summary.owners]}
    points = []
    for week in range(weeks):
        ago = weeks - 1 - week
        point = HistoryPoint(
            f"{week:040x}",
            TODAY - ago * WEEK,
            _then(summary.total, ago / weeks, chance),
            {name: _then(total, paces[name] * ago / weeks, chance) for name, total in summary.apps.items()},
            {name: _then(total, paces[name] * ago / weeks, chance) for name, total in summary.owners.items()},
            {},
            new=chance.randint(0, 40),
            fixed=chance.randint(20, 120),
        )
        flows = {
            "app_flows": _flows(point, sorted(summary.apps)),
            "owner_flows": _flows(point, sorted(summary.owners)),
        }
        points.append(replace(point, **flows))
    marks = [
        StepMark("print-statement@checkout", "a" * 40, TODAY - 41 * WEEK),
        StepMark("except-comma", "b" * 40, TODAY - 20 * WEEK),
    ]
    return History(tuple(points), tuple(marks), "<b>a shallow clone</b>")


def _flows(point: HistoryPoint, names: Sequence[str]) -> dict[str, Flow]:
    """What came and went, shared out in turn."""
    new, fixed = point.new or 0, point.fixed or 0
    return {
        name: Flow((new + turn) // len(names), (fixed + turn) // len(names))
        for turn, name in enumerate(names)
    }


def _then(total: FileTotal, ago: float, chance: random.Random) -> Progress:
    shake = 1 + chance.uniform(-0.02, 0.02) if ago else 1.0
    ported = 1 - 0.9 * ago
    return Progress(
        total.files,
        total.lines,
        int(total.ported_files * ported),
        int(total.ported_lines * ported),
        total.errors,
        {stage: int(count * (1 + 1.5 * ago) * shake) for stage, count in total.by_stage.items()},
    )


def plan(findings: Iterable[Finding]) -> tuple[PlannedStep, ...]:
    """One step for each rule and app; each fifth waits, what was done comes first."""
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        found[each.rule, each.app].append(each)
    order = {rule[0]: index for index, rule in enumerate(sample.RULES)}
    steps = [_step("dict-has-key-done", "core", [], "done")]
    for index, ((rule, app), each) in enumerate(
        sorted(found.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ):
        steps.append(
            _step(rule, app, each, "blocked" if index % 5 == 4 else "partly" if index == 0 else "todo")
        )
    return tuple(steps)


def _step(rule: str, app: str, found: list[Finding], state: str) -> PlannedStep:
    return PlannedStep(
        id=f"{rule}@{app}",
        rule=rule,
        title=next((each[4] for each in sample.RULES if each[0] == rule), "Done before"),
        app=app,
        stage=found[0].stage if found else Stage.COMMON,
        state=state,
        blocked_by=("requirement six", *(f"print-statement@{name}" for name in "abcd"))
        if state == "blocked"
        else (),
        findings=Counter(each.applicability for each in found),
        files=len({each.path for each in found}),
        lines=len(found),
        owners=tuple({owner: None for each in found for owner in each.owners}),
        risk=("low", "medium", "high")[len(found) % 3],
        command=f"py3port apply --step {rule}@{app} --commit --mode dual",
        commits=("d" * 40,) if state == "done" else (),
    )


def requirements() -> Requirements:
    """One of each verdict."""
    core, evidence = ("@shop/platform",), ("classifier `Programming Language :: Python :: 3`",)
    rows = [
        _requirement(
            "django", 1, "bridge", first_target="5.1", bridge="1.11.29", owners=core, evidence=evidence
        ),
        _requirement("mysql-python", 2, "replace", replacement="mysqlclient", owners=core),
        _requirement("pyth", 3, "blocked", apps=("reports",), note="No release since `2010`."),
        _requirement("requests", 4, "upgrade", first_target="2.32.0", apps=("payments",)),
        _requirement("futures", 5, "drop"),
        _requirement("six", 6, "ok"),
        _requirement("in-house", 7, "unknown", note="No index has it."),
    ]
    conflicts, unrequired = ("requests 2.32.0 wants another urllib3.",), ("`simplejson` is imported.",)
    return Requirements("2026-09-20T10:00:00Z", tuple(rows), "3.13", (), conflicts, unrequired, ("setup.py",))


def _requirement(name: str, line: int, verdict: str, **more: Any) -> CheckedRequirement:
    return CheckedRequirement(name, ">=1.8", "requirements.txt", line, verdict, **{"apps": ("core",), **more})


def verification(result: Report, chance: random.Random) -> Verification:
    """Compiled by two Pythons, and a few hundred tests."""
    paths = [file.path for file in result.files]
    broken = {file.path: "invalid syntax" for file in result.files if file.status is FileStatus.ERROR}
    left = dict.fromkeys(paths[:7], "Missing parentheses in call to 'print'")
    tests = []
    for number in range(310):
        verdict = chance.choice(VERDICTS)
        output = (
            "Traceback (most recent call last):\n\tx\nTypeError: <b>bytes</b>"
            if verdict in ("broke", "fails on both")
            else ""
        )
        seconds = chance.random() if verdict != "only on 3" else None
        tests.append(
            TestOutcome(
                f"shop.tests.TestCase{number // 9}.test_{number}",
                verdict,
                seconds,
                None if verdict == "only on 2" else 0.01,
                output,
            )
        )
    compiled = (Compilation("2.7", len(paths), broken), Compilation("3.13", len(paths), {**broken, **left}))
    return Verification("2026-09-20T11:00:00Z", "c0ffee" * 6 + "c0ff", compiled, tuple(tests))


def excerpt(findings: Iterable[Finding], chance: random.Random) -> dict[int, str]:
    """The findings' statements between lines of no meaning."""
    lines: dict[int, str] = {}
    for each in findings:
        for line in range(max(1, each.line - 2), each.line + 3):
            lines.setdefault(
                line, f"    value_{chance.randint(1, 99)} = compute(value, {line})  # step {line}"
            )
    for each in findings:
        lines[each.line] = f"    {each.text}"
    return lines


def fix(finding: Finding) -> tuple[Hunk, ...]:
    """A change of the statement, and for one rule an import at the top."""
    change = Hunk(finding.line, (f"    {finding.text}",), (f"    fixed({finding.text})",))
    if finding.rule != "basestring":
        return (change,)
    return (Hunk(1, (), ("import six",)), change)


def hostile() -> Report:
    """Names and texts that want to be markup, everywhere."""
    result = sample.hostile()
    names = sample.HOSTILE
    steps = [
        replace(
            _step(name, name, list(result.findings[:2]), "todo"),
            id=name,
            blocked_by=names,
            title=name,
            command=name,
            owners=names,
            commits=names,
        )
        for name in names
    ]
    rows = [
        CheckedRequirement(
            name,
            name,
            name,
            1,
            "upgrade",
            first_target=name,
            apps=names,
            owners=names,
            note=name,
            evidence=names,
        )
        for name in names
    ]
    tests = [TestOutcome(name * 9, "broke", 1.0, None, name * 99) for name in names]
    lines = dict(enumerate((*names, "x" * 10_000), 1))
    progress = {name: Progress(1, 1, 0, 0, 0, {Stage.COMMON: 3}) for name in names}
    points = [
        HistoryPoint(names[week], TODAY + week * WEEK, progress[names[0]], progress, progress, {})
        for week in range(3)
    ]
    return replace(
        result,
        history=History(tuple(points), tuple(StepMark(name, name, TODAY) for name in names), names[0]),
        attached=Attachments(
            plan=tuple(steps),
            requirements=Requirements(names[0], tuple(rows), names[0], (), names, names, names),
            verification=Verification(
                names[0], names[0], (Compilation(names[0], 9, dict.fromkeys(names, names[0])),), tuple(tests)
            ),
            excerpts={file.path: lines for file in result.files},
            fixes={
                each.fingerprint: (Hunk(each.line, names[:2], (*names, "y" * 10_000)),)
                for each in result.findings
            },
            source_url="javascript:alert(1)//{path}{line}{commit}",
            commit=names[0],
        ),
    )


if __name__ == "__main__":
    from py3port_reports.html_report import REPORTER

    sizes = [int(each) for each in sys.argv[2:]]
    Path(sys.argv[1]).write_text(REPORTER.render(attach(sample.large(*sizes))), encoding="utf-8")

"""Makes the plan out of a scan, the import graph, and what git says was done."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from py3port.plan.step import CoreModule, Plan, Risk, State, Step, step_id
from py3port.project.config import STEP_FILES
from py3port.project.graph import ImportGraph, import_graph
from py3port.registry import Registry
from py3port.result import Applicability, FileStatus, Finding, ScanResult, Stage
from py3port.rule import Rule

_PLANNED = (Stage.COMMON, Stage.SIX, Stage.SEMANTIC, Stage.CLEANUP)


@dataclass(frozen=True)
class Facts:
    """What a plan depends on beside the scan."""

    commits: Mapping[str, Sequence[str]]
    """Step ids, and the commits that did them, newest first."""
    required: Collection[str] | None = None
    """The distributions that the project requires, normalised; None: it says nothing about that."""
    coverage: Mapping[str, float] | None = None
    step_files: int = STEP_FILES
    """A rule that touches at most so many files is one step for the whole repository."""


def make_plan(result: ScanResult, registry: Registry, facts: Facts) -> Plan:
    """The steps of all rules that found something, or did once, in the order of the work."""
    graph = import_graph({file.path: file.imports for file in result.files})
    apps = graph.grouped({file.path: file.app for file in result.files}).order()
    core = frozenset(graph.core())
    maker = _Maker(result, registry, facts, tuple(app for group in apps for app in group), core)
    return Plan(
        root=result.root,
        mode=result.mode.value,
        target=result.target,
        tool_version=result.tool_version,
        steps=_blocked(maker.steps(), registry, facts),
        apps=apps,
        core=_core_modules(result, graph, facts.coverage or {}),
        errors=sum(file.status is FileStatus.ERROR for file in result.files),
    )


class _Maker:
    """Makes the steps of one plan."""

    def __init__(
        self,
        result: ScanResult,
        registry: Registry,
        facts: Facts,
        apps: Sequence[str],
        core: Collection[str],
    ) -> None:
        self._mode = result.mode.value
        self._registry = registry
        self._facts = facts
        self._apps = apps
        self._core = core
        self._found: dict[str, list[Finding]] = defaultdict(list)
        for finding in result.findings:
            self._found[finding.rule].append(finding)
        self._waiting = Counter(name for rule in registry.rules for name in rule.after)

    def steps(self) -> list[Step]:
        """All steps: by stage, what must come first first, then by what they unlock, risk and size."""
        return [step for rule in self._ordered() for step in self._steps_of(rule)]

    def _ordered(self) -> list[Rule]:
        done = {name.partition("@")[0] for name in self._facts.commits}
        chosen = [
            rule
            for rule in self._registry.rules
            if rule.stage in _PLANNED and (self._found.get(rule.name) or rule.name in done)
        ]
        return list(self._registry.plan_order(chosen, urgency=self._urgency))

    def _urgency(self, rule: Rule) -> tuple[int, ...]:
        """Sorts the rules of a stage: those that others wait for, the certain ones, the small ones come first."""
        found = self._found.get(rule.name, [])
        doubtful = sum(each.applicability is not Applicability.SAFE for each in found)
        return (
            -self._waiting[rule.name],
            round(3 * doubtful / len(found)) if found else 0,
            len({each.path for each in found}),
        )

    def _steps_of(self, rule: Rule) -> list[Step]:
        found = self._found.get(rule.name, [])
        done_apps = {
            name.partition("@")[2] for name in self._facts.commits if name.partition("@")[0] == rule.name
        }
        # What was begun app by app goes on app by app, however little is left.
        is_split = bool(done_apps - {""}) or len({each.path for each in found}) > self._facts.step_files
        if not is_split:
            return [self._step(rule, "", found)]
        by_app: dict[str, list[Finding]] = defaultdict(list)
        for each in found:
            by_app[each.app].append(each)
        wanted = [app for app in self._apps if app in by_app or app in done_apps]
        return [self._step(rule, app, by_app[app]) for app in wanted]

    def _step(self, rule: Rule, app: str, found: Sequence[Finding]) -> Step:
        name = step_id(rule.name, app)
        commits = tuple(self._facts.commits.get(name, ()))
        counts = Counter(each.applicability for each in found)
        core_files = len({each.path for each in found}.intersection(self._core))
        state = State.DONE if not found else State.PARTLY if commits else State.TODO
        step = Step(
            id=name,
            rule=rule.name,
            title=rule.title,
            app=app,
            stage=rule.stage,
            findings={},
            files=0,
            lines=0,
            core_files=core_files,
            owners=(),
            risk=_risk(rule.stage, counts, core_files),
            state=state,
            blocked_by=(),
            commits=commits,
            command=_command(name, rule.name, app, counts, self._mode),
        )
        return counting(step, found)


def counting(step: Step, found: Sequence[Finding]) -> Step:
    """The step with the counts, and the owners, of some of its findings."""
    counts = Counter(each.applicability for each in found)
    owners = Counter(owner for each in found for owner in each.owners)
    return replace(
        step,
        findings={each: counts[each] for each in Applicability},
        files=len({each.path for each in found}),
        lines=len({(each.path, line) for each in found for line in _lines(each)}),
        owners=tuple(owner for owner, _ in sorted(owners.items(), key=lambda item: (-item[1], item[0]))),
    )


def _lines(finding: Finding) -> Iterable[int]:
    return range(finding.line, max(finding.line, finding.end_line) + 1)


def _risk(stage: Stage, counts: Mapping[Applicability, int], core_files: int) -> Risk:
    """What is not certain is a risk, and what many files depend on."""
    level = 2 if counts.get(Applicability.MANUAL) else 1 if counts.get(Applicability.UNSAFE) else 0
    if stage is Stage.SEMANTIC or core_files:
        level += 1
    return list(Risk)[min(level, 2)]


def _command(name: str, rule: str, app: str, counts: Mapping[Applicability, int], mode: str) -> str:
    if not counts.get(Applicability.SAFE) and not counts.get(Applicability.UNSAFE):
        words = ["py3port", "scan", "--rule", rule, *(["--app", app] if app else [])]
    else:
        words = ["py3port", "apply", "--step", name]
        words += [] if counts.get(Applicability.SAFE) else ["--unsafe"]
        words.append("--commit")
    return shlex.join([*words, "--mode", mode])


def _blocked(steps: Sequence[Step], registry: Registry, facts: Facts) -> tuple[Step, ...]:
    """The same steps, those marked that must wait for another one or for a requirement."""
    rules = {rule.name: rule for rule in registry.rules}
    pending: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        if step.fixable:
            pending[step.rule].append(step)
    return tuple(_with_blockers(step, rules[step.rule], pending, facts) for step in steps)


def _with_blockers(step: Step, rule: Rule, pending: Mapping[str, Sequence[Step]], facts: Facts) -> Step:
    if step.state is State.DONE:
        return step
    blockers = [
        other.id
        for name in rule.after
        for other in pending.get(name, ())
        if other.findings.get(Applicability.SAFE) and _concern_one_app(step, other)
    ]
    if facts.required is not None:
        blockers += [f"requirement {name}" for name in rule.requires if name not in facts.required]
    return replace(step, state=State.BLOCKED, blocked_by=tuple(blockers)) if blockers else step


def _concern_one_app(one: Step, other: Step) -> bool:
    return not one.app or not other.app or one.app == other.app


def _core_modules(
    result: ScanResult, graph: ImportGraph, coverage: Mapping[str, float]
) -> tuple[CoreModule, ...]:
    files = {file.path: file for file in result.files}
    return tuple(
        CoreModule(
            path=path,
            app=files[path].app,
            owners=files[path].owners,
            dependents=len(graph.dependents[path]),
            findings=sum(each.stage is not Stage.ADVICE for each in files[path].findings),
            coverage=coverage.get(path),
        )
        for path in graph.core()
    )

"""What a report holds: the result of a scan, and beside it the past, the plan, requirements and what else is known."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from py3port.result import Applicability, Finding, Hunk, ScanResult, Stage


@dataclass(frozen=True)
class Progress:
    """How far something was at one time: the whole repository, an app, what an owner has."""

    files: int
    lines: int
    ported_files: int
    ported_lines: int
    errors: int
    stages: Mapping[Stage, int]
    """Findings by stage."""


@dataclass(frozen=True)
class Flow:
    """What came and what went between two points."""

    new: int
    fixed: int


@dataclass(frozen=True)
class HistoryPoint:
    """How far the repository was at one commit."""

    commit: str
    seconds: int
    """The commit's time, since 1970."""
    total: Progress
    apps: Mapping[str, Progress]
    owners: Mapping[str, Progress]
    """A file with several owners counts for each of them; the empty name stands for nobody."""
    rules: Mapping[str, int]
    """Findings by rule."""
    new: int | None = None
    """Findings that came since the point before, by file and rule; None: not known."""
    fixed: int | None = None
    """Findings that went since then."""
    app_flows: Mapping[str, Flow] = field(default_factory=dict)
    """The same by app, where there is any: also of apps that are gone."""
    owner_flows: Mapping[str, Flow] = field(default_factory=dict)
    """The same by owner; a file with several owners counts for each of them."""

    def part(self, kind: str, name: str) -> HistoryPoint:
        """This point with the numbers of one "app" or "owner" in the place of the total."""
        parts, flows = (self.apps, self.app_flows) if kind == "app" else (self.owners, self.owner_flows)
        progress = parts.get(name, Progress(0, 0, 0, 0, 0, {}))
        if self.new is None:
            return replace(self, total=progress)
        flow = flows.get(name, Flow(0, 0))
        return replace(self, total=progress, new=flow.new, fixed=flow.fixed)


@dataclass(frozen=True)
class StepMark:
    """A step of the plan that was done."""

    step: str
    commit: str
    seconds: int


@dataclass(frozen=True)
class History:
    """The past, the oldest point first."""

    points: tuple[HistoryPoint, ...] = ()
    steps: tuple[StepMark, ...] = ()
    note: str = ""
    """What limits it, such as a shallow clone."""


@dataclass(frozen=True)
class PlannedStep:
    """A step of the plan."""

    id: str
    rule: str
    title: str
    app: str
    """Empty: the whole repository."""
    stage: Stage
    state: str
    """todo, partly, blocked or done."""
    blocked_by: tuple[str, ...]
    """Ids of steps, or `requirement NAME`."""
    findings: Mapping[Applicability, int]
    files: int
    lines: int
    """How many lines have a finding."""
    owners: tuple[str, ...]
    """Those who own most of the findings first."""
    risk: str
    """low, medium or high."""
    command: str
    """What to run; for what needs a person, what lists it."""
    commits: tuple[str, ...] = ()
    """Commits that did the step before, newest first."""


@dataclass(frozen=True)
class CheckedRequirement:
    """A distribution that the project requires at one place, and whether it will do on Python 3."""

    name: str
    specifier: str
    file: str
    line: int
    verdict: str
    """ok, upgrade, bridge, replace, drop, blocked or unknown."""
    first_py3: str | None = None
    """The first release that supports any Python 3."""
    first_target: str | None = None
    """The first release that supports the target."""
    bridge: str | None = None
    """The newest release for both Python 2.7 and a Python 3."""
    latest: str | None = None
    """The newest release."""
    replacement: str | None = None
    """The name of the distribution that takes its place."""
    apps: tuple[str, ...] = ()
    """The apps that import it."""
    owners: tuple[str, ...] = ()
    """Who owns the files that import it."""
    note: str = ""
    evidence: tuple[str, ...] = ()
    """The facts that the verdict rests on, the strongest first."""


@dataclass(frozen=True)
class Requirements:
    """What `py3port requirements` found when it last ran for the whole project."""

    date: str = ""
    """ISO 8601; empty: it never ran."""
    found: tuple[CheckedRequirement, ...] = ()
    """Blockers first."""
    target: str = ""
    """The Python that the verdicts are about."""
    order: tuple[str, ...] = ()
    """The names that need work, each after those of them that it depends on."""
    conflicts: tuple[str, ...] = ()
    """The proposed releases that do not go together, a sentence each."""
    unrequired: tuple[str, ...] = ()
    """What is imported though nothing required has it, a sentence each."""
    changed: tuple[str, ...] = ()
    """The files of requirements that are no more what they were."""


@dataclass(frozen=True)
class Compilation:
    """What one interpreter's compiler said of all files."""

    python: str
    """Its version, such as `2.7`."""
    files: int
    rejected: Mapping[str, str]
    """Paths, and its complaint."""


@dataclass(frozen=True)
class TestOutcome:
    """One test under Python 2 and 3."""

    __test__ = False

    name: str
    verdict: str
    """broke, only on 2, fails on both, fixed, only on 3, skipped or passes on both."""
    seconds2: float | None
    """How long it took on Python 2; None: it did not run there."""
    seconds3: float | None
    output: str = ""
    """What it said where it failed."""


@dataclass(frozen=True)
class Verification:
    """What `py3port verify` found when it last ran."""

    date: str = ""
    """ISO 8601; empty: it never ran."""
    commit: str = ""
    """What was checked out; empty where there is no git."""
    compiled: tuple[Compilation, ...] = ()
    tests: tuple[TestOutcome, ...] = ()


@dataclass(frozen=True)
class Change:
    """What came and what went since a revision."""

    since: str
    """The revision, as the user calls it; empty: there is nothing to compare with."""
    commit: str = ""
    new: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    ported: tuple[str, ...] = ()
    """Files that are ported now and were not, or were not there."""
    unported: tuple[str, ...] = ()
    """Files that were ported and are no more."""
    before: Progress | None = None


@dataclass(frozen=True)
class Attachments:
    """What a report shows beside the findings, each as far as it is known; who wants none, collects none."""

    plan: tuple[PlannedStep, ...] = ()
    """In the order of the work."""
    requirements: Requirements = Requirements()
    verification: Verification = Verification()
    excerpts: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """The lines around the findings of a path, by their number; long ones cut."""
    fixes: Mapping[str, tuple[Hunk, ...]] = field(default_factory=dict)
    """What a codemod would write in the place of a finding, by its fingerprint."""
    source_url: str = ""
    """Where files are to be seen, with `{path}`, `{line}` and `{commit}`; empty: nowhere."""
    commit: str = ""
    """What is checked out; empty where there is no git."""
    change: Change = Change("")
    selection: tuple[tuple[str, str], ...] = ()
    """What part was scanned: `path`, `rule`, `app`, `owner` or `stage`, and its name; none: the whole project."""


class Part(str, enum.Enum):
    """What a report may show beside the findings, and what costs time to find."""

    PLAN = "plan"
    REQUIREMENTS = "requirements"
    VERIFICATION = "verification"
    EXCERPTS = "excerpts"
    FIXES = "fixes"
    HISTORY = "history"
    CHANGE = "change"


@dataclass(frozen=True)
class Report(ScanResult):
    """What every reporter renders."""

    history: History = History()
    attached: Attachments = Attachments()

    @classmethod
    def of(
        cls, scanned: ScanResult, *, history: History = History(), attached: Attachments = Attachments()
    ) -> Report:
        """The report of what a scan found, and of what else is known."""
        return cls(**vars(scanned), history=history, attached=attached)

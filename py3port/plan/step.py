"""What a plan is made of."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from py3port.result import Applicability, Stage

STEP_TRAILER = "Py3port-Step"
"""The key in the last lines of a commit's message that says which step it did."""


def step_id(rule: str, app: str) -> str:
    """The name of a step: `rule`, or `rule@app`."""
    return f"{rule}@{app}" if app else rule


class State(str, enum.Enum):
    """How far a step is."""

    TODO = "todo"
    PARTLY = "partly"
    """It was done, and findings are there (again)."""
    BLOCKED = "blocked"
    DONE = "done"


class Risk(str, enum.Enum):
    """How much of a step is certain, and how much depends on the files it touches; least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Step:
    """One rule on one app, or on the whole repository where it touches few files."""

    id: str
    """`rule`, or `rule@app`: the same for as long as there is something to do."""
    rule: str
    title: str
    app: str
    """Empty: the whole repository."""
    stage: Stage
    findings: Mapping[Applicability, int]
    files: int
    lines: int
    """How many lines have a finding."""
    core_files: int
    """How many of the files are among the most imported."""
    owners: tuple[str, ...]
    """Those who own most of the findings first."""
    risk: Risk
    state: State
    blocked_by: tuple[str, ...]
    """Ids of steps, or `requirement NAME`."""
    commits: tuple[str, ...]
    """Commits that did the step before, newest first."""
    command: str
    """What to run; for what needs a person, what lists it."""

    @property
    def total(self) -> int:
        """The number of findings."""
        return sum(self.findings.values())

    @property
    def fixable(self) -> int:
        """How many findings a codemod takes care of."""
        return self.total - self.findings.get(Applicability.MANUAL, 0)

    @property
    def is_open(self) -> bool:
        """Whether it can be worked on now."""
        return self.state in (State.TODO, State.PARTLY)


@dataclass(frozen=True)
class CoreModule:
    """A file that many others import: to be tested before anything is changed."""

    path: str
    app: str
    owners: tuple[str, ...]
    dependents: int
    """How many files import it."""
    findings: int
    coverage: float | None
    """The share of its lines that tests run, from 0 to 1; None where nothing is known."""


@dataclass(frozen=True)
class Plan:
    """The steps in the order of the work, and what decides the order."""

    root: str
    mode: str
    target: str
    tool_version: str
    steps: tuple[Step, ...]
    apps: tuple[tuple[str, ...], ...]
    """Leaves first; apps that import each other come together."""
    core: tuple[CoreModule, ...]
    errors: int
    """How many files could not be read or parsed, and so have no steps."""

    def open_steps(self, *, unsafe: bool = False) -> Iterator[Step]:
        """The steps that a codemod can do now; with `unsafe` also by fixes that are likely but not certain."""
        wanted = (Applicability.SAFE, Applicability.UNSAFE) if unsafe else (Applicability.SAFE,)
        for step in self.steps:
            if step.is_open and any(step.findings.get(each) for each in wanted):
                yield step

    def next(self, *, unsafe: bool = False) -> Step | None:
        """The first of them."""
        return next(self.open_steps(unsafe=unsafe), None)

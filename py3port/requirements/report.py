"""All that is known at the end: what was required where, the answers, and what follows for them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from py3port.requirements.model import Answer, Plan, Problem, Verdict
from py3port.requirements.usage import Unrequired

URGENCY = (
    Verdict.BLOCKED,
    Verdict.UNKNOWN,
    Verdict.REPLACE,
    Verdict.UPGRADE,
    Verdict.BRIDGE,
    Verdict.DROP,
    Verdict.OK,
)
"""What people must look at first comes first."""


@dataclass(frozen=True)
class Report:
    """What every format renders."""

    target: str
    answers: tuple[Answer, ...]
    """In the order of the requirements."""
    plan: Plan
    problems: tuple[Problem, ...]
    """What could not be read."""
    unrequired: tuple[Unrequired, ...] = ()
    """What is imported though nothing required has it."""

    @property
    def by_urgency(self) -> list[Answer]:
        """Blockers first; within a verdict in the order of the work, else as they stand in the files."""
        place = {name: number for number, name in enumerate(self.plan.order)}
        return sorted(
            self.answers,
            key=lambda each: (
                URGENCY.index(each.verdict),
                place.get(each.requirement.name, len(place)),
            ),
        )

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many answers there are of each verdict, in the order of urgency, none left out."""
        found = Counter(answer.verdict for answer in self.answers)
        return {verdict: found[verdict] for verdict in URGENCY}

    @property
    def blocks(self) -> bool:
        """Whether anything keeps the project from the target, or may do so for all that is known."""
        return any(answer.verdict is not Verdict.OK for answer in self.answers)

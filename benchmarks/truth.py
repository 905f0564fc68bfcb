"""Which findings of a change are new in truth, once it is known where each line comes from; and how an answer did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from py3port.lint.known import bare
from py3port.python2 import Source
from py3port.result import Finding

_TEXT_LINES = 10
"""The text of a finding has at most so many lines after its first."""

Place = tuple[str, int]
"""Path and line."""


@dataclass(frozen=True)
class Truth:
    """What is new, and what went without leaving a line behind."""

    new: Sequence[Finding]
    gone: Sequence[Finding]


def truth(
    found: Sequence[tuple[Finding, range]],
    earlier: Sequence[Finding],
    origin: Callable[[Place], Hashable | None],
    identity: Callable[[Place], Hashable],
) -> Truth:
    """A finding is old if all of its lines are, and the same rule found something in the first of them.

    `origin` says what a line of the new version is, None if it is new; `identity` says it of the old version.
    Of several copies of an old line as many are old as there were; of old lines that look alike any may be the origin.
    """
    left: dict[tuple[str, Hashable], list[Finding]] = {}
    for each in earlier:
        left.setdefault((each.rule, identity((each.path, each.line))), []).append(each)
    new, late = [], []
    for each, lines in found:
        origins = [origin((each.path, line)) for line in lines]
        here = left.get((each.rule, origins[0]))
        if None in origins:
            new.append(each)
        elif here:
            here.pop()
        else:
            late.append(each)
    gone = [each for here in left.values() for each in here]
    for each in late:
        twin = next((other for other in gone if look(other) == look(each)), None)
        if twin is None:
            new.append(each)
        else:
            gone.remove(twin)
    return Truth(new, gone)


@dataclass
class Score:
    """How one way of telling new from old did."""

    old: int = 0
    new: int = 0
    false_alarms: int = 0
    missed: int = 0
    replaced: int = 0
    """Those missed that stand for an equal finding which the same change removed elsewhere."""

    def add(self, said: Iterable[Finding], true: Truth, total: int) -> None:
        """Count one change; of findings that look alike it does not matter which is called new."""
        claimed, new, gone = (Counter(map(look, found)) for found in (said, true.new, true.gone))
        self.new += len(true.new)
        self.old += total - len(true.new)
        self.false_alarms += (claimed - new).total()
        missed = new - claimed
        self.missed += missed.total()
        self.replaced += (missed & gone).total()

    def __str__(self) -> str:
        alarms = 100 * self.false_alarms / max(1, self.old)
        caught = 100 - 100 * self.missed / max(1, self.new)
        apart = 100 - 100 * (self.missed - self.replaced) / max(1, self.new - self.replaced)
        return (
            f"{self.old:,} | {self.false_alarms:,} ({alarms:.2f}%) | {self.new:,} | {self.missed:,} ({caught:.2f}%) "
            f"| {self.missed - self.replaced:,} ({apart:.2f}%)"
        )


HEAD = "old | false alarms | new | missed (caught) | less those that replace an equal one"


def look(finding: Finding) -> tuple[str, str]:
    """What makes findings alike."""
    return finding.rule, bare(finding.text)


def text_lines(finding: Finding, source: Source) -> range:
    """The lines that make the text of a finding: of what has a body the first alone."""
    if " ".join(source.line(finding.line).split()) == finding.text:
        return range(finding.line, finding.line + 1)
    return range(finding.line, min(finding.end_line, finding.line + _TEXT_LINES) + 1)

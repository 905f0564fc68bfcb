"""Brings the proposed releases together: where two do not go with each other another is sought, else they are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from packaging.requirements import Requirement as Needed
from packaging.version import Version

from py3port.requirements.closure import Closure, Need, Together, applicable
from py3port.requirements.index.listing import Release
from py3port.requirements.lines import Step, lines_for
from py3port.requirements.model import Answer, Kind, Plan, Result, Support, Verdict, normalised
from py3port.requirements.support import PROVEN, PYTHON2, Python, is_ruled_out
from py3port.requirements.ways import Ways

_CHANGES = frozenset({Verdict.UPGRADE, Verdict.BRIDGE, Verdict.REPLACE, Verdict.DROP})
_OURS = frozenset({Verdict.UPGRADE, Verdict.BRIDGE, Verdict.REPLACE})
"""Where the release is our choice, so that another will do as well."""
_MAX_ROUNDS = 4
_MAX_TRIES = 12


def agreed(
    answers: Sequence[Answer], ways: Callable[[str], object], target: Python, together: Together
) -> Result:
    """The answers with releases that go together as far as that can be had, and the order of the work on them."""
    answers = tuple(answers)
    for _ in range(_MAX_ROUNDS):
        on2, on3 = (_closure(answers, ways, python, together) for python in (PYTHON2, target))
        changed = tuple(_Adapting(answer, ways, on2, on3).answer() for answer in answers)
        if changed == answers:
            break
        answers = changed
    conflicts = (*_conflicts(on2), *_conflicts(on3))
    unlisted = tuple(map(str, _without_release(answers, on3, ways, together)))
    return Result(answers, Plan(_order(answers, (on2, on3)), conflicts, unlisted))


def _closure(
    answers: Sequence[Answer], ways: Callable[[str], object], python: Python, together: Together
) -> Closure:
    lines: list[Needed] = []
    limits: list[Needed] = []
    for answer in answers:
        requirement = answer.requirement
        if requirement.url or requirement.kind is Kind.EDITABLE:
            continue
        found = limits if requirement.kind is Kind.CONSTRAINT else lines
        found += applicable(lines_for(answer, Step.BRIDGE), python)
    return Closure(lines, limits, ways, python, together)


class _Adapting:
    """Looks for another release for one answer where what is proposed does not go with the rest."""

    def __init__(self, answer: Answer, ways: Callable[[str], object], on2: Closure, on3: Closure) -> None:
        self._answer = answer
        self._name = answer.replacement or answer.requirement.name
        self._key = normalised(self._name)
        self._ways = ways
        self._on2 = on2
        self._on3 = on3
        self._is_for_both = answer.verdict is Verdict.BRIDGE or (
            answer.verdict is Verdict.REPLACE and answer.bridges
        )

    def answer(self) -> Answer:
        """The answer, with another release where one goes with the rest."""
        if self._answer.verdict not in _OURS:
            return self._answer
        against = _against(self._on3, self._key)
        if self._is_for_both:
            against = against or _against(self._on2, self._key)
        found = self._ways(self._name) if against else None
        if not against or not isinstance(found, Ways):
            return self._answer
        if self._is_for_both:
            return (
                self._other_bridge(found, against[0], PROVEN)
                or self._split(found, against[0])
                or self._other_bridge(found, against[0], frozenset({Support.OLDER}))
                or self._answer
            )
        return self._other_target(found, against[0]) or self._answer

    def _other_bridge(self, found: Ways, need: Need, enough: frozenset[Support]) -> Answer | None:
        """The newest release with enough support that both Pythons and everybody else can use."""
        pinned = self._pinned(found)
        later = [
            each
            for each in self._admitted(found, (self._on2, self._on3))
            if pinned is None or each.version > pinned.version
        ]
        for release in later[: -_MAX_TRIES - 1 : -1]:
            is_for_2 = found.judge(release, PYTHON2).support is not Support.NO
            support = found.confirmed(release).support
            if is_for_2 and support in enough:
                doubt = f"{release.version} admits {self._on3.python} but is unproven on it: try it."
                doubts = (doubt,) if support is Support.OLDER else ()
                return self._noted(need, self._answer.bridge, *doubts, bridge=str(release.version))
        return None

    def _split(self, found: Ways, need: Need) -> Answer | None:
        """Python 2.7 stays where it is, if that goes with the rest there, and the target gets a release of its own."""
        old = self._pinned(found) if self._answer.verdict is Verdict.BRIDGE else None
        if old is None or not all(each.admits(old) for each in self._on2.needs(self._key)):
            return None
        target = self._first(found)
        if target is None:
            return None
        return self._noted(need, self._answer.bridge, verdict=Verdict.UPGRADE, first_target=target)

    def _other_target(self, found: Ways, need: Need) -> Answer | None:
        target = self._first(found)
        return self._noted(need, self._answer.first_target, first_target=target) if target else None

    def _first(self, found: Ways) -> str | None:
        """The first release for the target that goes with the rest there."""
        least = Version(self._answer.first_target or "0")
        later = [each for each in self._admitted(found, (self._on3,)) if each.version >= least]
        proven = (each for each in later[:_MAX_TRIES] if found.confirmed(each).support in PROVEN)
        return next((str(each.version) for each in proven), None)

    def _pinned(self, found: Ways) -> Release | None:
        """The release of the same distribution that is required now."""
        is_other = self._answer.replacement is not None
        return None if is_other else found.listing.pinned(self._answer.requirement.pinned)

    def _admitted(self, found: Ways, closures: Sequence[Closure]) -> list[Release]:
        needs = [need for closure in closures for need in closure.needs(self._key)]
        usable = (each for each in found.listing.final if not is_ruled_out(each, self._on3.python))
        return [each for each in usable if all(need.admits(each) for need in needs)]

    def _noted(self, need: Need, left: str | None, *doubts: str, **changes: object) -> Answer:
        notes = (f"Not {left}, since {need}.", *doubts, self._answer.note)
        return replace(self._answer, note=" ".join(filter(None, notes)), **changes)  # type: ignore[arg-type]


def _against(closure: Closure, key: str) -> list[Need]:
    """The needs that the release of a line does not meet."""
    release = closure.release(key)
    if release is None or key not in closure.lines:
        return []
    return [need for need in closure.needs(key) if not need.admits(release)]


def _conflicts(closure: Closure) -> Iterator[str]:
    for key in sorted(closure.lines):
        for need in _against(closure, key):
            release = closure.release(key)
            assert release is not None
            other = need.needed.name
            yield f"on {closure.python}, {need}, but {other} {release.version} is proposed"


def _without_release(
    answers: Sequence[Answer], closure: Closure, ways: Callable[[str], object], together: Together
) -> Iterator[Need]:
    """What is needed on the target, is required by nobody, and has no release for it, for all that is known."""
    listed = {answer.requirement.key for answer in answers}
    unlisted = {key: need for key, need in closure.unlisted.items() if key not in listed}

    def is_fit(key: str) -> bool:
        found, release = ways(key), closure.release(key)
        if not isinstance(found, Ways) or found.latest is None:
            return True
        return release is not None and found.confirmed(release).support is not Support.NO

    fits = together(is_fit, list(unlisted))
    return (need for need, fit in zip(unlisted.values(), fits, strict=True) if not fit)


def _order(answers: Sequence[Answer], closures: Sequence[Closure]) -> tuple[str, ...]:
    names = {each.requirement.key: each.requirement.name for each in answers if each.verdict in _CHANGES}
    owners = {normalised(each.replacement): each.requirement.key for each in answers if each.replacement} | {
        key: key for key in names
    }
    # Names that go together in a circle are changed together, wherever the circle is cut.
    graph = {key: sorted(needs - {key}) for key, needs in _needs(names, owners, closures).items()}
    while True:
        try:
            return tuple(names[key] for key in TopologicalSorter(graph).static_order())
        except CycleError as error:
            first, second = error.args[1][:2]
            graph[second] = [key for key in graph[second] if key != first]


def _needs(
    names: Mapping[str, str], owners: Mapping[str, str], closures: Sequence[Closure]
) -> dict[str, set[str]]:
    """Which of the requirements that need work each of them needs, on either Python."""
    found: dict[str, set[str]] = {key: set() for key in sorted(names)}
    for proposed, key in owners.items():
        for closure in closures:
            found[key] |= {owners[other] for other in closure.listed_needs(proposed) if other in owners}
    return found

"""Turns what is known of a distribution into the answer to one requirement: a verdict, the way out, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from py3port.requirements.index.listing import Failure, Missing, Release
from py3port.requirements.model import Answer, Evidence, Kind, Requirement, Support, Verdict
from py3port.requirements.on_python2 import OnPython2, on_python2
from py3port.requirements.successors import Successor, find_port
from py3port.requirements.support import PROVEN, PYTHON2, Judged, Python, is_ruled_out, ranked, specifiers
from py3port.requirements.ways import Ways

Found = Ways | Missing | Failure
"""What there is behind a name."""

_MAX_PICKS = 3


@dataclass(frozen=True)
class Question:
    """A requirement and all that is needed to answer it."""

    requirement: Requirement
    target: Python
    found: Found
    successor: Successor | None
    replacement: Callable[[str], Found]
    """What there is behind the name of a successor."""
    constraint: Requirement | None = None
    """The line of a constraints file that pins what the requirement leaves open."""


def constraint_on(requirement: Requirement, others: Iterable[Requirement]) -> Requirement | None:
    """The constraint that decides which version a requirement that pins none leads to."""
    if requirement.pinned is not None or requirement.kind is Kind.CONSTRAINT:
        return None
    pins = {each.pinned: each for each in others if each.kind is Kind.CONSTRAINT and each.pinned}
    return next(iter(pins.values())) if len(pins) == 1 else None


def answer(question: Question) -> Answer:
    """The answer; whatever cannot be known makes it `unknown`, never `ok`."""
    constraint = question.constraint
    if constraint is None:
        return _answer(question)
    requirement = question.requirement
    pinned = replace(requirement, specifier=constraint.specifier, pinned=constraint.pinned)
    found = _answer(replace(question, requirement=pinned, constraint=None))
    place = f"{constraint.file}:{constraint.line} pins {constraint.pinned}"
    evidence = ranked((*found.evidence, Evidence("constraint", place)))
    return replace(found, requirement=requirement, evidence=evidence)


def _answer(question: Question) -> Answer:
    outside = _not_from_an_index(question)
    if outside is not None:
        return outside
    successor, found = question.successor, question.found
    if successor is not None and successor.verdict is Verdict.DROP:
        return _drop(question, successor)
    if isinstance(found, Failure):
        return _unknown(question, found.reason)
    if isinstance(found, Missing) or found.latest is None:
        return _without_files(question, found)
    return _Answering(question, found).answer()


def to_inspect(question: Question) -> Release | None:
    """The release whose code tells most where nothing else does: the newest that the target may use."""
    found = question.found
    if not isinstance(found, Ways) or _not_from_an_index(question) is not None:
        return None
    return found.newest_admitting


def is_for(requirement: Requirement, python: Python) -> bool:
    """Whether the requirement's marker lets it be installed there; a broken marker does."""
    if not requirement.marker:
        return True
    version = str(python)
    environment = {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "extra": requirement.group,
    }
    try:
        return Marker(requirement.marker).evaluate(environment)
    except (InvalidMarker, ValueError, KeyError):
        return True


def _not_from_an_index(question: Question) -> Answer | None:
    requirement = question.requirement
    if not is_for(requirement, question.target):
        text = f"the marker {requirement.marker} keeps it off {question.target}"
        return Answer(requirement, Verdict.OK, (Evidence("marker", text),))
    if requirement.url:
        return _unknown(question, f"it is fetched from {requirement.url}, not from an index: look there")
    if requirement.kind is Kind.EDITABLE:
        return _unknown(question, "it is a checkout, not a release: scan it")
    return None


def _drop(question: Question, successor: Successor) -> Answer:
    found = question.found
    whose = "the standard library's " if successor.since else ""
    note = f"Use {whose}{successor.instead}. {_sentence(successor)}"
    answer = Answer(question.requirement, Verdict.DROP, (_curated(successor),), note=note.strip())
    return _with_releases(answer, found) if isinstance(found, Ways) else answer


def _unknown(question: Question, reason: str) -> Answer:
    note = ""
    if question.successor is not None:
        note = f"Known successor: {question.successor.instead}."
    return Answer(question.requirement, Verdict.UNKNOWN, (Evidence("index", reason),), note=note)


def _without_files(question: Question, found: Missing | Ways) -> Answer:
    """Where no index has anything to install, only a successor helps."""
    if isinstance(found, Missing):
        reason = "no index that pip is configured with knows it"
    else:
        reason = f"{found.listing.sources[0]} knows the name but has no release of it"
    evidence = (Evidence("index", reason),)
    if question.successor is None:
        return Answer(question.requirement, Verdict.UNKNOWN, evidence)
    answer = _replace(question, question.successor, evidence)
    return replace(answer, python2=answer.bridge and f"{answer.replacement}=={answer.bridge}")


def _replace(question: Question, successor: Successor, evidence: tuple[Evidence, ...]) -> Answer:
    """Another distribution takes its place, whose releases count from here on."""
    assert successor.replacement is not None
    answer = Answer(
        question.requirement,
        Verdict.REPLACE,
        replacement=successor.replacement,
        note=_sentence(successor),
    )
    found = question.replacement(successor.replacement)
    evidence = (*evidence, _curated(successor))
    if isinstance(found, Ways):
        answer = _with_releases(answer, found)
        if found.first_target is not None:
            evidence = (*found.confirmed(found.first_target).evidence, *evidence)
    else:
        reason = found.reason if isinstance(found, Failure) else "no index knows it"
        evidence = (*evidence, Evidence("index", f"{successor.replacement}: {reason}"))
    return replace(answer, evidence=ranked(evidence))


def _with_releases(answer: Answer, ways: Ways) -> Answer:
    bridge = ways.bridge
    return replace(
        answer,
        first_py3=_text(ways.first_py3),
        first_target=_text(ways.first_target),
        bridge=_text(bridge.release if bridge else None),
        latest=_text(ways.latest),
    )


class _Answering:
    """Weighs the releases of a distribution that has some."""

    def __init__(self, question: Question, ways: Ways) -> None:
        self._question = question
        self._requirement = question.requirement
        self._target = question.target
        self._ways = ways
        self._successor = question.successor

    def answer(self) -> Answer:
        if self._requirement.pinned is None and not self._is_understood:
            return _unknown(self._question, f"pip does not understand {self._requirement.specifier!r}")
        if self._is_another_project():
            assert self._successor is not None
            return _replace(self._question, self._successor, ())
        answer, here = self._weighed(), self._on_python2
        python2 = here.requirement(self._requirement) if is_for(self._requirement, PYTHON2) else None
        if python2 is None or here.taken is None or answer.verdict is Verdict.BRIDGE:
            return replace(answer, python2=python2)
        text = f"On Python 2.7 pip takes {here.taken.version}, by its metadata for Python 3 only: pin {python2} there."
        return replace(answer, python2=python2, note=f"{text} {answer.note}".strip())

    def _weighed(self) -> Answer:
        picked = self._picked()
        judged = self._ways.confirmed(picked) if picked else None
        if picked and judged and judged.support in PROVEN:
            return self._ok(picked, judged)
        evidence = judged.evidence if judged else self._not_there()
        return self._way_out(picked, judged, evidence)

    def _ok(self, picked: Release, judged: Judged) -> Answer:
        answer = _with_releases(
            Answer(self._requirement, Verdict.OK, self._told(judged.evidence)), self._ways
        )
        taken, fit = self._on_python2.taken, self._on_python2.fit
        if fit is None or taken is not fit or str(picked.version) in (str(fit.version), answer.bridge):
            return answer
        text = f"Python 2.7 gets {fit.version}, {self._target} gets {picked.version}: no release in common."
        return replace(answer, note=text)

    def _way_out(
        self, picked: Release | None, judged: Judged | None, evidence: tuple[Evidence, ...]
    ) -> Answer:
        ways = self._ways
        bridge = ways.bridge
        if bridge and bridge.judged.support in PROVEN and self._is_later(bridge.release, picked):
            return self._found(Verdict.BRIDGE, (*evidence, *bridge.judged.evidence))
        if ways.first_target is not None and self._is_later(ways.first_target, picked):
            proof = ways.confirmed(ways.first_target)
            if proof.support in PROVEN:
                return self._found(Verdict.UPGRADE, (*evidence, *proof.evidence), note=self._meanwhile())
        if ways.listing.problems:
            # What no index that answered has may lie on the one that did not.
            return self._found(Verdict.UNKNOWN, evidence)
        if self._successor is not None and not self._successor.below:
            return _replace(self._question, self._successor, evidence)
        if (
            bridge
            and bridge.judged.support is Support.OLDER
            and self._is_better(bridge.release, picked, judged)
        ):
            return self._found(
                Verdict.BRIDGE, (*evidence, *bridge.judged.evidence), note=self._unproven(bridge.release)
            )
        return self._no_way_out(picked, judged, evidence)

    def _no_way_out(
        self, picked: Release | None, judged: Judged | None, evidence: tuple[Evidence, ...]
    ) -> Answer:
        """Nothing is proven: what rules the target out blocks, what admits it is for people to try."""
        best = self._ways.newest_admitting
        if best is None:
            assert self._ways.latest is not None
            return self._found(
                Verdict.BLOCKED, (*evidence, *self._ways.confirmed(self._ways.latest).evidence)
            )
        hope = judged if judged and best is picked else self._ways.confirmed(best)
        evidence = (*evidence, *hope.evidence)
        if hope.support is Support.NO:
            return self._found(Verdict.BLOCKED, evidence)
        if hope.support is Support.OLDER:
            return self._found(Verdict.UNKNOWN, evidence, note=self._unproven(best))
        return self._found(Verdict.UNKNOWN, evidence)

    def _found(self, verdict: Verdict, evidence: tuple[Evidence, ...], *, note: str = "") -> Answer:
        port = find_port(self._requirement.key)
        if port is not None and port.reason and verdict in (Verdict.BRIDGE, Verdict.UPGRADE):
            evidence = (*evidence, _curated(port))
            note = f"{note} {_sentence(port)}".strip()
        answer = Answer(self._requirement, verdict, self._told(evidence), note=note)
        return _with_releases(answer, self._ways)

    def _told(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        problems = (Evidence("index", problem) for problem in self._ways.listing.problems)
        return ranked((*evidence, *problems))

    def _picked(self) -> Release | None:
        """The release that the requirement leads to on the target."""
        if self._requirement.pinned is not None:
            return self._pinned()
        allowed = [each for each in self._allowed() if not is_ruled_out(each, self._target)]
        if not allowed:
            return next(reversed(self._allowed()), None)
        for each in allowed[: -_MAX_PICKS - 1 : -1]:
            if self._ways.confirmed(each).support is not Support.NO:
                return each
        return allowed[-1]

    def _pinned(self) -> Release | None:
        return self._ways.listing.pinned(self._requirement.pinned)

    @property
    def _is_understood(self) -> bool:
        """Whether today's pip can read what is required; what it took once need not be a version at all."""
        return specifiers(self._requirement.specifier) is not None

    def _allowed(self) -> list[Release]:
        allowed = SpecifierSet(self._requirement.specifier)
        early = bool(allowed.prereleases)
        releases = self._ways.listing.releases if early else self._ways.listing.final
        return [each for each in releases if allowed.contains(each.version, prereleases=True)]

    @cached_property
    def _on_python2(self) -> OnPython2:
        if self._requirement.pinned is None:
            return on_python2(self._ways, self._allowed(), is_pinned=False)
        pinned = self._pinned()
        return on_python2(self._ways, [pinned] if pinned else [], is_pinned=True)

    def _is_another_project(self) -> bool:
        """Whether the name, which indexes do not tell from its successor's, means the old project here."""
        successor = self._successor
        if successor is None or not successor.below:
            return False
        is_pinned = self._requirement.pinned is not None
        old = self._on_python2.taken if is_pinned else self._on_python2.fit
        if old is None:
            return not self._requirement.specifier
        return old.version < Version(successor.below)

    def _unproven(self, release: Release) -> str:
        return f"{release.version} admits {self._target} but is unproven on it: try it."

    def _is_better(self, bridge: Release, picked: Release | None, judged: Judged | None) -> bool:
        """Whether a bridge that is unproven on the target leads on from what the requirement leads to."""
        return self._is_later(bridge, picked) and (judged is None or judged.support is not Support.OLDER)

    def _is_later(self, release: Release, picked: Release | None) -> bool:
        pinned = picked.version if picked else self._pinned_version()
        return pinned is None or release.version > pinned or self._requirement.pinned is None

    def _pinned_version(self) -> Version | None:
        try:
            return Version(self._requirement.pinned) if self._requirement.pinned else None
        except InvalidVersion:
            return None

    def _not_there(self) -> tuple[Evidence, ...]:
        if not self._is_understood:
            return (Evidence("index", f"pip does not understand {self._requirement.specifier!r}"),)
        listing = self._ways.listing
        wanted = self._requirement.pinned or self._requirement.specifier
        return (Evidence("index", f"{listing.sources[0]} has no release {wanted}"),)

    def _meanwhile(self) -> str:
        bridge = self._ways.bridge
        if bridge is None:
            return f"No release supports both Python 2.7 and {self._target}."
        if bridge.judged.support is Support.NO:
            return f"{bridge.release.version} still supports Python 2.7 and a Python 3, though not {self._target}."
        return f"{bridge.release.version} still supports Python 2.7; on {self._target} it is unproven."


def _curated(successor: Successor) -> Evidence:
    return Evidence("curated", f"{successor.reason} ({successor.source})")


def _sentence(successor: Successor) -> str:
    """What becomes of the code that uses it."""
    changes = ", ".join(f"{old} -> {new}" for old, new in successor.imports.items())
    said = (
        f"Imports change: {changes}."
        if changes
        else "Imports stay as they are."
        if successor.is_drop_in
        else ""
    )
    return said if successor.is_drop_in else f"{said} Its interface is another.".strip()


def _text(release: Release | None) -> str | None:
    return str(release.version) if release is not None else None

"""Looks at what the proposed releases need themselves: in which order to go, and where two of them do not agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Needed
from packaging.version import InvalidVersion, Version

from py3port.requirements.index.listing import Release
from py3port.requirements.index.metadata import Metadata
from py3port.requirements.model import Answer, Verdict, normalised
from py3port.requirements.support import PYTHON2, Python
from py3port.requirements.ways import Ways

_CHANGES = frozenset({Verdict.UPGRADE, Verdict.BRIDGE, Verdict.REPLACE, Verdict.DROP})


@dataclass(frozen=True)
class Conflict:
    """Two proposals that do not go together."""

    name: str
    version: str
    python: str
    """The Python for which both are proposed."""
    needs: str
    """What the first one needs, as its metadata has it."""
    proposed: str
    """The version of the other that the set proposes."""

    def __str__(self) -> str:
        other = Needed(self.needs).name
        here = f"on {self.python}, {self.name} {self.version} needs {self.needs}"
        return f"{here}, but {other} {self.proposed} is proposed"


@dataclass(frozen=True)
class Unlisted:
    """A distribution that a proposed release needs, and that no requirement names."""

    key: str
    name: str
    version: str
    """Of what needs it."""
    needs: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} needs {self.needs}"


@dataclass(frozen=True)
class Plan:
    """What to change first, and what stands against it."""

    order: tuple[str, ...] = ()
    """The names that need work, each after those of them that it depends on."""
    conflicts: tuple[Conflict, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()
    """What proposed releases need on the target though nobody requires it; in a result, what has no release for it."""


def make_plan(answers: Sequence[Answer], ways: Callable[[str], object], target: Python) -> Plan:
    """The order of the work on these answers, and the conflicts between the releases that they propose."""
    needs: dict[str, set[str]] = {}
    conflicts: list[Conflict] = []
    missing: dict[str, Unlisted] = {}
    for python in (PYTHON2, target):
        proposals = dict(_proposals(answers, ways, python))
        for proposal in proposals.values():
            for needed in proposal.needs(python):
                other = normalised(needed.name)
                if other in proposals:
                    needs.setdefault(proposal.key, set()).add(proposals[other].key)
                    conflicts += _conflict(proposal, needed, proposals[other], python)
                elif python is target:
                    version = str(proposal.release.version)
                    missing.setdefault(other, Unlisted(other, proposal.name, version, str(needed)))
    listed = {answer.requirement.key for answer in answers}
    unlisted = (missing[key] for key in sorted(missing) if key not in listed)
    return Plan(_order(answers, needs), tuple(conflicts), tuple(unlisted))


@dataclass(frozen=True)
class _Proposal:
    """A release that the answers lead to on one Python."""

    key: str
    """Of the requirement that it answers."""
    name: str
    extras: tuple[str, ...]
    release: Release
    metadata: Metadata

    def needs(self, python: Python) -> Iterator[Needed]:
        """What it depends on there."""
        environment = {
            **{key: str(value) for key, value in default_environment().items()},
            "python_version": str(python),
            "python_full_version": f"{python}.0",
        }
        for text in self.metadata.requires:
            try:
                needed = Needed(text)
            except InvalidRequirement:
                continue
            wanted = ({**environment, "extra": extra} for extra in ("", *self.extras))
            if needed.marker is None or any(needed.marker.evaluate(each) for each in wanted):
                yield needed


def _proposals(
    answers: Sequence[Answer], ways: Callable[[str], object], python: Python
) -> Iterator[tuple[str, _Proposal]]:
    for answer in answers:
        version = _proposed(answer, python)
        name = answer.replacement or answer.requirement.name
        found = ways(name) if version else None
        if not isinstance(found, Ways) or version is None:
            continue
        release = found.listing.release(version)
        metadata = found.metadata(release) if release else None
        if release is not None and isinstance(metadata, Metadata):
            yield (
                normalised(name),
                _Proposal(answer.requirement.key, name, answer.requirement.extras, release, metadata),
            )


def _proposed(answer: Answer, python: Python) -> Version | None:
    """The version that somebody who follows the answer installs; none where that is open."""
    pinned = answer.requirement.pinned
    if answer.verdict is Verdict.DROP or (python == PYTHON2 and answer.verdict is Verdict.REPLACE):
        return None
    if answer.verdict is Verdict.OK:
        text = pinned
    elif python == PYTHON2:
        text = answer.bridge if answer.verdict is Verdict.BRIDGE else pinned
    else:
        text = answer.for_target
    try:
        return Version(text) if text else None
    except InvalidVersion:
        return None


def _conflict(proposal: _Proposal, needed: Needed, other: _Proposal, python: Python) -> Iterator[Conflict]:
    if not needed.specifier.contains(other.release.version, prereleases=True):
        yield Conflict(
            proposal.name,
            str(proposal.release.version),
            str(python),
            str(needed).partition(";")[0].strip(),
            str(other.release.version),
        )


def _order(answers: Sequence[Answer], needs: Mapping[str, set[str]]) -> tuple[str, ...]:
    names = {
        answer.requirement.key: answer.requirement.name for answer in answers if answer.verdict in _CHANGES
    }
    # Names that go together in a circle are changed together, wherever the circle is cut.
    graph = {key: sorted(needs.get(key, set()) & names.keys() - {key}) for key in sorted(names)}
    while True:
        try:
            return tuple(names[key] for key in TopologicalSorter(graph).static_order())
        except CycleError as error:
            first, second = error.args[1][:2]
            graph[second] = [key for key in graph[second] if key != first]

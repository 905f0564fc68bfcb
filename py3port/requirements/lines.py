"""The lines that take the place of a requirement: while two Pythons live side by side, and after."""

from __future__ import annotations

import enum

from py3port.requirements.model import Answer, Requirement, Verdict
from py3port.requirements.reading.declared import joined_markers
from py3port.requirements.successors import find_successor
from py3port.requirements.support import specifiers
from py3port.requirements.usage import NOWHERE

_ON_2 = 'python_version < "3"'
_ON_3 = 'python_version >= "3"'


class Step(enum.Enum):
    """What a proposed file is for; the value ends its name."""

    BRIDGE = "bridge"
    """Python 2.7 and the target side by side."""
    PY3 = "py3"
    """The target only."""


def lines_for(answer: Answer, step: Step) -> list[str]:
    """What to write in the place of a requirement, from one line on; comments begin with `#`."""
    if answer.verdict is Verdict.OK:
        split = step is Step.BRIDGE and answer.python2
        return _split(answer) if split else [written(answer.requirement)]
    if answer.verdict is Verdict.UNKNOWN:
        # A line that pip refuses would keep all others from being installed.
        is_refused = specifiers(answer.requirement.specifier) is None
        if step is Step.BRIDGE and answer.python2:
            lines = [_old(answer)] if is_refused else _split(answer)
        else:
            lines = [] if is_refused and step is Step.PY3 else [written(answer.requirement)]
        return [_comment("unknown", answer), *lines]
    return _bridge(answer) if step is Step.BRIDGE else _py3(answer)


def written(requirement: Requirement, *, marker: str = "") -> str:
    """The requirement as pip reads it, with one more marker; hashes left out."""
    marker = joined_markers(requirement.marker, marker)
    ending = f" ; {marker}" if marker else ""
    if requirement.url:
        return f"{_name(requirement)} @ {requirement.url}{ending}"
    return f"{_name(requirement)}{requirement.specifier}{ending}"


def _split(answer: Answer) -> list[str]:
    """The requirement, with another release on Python 2.7 than pip would take."""
    return [_old(answer), written(answer.requirement, marker=_ON_3)]


def _old(answer: Answer) -> str:
    """What Python 2.7 keeps."""
    if answer.python2 is None:
        return written(answer.requirement, marker=_ON_2)
    return f"{answer.python2} ; {joined_markers(answer.requirement.marker, _ON_2)}"


def _bridge(answer: Answer) -> list[str]:
    requirement, old = answer.requirement, _old(answer)
    if answer.verdict is Verdict.BRIDGE:
        pinned = _pinned(requirement, answer.bridge)
        return [pinned] if answer.bridges else [_comment("unproven", answer), pinned]
    if answer.verdict is Verdict.UPGRADE:
        return [old, _pinned(requirement, answer.first_target, marker=_ON_3)]
    if answer.verdict is Verdict.REPLACE:
        new = _replaced(answer, answer.for_target, marker="" if answer.bridges else _ON_3)
        return [new] if answer.bridges and _is_drop_in(requirement) else [old, new]
    if answer.verdict is Verdict.DROP:
        return [old]
    return [_comment(answer.verdict.value, answer), old]


def _py3(answer: Answer) -> list[str]:
    requirement = answer.requirement
    if answer.verdict in (Verdict.BRIDGE, Verdict.UPGRADE):
        pinned = _pinned(requirement, answer.for_target)
        is_proven = answer.bridges or answer.verdict is Verdict.UPGRADE
        return [pinned] if is_proven else [_comment("unproven", answer), pinned]
    if answer.verdict is Verdict.REPLACE:
        return [_replaced(answer, answer.for_target)]
    return [_comment("dropped" if answer.verdict is Verdict.DROP else answer.verdict.value, answer)]


def _is_drop_in(requirement: Requirement) -> bool:
    """Whether the code that imports the old distribution runs with its successor as it is."""
    successor = find_successor(requirement.name)
    return successor is not None and successor.is_drop_in and not successor.imports


def _pinned(requirement: Requirement, version: str | None, *, marker: str = "") -> str:
    marker = joined_markers(requirement.marker, marker)
    pin = f"=={version}" if version else requirement.specifier
    return f"{_name(requirement)}{pin}{f' ; {marker}' if marker else ''}"


def _replaced(answer: Answer, version: str | None, *, marker: str = "") -> str:
    marker = joined_markers(answer.requirement.marker, marker)
    pin = f"=={version}" if version else ""
    return f"{answer.replacement}{pin}{f' ; {marker}' if marker else ''}"


def _name(requirement: Requirement) -> str:
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    return f"{requirement.name}{extras}"


def _comment(word: str, answer: Answer) -> str:
    """A line that says why a requirement is as it is, or is not there."""
    about_releases = answer.note.partition(NOWHERE)[0].strip()
    reason = about_releases or next((each.detail for each in answer.evidence), "")
    text = " ".join(f"{word}: {written(answer.requirement)}: {reason}".split())
    return f"# {text.removesuffix(': ')}"

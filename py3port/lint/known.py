"""Which findings are new: matched against known ones in several passes, from the exact place to the mere text.

Lines and columns play no part, so that code may move, be indented or renamed without becoming new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from py3port.result import Finding


class Known(NamedTuple):
    """A finding that is tolerated."""

    path: str
    rule: str
    scope: str
    text: str
    """Its source with all white space removed."""


class Compared(NamedTuple):
    """Findings, told apart."""

    new: tuple[Finding, ...]
    matched: tuple[Finding, ...]
    gone: tuple[Known, ...]
    """Known ones that no finding matches any more."""


def known(finding: Finding, *, path: str | None = None) -> Known:
    """What is remembered of a finding."""
    return Known(path if path is not None else finding.path, finding.rule, finding.scope, bare(finding.text))


def bare(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


_PASSES: tuple[Callable[[Known], tuple[str, ...]], ...] = (
    lambda each: (each.rule, each.path, each.scope, each.text),
    lambda each: (each.rule, each.path, each.text),
    lambda each: (each.rule, each.scope, each.text),
    lambda each: (each.rule, each.text),
)
_IN_PLACE = 2
"""So many of the passes look at the same file only."""


def compare(findings: Sequence[Finding], tolerated: Iterable[Known], *, in_place: bool = False) -> Compared:
    """Match each finding with at most one known one; each known one excuses at most one finding.

    With `in_place` only in the same file; what is matched then is matched without it as well.
    """
    pending = [(finding, known(finding)) for finding in findings]
    remaining = list(tolerated)
    matched: list[Finding] = []
    for key in _PASSES[:_IN_PLACE] if in_place else _PASSES:
        if not pending or not remaining:
            break
        offered = Counter(map(key, remaining))
        taken: Counter[tuple[str, ...]] = Counter()
        unmatched = []
        for finding, each in pending:
            wanted = key(each)
            if taken[wanted] < offered[wanted]:
                taken[wanted] += 1
                matched.append(finding)
            else:
                unmatched.append((finding, each))
        pending = unmatched
        remaining = _without(remaining, taken, key)
    return Compared(
        tuple(finding for finding, _ in pending), tuple(sorted(matched)), tuple(sorted(remaining))
    )


def renamed(tolerated: Iterable[Known], renames: Mapping[str, str]) -> list[Known]:
    """The known findings under the paths that their files have now."""
    return [
        Known(renames[each.path], each.rule, each.scope, each.text) if each.path in renames else each
        for each in tolerated
    ]


def _without(
    remaining: Iterable[Known], taken: Counter[tuple[str, ...]], key: Callable[[Known], tuple[str, ...]]
) -> list[Known]:
    left = []
    for each in remaining:
        if taken[key(each)]:
            taken[key(each)] -= 1
        else:
            left.append(each)
    return left

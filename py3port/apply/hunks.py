"""The lines in which two versions of a text differ."""

from __future__ import annotations

from py3port.python2 import Source
from py3port.result import Hunk


def hunks_between(before: Source, after: Source) -> list[Hunk]:
    """What to change in one text to get the other; lines are paired where as many come as go."""
    from difflib import SequenceMatcher

    old, new = before.text.split("\n"), after.text.split("\n")
    # What is equal at both ends, mostly nearly everything, need not be compared with anything else.
    head = _equal(old, new)
    tail = _equal(old[head:][::-1], new[head:][::-1])
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    hunks = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            continue
        start, end, first, last = (at + head for at in (start, end, first, last))
        if end - start == last - first:
            pairs = zip(old[start:end], new[first:last], strict=True)
            hunks += [Hunk(start + at + 1, (was,), (now,)) for at, (was, now) in enumerate(pairs)]
        else:
            hunks.append(Hunk(start + 1, tuple(old[start:end]), tuple(new[first:last])))
    return hunks


def _equal(one: list[str], other: list[str]) -> int:
    """How many lines are the same at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))

"""The message of the commit that an apply makes."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Sequence

from py3port import __version__
from py3port.apply.outcome import Changed, LeftKind, Outcome
from py3port.plan.step import STEP_TRAILER, step_id
from py3port.rule import Rule

_WIDTH = 72


def commit_message(
    rules: Sequence[Rule],
    apps: Sequence[str],
    outcomes: Sequence[Outcome],
    *,
    command: str,
    everything: bool,
    owners: Sequence[str] = (),
) -> str:
    """What was done, why, where, how much, how to get the same again; which step of the plan it was, and whose code."""
    changed = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    fixed: Counter[str] = Counter()
    for outcome in changed:
        fixed.update(dict(outcome.fixed))
    unsafe = sum(outcome.unsafe for outcome in changed)
    used = [rule for rule in rules if fixed[rule.name]]
    title = used[0].title if len(used) == 1 else "Port to Python 3" if everything else "Port towards Python 3"
    apps = [_one_line(app) for app in apps]
    where = f" in {', '.join(apps)}" if apps else ""
    parts = [f"{title}{where}{' (unsafe)' if unsafe else ''}"]
    if len(used) == 1:
        parts.append(_reason(used[0]))
    counts = [f"{rule.name}: {_plural(fixed[rule.name], 'finding')}" for rule in used]
    if unsafe:
        counts.append(f"unsafe, likely right but not certain: {_plural(unsafe, 'finding')}")
    parts.append("\n".join([f"{_plural(len(changed), 'file')} changed", *counts, *_left(outcomes)]))
    parts.append(f"Made by py3port {__version__}; the same again:\n\n    {_one_line(command)}")
    trailers = (
        [f"{STEP_TRAILER}: {step_id(rules[0].name, ''.join(apps))}"] if len(rules) == 1 >= len(apps) else []
    )
    trailers += [f"Co-owned-by: {_one_line(owner)}" for owner in owners]
    parts.append("\n".join(trailers))
    return "\n\n".join(part for part in parts if part) + "\n"


def _one_line(text: str) -> str:
    """A name of the repository's in which no further lines, such as trailers, can hide."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text)


def _reason(rule: Rule) -> str:
    first = rule.description.split("\n\n")[0]
    return textwrap.fill(" ".join(first.split()), _WIDTH)


def _left(outcomes: Sequence[Outcome]) -> list[str]:
    kinds = Counter(left.kind for outcome in outcomes for left in getattr(outcome, "left", ()))
    return [f"left, {kind.value}: {_plural(kinds[kind], 'finding')}" for kind in LeftKind if kinds[kind]]


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"

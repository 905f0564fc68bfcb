"""How many findings there may be at most, in all, of a rule, in an app, of an owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from py3port.errors import UserError, did_you_mean
from py3port.result import Finding

TOTAL = "total"


def counts(findings: Iterable[Finding]) -> Counter[str]:
    """How many there are, under the names that budgets have."""
    found: Counter[str] = Counter()
    for each in findings:
        found.update((TOTAL, f"rule:{each.rule}", f"app:{each.app}"))
        found.update(f"owner:{owner}" for owner in each.owners)
    return found


def exceeded(limits: Mapping[str, int], found: Mapping[str, int]) -> list[str]:
    """A line for each budget that there are too many findings for."""
    return [
        f"{found.get(name, 0):,} finding{'' if found.get(name, 0) == 1 else 's'} for {name}, {limit:,} at most"
        for name, limit in sorted(limits.items())
        if found.get(name, 0) > limit
    ]


def ratcheted(
    configured: Mapping[str, int], stored: Mapping[str, int], found: Mapping[str, int] | None = None
) -> dict[str, int]:
    """The limits that hold: what is configured, or what was reached already; with `found` what is reached now."""
    limits = {name: min(limit, stored.get(name, limit)) for name, limit in configured.items()}
    if found is None:
        return limits
    return {name: min(limit, found.get(name, 0)) for name, limit in limits.items()}


def check_names(limits: Mapping[str, int], *, apps: Iterable[str], owners: Iterable[str]) -> None:
    """Make sure that what has a budget exists.

    Raises:
        UserError: there is no such app or owner; the nearest name is given.
    """
    known = {"app": list(apps), "owner": list(owners)}
    for each in limits:
        kind, _, name = each.partition(":")
        if kind in known and name not in known[kind]:
            raise UserError(f"max-findings: unknown {kind} {name!r}{did_you_mean(name, known[kind])}")

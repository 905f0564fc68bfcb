"""Which commits of a history to look at."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping

from py3port.errors import UserError, did_you_mean

Key = Callable[[datetime.date], tuple[int, ...]]
_KEYS: Mapping[str, Key] = {
    "day": lambda date: (date.toordinal(),),
    "week": lambda date: tuple(date.isocalendar()[:2]),
    "month": lambda date: (date.year, date.month),
    "quarter": lambda date: (date.year, (date.month - 1) // 3),
    "year": lambda date: (date.year,),
}
INTERVALS = (*_KEYS, "commit")


def check_interval(name: str) -> str:
    """`name`, if it is an interval.

    Raises:
        UserError: it is none.
    """
    if name in INTERVALS:
        return name
    raise UserError(
        f"unknown interval {name!r}{did_you_mean(name, INTERVALS) or '; there are: ' + ', '.join(INTERVALS)}"
    )


_DATE = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", re.ASCII)


def is_date(text: str) -> bool:
    """Whether it is written as a day is."""
    return _DATE.fullmatch(text) is not None


def parse_date(text: str) -> datetime.date:
    """A day, as `2019-01-31`, `2019-01` or `2019`.

    Raises:
        UserError: it is none.
    """
    parts = _DATE.fullmatch(text)
    try:
        if parts:
            return datetime.date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        pass
    raise UserError(f"{text!r} is no date such as 2019-01-31")


def choose(
    commits: Iterable[tuple[str, int]], *, every: str, since: datetime.date | None = None
) -> list[tuple[str, int]]:
    """The last commit of each interval that has any, the oldest first.

    Args:
        commits: each with its time in seconds since 1970, the newest first, as git lists the first parents.
        since: nothing before this day, UTC.
    """
    chosen: list[tuple[str, int]] = []
    last: object = None
    for commit, seconds in commits:
        date = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).date()
        if since is not None and date < since:
            continue
        key = commit if every == "commit" else _KEYS[every](date)
        if key != last:
            chosen.append((commit, seconds))
            last = key
    return chosen[::-1]

"""Pieces of Markdown in which text of the repository stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from py3port_reports.visible_text import visible

_LONGEST = 300


def code(text: str) -> str:
    """Return a code span, in which nothing is markup, mention or link; only the pipe needs a backslash."""
    shown = visible(text)[:_LONGEST].replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    blank = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{blank}{shown}{blank}{fence}"


def table(heading: str, titles: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int) -> str:
    """Return a heading and a table whose first columns are `texts`, the others numbers; nothing without rows."""
    lines = [_line(row) for row in rows]
    if not lines:
        return ""
    rule = [":--" if index < texts else "--:" for index in range(len(titles))]
    return "\n".join([f"## {heading}", "", _line(titles), _line(rule), *lines])


def percent(part: int, whole: int) -> str:
    """Return a share, rounded down: 100% is said only when nothing is left."""
    return f"{100 * part // whole}%" if whole else "100%"


def counted(number: int, noun: str) -> str:
    """Return `1 file`, `2 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def signed(number: int) -> str:
    """Return a difference with its sign."""
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "0"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

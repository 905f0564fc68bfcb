"""The user's mistakes."""

from __future__ import annotations

from collections.abc import Iterable


class UserError(Exception):
    """A mistake of the user's: shown as one line on standard error, exit code 2. Says what, where, and what to do."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest known name, or nothing where none is near."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""

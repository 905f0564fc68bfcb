"""Takes applies back, the last one first."""

from __future__ import annotations

from pathlib import Path

from py3port import storage
from py3port.apply.journal import Journal, journals, sweep
from py3port.apply.restore import Conflict, Restored, restore
from py3port.errors import UserError

__all__ = ["Conflict", "Restored", "find_applies", "undo"]


def find_applies(root: Path) -> list[Journal]:
    """The applies that can be taken back, the last one first."""
    return journals(root)[::-1]


def undo(root: Path, *, until: str | None = None, force: bool = False) -> list[Restored]:
    """Take back the last apply, or all from the last one to the one named `until`.

    Raises:
        UserError: there is none, or none of that name.
        Conflict: files were changed after an apply and there is no `force`; that apply and older ones stay.
        StorageError: the disk refuses; running it again is safe.
    """
    if not (root / storage.STATE_FOLDER).is_dir():
        raise UserError("nothing to undo: no apply is recorded here")
    with storage.lock(root):
        sweep(root)
        found = find_applies(root)
        if not found:
            raise UserError("nothing to undo: no apply is recorded here")
        done = []
        for journal in _chosen(found, until):
            done.append(restore(journal, force=force))
            if done[-1].failed:
                break
        return done


def _chosen(found: list[Journal], until: str | None) -> list[Journal]:
    if until is None:
        return found[:1]
    wanted = until.lstrip("0")
    for position, journal in enumerate(found, start=1):
        if str(journal.number) == wanted:
            return found[:position]
    raise UserError(f"no apply is called {until!r}; `py3port undo --list` shows them")

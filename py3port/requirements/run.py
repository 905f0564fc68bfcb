"""Answers all requirements of a project: asks the indexes for many names at once, each name once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import TypeVar

from py3port.requirements.index.cache import Cache
from py3port.requirements.index.client import Index
from py3port.requirements.index.listing import Failure, Listing
from py3port.requirements.index.settings import Settings, load_settings
from py3port.requirements.model import Requirement, Result
from py3port.requirements.recall import Recalled, dumped, key_of, loaded

Progress = Callable[[int, int], None]
"""Hears how many distributions are done, of how many."""
_Item = TypeVar("_Item")
_Done = TypeVar("_Done")
_THREADS = 24


def answer_all(
    requirements: Sequence[Requirement],
    *,
    target: str,
    state: Path | None,
    settings: Settings | None = None,
    offline: bool = False,
    inspect: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Answer every requirement from the indexes that the user's pip is configured with.

    Args:
        state: the root whose state folder remembers what the indexes said; none: nothing is remembered.
        offline: answer from what is remembered, and from indexes on this machine.
        inspect: download what stays unknown and see whether its code is Python 3.

    Raises:
        UserError: pip's configuration cannot be used.
    """
    settings = settings or load_settings()
    key = key_of(requirements, target, settings, inspect=inspect)
    with Index(settings, Cache(state), offline=offline) as index:
        known = loaded(index.cache.result(key), requirements)
        if known is not None and _still_holds(known, index):
            return known.result
        # What weighs releases against each other costs time to import.
        from py3port.requirements.desk import Desk

        desk = Desk(index, target, inspect=inspect)
        result = desk.result(requirements, partial(_in_threads, index, progress=progress))
        if index.used is not None:
            index.cache.put_result(key, dumped(result, index.used))
        return result


def find_modules(
    requirements: Sequence[Requirement],
    *,
    state: Path | None,
    settings: Settings | None = None,
    offline: bool = False,
) -> Mapping[str, tuple[str, ...]]:
    """The names that distributions are imported by, as their files tell, by normalised name.

    What no file tells is left out.

    Raises:
        UserError: pip's configuration cannot be used.
    """
    wanted = {requirement.key: requirement for requirement in requirements if not requirement.url}
    with Index(settings or load_settings(), Cache(state), offline=offline) as index:
        found = _in_threads(index, lambda each: _modules(index, each), list(wanted.values()))
        return {key: names for key, names in zip(wanted, found, strict=True) if names}


def _modules(index: Index, requirement: Requirement) -> tuple[str, ...]:
    known = index.cache.modules(requirement.key)
    if known is not None:
        return known
    listing = index.listing(requirement.key)
    if not isinstance(listing, Listing) or not listing.final:
        return ()
    pinned = listing.pinned(requirement.pinned)
    releases = [each for each in (pinned, listing.final[-1]) if each is not None]
    # The end of a wheel tells, while a source distribution is read as a whole.
    files = [wheel for each in releases for wheel in each.wheels[:1]] or [releases[0].files[0]]
    names = index.modules(files[0])
    if isinstance(names, Failure):
        return ()
    index.cache.put_modules(requirement.key, names)
    return names


def _still_holds(known: Recalled, index: Index) -> bool:
    """Whether all pages that a result rests on are what they were."""
    return all(_in_threads(index, lambda page: index.is_unchanged(*page), known.pages.items()))


def _in_threads(
    index: Index, work: Callable[[_Item], _Done], items: Collection[_Item], progress: Progress | None = None
) -> list[_Done]:
    """What `work` makes of each item, many at once; Ctrl-C ends it within half a second."""
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="index")
    try:
        futures = [pool.submit(work, item) for item in items]
        for count, each in enumerate(as_completed(futures), start=1):
            # One that failed ends it all.
            each.result()
            if progress is not None:
                progress(count, len(futures))
        return [each.result() for each in futures]
    except BaseException:
        index.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)

"""Answers all requirements of a project: asks the indexes for many names at once, each name once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from py3port.requirements.answers import Found, Question, answer, constraint_on, to_inspect
from py3port.requirements.index.cache import Cache
from py3port.requirements.index.client import Index
from py3port.requirements.index.listing import Listing
from py3port.requirements.index.settings import Settings, load_settings
from py3port.requirements.model import Answer, Requirement, Verdict, normalised
from py3port.requirements.successors import find_successor
from py3port.requirements.support import Python
from py3port.requirements.transitive import Plan, agreed
from py3port.requirements.ways import Ways

if TYPE_CHECKING:
    from py3port.requirements.inspection import Inspector

Progress = Callable[[int, int], None]
"""Hears how many distributions are done, of how many."""

_Item = TypeVar("_Item")
_Done = TypeVar("_Done")
_THREADS = 24


@dataclass(frozen=True)
class Result:
    """The answers in the order of the requirements, and what follows for all of them together."""

    answers: tuple[Answer, ...]
    plan: Plan


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
    with Index(settings or load_settings(), Cache(state), offline=offline) as index:
        desk = _Desk(index, Python.parse(target), inspect=inspect)
        groups: dict[str, list[Requirement]] = {}
        for requirement in requirements:
            groups.setdefault(requirement.key, []).append(requirement)
        answered: dict[Requirement, Answer] = {}
        for some in _in_threads(index, desk.answer, groups.values(), progress):
            answered |= some
        answers = tuple(answered[each] for each in dict.fromkeys(requirements))
        return Result(*agreed(answers, desk.ways, desk.target, partial(_in_threads, index)))


class _Desk:
    """Knows what is behind each name; the first who asks finds out, the others wait for that."""

    def __init__(self, index: Index, target: Python, *, inspect: bool) -> None:
        self.target = target
        self._index = index
        self._inspector: Inspector | None = None
        if inspect:
            # All the rules come along, which only those pay for who ask for it.
            from py3port.requirements.inspection import Inspector

            self._inspector = Inspector(index, str(target))
        self._found: dict[str, Future[Found]] = {}
        self._lock = threading.Lock()

    def ways(self, name: str) -> Found:
        """What there is behind a name."""
        key = normalised(name)
        with self._lock:
            known = self._found.get(key)
            mine = known is None
            future = self._found.setdefault(key, Future())
        if mine:
            future.set_result(self._look_up(key))
        return future.result()

    def answer(self, requirements: Sequence[Requirement]) -> dict[Requirement, Answer]:
        """The answers to all requirements of one name."""
        found = self.ways(requirements[0].key)
        answers = {}
        for each in requirements:
            question = Question(each, self.target, found, find_successor(each.name), self.ways)
            answers[each] = self._one(replace(question, constraint=constraint_on(each, requirements)))
        return answers

    def _one(self, question: Question) -> Answer:
        answered = answer(question)
        if self._inspector is None or answered.verdict is not Verdict.UNKNOWN:
            return answered
        release = to_inspect(question)
        return answered if release is None else self._inspector.inspect(answered, release)

    def _look_up(self, key: str) -> Found:
        try:
            listing = self._index.listing(key)
        except Exception as error:
            # Those who wait for this name must hear of it as well.
            self._found[key].set_exception(error)
            raise
        return Ways(listing, self._index, self.target) if isinstance(listing, Listing) else listing


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

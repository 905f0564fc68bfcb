"""Where the answers are made: what is behind each name is found out once, and weighed for each who asks for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING

from py3port.requirements.answers import Found, Question, answer, constraint_on, to_inspect
from py3port.requirements.closure import Together
from py3port.requirements.index.client import Index
from py3port.requirements.index.listing import Listing
from py3port.requirements.model import Answer, Requirement, Result, Verdict, normalised
from py3port.requirements.successors import find_successor
from py3port.requirements.support import Python
from py3port.requirements.transitive import agreed
from py3port.requirements.ways import Ways

if TYPE_CHECKING:
    from py3port.requirements.inspection import Inspector


class Desk:
    """Knows what is behind each name; the first who asks finds out, the others wait for that."""

    def __init__(self, index: Index, target: str, *, inspect: bool) -> None:
        self._target = Python.parse(target)
        self._index = index
        self._inspector: Inspector | None = None
        if inspect:
            # All the rules come along, which only those pay for who ask for it.
            from py3port.requirements.inspection import Inspector

            self._inspector = Inspector(index, target)
        self._found: dict[str, Future[Found]] = {}
        self._lock = threading.Lock()

    def result(self, requirements: Sequence[Requirement], together: Together) -> Result:
        """The answers to all requirements, and what follows for them together."""
        groups: dict[str, list[Requirement]] = {}
        for requirement in requirements:
            groups.setdefault(requirement.key, []).append(requirement)
        answered: dict[Requirement, Answer] = {}
        for some in together(self._answer, list(groups.values())):
            answered |= some
        answers = tuple(answered[each] for each in dict.fromkeys(requirements))
        return agreed(answers, self._ways, self._target, together)

    def _ways(self, name: str) -> Found:
        """What there is behind a name."""
        key = normalised(name)
        with self._lock:
            known = self._found.get(key)
            mine = known is None
            future = self._found.setdefault(key, Future())
        if mine:
            future.set_result(self._look_up(key))
        return future.result()

    def _answer(self, requirements: Sequence[Requirement]) -> dict[Requirement, Answer]:
        """The answers to all requirements of one name."""
        found = self._ways(requirements[0].key)
        answers = {}
        for each in requirements:
            question = Question(each, self._target, found, find_successor(each.name), self._ways)
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
        return Ways(listing, self._index, self._target) if isinstance(listing, Listing) else listing

"""Follows what proposed releases need, and what that needs in turn: of each the newest that all admit, as pip does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Protocol, TypeVar

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Needed
from packaging.version import Version

from py3port.requirements.index.listing import Release
from py3port.requirements.model import normalised, pinned_version
from py3port.requirements.support import Python, is_ruled_out
from py3port.requirements.ways import Ways

_MAX_DISTRIBUTIONS = 1_000
_MAX_NEEDS = 1_000
"""Of one release; no more are looked at."""
_MAX_PICKS = 3
"""How often another release of one distribution is taken because of what turned up later."""
_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


class Together(Protocol):
    """Does the same with many things at once."""

    def __call__(self, work: Callable[[_Item], _Done], items: Collection[_Item], /) -> list[_Done]:
        """What `work` makes of each."""


@dataclass(frozen=True)
class Need:
    """What one release needs of a distribution."""

    name: str
    """Of the distribution that needs it."""
    version: Version
    needed: Needed
    through: str = ""
    """Who needs that distribution, where no requirement names it: such as `boto3 1.28.27`."""

    def admits(self, release: Release) -> bool:
        """Whether that release will do."""
        return self.needed.specifier.contains(release.version, prereleases=True)

    def __str__(self) -> str:
        through = f", which {self.through} needs," if self.through else ""
        return f"{self.name} {self.version}{through} needs {str(self.needed).partition(';')[0].strip()}"


@dataclass(frozen=True)
class _Chosen:
    """A release that is taken, with the extras that somebody wants of it."""

    name: str
    release: Release
    extras: frozenset[str]


class Closure:
    """All releases that lines lead to on one Python; limits say which release of what somebody else needs."""

    def __init__(
        self,
        lines: Iterable[Needed],
        limits: Iterable[Needed],
        ways: Callable[[str], object],
        python: Python,
        together: Together,
    ) -> None:
        self.python = python
        self._ways = ways
        lines = list(lines)
        self._wanted = {normalised(line.name): line for line in lines}
        self._lines = dict(self._wanted)
        for limit in limits:
            key = normalised(limit.name)
            self._lines[key] = _limited(self._lines[key], limit) if key in self._lines else limit
        self._unclear = {
            normalised(line.name)
            for line in lines
            if line.specifier != self._wanted[normalised(line.name)].specifier
        }
        self._chosen: dict[str, _Chosen] = {}
        self._needs: dict[str, dict[str, list[Need]]] = defaultdict(dict)
        self._extras = {key: frozenset(line.extras) for key, line in self._lines.items()}
        self._picks: Counter[str] = Counter()
        self._follow(together)

    @property
    def lines(self) -> Collection[str]:
        """What the lines name, normalised; what is required in several ways, for several environments, is left out."""
        return self._lines.keys() - self._unclear

    def release(self, key: str) -> Release | None:
        """The release of a distribution, by its normalised name, that the lines lead to."""
        chosen = self._chosen.get(key)
        return chosen.release if chosen else None

    def needs(self, key: str) -> list[Need]:
        """What is needed of a distribution, by whom."""
        return [need for needs in self._needs.get(key, {}).values() for need in needs]

    @property
    def unlisted(self) -> Mapping[str, Need]:
        """What is needed though no line names it, by normalised name."""
        keys = sorted(key for key, needs in self._needs.items() if needs and key not in self._lines)
        return {key: self.needs(key)[0] for key in keys}

    def listed_needs(self, key: str) -> frozenset[str]:
        """The lines that one of them needs, directly or through others that no line names."""
        found: set[str] = set()
        seen, waiting = {key}, [key]
        while waiting:
            source = waiting.pop()
            for other in self._direct(source) - seen:
                seen.add(other)
                if other in self._lines:
                    found.add(other)
                else:
                    waiting.append(other)
        return frozenset(found)

    def _direct(self, key: str) -> set[str]:
        return {other for other, needs in self._needs.items() if key in needs}

    def _follow(self, together: Together) -> None:
        """Round by round, each with what turned up in the one before."""
        waiting = set(self._wanted)
        while waiting and len(self._chosen) < _MAX_DISTRIBUTIONS:
            picked = together(self._pick, sorted(waiting)[:_MAX_DISTRIBUTIONS])
            waiting = set()
            for key, chosen, needs in picked:
                if chosen is None or self._chosen.get(key) == chosen:
                    continue
                self._chosen[key] = chosen
                self._picks[key] += 1
                waiting |= self._note(key, chosen, needs)

    def _pick(self, key: str) -> tuple[str, _Chosen | None, tuple[str, ...]]:
        """The release to take, and what it needs."""
        line = self._lines.get(key)
        name = line.name if line else key
        found = self._ways(name)
        release = self._best(found, key, line) if isinstance(found, Ways) else None
        if release is None or not isinstance(found, Ways):
            return key, None, ()
        return key, _Chosen(name, release, self._extras.get(key, frozenset())), found.needs(release)

    def _best(self, found: Ways, key: str, line: Needed | None) -> Release | None:
        pins = [str(each) for each in line.specifier if each.operator in ("==", "===")] if line else []
        pinned = pinned_version(pins[0]) if len(set(pins)) == 1 else None
        if pinned is not None:
            release = found.listing.pinned(pinned)
            return None if release is None or is_ruled_out(release, self.python) else release
        allowed = [
            each
            for each in found.listing.final
            if line is None or line.specifier.contains(each.version, prereleases=True)
        ]
        usable = [each for each in reversed(allowed) if not is_ruled_out(each, self.python)]
        needs = self.needs(key)
        agreed = (each for each in usable if all(need.admits(each) for need in needs))
        return next(agreed, usable[0] if usable and line else None)

    def _note(self, key: str, chosen: _Chosen, needs: Iterable[str]) -> set[str]:
        """Take down what a release needs; returns what must be picked, or picked anew, for it."""
        for others in self._needs.values():
            others.pop(key, None)
        waiting = set()
        for needed in applicable(islice(needs, _MAX_NEEDS), self.python, chosen.extras):
            other = normalised(needed.name)
            if other == key:
                continue
            need = Need(chosen.name, chosen.release.version, needed, self._through(key))
            self._needs[other].setdefault(key, []).append(need)
            extras = self._extras.get(other, frozenset())
            self._extras[other] = extras | needed.extras
            if self._is_open(other, needed) or extras != self._extras[other]:
                waiting.add(other)
        return waiting

    def _through(self, key: str) -> str:
        if key in self._lines or not self.needs(key):
            return ""
        first = self.needs(key)[0]
        return first.through or f"{first.name} {first.version}"

    def _is_open(self, key: str, needed: Needed) -> bool:
        """Whether a release must be taken yet, or another one may do better."""
        chosen = self._chosen.get(key)
        if chosen is None:
            return True
        admitted = needed.specifier.contains(chosen.release.version, prereleases=True)
        return not admitted and self._picks[key] < _MAX_PICKS


def _limited(line: Needed, limit: Needed) -> Needed:
    """A line with what a line of a constraints file adds."""
    both = Needed(str(line))
    both.specifier &= limit.specifier
    return both


def applicable(needs: Iterable[str], python: Python, extras: Collection[str] = ()) -> Iterator[Needed]:
    """What of a release's needs counts on a Python, with these extras; what cannot be read is left out."""
    environment = {
        **_environment(),
        "python_version": str(python),
        "python_full_version": f"{python}.0",
    }
    for text in needs:
        needed = parsed(text)
        if needed is None:
            continue
        wanted = [{**environment, "extra": extra} for extra in ("", *extras)]
        if any(_holds(needed, each) for each in wanted):
            yield needed


def _holds(needed: Needed, environment: Mapping[str, str]) -> bool:
    if needed.marker is None:
        return True
    try:
        return needed.marker.evaluate(dict(environment))
    except (ValueError, KeyError):
        # A comparison that means nothing.
        return False


@lru_cache(maxsize=16384)
def parsed(text: str) -> Needed | None:
    """A line of metadata; none where it makes no sense."""
    try:
        return Needed(text)
    except InvalidRequirement:
        return None


@cache
def _environment() -> Mapping[str, str]:
    return {key: str(value) for key, value in default_environment().items()}

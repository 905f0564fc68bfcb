"""Looks through a distribution's releases for the first that supports a Python, and for the bridge between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from packaging.version import Version

from py3port.requirements.index.listing import Failure, File, Listing, Release
from py3port.requirements.index.metadata import Metadata
from py3port.requirements.model import Evidence, Support
from py3port.requirements.support import (
    PROVEN,
    PYTHON2,
    PYTHON3,
    Judged,
    Python,
    enumerates_others,
    is_ruled_out,
    judge,
)

_MAX_FILES = 2
"""How many files of a release are tried for its metadata."""


class Metadatas(Protocol):
    """Where metadata comes from: an index."""

    def metadata(self, key: str, version: Version, file: File) -> Metadata | Failure:
        """What a file says of itself."""

    def completed(self, metadata: Metadata, file: File) -> Metadata:
        """The metadata with what a source distribution needs."""


@dataclass(frozen=True)
class Way:
    """A release and what is known of it on the target."""

    release: Release
    judged: Judged


class Ways:
    """The releases of one distribution, seen from Python 2.7 and from the target.

    The first release with some support is found by bisection: support, once it is there, is taken to stay. That
    what is found has it is always looked up.
    """

    def __init__(self, listing: Listing, metadatas: Metadatas, target: Python) -> None:
        self.listing = listing
        self.target = target
        self._metadatas = metadatas
        self._known: dict[Version, Metadata | Failure] = {}

    @cached_property
    def latest(self) -> Release | None:
        """The newest release."""
        return self.listing.final[-1] if self.listing.final else None

    @cached_property
    def newest_admitting(self) -> Release | None:
        """The newest release that the index does not rule out for the target."""
        return next(
            (each for each in reversed(self.listing.final) if not is_ruled_out(each, self.target)), None
        )

    @cached_property
    def first_py3(self) -> Release | None:
        """The first release for any Python 3."""
        return _first(
            self.listing.final, lambda each: self._supports(each, PYTHON3, PROVEN | {Support.OLDER})
        )

    @cached_property
    def declared(self) -> Release | None:
        """The first release that names the target."""
        return _first(self._candidates, lambda each: self._supports(each, self.target, {Support.DECLARES}))

    @cached_property
    def first_target(self) -> Release | None:
        """The first release that supports the target: by name if any does, else by age; at the latest the bridge."""
        first = self.declared or _first(
            self._candidates, lambda each: self._supports(each, self.target, PROVEN)
        )
        bridge = self.bridge
        if bridge is None or bridge.judged.support not in PROVEN:
            return first
        return bridge.release if first is None or bridge.release.version < first.version else first

    @cached_property
    def last_py2(self) -> Release | None:
        """The last release for Python 2.7."""
        usable = [each for each in self.listing.final if not is_ruled_out(each, PYTHON2)]
        return _last(usable, lambda each: self.judge(each, PYTHON2).support is not Support.NO)

    @cached_property
    def bridge(self) -> Way | None:
        """The newest release for Python 2.7 and some Python 3, and what it says of the target."""
        last = self.last_py2
        if last is None or not self._supports(last, PYTHON2, PROVEN | {Support.OLDER}):
            return None
        if not self._supports(last, PYTHON3, PROVEN | {Support.OLDER}):
            return None
        return Way(last, self.confirmed(last))

    def judge(self, release: Release, python: Python) -> Judged:
        """What is known of a release; its metadata is fetched only where its files leave a doubt."""
        judged = judge(release, None, python)
        if judged.support in (Support.NO, Support.DECLARES):
            return judged
        metadata = self.metadata(release)
        return judge(release, metadata, python) if isinstance(metadata, Metadata) else judged

    def confirmed(self, release: Release) -> Judged:
        """What is known of a release and the target with everything looked up that there is.

        A release whose metadata cannot be had is never fit, though its files may look so.
        """
        metadata = self.metadata(release)
        if isinstance(metadata, Metadata):
            judged = judge(release, metadata, self.target)
            return self._compared(release, metadata, judged)
        judged = judge(release, None, self.target)
        if judged.support is Support.NO:
            return judged
        return Judged(Support.UNKNOWN, (Evidence("index", metadata.reason),))

    def metadata(self, release: Release) -> Metadata | Failure:
        """The metadata of a release, from the file of it that gives it most cheaply."""
        known = self._known.get(release.version)
        if known is None:
            known = self._known[release.version] = self._fetch(release)
        return known

    def needs(self, release: Release) -> tuple[str, ...]:
        """What a release depends on, as far as its files tell."""
        known = self.metadata(release)
        if not isinstance(known, Metadata):
            return ()
        file = next((each for each in release.files if each.name == known.file), None)
        if file is not None and not known.knows_requires:
            known = self._known[release.version] = self._metadatas.completed(known, file)
        return known.requires

    def _fetch(self, release: Release) -> Metadata | Failure:
        reasons = []
        for file in sorted(release.files, key=_effort)[:_MAX_FILES]:
            found = self._metadatas.metadata(self.listing.key, release.version, file)
            if isinstance(found, Metadata):
                return found
            reasons.append(found.reason)
        return Failure("; ".join(reasons))

    def _compared(self, release: Release, metadata: Metadata, judged: Judged) -> Judged:
        """Less trust in a release that lists its Pythons without the target where a later one has it."""
        if judged.support is not Support.RELEASED_AFTER or not enumerates_others(metadata, self.target):
            return judged
        declared = self.declared
        if declared is None or declared.version <= release.version:
            return judged
        text = f"{metadata.file} lists its Pythons without {self.target}, which {declared.version} declares first"
        return Judged(Support.OLDER, (Evidence("classifier", text), *judged.evidence))

    def _supports(self, release: Release, python: Python, enough: frozenset[Support] | set[Support]) -> bool:
        return self.judge(release, python).support in enough

    @cached_property
    def _candidates(self) -> Sequence[Release]:
        """The releases that can be for the target: not ruled out, and not much older than it."""
        year = int(self.target.released[:4]) - 1
        early = f"{year}{self.target.released[4:]}"
        return [
            each
            for each in self.listing.final
            if not is_ruled_out(each, self.target) and (not each.uploaded or each.uploaded >= early)
        ]


def _effort(file: File) -> tuple[bool, bool, str]:
    return (not file.has_metadata, file.is_sdist, file.name)


def _first(releases: Sequence[Release], holds: Callable[[Release], bool]) -> Release | None:
    low, high = 0, len(releases)
    if not high or not holds(releases[-1]):
        return None
    high -= 1
    while low < high:
        middle = (low + high) // 2
        if holds(releases[middle]):
            high = middle
        else:
            low = middle + 1
    return releases[low]


def _last(releases: Sequence[Release], holds: Callable[[Release], bool]) -> Release | None:
    low, high = 0, len(releases)
    if high and holds(releases[-1]):
        return releases[-1]
    while low < high:
        middle = (low + high) // 2
        if holds(releases[middle]):
            low = middle + 1
        else:
            high = middle
    return releases[low - 1] if low else None

"""What an index lists for a distribution: files, and the releases they make up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from packaging.version import InvalidVersion, Version

from py3port.requirements.model import normalised

_SDISTS = (".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz")
_DASH = re.compile("-")


@dataclass(frozen=True)
class File:
    """One file of a distribution that pip could install from."""

    name: str
    url: str
    version: str
    """As in its name."""
    tags: tuple[str, str, str] | None
    """A wheel's Python, ABI and platform tags; none for a source distribution."""
    requires_python: str = ""
    """What the page says; empty where it says nothing."""
    is_yanked: bool = False
    uploaded: str = ""
    """The day, as `YYYY-MM-DD`; empty where the index does not tell."""
    has_metadata: bool = False
    """Whether the index serves the wheel's metadata as a file of its own."""

    @property
    def is_sdist(self) -> bool:
        """Whether it is a source distribution."""
        return self.tags is None


@dataclass(frozen=True)
class Link:
    """What a page says of a file, before anything is made of it."""

    name: str
    url: str
    requires_python: str = ""
    is_yanked: bool = False
    uploaded: str = ""
    has_metadata: bool = False


@dataclass(frozen=True)
class Release:
    """A version, and all files there are of it."""

    version: Version
    files: tuple[File, ...]

    @property
    def is_yanked(self) -> bool:
        """Whether all its files are."""
        return all(file.is_yanked for file in self.files)

    @cached_property
    def uploaded(self) -> str:
        """The day of its first file: others may be added years later. Empty where the index does not tell."""
        days = [file.uploaded for file in self.files]
        return min(days) if all(days) else ""

    @cached_property
    def sdist(self) -> File | None:
        """Its source distribution."""
        return next((file for file in self.files if file.is_sdist), None)

    @cached_property
    def wheels(self) -> tuple[File, ...]:
        """Its wheels."""
        return tuple(file for file in self.files if not file.is_sdist)


@dataclass(frozen=True)
class Listing:
    """What the indexes know of a name."""

    key: str
    releases: tuple[Release, ...]
    """Ascending by version."""
    sources: tuple[str, ...] = ()
    """The pages that all this comes from."""
    problems: tuple[str, ...] = ()
    """The indexes that could not be asked, and why."""
    ignored: int = 0
    """How many files have names that no version can be read from."""

    @cached_property
    def final(self) -> tuple[Release, ...]:
        """The releases that are meant for everybody: neither yanked nor a trial; all that are left if none is."""
        kept = [each for each in self.releases if not each.is_yanked]
        return tuple(each for each in kept if not each.version.is_prerelease) or tuple(kept)

    def release(self, version: Version) -> Release | None:
        """The release of that version, even if it is yanked."""
        return next((each for each in self.releases if each.version == version), None)

    def pinned(self, text: str | None) -> Release | None:
        """The release that a pin names; none where it is no version, or not there."""
        try:
            return self.release(Version(text)) if text else None
        except InvalidVersion:
            return None


@dataclass(frozen=True)
class Missing:
    """No index knows the name."""

    sources: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """Nothing is known, and why."""

    reason: str


def listing(
    key: str, links: Iterable[Link], *, sources: Sequence[str], problems: Sequence[str] = ()
) -> Listing:
    """The releases that `links` make up; of files with the same name the first counts."""
    found: dict[str, dict[str, File]] = {}
    seen: set[str] = set()
    ignored = 0
    for link in links:
        if link.name in seen:
            continue
        seen.add(link.name)
        file = read_file(key, link)
        if file is None:
            ignored += 1
        else:
            found.setdefault(file.version, {})[file.name] = file
    releases: dict[Version, list[File]] = {}
    for text, files in found.items():
        try:
            releases.setdefault(Version(text), []).extend(files.values())
        except InvalidVersion:
            ignored += len(files)
    ordered = (Release(version, tuple(releases[version])) for version in sorted(releases))
    return Listing(key, tuple(ordered), tuple(sources), tuple(problems), ignored)


def read_file(key: str, link: Link) -> File | None:
    """The file behind a link; none where its name is not that of a wheel or source distribution of `key`."""
    tags: tuple[str, str, str] | None = None
    if link.name.endswith(".whl"):
        parts = link.name[:-4].split("-")
        if len(parts) not in (5, 6) or normalised(parts[0]) != key:
            return None
        version = parts[1].replace("_", "-")
        tags = (parts[-3], parts[-2], parts[-1])
    else:
        found = _sdist_version(key, link.name)
        if found is None:
            return None
        version = found
    return File(
        link.name,
        link.url,
        version,
        tags,
        link.requires_python,
        link.is_yanked,
        link.uploaded,
        link.has_metadata,
    )


def _sdist_version(key: str, name: str) -> str | None:
    """What follows the name of the distribution, which may have dashes itself."""
    stem = next((name[: -len(ending)] for ending in _SDISTS if name.lower().endswith(ending)), None)
    if stem is None:
        return None
    for dash in _DASH.finditer(stem):
        if normalised(stem[: dash.start()]) == key and stem[dash.end() :]:
            return stem[dash.end() :]
    return None

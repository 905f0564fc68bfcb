"""What a release's files and metadata say about a version of Python, the strongest evidence first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from py3port.requirements.index.listing import File, Release
from py3port.requirements.index.metadata import Metadata
from py3port.requirements.model import Evidence, Support

RANKS = (
    "marker", "constraint", "requires-python", "wheel-tag", "metadata", "classifier", "age",
    "curated", "inspection", "index",
)  # fmt: skip
"""The kinds of evidence, the strongest first."""

PROVEN = frozenset({Support.DECLARES, Support.RELEASED_AFTER})
"""What is enough to call a release fit for a Python."""

_RELEASED = {
    "2.7": "2010-07-03",
    "3.12": "2023-10-02",
    "3.13": "2024-10-07",
    "3.14": "2025-10-07",
}
_NEVER = "9999-12-31"
_FUTURE_MINORS = 30
_TAG = re.compile(r"(py|cp)(\d)(\d*)")
_NAMES_VERSION = re.compile(r"(\d)(?:\.\d+)?")


@dataclass(frozen=True)
class Python:
    """A version of Python, such as 3.12; or all versions of a major one, such as 3."""

    major: int
    minor: int | None = None

    @classmethod
    def parse(cls, text: str) -> Python:
        """From `3.12` or `3`."""
        major, _, minor = text.partition(".")
        return cls(int(major), int(minor) if minor else None)

    def __str__(self) -> str:
        return str(self.major) if self.minor is None else f"{self.major}.{self.minor}"

    @property
    def released(self) -> str:
        """The day of its own release."""
        return _RELEASED.get(str(self), _NEVER)

    @property
    def releases(self) -> Iterator[str]:
        """Versions that stand for it when a specifier is asked."""
        minors = range(_FUTURE_MINORS) if self.minor is None else (self.minor,)
        for minor in minors:
            yield f"{self.major}.{minor}.0"
            yield f"{self.major}.{minor}.99"


PYTHON2 = Python(2, 7)
PYTHON3 = Python(3)


@dataclass(frozen=True)
class Judged:
    """What is known of one release and one Python."""

    support: Support
    evidence: tuple[Evidence, ...] = ()


def judge(release: Release, metadata: Metadata | None, python: Python) -> Judged:
    """What the release says of `python`; without metadata as far as its files tell."""
    said = _Said(release, metadata)
    ruled_out = _ruled_out(said, python)
    if ruled_out is not None:
        return Judged(Support.NO, (ruled_out,))
    named = _named(said, python)
    admitted = tuple(_admitted(said, python))
    if named:
        support = Support.RELEASED_AFTER if _is_trial(said, python) else Support.DECLARES
        return Judged(support, ranked((*named, *admitted)))
    other = _only_other_major(said, python)
    if other is not None:
        return Judged(Support.NO, (other,))
    if not admitted:
        return Judged(Support.UNKNOWN, tuple(_silence(said, python)))
    age = _age(release, python)
    support = Support.RELEASED_AFTER if _is_after(release, python) else Support.OLDER
    return Judged(support, ranked((*admitted, age)))


def is_ruled_out(release: Release, python: Python) -> bool:
    """Whether the index's page alone rules `python` out: then pip does not take the release for it."""
    told = {file.requires_python for file in release.files if file.requires_python}
    if told and not any(admits(text, python) for text in told):
        return True
    return all(not file.is_sdist and not fits(file, python) for file in release.files)


def enumerates_others(metadata: Metadata | None, python: Python) -> bool:
    """Whether the classifiers name minor versions of that major one, but not `python`."""
    named = {
        each for each in (metadata.classifiers if metadata else ()) if each.startswith(f"{python.major}.")
    }
    return bool(named) and str(python) not in named


def ranked(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence with the strongest first and without repetition."""
    return tuple(sorted(dict.fromkeys(evidence), key=lambda each: RANKS.index(each.kind)))


class _Said:
    """What the index's page and the metadata say, side by side."""

    def __init__(self, release: Release, metadata: Metadata | None) -> None:
        self.release = release
        self.metadata = metadata
        usable = [file for file in release.files if not file.is_yanked] or list(release.files)
        self.files = usable
        told = [
            (file.requires_python, "requires-python", file.name) for file in usable if file.requires_python
        ]
        if not told and metadata is not None and metadata.requires_python:
            told = [(metadata.requires_python, "metadata", metadata.file)]
        self.requires = [each for each in told if specifiers(each[0]) is not None]
        self.classifiers = frozenset(metadata.classifiers if metadata else ())

    @property
    def source(self) -> str:
        """The file with the classifiers."""
        return self.metadata.file if self.metadata else self.release.files[0].name

    def names(self, major: int) -> bool:
        """Whether a classifier names a Python of that major version."""
        found = (_NAMES_VERSION.fullmatch(each) for each in self.classifiers)
        return f"{major} :: Only" in self.classifiers or any(m and int(m[1]) == major for m in found)


def _ruled_out(said: _Said, python: Python) -> Evidence | None:
    if said.requires and not any(admits(text, python) for text, _, _ in said.requires):
        text, kind, file = said.requires[0]
        return Evidence(kind, f"Requires-Python: {text} of {file} rules {python} out")
    own = said.metadata.requires_python if said.metadata else ""
    if not admits(own, python):
        return Evidence(
            "metadata", f"Requires-Python: {own} of {said.source} rules {python} out, whatever its page says"
        )
    other = 5 - python.major
    if f"{other} :: Only" in said.classifiers and f"{python.major} :: Only" not in said.classifiers:
        return Evidence("classifier", f"Programming Language :: Python :: {other} :: Only in {said.source}")
    if said.files and all(not file.is_sdist and not fits(file, python) for file in said.files):
        return Evidence("wheel-tag", f"{said.release.version} has wheels only, none of them for {python}")
    return None


def _named(said: _Said, python: Python) -> list[Evidence]:
    """Where the release names that very version."""
    found = []
    wheel = next((file for file in said.files if _is_for(file, python)), None)
    if wheel is not None:
        found.append(Evidence("wheel-tag", f"{wheel.name} is for {python}"))
    named = str(python) in said.classifiers or (python.minor is None and said.names(python.major))
    if named:
        found.append(Evidence("classifier", f"Programming Language :: Python :: {python} in {said.source}"))
    return found


def _is_trial(said: _Said, python: Python) -> bool:
    """Whether only wheels name it that may have been built for a trial version of it, before it was released."""
    if python.minor is None or str(python) in said.classifiers:
        return False
    if said.metadata is not None and not enumerates_others(said.metadata, python):
        return False
    return not any(_is_for(file, python) and file.uploaded >= python.released for file in said.files)


def _admitted(said: _Said, python: Python) -> Iterator[Evidence]:
    """Where the release admits that version and shows that it thought of its major one."""
    for text, kind, file in said.requires:
        if admits(text, python) and _thinks_of(text, python.major):
            yield Evidence(kind, f"Requires-Python: {text} of {file} admits {python}")
            break
    if said.names(python.major):
        yield Evidence("classifier", f"{said.source} names Python {python.major}")
    wheel = next(
        (file for file in said.files if _majors(file) == {python.major} and fits(file, python)), None
    )
    if wheel is not None:
        yield Evidence("wheel-tag", f"{wheel.name} is for Python {python.major} only")


def _only_other_major(said: _Said, python: Python) -> Evidence | None:
    other = 5 - python.major
    if not said.names(other) or said.names(python.major):
        return None
    # Classifiers are forgotten more often than Requires-Python is wrong; but one that admits both is mostly silence.
    if any(admits(text, python) and not admits(text, Python(other)) for text, _, _ in said.requires):
        return None
    if any(_majors(file) == {python.major} and fits(file, python) for file in said.files):
        return None
    return Evidence("classifier", f"the classifiers of {said.source} name Python {other} only")


def _silence(said: _Said, python: Python) -> Iterator[Evidence]:
    both = next((file for file in said.files if _majors(file) == {2, 3}), None)
    if both is not None:
        yield Evidence("wheel-tag", f"{both.name} says py2.py3, which is no proof of {python}")
    elif said.metadata is not None:
        yield Evidence("metadata", f"{said.source} says nothing of {python}")


def _is_after(release: Release, python: Python) -> bool:
    return bool(release.uploaded) and release.uploaded >= python.released


def _age(release: Release, python: Python) -> Evidence:
    version, day = release.version, release.uploaded
    if not day:
        return Evidence("age", f"the index does not tell when {version} was released: {python} is unproven")
    if _is_after(release, python):
        return Evidence("age", f"{version} was released on {day}, {python} on {python.released}")
    return Evidence("age", f"{version} was released on {day}, before {python} was: unproven")


@lru_cache(maxsize=16384)
def admits(text: str, python: Python) -> bool:
    """Whether a Requires-Python admits `python`; one that is broken admits everything, as pip sees it."""
    found = specifiers(text)
    return found is None or any(found.contains(each, prereleases=True) for each in python.releases)


@lru_cache(maxsize=4096)
def specifiers(text: str) -> SpecifierSet | None:
    """The specifiers in a text; none where they are broken."""
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


@lru_cache(maxsize=4096)
def _thinks_of(text: str, major: int) -> bool:
    """Whether a Requires-Python names a version of that major one, or leaves the other one out."""
    found = specifiers(text)
    assert found is not None
    if any(each.version.partition(".")[0] in (str(major), str(major + 1)) for each in found):
        return True
    return not admits(text, Python(5 - major))


@lru_cache(maxsize=4096)
def _pythons(tag: str) -> tuple[tuple[str, int, int | None], ...]:
    found = (_TAG.fullmatch(each) for each in tag.split("."))
    return tuple((m[1], int(m[2]), int(m[3]) if m[3] else None) for m in found if m)


def fits(file: File, python: Python) -> bool:
    """Whether pip would take the wheel for that Python, on some platform."""
    assert file.tags is not None
    return _fits(file.tags[0], file.tags[1], python)


@lru_cache(maxsize=4096)
def _fits(tag: str, abi: str, python: Python) -> bool:
    abis = abi.split(".")
    for kind, major, minor in _pythons(tag):
        if major != python.major:
            continue
        if python.minor is None or minor == python.minor:
            return True
        lasts = "none" in abis or (kind == "cp" and "abi3" in abis)
        if lasts and (minor is None or minor <= python.minor):
            return True
    return False


def _is_for(file: File, python: Python) -> bool:
    """Whether a wheel is for that very Python; for a major one, whether it is for it and not for the other."""
    if file.tags is None:
        return False
    if python.minor is None:
        return _majors(file) == {python.major}
    return any((major, minor) == (python.major, python.minor) for _, major, minor in _pythons(file.tags[0]))


def _majors(file: File) -> set[int]:
    return {major for _, major, _ in _pythons(file.tags[0])} if file.tags else set()

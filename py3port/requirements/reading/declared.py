"""Turns what people write for one distribution into a requirement: PEP 508, URLs, and the older ways."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from py3port.requirements.model import Kind, Requirement, normalised, pinned_version

MAX_LENGTH = 4_000
"""A longer line is nobody's requirement."""

_URL = re.compile(r"(?:(?:git|hg|svn|bzr)\+)?[a-z][a-z0-9+.-]*://|(?:git|hg|svn|bzr)\+|file:", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(://)[^/@\s]*@")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)(?:\[([\w\s,.-]*)\])?")
_VCS_NAME = re.compile(r"/([A-Za-z0-9][\w.-]*?)(?:\.git)?/?(?:@[^/#]*)?(?:#.*)?$")
_ARCHIVE = re.compile(r"\.(?:whl|egg|zip|tar\.gz|tgz|tar\.bz2|tbz|tar\.xz|tar)$", re.IGNORECASE)
_OLD_ARCHIVE = re.compile(r"(.+?)-(\d[^-]*)(?:-py\d.*)?$")
_MARKER = re.compile(r"\s+;\s*|;\s+")
# Versions hold no operators, so that there is one way only to divide the text.
_OLD = re.compile(
    r"([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([\w\s,.-]*)\])?\s*"
    r"\(?\s*((?:(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;()<>=!~]+\s*,?\s*)*)\)?\s*(?:;(.*))?"
)


@dataclass(frozen=True)
class Place:
    """Where and as what something is required."""

    file: str
    line: int
    column: int = 1
    kind: Kind = Kind.REQUIREMENT
    group: str = ""
    end_line: int = 0
    hashes: tuple[str, ...] = ()
    marker: str = ""
    """A marker of what is around it, beside its own."""


@dataclass(frozen=True)
class Declared:
    """A requirement, a complaint, both or, for a folder of the project's own, neither."""

    requirement: Requirement | None
    problem: str = ""


def declared(text: str, place: Place) -> Declared:
    """What `text` requires."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return Declared(None, f"too long for a requirement: {len(text)} characters")
    if "${" in text:
        return Declared(None, f"names an environment variable, which only pip's run knows: {shown(text)}")
    if _URL.match(text):
        return _from_url(text, place)
    if _is_path(text):
        return _from_path(text, place)
    try:
        parsed = Parsed(text)
    except InvalidRequirement as error:
        return _from_old(text, place, str(error).partition("\n")[0])
    return Declared(
        make(
            parsed.name,
            place,
            specifier=str(parsed.specifier),
            marker=str(parsed.marker or ""),
            extras=tuple(sorted(parsed.extras)),
            url=without_credentials(parsed.url or ""),
        )
    )


def make(
    name: str,
    place: Place,
    *,
    specifier: str = "",
    marker: str = "",
    extras: tuple[str, ...] = (),
    url: str = "",
) -> Requirement:
    """The requirement of `name` at `place`."""
    return Requirement(
        name=name,
        key=normalised(name),
        specifier=specifier,
        pinned=pinned_version(specifier),
        marker=joined_markers(place.marker, marker),
        extras=extras,
        url=url,
        file=place.file,
        line=place.line,
        column=place.column,
        kind=place.kind,
        hashes=place.hashes,
        group=place.group,
        end_line=place.end_line,
    )


def joined_markers(*markers: str) -> str:
    """One marker that holds where all of these do; empty ones always hold."""
    parts = [marker for marker in markers if marker]
    if len(parts) < 2:
        return "".join(parts)
    return " and ".join(f"({part})" if " or " in part else part for part in parts)


def without_credentials(url: str) -> str:
    """The URL, or text with URLs in it, without user names and passwords."""
    return _CREDENTIALS.sub(r"\1", url)


def shown(text: str) -> str:
    """Text as messages quote it: on one line, not too long, nothing secret or unprintable in it."""
    text = " ".join(without_credentials(text).split())
    return ascii(text if len(text) <= 80 else f"{text[:77]}...")


def _from_url(text: str, place: Place) -> Declared:
    parts = _MARKER.split(" ".join(text.split()), maxsplit=1)
    url, marker = parts[0].strip(), parts[1].strip() if len(parts) > 1 else ""
    egg = _EGG.search(url)
    plain = without_credentials(url)
    if egg:
        extras = _extras(egg[2])
        name, version = _split_archive(egg[1]) or (egg[1], "")
        return _checked(make(name, place, extras=extras, url=plain), marker)
    path = url.partition("#")[0].partition("?")[0]
    found = _split_archive(unquote(path.rpartition("/")[2]))
    if found:
        name, version = found
        return _checked(make(name, place, specifier=f"=={version}", url=plain), marker)
    guess = _VCS_NAME.search(path)
    if "+" in url.partition(":")[0] and guess:
        declared = _checked(make(guess[1], place, url=plain), marker)
        return Declared(
            declared.requirement, f"no #egg= says what it is called, taken for {guess[1]}: {shown(url)}"
        )
    return Declared(None, f"does not say what it is called: {shown(url)}")


def _checked(requirement: Requirement, marker: str) -> Declared:
    """The requirement with a marker, if that is one."""
    if not marker:
        return Declared(requirement)
    try:
        text = str(Marker(marker))
    except InvalidMarker:
        return Declared(requirement, f"not a marker: {shown(marker)}")
    return Declared(replace(requirement, marker=joined_markers(requirement.marker, text)))


def _is_path(text: str) -> bool:
    word = text.partition(";")[0].partition("[")[0].strip()
    if "@" in word or any(operator in word for operator in "<>=~!"):
        return False
    return word.startswith((".", "/", "~", "\\")) or "/" in word or bool(_ARCHIVE.search(word))


def _from_path(text: str, place: Place) -> Declared:
    path = text.partition(";")[0].partition("[")[0].strip()
    found = _split_archive(path.replace("\\", "/").rpartition("/")[2])
    if found:
        return Declared(make(found[0], place, specifier=f"=={found[1]}", url=path))
    if path.startswith(("/", "~", "..")):
        return Declared(None, f"a folder, of which it is not said what it holds: {shown(path)}")
    # The project itself, or code that comes with it: what that requires is read from its own files.
    return Declared(None)


def _split_archive(name: str) -> tuple[str, str] | None:
    """Name and version in the name of a release's file."""
    ending = _ARCHIVE.search(name)
    if not ending:
        return None
    try:
        if ending.group().lower() == ".whl":
            wheel, version, _, _ = parse_wheel_filename(name)
            return wheel, str(version)
        sdist, version = parse_sdist_filename(name)
        return sdist, str(version)
    except (InvalidSdistFilename, InvalidWheelFilename):
        old = _OLD_ARCHIVE.match(name[: ending.start()])
        return (old[1], old[2]) if old else None


def _from_old(text: str, place: Place, complaint: str) -> Declared:
    """What pip took for a requirement before PEP 440 and 508."""
    match = _OLD.fullmatch(text)
    if match is None:
        return Declared(None, f"not a requirement: {shown(text)}")
    specifier = ",".join(re.sub(r"\s+", "", part) for part in match[3].split(",") if part.strip())
    try:
        marker = str(Marker(match[4].strip())) if match[4] and match[4].strip() else ""
    except InvalidMarker:
        return Declared(None, f"not a marker: {shown(match[4].strip())}")
    requirement = make(match[1], place, specifier=specifier, marker=marker, extras=_extras(match[2]))
    return Declared(requirement, f"today's pip refuses {shown(text)}: {complaint[:1].lower()}{complaint[1:]}")


def _extras(text: str | None) -> tuple[str, ...]:
    return tuple(sorted(part.strip() for part in (text or "").split(",") if part.strip()))

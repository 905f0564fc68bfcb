"""What a release says of itself: core metadata, as far as it tells which Pythons it is for and what it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from py3port.requirements.model import normalised

if TYPE_CHECKING:
    from email.message import Message

MAX_SIZE = 5_000_000
_PYTHON = "Programming Language :: Python"
_BODY = re.compile(rb"\r?\n\r?\n")
_STATIC_SINCE = (2, 2)


@dataclass(frozen=True)
class Metadata:
    """The fields that matter, from one file."""

    file: str
    """The file that says so."""
    requires_python: str = ""
    classifiers: tuple[str, ...] = ()
    """Those about Python, without their common beginning: `3 :: Only`, `2.7`."""
    requires: tuple[str, ...] = ()
    """What it depends on, as written."""
    knows_requires: bool = False
    """Whether `requires` is all: a source distribution mostly learns that when it is built."""


class MetadataError(Exception):
    """The metadata cannot be used."""


def read_metadata(data: bytes, *, key: str, version: Version, file: str, is_sdist: bool) -> Metadata:
    """Read a METADATA or PKG-INFO.

    Raises:
        MetadataError: it is none, or another distribution's.
    """
    # Mostly all metadata is remembered, and then nothing of this is needed.
    from email.parser import BytesParser
    from email.policy import compat32

    head = _BODY.split(data, maxsplit=1)[0]
    message = BytesParser(policy=compat32).parsebytes(head, headersonly=True)
    name, told = _field(message, "Name"), _field(message, "Version")
    if normalised(name) != key:
        raise MetadataError(f"the metadata in {file} is bad: it is of {name[:60]!r}")
    try:
        if Version(told) != version:
            raise MetadataError(f"the metadata in {file} is bad: it is of version {told[:40]!r}")
    except InvalidVersion as error:
        raise MetadataError(f"the metadata in {file} is bad: its version is {told[:40]!r}") from error
    classifiers = (str(line).strip() for line in message.get_all("Classifier", []))
    requires = tuple(" ".join(str(line).split()) for line in message.get_all("Requires-Dist", []))
    return Metadata(
        file=file,
        requires_python=_field(message, "Requires-Python"),
        classifiers=tuple(
            line[len(_PYTHON) :].removeprefix(" :: ") for line in classifiers if line.startswith(_PYTHON)
        ),
        requires=requires,
        knows_requires=not is_sdist or bool(requires) or _is_static(message),
    )


def read_requires(data: bytes) -> tuple[str, ...]:
    """What setuptools' requires.txt says, in the words of core metadata."""
    found, marker = [], ""
    for line in data.decode("utf-8", "replace").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            extra, _, condition = text.strip("[]").partition(":")
            conditions = [f'extra == "{extra}"'] if extra else []
            marker = " and ".join([*conditions, *([f"({condition})"] if condition else [])])
        elif text:
            needed, _, own = text.partition(";")
            markers = " and ".join(filter(None, (own.strip() and f"({own.strip()})", marker)))
            found.append(f"{needed.strip()} ; {markers}" if markers else needed.strip())
    return tuple(found)


def _is_static(message: Message) -> bool:
    """Whether a source distribution vouches that building it brings no other dependencies."""
    found = re.fullmatch(r"(\d+)\.(\d+)", _field(message, "Metadata-Version"))
    dynamic = {str(line).strip().lower() for line in message.get_all("Dynamic", [])}
    if found is None or "requires-dist" in dynamic:
        return False
    return (int(found[1]), int(found[2])) >= _STATIC_SINCE


def _field(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()

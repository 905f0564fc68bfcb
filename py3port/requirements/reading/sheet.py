"""One file of requirements while it is read: its text, and what has been found in it so far."""

from __future__ import annotations

import codecs
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from packaging.markers import InvalidMarker, Marker

from py3port.requirements.model import Kind, Problem, Requirement
from py3port.requirements.reading.declared import Place, declared, shown

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COOKIE = re.compile(rb"\A(?:[^\n]*\n)?#.*?coding[:=]\s*([-\w.]+)")

_MAX_LINE = 20_000


@dataclass(frozen=True)
class Reference:
    """Another file that one tells to read."""

    path: str
    """Relative to the root as written, `..` resolved; may lead out of it."""
    line: int
    kind: Kind | None
    """What its lines are for; None: the same as those of the file that refers to it."""
    is_certain: bool = True
    """Whether it is sure to be meant; else it counts only where it exists."""


@dataclass
class Sheet:
    """A file and what was found in it, in order."""

    file: str
    """Relative to the root, with `/`."""
    data: bytes
    requirements: list[Requirement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The file as text, without lines that nobody can have written."""
        lines = decoded(self.data).split("\n")
        for number, line in enumerate(lines, start=1):
            if len(line) > _MAX_LINE:
                self.problem(number, f"not read, since it is too long: {len(line)} characters")
                lines[number - 1] = ""
        return "\n".join(lines)

    def require(self, text: str, place: Place) -> None:
        """Take down what `text` requires, and what is wrong with it."""
        result = declared(text, place)
        if result.requirement is not None:
            self.requirements.append(result.requirement)
        if result.problem:
            self.problem(place.line, result.problem)

    def place(self, line: int, column: int = 1, *, kind: Kind = Kind.REQUIREMENT, group: str = "") -> Place:
        """A place in this file."""
        return Place(self.file, line, column, kind=kind, group=group)

    def marker(self, text: str, line: int) -> str:
        """An environment marker as we write them; empty, with a complaint, where it is none."""
        try:
            return str(Marker(text)) if text.strip() else ""
        except InvalidMarker:
            self.problem(line, f"not a marker: {shown(text)}")
            return ""

    def problem(self, line: int, message: str) -> None:
        """Take down what could not be determined."""
        self.problems.append(Problem(self.file, line, message))

    def refer(self, path: str, line: int, *, kind: Kind | None = None, is_certain: bool = True) -> None:
        """Take down that another file is to be read too; `path` is relative to this one's folder."""
        if "://" in path or path.startswith("file:"):
            self.problem(line, f"not read, since it is not a file of the project: {shown(path)}")
            return
        joined = posixpath.join(posixpath.dirname(self.file), path.replace("\\", "/"))
        self.references.append(Reference(posixpath.normpath(joined), line, kind, is_certain))


Reader = Callable[[Sheet], None]
"""Finds the requirements of one kind of file."""


def decoded(data: bytes) -> str:
    """The text of a file as pip decodes it, line ends and all; what is no text becomes replacement characters."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    cookie = _COOKIE.match(data)
    if cookie:
        try:
            return data.decode(cookie[1].decode("ascii"), "replace")
        except (LookupError, UnicodeError):
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")

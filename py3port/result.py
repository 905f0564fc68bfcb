"""What a scan finds: plain immutable data, nothing of how it was found."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SCHEMA_VERSION = "1.2"


class Stage(str, enum.Enum):
    """When in a migration a rule's fix is due; the order of the members is the order of the work."""

    COMMON = "common"
    SIX = "six"
    SEMANTIC = "semantic"
    CLEANUP = "cleanup"
    ADVICE = "advice"
    """Not work but a place to look at, which often is fine: it fails no gate, and nothing is rewritten."""


GATE_STAGES = (Stage.COMMON, Stage.SIX, Stage.SEMANTIC)
"""The stages that keep a file from counting as ported: `cleanup` only drops what Python 3 no longer needs, and `advice`
is often fine."""


class Applicability(str, enum.Enum):
    """How far a fix can be trusted: applied by itself, on request, or by a person."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


class Mode(str, enum.Enum):
    """What the rewritten code must run on: Python 2.7 and 3, or the target Python 3 only."""

    DUAL = "dual"
    PY3 = "py3"


class Options(NamedTuple):
    """What a scan or a rewrite is for."""

    mode: Mode = Mode.DUAL
    target: str = "3.13"
    doctests: bool = False
    """Whether the doctests in prose and in strings count."""


class FileStatus(str, enum.Enum):
    """Whether a file could be scanned."""

    OK = "ok"
    ERROR = "error"


class Finding(NamedTuple):
    """One place where a rule applies. Lines and columns, in characters, count from 1; end excluded."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    stage: Stage
    applicability: Applicability
    message: str
    scope: str
    """Qualified name of the innermost class or function around it, empty at module level."""
    text: str
    """The source of the statement, white space folded: what the gate compares."""
    fingerprint: str
    """Hex digest of rule, path, scope, text and a counter for equal ones in a file: lines play no part."""
    app: str = ""
    owners: tuple[str, ...] = ()

    def attributed(self, app: str, owners: tuple[str, ...]) -> Finding:
        """The same, of an app and its owners."""
        return self._replace(app=app, owners=owners)


class FileError(NamedTuple):
    """Why a file could not be scanned; line and column are 0 where none apply."""

    message: str
    line: int = 0
    column: int = 0
    trace: str = ""
    """Where our own code broke, if it was not the file's fault."""


class Suppression(NamedTuple):
    """A comment by which a person says that findings of some rules are none here."""

    line: int
    column: int
    names: tuple[str, ...]
    """The rules, as they are written there."""
    reason: str
    findings: tuple[Finding, ...] = ()
    """What it hides."""


class FileResult(NamedTuple):
    """What a scan says of one file. `path` is relative to the root, with `/`."""

    path: str
    lines: int
    dialect: str
    """python2, python3, both, mixed, or empty where the file could not be read."""
    status: FileStatus
    error: FileError | None = None
    findings: tuple[Finding, ...] = ()
    app: str = ""
    owners: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    """The dotted names it imports, sorted: `a.b` for `from a import b` too, relative ones with their leading dots."""
    suppressions: tuple[Suppression, ...] = ()
    """In order of position."""


class RuleInfo(NamedTuple):
    """What reports say about a rule."""

    name: str
    title: str
    description: str
    stage: Stage
    applicability: Applicability
    since: str
    aliases: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Hunk(NamedTuple):
    """Lines that change; with no `old` ones, the new ones go before line `start`."""

    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class ScanResult:
    """Everything a scan found, in order of path and position."""

    root: str
    """The name of the scanned folder, not its place on the machine."""
    mode: Mode
    target: str
    tool_version: str
    files: tuple[FileResult, ...]
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings of all files, in order."""
        return [finding for file in self.files for finding in file.findings]

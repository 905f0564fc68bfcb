"""What the jobs return and the reporters render: plain immutable data, nothing of how it was found."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

SCHEMA_VERSION = "1.0"


class Stage(str, enum.Enum):
    """When in a migration a rule's fix is due; the order of the members is the order of the work."""

    COMMON = "common"
    SIX = "six"
    SEMANTIC = "semantic"
    CLEANUP = "cleanup"
    ADVICE = "advice"
    """Not work but a place to look at, which often is fine: it fails no gate, and nothing is rewritten."""


class Applicability(str, enum.Enum):
    """How far a fix can be trusted: applied by itself, on request, or by a person."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


class Mode(str, enum.Enum):
    """What the rewritten code must run on: Python 2.7 and 3, or the target Python 3 only."""

    DUAL = "dual"
    PY3 = "py3"


@dataclass(frozen=True)
class Options:
    """What a scan or a rewrite is for."""

    mode: Mode = Mode.DUAL
    target: str = "3.13"
    doctests: bool = False
    """Whether the doctests in prose and in strings count."""


class FileStatus(str, enum.Enum):
    """Whether a file could be scanned."""

    OK = "ok"
    ERROR = "error"


@dataclass(frozen=True, order=True)
class Finding:
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


@dataclass(frozen=True)
class FileError:
    """Why a file could not be scanned; line and column are 0 where none apply."""

    message: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Suppression:
    """A comment by which a person says that findings of some rules are none here."""

    line: int
    column: int
    names: tuple[str, ...]
    """The rules, as they are written there."""
    reason: str
    findings: tuple[Finding, ...] = ()
    """What it hides."""


@dataclass(frozen=True)
class FileResult:
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


@dataclass(frozen=True)
class RuleInfo:
    """What reports say about a rule."""

    name: str
    title: str
    description: str
    stage: Stage
    applicability: Applicability
    since: str
    aliases: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far something was at one time: the whole repository, an app, what an owner has."""

    files: int
    lines: int
    ported_files: int
    ported_lines: int
    errors: int
    stages: Mapping[Stage, int]
    """Findings by stage."""


@dataclass(frozen=True)
class HistoryPoint:
    """How far the repository was at one commit."""

    commit: str
    seconds: int
    """The commit's time, since 1970."""
    total: Progress
    apps: Mapping[str, Progress]
    owners: Mapping[str, Progress]
    """A file with several owners counts for each of them; the empty name stands for nobody."""
    rules: Mapping[str, int]
    """Findings by rule."""


@dataclass(frozen=True)
class StepMark:
    """A step of the plan that was done."""

    step: str
    commit: str
    seconds: int


@dataclass(frozen=True)
class History:
    """The past, the oldest point first."""

    points: tuple[HistoryPoint, ...] = ()
    steps: tuple[StepMark, ...] = ()
    note: str = ""
    """What limits it, such as a shallow clone."""


@dataclass(frozen=True)
class ScanResult:
    """Everything a scan found, in order of path and position; what every reporter renders."""

    root: str
    """The name of the scanned folder, not its place on the machine."""
    mode: Mode
    target: str
    tool_version: str
    files: tuple[FileResult, ...]
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
    history: History = History()

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings of all files, in order."""
        return [finding for file in self.files for finding in file.findings]


class Reporter(Protocol):
    """Renders a result. The module that holds one calls it `REPORTER`; users ask for it by its name."""

    @property
    def name(self) -> str:
        """One word, as on the command line."""

    @property
    def title(self) -> str:
        """What it is for, in under ten words."""

    @property
    def extension(self) -> str:
        """The usual ending of its files, with the dot."""

    def render(self, result: ScanResult) -> str:
        """Return the report, which encodes as UTF-8 whatever the result holds; equal results, equal text."""

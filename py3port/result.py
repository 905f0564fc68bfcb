"""What the jobs return and the reporters render: plain immutable data, nothing of how it was found."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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

    def attributed(self, app: str, owners: tuple[str, ...]) -> Finding:
        """The same, of an app and its owners; as `replace` does it, but faster."""
        return Finding(**{**vars(self), "app": app, "owners": owners})


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
class Flow:
    """What came and what went between two points."""

    new: int
    fixed: int


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
    new: int | None = None
    """Findings that came since the point before, by file and rule; None: not known."""
    fixed: int | None = None
    """Findings that went since then."""
    app_flows: Mapping[str, Flow] = field(default_factory=dict)
    """The same by app, where there is any: also of apps that are gone."""
    owner_flows: Mapping[str, Flow] = field(default_factory=dict)
    """The same by owner; a file with several owners counts for each of them."""

    def part(self, kind: str, name: str) -> HistoryPoint:
        """This point with the numbers of one "app" or "owner" in the place of the total."""
        parts, flows = (self.apps, self.app_flows) if kind == "app" else (self.owners, self.owner_flows)
        progress = parts.get(name, Progress(0, 0, 0, 0, 0, {}))
        if self.new is None:
            return replace(self, total=progress)
        flow = flows.get(name, Flow(0, 0))
        return replace(self, total=progress, new=flow.new, fixed=flow.fixed)


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
class PlannedStep:
    """A step of the plan."""

    id: str
    rule: str
    title: str
    app: str
    """Empty: the whole repository."""
    stage: Stage
    state: str
    """todo, partly, blocked or done."""
    blocked_by: tuple[str, ...]
    """Ids of steps, or `requirement NAME`."""
    findings: Mapping[Applicability, int]
    files: int
    lines: int
    """How many lines have a finding."""
    owners: tuple[str, ...]
    """Those who own most of the findings first."""
    risk: str
    """low, medium or high."""
    command: str
    """What to run; for what needs a person, what lists it."""
    commits: tuple[str, ...] = ()
    """Commits that did the step before, newest first."""


@dataclass(frozen=True)
class CheckedRequirement:
    """A distribution that the project requires at one place, and whether it will do on Python 3."""

    name: str
    specifier: str
    file: str
    line: int
    verdict: str
    """ok, upgrade, bridge, replace, drop, blocked or unknown."""
    first_py3: str | None = None
    """The first release that supports any Python 3."""
    first_target: str | None = None
    """The first release that supports the target."""
    bridge: str | None = None
    """The newest release for both Python 2.7 and a Python 3."""
    latest: str | None = None
    """The newest release."""
    replacement: str | None = None
    """The name of the distribution that takes its place."""
    apps: tuple[str, ...] = ()
    """The apps that import it."""
    owners: tuple[str, ...] = ()
    """Who owns the files that import it."""
    note: str = ""
    evidence: tuple[str, ...] = ()
    """The facts that the verdict rests on, the strongest first."""


@dataclass(frozen=True)
class Requirements:
    """What `py3port requirements` found when it last ran for the whole project."""

    date: str = ""
    """ISO 8601; empty: it never ran."""
    found: tuple[CheckedRequirement, ...] = ()
    """Blockers first."""
    target: str = ""
    """The Python that the verdicts are about."""
    order: tuple[str, ...] = ()
    """The names that need work, each after those of them that it depends on."""
    conflicts: tuple[str, ...] = ()
    """The proposed releases that do not go together, a sentence each."""
    unrequired: tuple[str, ...] = ()
    """What is imported though nothing required has it, a sentence each."""
    changed: tuple[str, ...] = ()
    """The files of requirements that are no more what they were."""


@dataclass(frozen=True)
class Compilation:
    """What one interpreter's compiler said of all files."""

    python: str
    """Its version, such as `2.7`."""
    files: int
    rejected: Mapping[str, str]
    """Paths, and its complaint."""


@dataclass(frozen=True)
class TestOutcome:
    """One test under Python 2 and 3."""

    __test__ = False

    name: str
    verdict: str
    """broke, only on 2, fails on both, fixed, only on 3, skipped or passes on both."""
    seconds2: float | None
    """How long it took on Python 2; None: it did not run there."""
    seconds3: float | None
    output: str = ""
    """What it said where it failed."""


@dataclass(frozen=True)
class Verification:
    """What `py3port verify` found when it last ran."""

    date: str = ""
    """ISO 8601; empty: it never ran."""
    commit: str = ""
    """What was checked out; empty where there is no git."""
    compiled: tuple[Compilation, ...] = ()
    tests: tuple[TestOutcome, ...] = ()


@dataclass(frozen=True)
class Hunk:
    """Lines that change; with no `old` ones, the new ones go before line `start`."""

    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What came and what went since a revision."""

    since: str
    """The revision, as the user calls it; empty: there is nothing to compare with."""
    commit: str = ""
    new: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    ported: tuple[str, ...] = ()
    """Files that are ported now and were not, or were not there."""
    unported: tuple[str, ...] = ()
    """Files that were ported and are no more."""
    before: Progress | None = None


@dataclass(frozen=True)
class Attachments:
    """What a report shows beside the findings, each as far as it is known; who wants none, collects none."""

    plan: tuple[PlannedStep, ...] = ()
    """In the order of the work."""
    requirements: Requirements = Requirements()
    verification: Verification = Verification()
    excerpts: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """The lines around the findings of a path, by their number; long ones cut."""
    fixes: Mapping[str, tuple[Hunk, ...]] = field(default_factory=dict)
    """What a codemod would write in the place of a finding, by its fingerprint."""
    source_url: str = ""
    """Where files are to be seen, with `{path}`, `{line}` and `{commit}`; empty: nowhere."""
    commit: str = ""
    """What is checked out; empty where there is no git."""
    change: Change = Change("")
    selection: tuple[tuple[str, str], ...] = ()
    """What part was scanned: `path`, `rule`, `app`, `owner` or `stage`, and its name; none: the whole project."""


class Part(str, enum.Enum):
    """What a report may show beside the findings, and what costs time to find."""

    PLAN = "plan"
    REQUIREMENTS = "requirements"
    VERIFICATION = "verification"
    EXCERPTS = "excerpts"
    FIXES = "fixes"
    HISTORY = "history"
    CHANGE = "change"


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
    attached: Attachments = Attachments()

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings of all files, in order."""
        return [finding for file in self.files for finding in file.findings]

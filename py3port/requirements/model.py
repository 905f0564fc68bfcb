"""What the parts of the job agree on: a requirement as it is written, and what is answered about it."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from packaging.version import Version

_SEPARATORS = re.compile(r"[-_.]+")
_PIN = re.compile(r"={2,3}\s*([^\s,;*]+)")


class Kind(str, enum.Enum):
    """What a line that names a distribution is for."""

    REQUIREMENT = "requirement"
    """Needed to run."""
    CONSTRAINT = "constraint"
    """Says which version, should something else require it."""
    EDITABLE = "editable"
    """A checkout that is installed in place."""
    OPTIONAL = "optional"
    """Needed for one of the project's extras."""
    DEVELOPMENT = "development"
    """Needed to test or to develop."""
    BUILD = "build"
    """Needed to build or to set up."""
    LOCKED = "locked"
    """One version that a tool wrote down, of what somebody requires."""
    CONDA = "conda"
    """Conda's name of it, which mostly is the index's too."""


@dataclass(frozen=True)
class Requirement:
    """One distribution required at one place. Lines and columns, in characters, count from 1."""

    name: str
    """As written."""
    key: str
    """The name as indexes compare it: see `normalised`."""
    specifier: str
    """Such as `>=1.0,<2`; empty where any version will do."""
    pinned: str | None
    """The only version that the specifier admits, where it is one."""
    marker: str
    """The environment marker, without the semicolon."""
    extras: tuple[str, ...]
    url: str
    """Where it is fetched from, if not from an index; passwords are left out."""
    file: str
    """Relative to the root, with `/`."""
    line: int
    column: int
    kind: Kind = Kind.REQUIREMENT
    hashes: tuple[str, ...] = ()
    """Such as `sha256:...`."""
    group: str = ""
    """The extra, dependency group or environment that it belongs to."""
    end_line: int = 0
    """The last line of what was written, continuations included; 0 where that is `line`."""


@dataclass(frozen=True)
class Problem:
    """What could not be determined, at a file and line; line 0 where the whole file is meant."""

    file: str
    line: int
    message: str


@dataclass(frozen=True)
class Reading:
    """Everything that was read, in order of reading."""

    requirements: tuple[Requirement, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    """What was read, whether or not anything was in it."""


class Verdict(str, enum.Enum):
    """What to do about a requirement."""

    OK = "ok"
    """The version required runs on the target already."""
    UPGRADE = "upgrade"
    """A later release supports the target; none supports both Pythons, so both switch at once."""
    BRIDGE = "bridge"
    """A later release admits both Python 2.7 and the target: upgrade now, switch interpreter later."""
    REPLACE = "replace"
    """Another distribution takes its place."""
    DROP = "drop"
    """Nothing needs to take its place: the standard library or another part of the project does."""
    BLOCKED = "blocked"
    """No release supports the target and no successor is known."""
    UNKNOWN = "unknown"
    """There is no evidence, or the index could not be asked."""


class Support(str, enum.Enum):
    """What the evidence says of a release and a version of Python; the first three admit it."""

    DECLARES = "declares"
    """It names that version: by classifier or by wheel tag."""
    RELEASED_AFTER = "released_after"
    """It admits that version and was released when there was such a version, if only one to try."""
    OLDER = "older"
    """It admits that version but was released before there was one: unproven, never said to work."""
    NO = "no"
    """It rules that version out."""
    UNKNOWN = "unknown"
    """Nothing says anything."""


@dataclass(frozen=True)
class Evidence:
    """One fact that an answer rests on, the strongest first."""

    kind: str
    """Such as `requires-python`, `wheel-tag`, `metadata`, `classifier`, `age`, `curated`, `inspection`, `index`."""
    detail: str
    """The fact in words, with the file or page that says so."""


@dataclass(frozen=True)
class Answer:
    """What is known about one requirement.

    Where the verdict is `replace`, the releases are those of the replacement.
    """

    requirement: Requirement
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    first_py3: str | None = None
    """The first release that supports any Python 3."""
    first_target: str | None = None
    """The first release that supports the target."""
    bridge: str | None = None
    """The newest release for both Python 2.7 and a Python 3; the target is one of its Pythons where `bridges`."""
    latest: str | None = None
    """The newest release."""
    replacement: str | None = None
    """The name of the distribution that takes its place."""
    apps: tuple[str, ...] = ()
    """The apps that import it."""
    owners: tuple[str, ...] = ()
    """Who owns the files that import it."""
    note: str = ""
    """One sentence for people: what to look out for."""
    python2: str | None = None
    """What to require on Python 2.7, such as `name==1.0`, where pip finds nothing fit for what is required."""

    @property
    def bridges(self) -> bool:
        """Whether `bridge` supports the target, so that one release does for both Pythons."""
        if self.bridge is None or self.first_target is None:
            return False
        return Version(self.bridge) >= Version(self.first_target)

    @property
    def for_target(self) -> str | None:
        """The release to pin on the target: the bridge where that is the way, else the first that supports it."""
        return self.bridge if self.bridges or self.verdict is Verdict.BRIDGE else self.first_target


@dataclass(frozen=True)
class Plan:
    """What to change first, and what stands against it."""

    order: tuple[str, ...] = ()
    """The names that need work, each after those of them that it depends on."""
    conflicts: tuple[str, ...] = ()
    """The proposed releases that do not go together, a sentence each."""
    unlisted: tuple[str, ...] = ()
    """What is needed on the target though nobody requires it, and has no release for it; a sentence each."""


@dataclass(frozen=True)
class Result:
    """The answers in the order of the requirements, and what follows for all of them together."""

    answers: tuple[Answer, ...]
    plan: Plan


def normalised(name: str) -> str:
    """The name as indexes compare it (PEP 503): in lower case, with one dash for each run of `-`, `_` and `.`."""
    return _SEPARATORS.sub("-", name).lower()


def pinned_version(specifier: str) -> str | None:
    """The version that a specifier such as `==1.2` pins; none where it admits others."""
    match = _PIN.fullmatch(specifier.strip())
    return match[1] if match else None

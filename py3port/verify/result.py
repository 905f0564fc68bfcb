"""What a verification found, and how it is remembered.

For those who show it: `remembered(root)` gives the last `Verification` of a project, with a `Compiled` for each
interpreter and a `TestPair` for each test, all frozen; `counts`, `slowdown` and `slowed()` sum them up.
"""

from __future__ import annotations

import enum
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from py3port import storage
from py3port.storage import StorageError

SCHEMA_VERSION = "1.0"
_NAME = "verify.json"


class Status(str, enum.Enum):
    """How one test ended under one interpreter."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Verdict(str, enum.Enum):
    """What two runs of one test tell; the gravest first."""

    BROKE = "broke"
    """Passes on Python 2 only."""
    ONLY_2 = "only on 2"
    """Did not run on Python 3 at all."""
    FAILS = "fails on both"
    FIXED = "fixed"
    """Passes on Python 3 only."""
    ONLY_3 = "only on 3"
    SKIPPED = "skipped"
    PASSES = "passes on both"


@dataclass(frozen=True)
class TestRun:
    """One test under one interpreter."""

    __test__ = False

    status: Status
    seconds: float
    output: str = ""
    """What it said when it failed."""


@dataclass(frozen=True)
class TestPair:
    """One test under both interpreters."""

    __test__ = False

    name: str
    verdict: Verdict
    seconds2: float | None
    seconds3: float | None
    output: str
    """What it said where it failed, under Python 3 first."""

    @property
    def slowdown(self) -> float:
        """How many seconds longer it takes on Python 3; 0 where it ran on one only."""
        return 0.0 if self.seconds2 is None or self.seconds3 is None else self.seconds3 - self.seconds2


@dataclass(frozen=True)
class Compiled:
    """What one interpreter's compiler says of all files."""

    python: str
    """Its version, such as `2.7`."""
    files: int
    rejected: Mapping[str, str]
    """Paths, and its complaint."""


@dataclass(frozen=True)
class Verification:
    """All that was found."""

    created: str
    """Local time, ISO 8601."""
    commit: str
    """What was checked out; empty where there is no git."""
    compiled: tuple[Compiled, ...]
    tests: tuple[TestPair, ...]
    command: str
    """Empty where no tests were run."""

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many tests there are of each verdict."""
        found = Counter(pair.verdict for pair in self.tests)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def slowdown(self) -> float | None:
        """By which share the tests that pass on both take longer on Python 3; None where nothing is measurable."""
        both = [pair for pair in self.tests if pair.verdict is Verdict.PASSES]
        before = sum(pair.seconds2 or 0 for pair in both)
        after = sum(pair.seconds3 or 0 for pair in both)
        return after / before - 1 if before >= 0.1 else None

    def slowed(self) -> list[TestPair]:
        """The tests that pass on both and take longer on Python 3, those that lose most first."""
        both = [pair for pair in self.tests if pair.verdict is Verdict.PASSES and pair.slowdown > 0]
        return sorted(both, key=lambda pair: -pair.slowdown)


def as_json(found: Verification) -> str:
    """All of it, for machines."""
    document: dict[str, Any] = {"schema_version": SCHEMA_VERSION, **asdict(found)}
    for pair, fields in zip(found.tests, document["tests"], strict=True):
        fields["verdict"] = pair.verdict.value
    document["summary"] = {verdict.value: count for verdict, count in found.counts.items()}
    return json.dumps(document, indent=1) + "\n"


def remember(root: Path, found: Verification) -> None:
    """Keep it for the reports.

    Raises:
        StorageError: the disk refuses.
    """
    storage.write(storage.state_folder(root) / _NAME, as_json(found).encode("utf-8", "backslashreplace"))


def remembered(root: Path) -> Verification | None:
    """The last verification; None where there was none, or what is written there makes no sense.

    Raises:
        StorageError: the disk refuses.
    """
    storage.check_state(root)
    path = root / storage.STATE_FOLDER / _NAME
    try:
        document = json.loads(path.read_bytes())
        if document["schema_version"] != SCHEMA_VERSION:
            return None
        return Verification(
            created=_text(document["created"]),
            commit=_text(document["commit"]),
            compiled=tuple(map(_compiled, document["compiled"])),
            tests=tuple(map(_test_pair, document["tests"])),
            command=_text(document["command"]),
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _compiled(fields: Mapping[str, Any]) -> Compiled:
    files = fields["files"]
    if type(files) is not int or files < 0:
        raise ValueError(f"{files!r} is no number of files")
    rejected = {_text(path): _text(complaint) for path, complaint in fields["rejected"].items()}
    return Compiled(_text(fields["python"]), files, rejected)


def _test_pair(fields: Mapping[str, Any]) -> TestPair:
    return TestPair(
        name=_text(fields["name"]),
        verdict=Verdict(fields["verdict"]),
        seconds2=_seconds(fields["seconds2"]),
        seconds3=_seconds(fields["seconds3"]),
        output=_text(fields["output"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _seconds(value: Any) -> float | None:
    if value is not None and (type(value) not in (int, float) or not 0 <= value < math.inf):
        raise ValueError(f"{value!r} is no time")
    found: float | None = value
    return found


def compare(before: Mapping[str, TestRun], after: Mapping[str, TestRun]) -> tuple[TestPair, ...]:
    """The tests of a run under Python 2 and of one under Python 3, the gravest first, then by name."""
    pairs = [_pair(name, before.get(name), after.get(name)) for name in before.keys() | after.keys()]
    order = list(Verdict)
    return tuple(sorted(pairs, key=lambda pair: (order.index(pair.verdict), pair.name)))


def _pair(name: str, before: TestRun | None, after: TestRun | None) -> TestPair:
    return TestPair(
        name=name,
        verdict=_verdict(before, after),
        seconds2=before.seconds if before else None,
        seconds3=after.seconds if after else None,
        output=(after.output if after else "") or (before.output if before else ""),
    )


def _verdict(before: TestRun | None, after: TestRun | None) -> Verdict:
    if after is None:
        return Verdict.ONLY_2
    if before is None:
        return Verdict.ONLY_3
    match before.status, after.status:
        case Status.PASSED, Status.PASSED:
            return Verdict.PASSES
        case Status.PASSED, _:
            return Verdict.BROKE
        case Status.FAILED, Status.PASSED:
            return Verdict.FIXED
        case Status.SKIPPED, _:
            return Verdict.SKIPPED
    return Verdict.FAILS

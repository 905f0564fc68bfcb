"""Whatever order of single rules the plan allows, the text at the end is that of `apply --all`."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from py3port.analysis import Surroundings
from py3port.apply.outcome import Changed, Failed, Outcome
from py3port.apply.port import Porter
from py3port.detect import Dispatcher
from py3port.project.surroundings import Neighbourhood
from py3port.registry import load_rules
from py3port.result import Mode, Options, Stage
from py3port.rule import Rule
from py3port.scan import scan_file
from tests.interpreters import require_python2

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "webshop"
MAX_PASSES = 6


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules().before_cleanup() if rule.stage is not Stage.ADVICE)


def an_order(chance: random.Random) -> Iterator[Rule]:
    """All rules in an order that the plan allows: one of the first stage that has any whose predecessors are done."""
    waiting = {rule.name: rule for rule in rules()}
    stages = list(Stage)

    def turn(rule: Rule) -> tuple[bool, int]:
        return not rule.asks_dialect, stages.index(rule.stage)

    while waiting:
        ready = [rule for rule in waiting.values() if waiting.keys().isdisjoint(rule.after)]
        first = min(map(turn, ready))
        chosen = chance.choice([rule for rule in ready if turn(rule) == first])
        del waiting[chosen.name]
        yield chosen


class Composer:
    """Ports one file in several ways."""

    def __init__(self, path: str, surroundings: Surroundings, options: Options) -> None:
        self.path = path
        self.surroundings = surroundings
        self.options = options
        self.log: list[str] = []
        self._found = cache(self._findings)

    def all_at_once(self, raw: bytes) -> bytes:
        """The text after `apply --all --unsafe`."""
        porter = Porter(rules(), self.options, unsafe=True, to_the_end=True)
        return text_of(porter.port(self.path, raw, self.surroundings), raw)

    def one_by_one(self, raw: bytes, order: Sequence[Rule]) -> bytes:
        """The text after single rules in this order, again and again until nothing changes."""
        for _ in range(MAX_PASSES):
            before = raw
            for rule in order:
                if rule.name in self._found(raw):
                    porter = Porter((rule,), self.options, unsafe=True, inside=rules())
                    after = text_of(porter.port(self.path, raw, self.surroundings), raw)
                    if after != raw:
                        self.log.append(rule.name)
                    raw = after
            if raw == before:
                return raw
        raise AssertionError(f"{self.path}: no end after {self.log}")

    def _findings(self, raw: bytes) -> frozenset[str]:
        result = scan_file(
            raw, self.path, self.surroundings, options=self.options, dispatcher=Dispatcher(rules())
        )
        return frozenset(finding.rule for finding in result.findings)


def text_of(outcome: Outcome, before: bytes) -> bytes:
    assert not (isinstance(outcome, Failed) and outcome.defect), outcome
    return outcome.data if isinstance(outcome, Changed) else before


def disagreements(root: Path, paths: Sequence[Path], mode: Mode, *, orders: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    neighbourhood = Neighbourhood(root)
    found = []
    for path in paths:
        name = str(path.relative_to(root))
        composer = Composer(name, neighbourhood.of(name), Options(mode))
        raw = path.read_bytes()
        whole = composer.all_at_once(raw)
        if composer.all_at_once(whole) != whole:
            found.append(f"{name}: a second run goes on")
        for _ in range(orders):
            composer.log = []
            if composer.one_by_one(raw, list(an_order(chance))) != whole:
                found.append(f"{name}: {' '.join(composer.log)}")
    return found


@pytest.mark.parametrize("mode", Mode)
def test_the_example(mode: Mode) -> None:
    paths = sorted(EXAMPLE.rglob("*.py"))
    assert disagreements(EXAMPLE, paths, mode, orders=1, seed=1) == []


@pytest.mark.corpus
@pytest.mark.parametrize("mode", Mode)
def test_the_standard_library(mode: Mode) -> None:
    root = Path(require_python2()).parent.parent / "lib" / "python2.7"
    paths = [path for path in sorted(root.rglob("*.py")) if 0 < path.stat().st_size < 60_000]
    found = disagreements(root, random.Random(5).sample(paths, 150), mode, orders=1, seed=2)
    assert found == []


def test_what_was_unicode_is_no_native_string() -> None:
    text = (
        "import zlib\n\n\ndef f(data):\n    if isinstance(data, unicode):\n        return unicode(data)\n"
        "    return zlib.crc32(data)\n"
    )
    composer = Composer("a.py", Surroundings(path="a.py"), Options(Mode.PY3))
    assert composer.all_at_once(text.encode()).decode() == text.replace("unicode", "str")

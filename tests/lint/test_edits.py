"""The gate against random edits whose truth is known."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.edits import KINDS, Edits, random_change, text_of
from benchmarks.gate import Scanner, judge_change
from py3port.lint.before import Before
from py3port.lint.known import compare, known, renamed
from py3port.lint.policy import policy_of, rules_for
from py3port.project.config import Config
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Options

STATEMENTS = (
    "print {0}, {1}",
    "if {0}.has_key({1}):\n        print {1}",
    "raise ValueError, {0}",
    "for each in xrange({0}):\n        print `each`, {1}",
    "try:\n        {0}({1})\n    except IOError, e:\n        pass",
    "{0} = urllib2.urlopen({1})",
    "{0} = [{1}\n           for x in {0}.itervalues()]",
)
NAMES = ("first", "second", "third", "order", "price", "basket")


def text(chance: random.Random) -> str:
    """A file of a few functions that are no Python 3."""
    blocks = ['"""A module."""\n', "import os\n", "import urllib2\n"]
    for number in range(chance.randrange(3, 7)):
        body = [chance.choice(STATEMENTS).format(*chance.sample(NAMES, 2)) for _ in range(4)]
        lines = "".join(f"    {statement}\n" for statement in body)
        blocks.append(f"\n\ndef f{number}({', '.join(NAMES)}):\n{lines}")
    return "".join(blocks)


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Scanner:
    project = Project(Path(tmp_path_factory.mktemp("empty")).resolve(), Config(), None)
    return Scanner(project, rules_for(policy_of(Config()), load_rules().rules, ()))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_new_after_random_edits(scanner: Scanner, kind: str, seed: int) -> None:
    chance = random.Random(f"{kind} {seed}")
    edits = Edits(chance, {f"shop/{name}.py": text(chance) for name in "abcd"}, [text(chance)] * 2)
    judged, true = judge_change(random_change(edits, chance, kind), scanner)
    said = compare(judged.found, renamed(map(known, judged.earlier), judged.changes.renames)).new

    looks = [[(each.rule, known(each).text) for each in found] for found in (said, true.new, true.gone)]
    claimed, new, gone = looks
    alarms = list(claimed)
    for each in new:
        if each in alarms:
            alarms.remove(each)
        else:
            assert each in gone, "what is missed stands for an equal one that went"
            gone.remove(each)
    assert alarms == []

    asked = Before(scanner.project, judged.changes, scanner.rules, Options(), 1).known(judged.found)
    assert compare(judged.found, asked).new == said, "asking for what is needed only makes no difference"
    assert list(map(known, judged.said)) == list(map(known, said)), (
        "nor does reading old versions out of the trees of new ones"
    )


def test_edits_keep_the_origins_of_lines() -> None:
    edits = Edits(random.Random(1), {"a.py": "x = 1\ny = 2\n"}, ["p = 1\nq = 2\n"])
    before = edits.snapshot()
    assert text_of(before["a.py"]) == b"x = 1\ny = 2\n"
    edits.edit("indent")
    (first, added, second) = edits.snapshot()["a.py"]
    assert [first, second.origin] == [before["a.py"][0], before["a.py"][1].origin]
    assert added.origin not in {line.origin for line in before["a.py"]}
    assert text_of([second]) == b"    y = 2\n"

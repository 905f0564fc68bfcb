"""What a run writes into one file tells more about others: the run goes on until nobody learns anything."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from py3port.apply import driver
from py3port.apply.outcome import Changed, Outcome
from py3port.project.project import Project
from py3port.result import Mode, Options
from py3port.rule import Rule
from tests.apply.test_composition import MAX_PASSES, an_order, rules
from tests.trees import write_tree

SHARED = {
    "sizes.py": "import struct\n\n\ndef size(data):\n    return struct.unpack('>H', data[:2])\n",
    "store.py": "import struct\nimport sizes\n\n\ndef load(name):\n    data = open(name).read()\n"
    "    sizes.size(data)\n    return data\n",
    "between.py": "import store\n\n\ndef text(name):\n    return store.load(name)\n",
    "near.py": "import struct\nimport between\n\n\ndef first(name, n):\n    return between.text(name) + chr(n)\n",
    # Three imports from the file that is read, and so too far, but for what becomes of `chr` in the one beside it.
    "far.py": "import struct\nimport near\n\n\ndef line(name):\n    print 1\n    return near.first(name, 3) + 'x'\n",
}


def port(root: Path, *chosen: Rule, mode: Mode = Mode.PY3) -> dict[str, Outcome]:
    """Apply rules as one run does, those that wait for `--unsafe` too; return what changed."""
    project = Project.open(root)
    request = driver.Request(
        rules=chosen,
        options=Options(mode),
        files=tuple(project.select([])),
        unsafe=True,
        to_the_end=len(chosen) > 1,
        jobs=1,
        inside=rules(),
    )
    found = {
        outcome.path: outcome for outcome in driver.preview(project, request) if isinstance(outcome, Changed)
    }
    for path, outcome in found.items():
        (root / path).write_bytes(outcome.data)
    return dict(found)


def texts(root: Path) -> dict[str, str]:
    return {name: (root / name).read_text() for name in SHARED}


@pytest.mark.parametrize("mode", Mode)
def test_one_run_is_enough(tmp_path: Path, mode: Mode) -> None:
    root = write_tree(tmp_path / "root", SHARED)
    changed = port(root, *rules(), mode=mode)
    assert "near.first(name, 3) + b'x'" in texts(root)["far.py"]
    far = changed["far.py"]
    assert isinstance(far, Changed)
    assert dict(far.fixed).keys() >= {"print-statement", "binary-string-literal"}
    assert far.unsafe == 1
    assert port(root, *rules(), mode=mode) == {}


@pytest.mark.parametrize("mode", Mode)
def test_rules_one_by_one_come_to_the_same(tmp_path: Path, mode: Mode) -> None:
    whole = write_tree(tmp_path / "whole", SHARED)
    port(whole, *rules(), mode=mode)
    root = write_tree(tmp_path / "root", SHARED)
    chance = random.Random(3)
    order = list(an_order(chance))
    for _ in range(MAX_PASSES):
        if not [path for rule in order for path in port(root, rule, mode=mode)]:
            break
    assert texts(root) == texts(whole)


def test_what_was_unicode_is_no_native_string(tmp_path: Path) -> None:
    text = (
        "import zlib\n\n\ndef f(data):\n    if isinstance(data, unicode):\n        return unicode(data)\n"
        "    return zlib.crc32(data)\n"
    )
    root = write_tree(tmp_path, {"a.py": text})
    port(root, *rules())
    assert (root / "a.py").read_text() == text.replace("unicode", "str")

"""Rules by their cards: that they are what the code says, and that their code stays out until it has work to do."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from py3port import own_rules
from py3port.analysis import Surroundings
from py3port.cards import card_of, carded
from py3port.detect import Dispatcher
from py3port.offered import offered
from py3port.own_rules import imported_rules
from py3port.result import Mode, Options
from py3port.rule import Rule, TextRule
from py3port.scan.file import scan_file
from tests.trees import SOURCE_ROOTS, write_tree

ROOT = Path(__file__).parent.parent
RULES = imported_rules()
MODULES_AFTER = """\
import sys
from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.registry import load_rules
from py3port.result import Options
from py3port.scan.file import scan_file
dispatcher = Dispatcher(load_rules().rules)
result = scan_file(sys.argv[1].encode(), "a.py", Surroundings("a.py"), options=Options(), dispatcher=dispatcher)
print(*(each.rule for each in result.findings))
print(*(name for name in sys.modules if name.startswith("py3port_codemods.")))
"""


def by_cards() -> list[Rule]:
    return [carded(json.loads(json.dumps(card_of(rule)))) for rule in RULES]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of one's own; nothing counts as changed since the process began."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(own_rules, "_START_NS", time.time_ns() + 10**15)
    return tmp_path / "py3port"


def is_by_cards(rules: Sequence[Rule]) -> bool:
    return {type(rule).__module__ for rule in rules} == {"py3port.cards"}


def test_a_card_says_what_the_rule_says() -> None:
    fields = (*Rule.__annotations__, "code", "description", "goes_by_card")
    for rule, card in zip(RULES, by_cards(), strict=True):
        assert [getattr(card, name) for name in fields] == [getattr(rule, name) for name in fields]
        assert (card.names(), card.functions()) == (rule.names(), rule.functions())
        assert isinstance(card, TextRule) == isinstance(rule, TextRule)
        if isinstance(rule, TextRule) and isinstance(card, TextRule):
            assert card.kinds == rule.kinds
        for example in rule.examples:
            assert card.may_find(example.before) == rule.may_find(example.before)
        assert card.may_find("") == rule.may_find("")


def test_equal_findings() -> None:
    texts = {f"{rule.name}.py": rule.examples[0].before for rule in RULES}
    shop = ROOT / "examples" / "webshop"
    texts |= {path.name: path.read_text("utf-8", "surrogateescape") for path in shop.rglob("*.py")}
    dispatchers = Dispatcher(by_cards()), Dispatcher(RULES)
    for path, text in texts.items():
        data, around = text.encode("utf-8", "surrogateescape"), Surroundings(path)
        carded, whole = (
            scan_file(data, path, around, options=Options(Mode.PY3), dispatcher=dispatcher)
            for dispatcher in dispatchers
        )
        assert carded == whole, path


def test_another_process_gets_the_rule_itself() -> None:
    for rule, card in zip(RULES, by_cards(), strict=True):
        assert type(pickle.loads(pickle.dumps(card))) is type(rule)
        assert type(card.load()) is type(rule)


@pytest.mark.parametrize(
    ("text", "found", "modules"),
    [("x = 1\n", set(), set()), ("d.has_key(x)\n", {"dict-has-key"}, {"dict_has_key"})],
)
def test_what_has_no_work_is_not_imported(
    tmp_path: Path, text: str, found: set[str], modules: set[str]
) -> None:
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    for is_again in (False, True):
        done = subprocess.run(
            [sys.executable, "-c", MODULES_AFTER, text], env=env, capture_output=True, text=True, check=True
        )
        names, imported = (set(line.split()) for line in done.stdout.splitlines())
        assert names == found
        if is_again and list(tmp_path.rglob("rules-*.json")):
            rules = {name.rpartition(".")[2] for name in imported if "._" not in name}
            assert modules <= rules
            assert len(rules) < 12
            assert "print_statement" not in rules


def test_cards_are_kept(folder: Path) -> None:
    assert not is_by_cards(own_rules.own_rules())
    (kept,) = folder.iterdir()
    assert is_by_cards(own_rules.own_rules())
    if os.name == "posix":
        assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("data", [b"", b"{}", b"x" * 32 + b"\n[]", b"\xff\n\xff"])
def test_what_does_not_fit_is_made_anew(folder: Path, data: bytes) -> None:
    own_rules.own_rules()
    (kept,) = folder.iterdir()
    good = kept.read_bytes()
    for bad in (data, good[:-1], good.replace(b"print", b"prunt", 1)):
        kept.write_bytes(bad)
        assert not is_by_cards(own_rules.own_rules())
        assert kept.read_bytes() == good


def test_other_code_has_other_cards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_rules.own_rules()
    monkeypatch.setattr(own_rules, "stamps", lambda files: ["changed"])
    assert not is_by_cards(own_rules.own_rules())


def test_code_that_changed_since_the_start_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_rules, "_START_NS", 0)
    assert not is_by_cards(own_rules.own_rules())
    assert not folder.exists()


def test_what_is_old_goes(folder: Path) -> None:
    write_tree(folder, {"rules-1.json": "", "rules-2.json": "", "other.json": ""})
    for name in ("rules-1.json", "other.json"):
        os.utime(folder / name, (0, 0))
    own_rules.own_rules()
    names = {path.name for path in folder.iterdir()}
    assert names > {"rules-2.json", "other.json"}
    assert "rules-1.json" not in names


@pytest.mark.parametrize("place", ["file", "nowhere"])
def test_where_nothing_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    write_tree(tmp_path, {"file": ""})
    if place == "nowhere":
        monkeypatch.setattr(own_rules, "cache_folder", lambda: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(own_rules.own_rules()) == len(RULES)


def test_what_others_offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered("py3port.nothing") == ()
    write_tree(
        tmp_path,
        {
            "acme.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme\nVersion: 1\n",
            "acme.dist-info/entry_points.txt": "[py3port.nothing]\nx = acme_rules:VALUE\n",
            "acme_rules.py": "VALUE = 7\n",
        },
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert offered("py3port.nothing") == [7]

"""What one apply decided about the meaning of code stays decided for the next one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from py3port.apply import driver
from py3port.apply.decisions import AuthorsOf
from py3port.apply.outcome import Left, LeftKind, Unchanged
from py3port.cli.main import run
from py3port.project.project import Project
from py3port.result import Applicability, Stage
from py3port.rule import Match, Module, Rule, ast
from py3port.undo import undo
from tests.apply.fake_rules import Rename, request
from tests.trees import write_tree


class Turns(Rename):
    """Takes what it wrote for what it looks for, as whoever judges strings by the code around them may."""

    name = "turns"
    stage = Stage.SEMANTIC
    once = True

    def new_name(self, node: Any) -> str:
        return "old + " + str(node.id)


class LikelyTurns(Turns):
    name = "likely-turns"
    applicability = Applicability.UNSAFE


class Revives(Rename):
    """Writes what another rule looks for."""

    name = "revives"

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        if node.id == "oldest":
            yield Match(node, "too old")

    def new_name(self, node: Any) -> str:
        return "old"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "root", {"a.py": "x = old\n", "b.py": "# \xe9\ny = 1\n"})


def apply(root: Path, *rules: type[Rule], **more: Any) -> tuple[str, list[Left]]:
    """The text of `a.py` afterwards, and what stays as it is."""
    project = Project.open(root)
    applied = driver.apply(project, request(project, *rules, **more), command="py3port apply")
    left = [each for outcome in applied.outcomes for each in outcome.left]  # type: ignore[union-attr]
    return (root / "a.py").read_text(), left


def test_a_second_run_changes_nothing(root: Path) -> None:
    assert apply(root, Turns)[0] == "x = old + old\n"
    text, left = apply(root, Turns)
    assert text == "x = old + old\n"
    assert {each.kind for each in left} == {LeftKind.SKIPPED}
    project = Project.open(root)
    assert all(isinstance(each, Unchanged) for each in driver.preview(project, request(project, Turns)))


def test_it_can_be_asked_for_another_judgement(root: Path) -> None:
    apply(root, Turns)
    assert apply(root, Turns, again=True)[0] == "x = old + old + old + old\n"


def test_what_somebody_added_is_judged(root: Path) -> None:
    apply(root, Turns)
    (root / "a.py").write_text("if x:\n    x = old + old\n    z = old\n")
    assert apply(root, Turns)[0] == "if x:\n    x = old + old\n    z = old + old\n"
    assert apply(root, Turns)[0] == "if x:\n    x = old + old\n    z = old + old\n"


def test_what_another_rule_makes_of_an_addition_is_judged(root: Path) -> None:
    apply(root, Turns)
    (root / "a.py").write_text("x = old + old\nprint oldest, old\n")
    apply(root, Turns, LikelyTurns)
    assert (root / "a.py").read_text() == "x = old + old\nprint oldest, old + old\n"


def test_what_another_rule_wrote_is_no_addition(root: Path) -> None:
    (root / "a.py").write_text("x = oldest\n")
    apply(root, Turns)
    apply(root, Revives)
    assert (root / "a.py").read_text() == "x = old\n"
    assert apply(root, Turns)[0] == "x = old\n"


def test_an_addition_stays_one_for_the_rules_that_were_not_asked(root: Path) -> None:
    apply(root, Turns)
    apply(root, LikelyTurns)
    (root / "a.py").write_text("x = old + old\nz = old\n")
    apply(root, LikelyTurns)
    assert apply(root, Turns)[0] == "x = old + old\nz = old + old\n"


def test_what_is_likely_is_still_asked_for_after_what_is_safe(root: Path) -> None:
    apply(root, LikelyTurns)
    assert (root / "a.py").read_text() == "x = old\n"
    assert apply(root, LikelyTurns, unsafe=True)[0] == "x = old + old\n"
    assert apply(root, LikelyTurns)[0] == "x = old + old\n"


def test_taken_back_is_not_decided(root: Path) -> None:
    apply(root, Turns)
    undo(root)
    assert (root / "a.py").read_text() == "x = old\n"
    assert apply(root, Turns)[0] == "x = old + old\n"


def test_a_broken_record_is_none(root: Path) -> None:
    apply(root, Turns)
    (root / ".py3port/decided.sqlite3").write_bytes(b"nonsense")
    assert apply(root, Turns)[0] == "x = old + old + old + old\n"
    assert apply(root, Turns)[0] == "x = old + old + old + old\n"


def test_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "import zlib\nx = zlib.compress('a') + ''\n"
    root = write_tree(tmp_path, {"a.py": text})
    monkeypatch.chdir(root)
    assert run(["apply", "--all", "--unsafe", "--mode", "py3"]) == 0
    ported = (root / "a.py").read_text()
    (root / "a.py").write_text(ported.replace("b''", "''"))
    assert run(["apply", "--all", "--unsafe", "--mode", "py3", "--check"]) == 1
    assert run(["apply", "--all", "--unsafe", "--mode", "py3", "--again"]) == 0
    assert (root / "a.py").read_text() == ported


def test_other_files_are_asked_for_what_their_author_wrote(root: Path) -> None:
    write_tree(root, {"c.py": "class A:\n    def has_key(self, old):\n        return old\n"})
    authors = AuthorsOf(root)
    before = (root / "c.py").read_bytes()
    apply(root, Rename)
    after = (root / "c.py").read_bytes()
    assert after != before
    assert authors.text("c.py", after) == before
    apply(root, Revives)
    assert authors.text("c.py", after) == before
    assert authors.text("c.py", after + b"\n") == after + b"\n"
    assert authors.text("b.py", b"") == b""

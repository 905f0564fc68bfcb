from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from py3port.apply import driver
from py3port.apply.outcome import Changed, Failed, LeftKind, Outcome, Skipped, Unchanged
from py3port.errors import UserError
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Mode
from py3port.rule import Rule
from py3port.undo import undo
from tests.apply.fake_rules import (
    BreaksSyntax,
    EatsNeighbour,
    NeverEnds,
    OnlyPython3,
    Rename,
    request,
)
from tests.trees import git, write_tree

FILES = {
    "shop/__init__.py": "",
    "shop/a.py": "print old\nx = old + oldish + oldest\n",
    "shop/b.py": "y = 1\n",
    "lib/__init__.py": "",
    "lib/c.py": b"# coding: latin-1\r\nz = old # \xe9\r\n",
}


def preview(root: Path, *rules: type[Rule], **more: Any) -> dict[str, Outcome]:
    project = Project.open(root)
    return {outcome.path: outcome for outcome in driver.preview(project, request(project, *rules, **more))}


def apply(root: Path, *rules: type[Rule], **more: Any) -> driver.Applied:
    project = Project.open(root)
    return driver.apply(project, request(project, *rules, **more), command="py3port apply --rule rename-old")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "root", FILES)


def test_changes_only_what_it_should(tree: Path) -> None:
    applied = apply(tree, Rename)
    assert (tree / "shop/a.py").read_text() == "print new\nx = new + oldish + oldest\n"
    assert (tree / "lib/c.py").read_bytes() == b"# coding: latin-1\r\nz = new # \xe9\r\n"
    assert driver.changed_paths(applied.outcomes) == ["lib/c.py", "shop/a.py"]
    (changed,) = [each for each in applied.outcomes if each.path == "shop/a.py"]
    assert isinstance(changed, Changed)
    assert changed.fixed == (("rename-old", 2),)
    assert [(left.kind, left.line) for left in changed.left] == [(LeftKind.UNSAFE, 2), (LeftKind.MANUAL, 2)]
    assert not any(isinstance(each, Changed) for each in apply(tree, Rename).outcomes)


def test_unsafe_on_request_and_manual_never(tree: Path) -> None:
    apply(tree, Rename, unsafe=True)
    assert (tree / "shop/a.py").read_text() == "print new\nx = new + newish + oldest\n"


def test_only_the_chosen_app(tree: Path) -> None:
    applied = apply(tree, Rename, apps=("lib",))
    assert driver.changed_paths(applied.outcomes) == ["lib/c.py"]
    with pytest.raises(UserError, match="unknown app 'shopp'; did you mean 'shop'"):
        apply(tree, Rename, apps=("shopp",))


def test_only_the_chosen_paths(tree: Path) -> None:
    assert set(preview(tree, Rename, paths=[tree / "shop"])) == {"shop/__init__.py", "shop/a.py", "shop/b.py"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_make_no_difference(tree: Path, jobs: int) -> None:
    write_tree(
        tree,
        {f"big/m{number}.py": "x = old\n" + "# much ado about nothing\n" * 16_000 for number in range(4)},
    )
    outcomes = preview(tree, Rename, jobs=jobs)
    assert list(outcomes) == sorted(outcomes)
    assert sum(isinstance(each, Changed) for each in outcomes.values()) == 6


def test_a_file_without_the_words_is_not_parsed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("py3port.apply.port.parse", lambda source: pytest.fail("parsed"))
    assert preview(tree, Rename, paths=[tree / "shop/b.py"]) == {"shop/b.py": Unchanged("shop/b.py")}


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (BreaksSyntax, "would not parse"),
        (EatsNeighbour, "more than it should"),
        (OnlyPython3, "2.7"),
        (NeverEnds, "without end"),
    ],
)
def test_a_wrong_rule_changes_nothing(tree: Path, rule: type[Rule], reason: str) -> None:
    before = (tree / "shop/a.py").read_bytes()
    applied = apply(tree, rule, paths=[tree / "shop"])
    (failed,) = [each for each in applied.outcomes if isinstance(each, Failed)]
    assert failed.defect
    assert reason in failed.error
    assert (tree / "shop/a.py").read_bytes() == before


def test_a_wrong_rule_does_not_keep_the_others(tree: Path) -> None:
    applied = apply(tree, BreaksSyntax, Rename)
    assert (tree / "shop/a.py").read_text().startswith("print new")
    kinds = [left.kind for each in applied.outcomes if isinstance(each, Changed) for left in each.left]
    assert LeftKind.FAILED in kinds


def test_python_3_only_files_are_skipped_in_dual_mode(tree: Path) -> None:
    write_tree(tree, {"new.py": "async def f():\n    await old\nnonlocal_ = f'{old}'\n"})
    assert isinstance(preview(tree, Rename)["new.py"], Skipped)
    assert isinstance(preview(tree, Rename, mode=Mode.PY3)["new.py"], Changed)


def test_what_only_the_compiler_of_python_3_rejects_is_left_to_a_person(tree: Path) -> None:
    write_tree(tree, {"star.py": "def f():\n    from os import *\n    return old\n"})
    outcome = preview(tree, Rename, mode=Mode.PY3, to_the_end=True)["star.py"]
    assert isinstance(outcome, Changed)
    assert [(left.line, left.kind) for left in outcome.left] == [(2, LeftKind.MANUAL)]


def test_what_other_files_say_makes_a_rewrite_unsafe(tree: Path) -> None:
    call = "def f(d):\n    return d.has_key(1)\n"
    (found,) = load_rules().select(["dict-has-key"])
    rule = type(found.load())
    assert isinstance(preview(write_tree(tree, {"call.py": call}), rule)["call.py"], Changed)
    write_tree(tree, {"own.py": "class A:\n    def has_key(self, key):\n        return key\n"})
    outcome = preview(tree, rule)["call.py"]
    assert isinstance(outcome, Unchanged)
    assert [left.kind for left in outcome.left] == [LeftKind.UNSAFE]


def test_what_cannot_be_read_or_parsed_is_listed(tree: Path) -> None:
    write_tree(tree, {"bad.py": "old = (\n", "nul.py": b"old\0", "bytes.py": b"old = '\xff'\n"})
    outcomes = preview(tree, Rename)
    failed = [path for path, each in outcomes.items() if isinstance(each, Failed)]
    assert failed == ["bad.py", "bytes.py", "nul.py"]
    assert isinstance(outcomes["shop/a.py"], Changed)


def test_a_read_only_file_is_reported(tree: Path) -> None:
    (tree / "shop/a.py").chmod(0o444)
    applied = apply(tree, Rename)
    failed = [each for each in applied.outcomes if isinstance(each, Failed)]
    assert failed == [Failed("shop/a.py", "read-only")]
    assert (tree / "lib/c.py").read_bytes().startswith(b"# coding: latin-1\r\nz = new")


def test_a_file_that_vanishes_is_reported(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.open(tree)
    wanted = request(project, Rename)
    (tree / "shop/a.py").unlink()
    applied = driver.apply(project, wanted, command="x")
    failed = [each for each in applied.outcomes if isinstance(each, Failed)]
    assert failed == [Failed("shop/a.py", "vanished before it could be read")]


def test_a_file_behind_a_link_is_changed_once_and_the_link_stays(tree: Path) -> None:
    (tree / "link.py").symlink_to("shop/a.py")
    applied = apply(tree, Rename)
    assert (tree / "link.py").is_symlink()
    assert "link.py" not in driver.changed_paths(applied.outcomes)


def test_an_interrupted_apply_stands_in_the_way(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(tree, Rename)
    (tree / ".py3port/journal/0001/committed").unlink()
    with pytest.raises(UserError, match=r"interrupted: 2 files .* run `py3port undo` first"):
        apply(tree, Rename)
    undo(tree)
    assert (tree / "shop/a.py").read_text() == FILES["shop/a.py"]


def commit_all(root: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")


def test_refuses_a_dirty_work_tree(tree: Path) -> None:
    commit_all(tree)
    (tree / "shop/b.py").write_text("y = 2\n")
    with pytest.raises(UserError, match=r"changes of your own: shop/b\.py"):
        apply(tree, Rename)
    assert (tree / "shop/a.py").read_text() == FILES["shop/a.py"]
    git(tree, "add", "-A")
    with pytest.raises(UserError, match="changes of your own"):
        apply(tree, Rename)
    assert apply(tree, Rename, allow_dirty=True).journal is not None


def test_untracked_files_matter_only_when_they_would_change(tree: Path) -> None:
    commit_all(tree)
    write_tree(tree, {"notes.txt": "x", "shop/other.py": "x = 1\n"})
    assert apply(tree, Rename).journal is not None
    git(tree, "commit", "-qam", "ported")
    write_tree(tree, {"shop/other.py": "x = old\n"})
    with pytest.raises(UserError, match=r"shop/other\.py would change and git does not track it"):
        apply(tree, Rename)
    assert (tree / "shop/other.py").read_text() == "x = old\n"
    assert not os.listdir(tree / ".py3port/journal")[1:]


def test_an_apply_leaves_git_status_clean_of_our_own(tree: Path) -> None:
    commit_all(tree)
    apply(tree, Rename)
    assert git(tree, "status", "--porcelain").splitlines() == [" M lib/c.py", " M shop/a.py"]


def test_commits_only_the_changed_files(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "t")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "t@example.org")
    commit_all(tree)
    write_tree(tree, {"staged.py": "s = 1\n", "shop/b.py": "y = 3\n"})
    git(tree, "add", "staged.py")
    project = Project.open(tree)
    applied = driver.apply(project, request(project, Rename, allow_dirty=True), command="x")
    driver.commit(project, applied, message="Rename old\n\nbecause: #1\n")
    assert git(tree, "show", "--name-only", "--format=%B").split() == [
        *"Rename old because: #1".split(),
        "lib/c.py",
        "shop/a.py",
    ]
    assert git(tree, "status", "--porcelain").splitlines() == ["A  staged.py", " M shop/b.py"][::-1]


def test_a_hook_that_refuses_is_reported(tree: Path) -> None:
    commit_all(tree)
    hook = tree / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no way >&2\nexit 1\n")
    hook.chmod(0o755)
    project = Project.open(tree)
    applied = driver.apply(project, request(project, Rename), command="x")
    with pytest.raises(UserError, match="git did not commit: no way"):
        driver.commit(project, applied, message="x")
    undo(tree)
    assert git(tree, "status", "--porcelain") == ""


def test_commit_without_git(tree: Path) -> None:
    with pytest.raises(UserError, match="no git checkout"):
        driver.repository_of(Project.open(tree))

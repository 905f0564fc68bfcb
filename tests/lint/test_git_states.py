"""The gate in checkouts that are not the usual kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.gates import START, lint, make_repository
from tests.trees import git, write_tree


def test_a_sparse_checkout_is_judged_by_the_index(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"away/x.py": "print 'away'\n", "shop/b.py": "print 'here'\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "more")
    git(tree, "sparse-checkout", "set", "shop")
    assert not (tree / "away").exists()
    code, out, error = lint(capsys, "--since=HEAD~1")
    assert (code, "cannot be judged" in error) == (1, False)
    assert "away/x.py:1:1: print-statement" in out
    assert "shop/b.py:1:1: print-statement" in out
    assert "    - print 'away'\n    + print('away')\n" in out


def test_fixes_leave_alone_what_a_sparse_checkout_keeps_out(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"away/x.py": "print 'away'\n", "shop/b.py": "print 'here'\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "more")
    git(tree, "sparse-checkout", "set", "shop")
    code, out, _ = lint(capsys, "--since=HEAD~1", "--fix")
    assert code == 1
    assert "away/x.py:1:1: print-statement" in out
    assert (tree / "shop/b.py").read_text() == "print('here')\n"
    assert not (tree / "away").exists()


@pytest.mark.parametrize("kind", ["submodule", "checkout"])
def test_another_checkout_inside_is_judged_by_itself(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    other = make_repository(tmp_path / "other" if kind == "submodule" else tree / "inner")
    if kind == "submodule":
        git(tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "inner")
        git(tree, "commit", "-qm", "submodule")
    write_tree(tree, {"inner/shop/a.py": f"{START['shop/a.py']}print 1\n"})
    assert lint(capsys, "--since=HEAD")[0] == 0
    for name in ("inner", "inner/shop/a.py"):
        code, out, _ = lint(capsys, "--since=HEAD", name)
        assert (code, out.partition(": ")[0]) == (1, "shop/a.py:8:1")
        # Together with others git would tell nothing of it.
        code, out, error = lint(capsys, "--since=HEAD", "shop/b.py", name)
        assert (code, out) == (2, "")
        assert f"{name}: {tree / 'inner'} is another git checkout; run the gate there" in error


def test_code_that_comes_from_another_project_of_the_repository_is_not_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_repository(tmp_path / "root")
    write_tree(root, {"one/py3port.toml": "", "one/a.py": "x = 1\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "mv", "shop/a.py", "one/moved.py")
    write_tree(root, {"one/moved.py": f"{START['shop/a.py']}print 'new'\n"})
    monkeypatch.chdir(root / "one")
    for option in ("--since=HEAD", "--staged"):
        git(root, "add", "-A")
        code, out, _ = lint(capsys, option)
        assert code == 1
        assert [line for line in out.splitlines() if ".py:" in line] == [
            "moved.py:8:1: print-statement `print` is a function in Python 3"
        ]


def test_a_linked_work_tree_with_a_detached_head(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = tmp_path / "linked"
    git(tree, "worktree", "add", "--quiet", "--detach", str(linked))
    write_tree(linked, {"shop/b.py": "print 1\n"})
    monkeypatch.chdir(linked)
    assert lint(capsys, "--since=main")[0] == 1
    assert lint(capsys, "--staged")[0] == 0
    git(linked, "add", "-A")
    assert lint(capsys, "--staged")[0] == 1
    git(linked, "commit", "-qm", "new")
    assert lint(capsys, "--since")[0] == 1


def test_a_merge_brings_nothing_new(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "-qb", "topic")
    write_tree(tree, {"shop/b.py": "x = 2\n"})
    git(tree, "commit", "-qam", "topic")
    git(tree, "checkout", "-q", "main")
    write_tree(tree, {"shop/late.py": "print 'theirs'\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "main goes on")
    git(tree, "checkout", "-q", "topic")
    assert lint(capsys, "--since=main")[0] == 0
    git(tree, "merge", "-q", "--no-edit", "main")
    assert lint(capsys, "--since=main")[0] == 0


@pytest.mark.parametrize("option", ["--since=HEAD", "--staged"])
def test_old_versions_are_judged_among_the_files_of_their_time(
    tree: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    write_tree(
        tree, {"shop/c.py": "import a, part\n", "shop/part/__init__.py": "", "shop/d.py": "import code\n"}
    )
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "imports")
    assert lint(capsys, "shop/c.py")[1].count("relative-import") == 1
    # A package that is renamed as a whole has the relative imports that it had.
    git(tree, "mv", "shop", "store")
    assert lint(capsys, option)[0] == 0
    assert lint(capsys, option, "store/c.py")[0] == 0
    # An import that the change makes relative is new, though its own line stays.
    write_tree(tree, {"store/code.py": "", "store/d.py": "import code\nx = 1\n"})
    git(tree, "add", "-A")
    code, out, _ = lint(capsys, option)
    assert (code, out.partition(" ")[0]) == (1, "store/d.py:1:1:")

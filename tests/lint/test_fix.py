"""`lint --fix`: safe fixes of what is new, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.lint.gates import START, lint
from tests.trees import git, write_tree

OLD = START["shop/a.py"]


def test_only_what_is_new_is_fixed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/a.py": OLD + "\n\nprint `1`\n"})
    code, out, error = lint(capsys, "--since=HEAD", "--fix")
    assert (code, out) == (0, "")
    assert "2 findings fixed in 1 file; take it back with `py3port undo`" in error
    assert (tree / "shop/a.py").read_text() == OLD + "\n\nprint(repr(1))\n"
    assert run(["undo"]) == 0
    assert (tree / "shop/a.py").read_text() == OLD + "\n\nprint `1`\n"


def test_what_would_change_old_lines_stays(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A print of two values needs `print_function`, and that all old ones are rewritten."""
    write_tree(tree, {"shop/a.py": OLD + "\n\nprint 1, `2`\n", "shop/b.py": "print 1, 2\n"})
    code, out, _ = lint(capsys, "--since=HEAD", "--fix")
    assert code == 1
    assert (tree / "shop/a.py").read_text() == OLD + "\n\nprint 1, repr(2)\n"
    assert (tree / "shop/b.py").read_text() == "from __future__ import print_function\n\nprint(1, 2)\n"
    assert "    + print(1, repr(2))\n    and 2 lines of other findings, which must change with it\n" in out


def test_what_is_not_safe_stays(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "def f(a, b):\n    return a / b\n\n\nx = map(f, [1])[0]\ny = f(7 / 2, '' + unicode(x))\n"
    write_tree(tree, {"shop/b.py": text})
    before = lint(capsys, "--since=HEAD", "--format", "json")[1]
    lint(capsys, "--since=HEAD", "--fix")
    after = lint(capsys, "--since=HEAD", "--format", "json")[1]
    assert '"applicability": "safe"' in before
    assert '"applicability": "safe"' not in after


def test_staged(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "print 1\n"})
    git(tree, "add", "-A")
    code, _, error = lint(capsys, "--staged", "--fix")
    assert code == 1
    assert "stage what was fixed" in error
    assert (tree / "shop/b.py").read_text() == "print(1)\n"
    git(tree, "add", "-A")
    assert lint(capsys, "--staged", "--fix")[0] == 0


def test_staged_and_changed_since(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "print 1\n"})
    git(tree, "add", "-A")
    write_tree(tree, {"shop/b.py": "print 1\nx = 2\n"})
    code, out, error = lint(capsys, "--staged", "--fix")
    assert (code, out) == (2, "")
    assert "shop/b.py has changes that are not staged" in error


def test_against_the_baseline(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys, "--update-baseline")
    write_tree(tree, {"shop/b.py": "print 1\n"})
    assert lint(capsys, "--fix")[0] == 0
    assert (tree / "shop/b.py").read_text() == "print(1)\n"
    assert (tree / "shop/a.py").read_text() == OLD


def test_files_in_which_different_rules_fix_something(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of it is taken back by the one command that is named."""
    files = {"shop/b.py": "print 1\n", "shop/c.py": "x = `1`\n"}
    write_tree(tree, files)
    code, _, error = lint(capsys, "--since=HEAD", "--fix")
    assert code == 0
    assert "2 findings fixed in 2 files; take it back with `py3port undo 0001`\n" in error
    assert (tree / "shop/c.py").read_text() == "x = repr(1)\n"
    assert run(["undo", "0001"]) == 0
    assert {name: (tree / name).read_text() for name in files} == files

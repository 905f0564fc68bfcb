from __future__ import annotations

from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.trees import git, write_tree

FILES = {
    "shop/__init__.py": "",
    "shop/a.py": "print 'a'\n",
    "lib/__init__.py": "",
    "lib/b.py": "print 'b'\nx = `1`\n",
}
DIFF = """\
--- a/lib/b.py
+++ b/lib/b.py
@@ -1,2 +1,2 @@
-print 'b'
+print('b')
 x = `1`
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "t")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "t@example.org")
    root = write_tree(tmp_path / "root", FILES)
    monkeypatch.chdir(root)
    return root


def test_diff_and_check_write_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", "--rule", "print-statement", "--app", "lib", "--mode", "py3", "--diff"]) == 1
    assert capsys.readouterr().out == DIFF
    assert run(["apply", "--rule", "print-statement", "--check"]) == 1
    assert "2 of 4 files would change" in capsys.readouterr().out
    assert (tree / "lib/b.py").read_text() == FILES["lib/b.py"]
    assert not (tree / ".py3port/journal").exists()


def test_apply_and_undo(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", "--rule", "fix_print", "--mode", "py3"]) == 0
    out = capsys.readouterr().out
    assert "2 of 4 files changed, 2 findings fixed" in out
    assert "py3port undo" in out
    assert run(["apply", "--rule", "print-statement", "--mode", "py3"]) == 0
    assert "nothing to change" in capsys.readouterr().out
    assert run(["apply", "--rule", "print-statement", "--check"]) == 0
    assert run(["undo", "--list"]) == 0
    assert "py3port apply --rule fix_print --mode py3" in capsys.readouterr().out
    assert run(["undo"]) == 0
    assert (tree / "lib/b.py").read_text() == FILES["lib/b.py"]
    assert run(["undo"]) == 2


def test_undo_of_changed_files(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["apply", "--rule", "print-statement"])
    (tree / "lib/b.py").write_text("mine\n")
    assert run(["undo"]) == 2
    assert "changed after the apply: lib/b.py" in capsys.readouterr().err
    assert run(["undo", "--force"]) == 0
    assert "lib/b.py: the newer text is in lib/b.py.newer" in capsys.readouterr().out
    assert (tree / "lib/b.py").read_text() == FILES["lib/b.py"]


def test_commit(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "start")
    assert run(["apply", "--rule", "print-statement", "--app", "lib", "--commit"]) == 0
    assert "committed as" in capsys.readouterr().out
    message = git(tree, "show", "--format=%B", "--name-only")
    assert message.splitlines()[0].endswith(" in lib")
    assert "print-statement: 1 finding" in message
    assert "    py3port apply --rule print-statement --app lib" in message
    assert message.rstrip().endswith("lib/b.py")
    assert git(tree, "status", "--porcelain") == ""
    (tree / "lib/b.py").write_text("x = 1\n")
    assert run(["apply", "--rule", "print-statement"]) == 2
    assert "use --allow-dirty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rule", "print-statment"], "did you mean 'print-statement'"),
        (["--rule", "print-statement", "--app", "libb"], "unknown app 'libb'; did you mean 'lib'"),
        ([], "say what to apply"),
        (["--all", "--rule", "print-statement"], "leave --rule out"),
        (["--rule", "print-statement", "--commit"], "no git checkout"),
        (["--rule", "print-statement", "nowhere"], "no such file"),
        (["--rule", "print-statement", "--target", "3.1"], "unknown target"),
    ],
)
def test_mistakes_of_the_user(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["apply", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert (tree / "shop/a.py").read_text() == FILES["shop/a.py"]


def test_a_broken_file_does_not_keep_the_others(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"bad.py": "print 'x\n"})
    assert run(["apply", "--rule", "print-statement"]) == 2
    assert "bad.py:1:7: left alone: EOL while" in capsys.readouterr().err
    assert "print('a')" in (tree / "shop/a.py").read_text()

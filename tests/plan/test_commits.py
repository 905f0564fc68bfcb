"""Steps that are committed: what the commits say, and checkouts that refuse or disturb them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.trees import git, write_tree

TREE = {"app/__init__.py": "", "app/a.py": "x = 1 <> 2\n", "app/b.py": "y = 3 <> 2\nz = `y`\n"}
NEXT = ["apply", "--next", "--commit"]


def commit_all(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


def subjects(root: Path) -> list[str]:
    return git(root, "log", "--format=%s").splitlines()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path / "root", TREE)
    git(root, "init", "-q", "-b", "main")
    commit_all(root, "start")
    monkeypatch.chdir(root)
    return root


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run what must be refused in one line; return that."""
    capsys.readouterr()
    assert run([*NEXT, *arguments]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


def run_next(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the next step prints."""
    capsys.readouterr()
    assert run([*NEXT, *arguments]) == 0
    return capsys.readouterr().out


def forbid(root: Path) -> Path:
    """A hook that refuses every commit."""
    hook = write_tree(root, {".git/hooks/pre-commit": "#!/bin/sh\necho not today >&2\nexit 1\n"})
    path = hook / ".git/hooks/pre-commit"
    path.chmod(0o755)
    return path


def test_detached_head(tree: Path) -> None:
    git(tree, "checkout", "-q", "--detach")
    assert run(NEXT) == 0
    assert subjects(tree)[1:] == ["start"]


def test_a_second_work_tree(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tree, "worktree", "add", "-q", str(tmp_path / "second"), "-b", "port")
    monkeypatch.chdir(tmp_path / "second")
    assert run(NEXT) == 0
    assert subjects(tree) == ["start"]
    assert git(tree, "status", "--porcelain") == git(tmp_path / "second", "status", "--porcelain") == ""


def test_a_project_in_a_folder_of_the_checkout(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tree, {"sub/py3port.toml": "", "sub/c.py": "x = 1 <> 2\n"})
    commit_all(tree, "a project of its own")
    monkeypatch.chdir(tree / "sub")
    assert run(NEXT) == 0
    assert git(tree, "show", "--format=", "--name-only").split() == ["sub/c.py"]


def test_a_hook_that_refuses(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forbid(tree)
    assert "git did not commit: not today" in refused(capsys)
    assert git(tree, "status", "--porcelain") == " M app/b.py\n"
    assert run(["undo"]) == 0
    assert git(tree, "status", "--porcelain") == ""


def test_a_canary_whose_commit_is_refused_goes_on_with_it(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = forbid(tree)
    assert run([*NEXT, "--verify", "true", "--canary", "50,100"]) == 2
    assert "not today" in capsys.readouterr().err
    hook.unlink()
    assert run(["canary", "resume", "--verify", "true"]) == 0
    assert subjects(tree)[1:] == ["start"]
    assert git(tree, "status", "--porcelain") == ""
    assert run(["canary", "status"]) == 0
    assert "ended: " in capsys.readouterr().out


def test_what_can_be_told_beforehand(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tree, {".git/index.lock": ""})
    assert "left its index.lock" in refused(capsys)
    (tree / ".git/index.lock").unlink()
    assert "no name for a tag" in refused(capsys, "--tag", "a..b")
    git(tree, "tag", "known")
    assert "a tag 'known' already" in refused(capsys, "--tag", "known")
    git(tree, "config", "user.useConfigOnly", "true")
    for name in [name for name in os.environ if name.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_", "EMAIL"))]:
        monkeypatch.delenv(name)
    assert "git knows no name to commit under" in refused(capsys)
    assert git(tree, "status", "--porcelain") == ""


def test_a_merge_under_way(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "-qb", "other")
    write_tree(tree, {"notes": "theirs\n"})
    commit_all(tree, "theirs")
    git(tree, "checkout", "-q", "main")
    write_tree(tree, {"notes": "ours\n"})
    commit_all(tree, "ours")
    subprocess.run(["git", "merge", "-q", "other"], cwd=tree, capture_output=True, check=False)
    assert "a merge is under way" in refused(capsys, "--allow-dirty")


def test_a_signature_that_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "config", "commit.gpgsign", "true")
    git(tree, "config", "gpg.program", "false")
    assert "git did not commit: " in refused(capsys)
    assert run(["undo"]) == 0
    assert git(tree, "status", "--porcelain") == ""


def test_a_read_only_file_does_not_stop_the_steps(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "app/a.py").chmod(0o444)
    assert run(NEXT) == 0
    for changed in (["app/b.py"], []):
        assert run(NEXT) == 2
        assert "app/a.py: left alone: read-only" in capsys.readouterr().err
        if changed:
            assert git(tree, "show", "--format=", "--name-only").split() == changed
    assert len(subjects(tree)) == 3


def test_odd_names_of_apps(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["o'app", "two words", "ü", "a@b", "n\nPy3port-Step: forged", "dots..lock"]
    files = {f"{name}/{file}": text for name in names for file, text in TREE.items() if "/a" in f"/{file}"}
    files = {path.replace("/app/", "/"): text for path, text in files.items()}
    write_tree(tree, {**files, "py3port.toml": "step-files = 0\n"})
    commit_all(tree, "names")
    while True:
        assert run([*NEXT, "--tag"]) == 0
        assert git(tree, "status", "--porcelain") == ""
        if "no step is left" in capsys.readouterr().out:
            break
    assert len(subjects(tree)) == 2 + 2 * (1 + len(names))
    assert not [
        line for line in git(tree, "log", "--format=%B").splitlines() if line == "Py3port-Step: forged"
    ]
    assert "py3port/not-equal-operator/two-words" in git(tree, "tag").split()


def test_a_step_that_was_done_before_gets_another_tag(tree: Path) -> None:
    assert run([*NEXT, "--tag"]) == 0
    write_tree(tree, {"app/c.py": "z = `y`\n"})
    commit_all(tree, "again")
    assert run([*NEXT, "--tag"]) == 0
    assert git(tree, "tag").split() == ["py3port/backticks", "py3port/backticks-2"]


ELSEWHERE = {
    "app/a.py": "import struct\n\n\ndef header():\n    return struct.pack('>H', 1)\n",
    "app/b.py": "import zlib\nfrom app.a import header\n\ndata = header()\nx = data[0] == 'a'\ny = data.strip('b')\n",
    "app/c.py": "class C(object):\n    def __eq__(self, other):\n        return True\n",
}
"""A fix that is likely right, and some in a file in which alone nothing tells what is binary."""


def test_a_reviewer_is_told_what_is_not_certain(tree: Path) -> None:
    write_tree(tree, ELSEWHERE)
    commit_all(tree, "other code")
    assert run([*NEXT, "--unsafe"]) == 0
    message = git(tree, "log", "-1", "--format=%B")
    assert message.splitlines()[0].endswith(" (unsafe)")
    assert "\nunsafe, likely right but not certain: 1 finding\n" in message
    write_tree(tree, {"app/d.py": "x = 1 <> 2\n"})
    commit_all(tree, "more code")
    assert run([*NEXT, "--unsafe"]) == 0
    assert "unsafe" not in git(tree, "log", "-1", "--format=%s")


def test_what_only_several_files_tell_comes_last(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, ELSEWHERE)
    commit_all(tree, "other code")
    assert run(["apply", "--all", "--unsafe"]) == 0
    expected = [(tree / name).read_text() for name in ELSEWHERE]
    assert "data[0:1] == b'a'" in expected[1]
    assert run(["undo"]) == 0
    steps = []
    while "committed as" in (text := run_next(capsys, "--unsafe")):
        steps.append(text.split()[1])
    assert "no step is left for a codemod\n" in text
    assert [(tree / name).read_text() for name in ELSEWHERE] == expected
    assert steps[0] == "eq-without-hash"
    assert len(steps) == len(set(steps)) == 3

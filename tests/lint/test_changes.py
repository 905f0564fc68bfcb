"""What the gate compares: commits, the index, files, standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.lint.gates import START, lint, make_repository
from tests.trees import git, write_tree


def give_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_the_usual_base_is_the_main_branch(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "-qb", "topic")
    write_tree(tree, {"shop/b.py": "print 1\n"})
    git(tree, "commit", "-qam", "topic")
    code, out, error = lint(capsys, "--since")
    assert (code, out.count("shop/")) == (1, 1)
    assert "compared with main\n" in error


def test_the_usual_base_on_the_main_branch_itself_says_so(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = lint(capsys, "--since")
    assert code == 0
    assert "only what is not committed is new" in error


def test_the_usual_base_is_what_the_ci_says(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tree, "update-ref", "refs/remotes/origin/release", "HEAD")
    write_tree(tree, {"shop/b.py": "print 1\n"})
    git(tree, "commit", "-qam", "next")
    git(tree, "checkout", "-q", "--detach")
    monkeypatch.setenv("GITHUB_BASE_REF", "release")
    code, _, error = lint(capsys, "--since")
    assert code == 1
    assert "compared with origin/release\n" in error


def test_what_the_ci_says_was_not_fetched(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "release")
    code, out, error = lint(capsys, "--since")
    assert (code, out) == (2, "")
    assert error.startswith("py3port: origin/release, which this is to be merged into, was not fetched")


def test_what_was_pushed_of_the_same_branch_is_no_base(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tree, "branch", "-M", "trunk")
    git(tree, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(tree, "config", "remote.origin.url", ".")
    git(tree, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    git(tree, "config", "branch.trunk.remote", "origin")
    git(tree, "config", "branch.trunk.merge", "refs/heads/trunk")
    code, _, error = lint(capsys, "--since")
    assert code == 2
    assert "name one: --since REV" in error


def test_staged_looks_at_the_index_only(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "print 1\n"})
    assert lint(capsys, "--staged")[0] == 0
    git(tree, "add", "-A")
    write_tree(tree, {"shop/b.py": "x = 1\n"})
    code, out, _ = lint(capsys, "--staged")
    assert code == 1
    assert "shop/b.py:1:1: print-statement" in out
    assert "    print 1\n    ^^^^^^^\n" in out


def test_staged_before_the_first_commit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_tree(tmp_path / "new", START)
    git(root, "init", "-q")
    git(root, "add", "-A")
    monkeypatch.chdir(root)
    code, out, _ = lint(capsys, "--staged")
    assert (code, out.count("print-statement")) == (1, 2)


def test_links_and_scripts_in_the_index(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "shop/link.py").symlink_to("a.py")
    write_tree(tree, {"bin/run": "#!/usr/bin/python\nprint 1\n", "bin/data": "print 1\n"})
    git(tree, "add", "-A")
    code, out, _ = lint(capsys, "--staged")
    assert code == 1
    assert out.count("print-statement") == 1
    assert "bin/run:2:1" in out


def test_a_list_of_files_restricts(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "print 1\n", "shop/c.py": "print 2\n"})
    code, out, _ = lint(capsys, "--since=HEAD", "shop/c.py")
    assert (code, out.count("print-statement")) == (1, 1)
    assert "shop/c.py" in out
    git(tree, "add", "-A")
    assert lint(capsys, "--staged", "shop/a.py")[0] == 0


def test_a_list_of_files_without_a_revision_is_held_against_the_baseline(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lint(capsys, "--update-baseline")
    code, _, error = lint(capsys, "shop/a.py")
    assert code == 0
    assert "gone" not in error
    write_tree(tree, {"shop/b.py": "def g():\n    print 'b'\n"})
    assert lint(capsys, "shop/b.py")[0] == 1, "what another file has excuses nothing"
    write_tree(tree, {"shop/a.py": "x = 1\n"})
    assert lint(capsys)[0] == 0, "it moved"


def test_standard_input(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_input(monkeypatch, START["shop/a.py"] + "print 1\n")
    assert lint(capsys, "-", "--stdin-filename", "shop/a.py")[1].count("print-statement") == 3
    give_input(monkeypatch, "\n" + START["shop/a.py"] + "print 1\n")
    code, out, _ = lint(capsys, "-", "--stdin-filename", "shop/a.py", "--since", "HEAD")
    assert (code, out.count("print-statement")) == (1, 1)
    assert "shop/a.py:9:1" in out
    assert "    print 1\n" in out
    lint(capsys, "--update-baseline")
    give_input(monkeypatch, START["shop/a.py"])
    assert lint(capsys, "-", "--stdin-filename", "shop/a.py")[0] == 0


def test_standard_input_for_a_file_that_is_not_there_yet(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_input(monkeypatch, "print 1\n")
    code, out, _ = lint(capsys, "-", "--stdin-filename", "shop/new.py", "--since=HEAD")
    assert code == 1
    assert "shop/new.py:1:1" in out


def test_an_excluded_file_is_not_looked_at_unless_named(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"py3port.toml": "exclude = ['vendor/']\n", "vendor/x.py": "print 1\n"})
    write_tree(tree, {"build/x.py": "print 1\n", "node_modules/x.py": "print 1\n"})
    assert lint(capsys, "--since=HEAD")[0] == 0
    assert lint(capsys, "--since=HEAD", "vendor/x.py")[0] == 1
    assert lint(capsys, "--since=HEAD", "vendor")[0] == 1
    for named in ("vendor/x.py", "vendor", "node_modules/x.py"):
        assert lint(capsys, "--since=HEAD", "--force-exclude", named)[0] == 0
        assert lint(capsys, "--force-exclude", named)[0] == 0


def test_a_binary_called_python(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"blob.py": b"\x7f\0\n\0"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "a binary")
    write_tree(tree, {"blob.py": b"\x7f\0\n\0\0"})
    code, out, err = lint(capsys, "--since=HEAD", "blob.py")
    assert (code, out) == (2, "")
    assert "blob.py:1:1: cannot be judged: source contains a null byte" in err
    assert "`exclude`" in err
    write_tree(tree, {"py3port.toml": "exclude = ['blob.py']\n"})
    assert lint(capsys, "--since=HEAD", "--force-exclude", "blob.py")[0] == 0


def test_a_project_below_the_top_of_its_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_repository(tmp_path / "root")
    write_tree(root, {"shop/py3port.toml": "", "other.py": "print 1\n", "shop/b.py": "print 1\n"})
    monkeypatch.chdir(root / "shop")
    for option in ("--since=HEAD", "--staged"):
        git(root, "add", "-A")
        code, out, _ = lint(capsys, option)
        assert (code, out.splitlines()[0].startswith("b.py:1:1")) == (1, True)
    assert lint(capsys, "--since=HEAD", "a.py")[0] == 0


def test_a_shallow_clone_without_the_merge_base(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tree, "checkout", "-qb", "topic")
    for number in range(3):
        git(tree, "commit", "-qm", str(number), "--allow-empty")
    git(tree, "checkout", "-q", "main")
    git(tree, "commit", "-qm", "goes on", "--allow-empty")
    clone = tree.parent / "clone"
    git(
        tree.parent,
        "clone",
        "-q",
        "--depth=1",
        "--no-single-branch",
        "-b",
        "topic",
        f"file://{tree}",
        "clone",
    )
    monkeypatch.chdir(clone)
    code, out, error = lint(capsys, "--since", "origin/main")
    assert (code, out) == (2, "")
    assert "shallow clone: fetch more of its history" in error
    assert error.count("\n") == 1


def test_an_unmerged_file_is_judged(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "-qb", "topic")
    write_tree(tree, {"shop/b.py": "x = 2\n"})
    git(tree, "commit", "-qam", "topic")
    git(tree, "checkout", "-q", "main")
    write_tree(tree, {"shop/b.py": "x = 3\n"})
    git(tree, "commit", "-qam", "main")
    with pytest.raises(Exception, match="merge"):
        git(tree, "merge", "topic")
    code, _, error = lint(capsys, "--since=HEAD")
    assert code == 2
    assert "shop/b.py:1:1: cannot be judged" in error


@pytest.mark.parametrize("option", ["--staged", "--since=HEAD"])
def test_content_that_git_has_lost(tree: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    write_tree(tree, {"shop/a.py": START["shop/a.py"] + "print 1\n"})
    git(tree, "add", "-A")
    lost = git(tree, "rev-parse", ":shop/a.py" if option == "--staged" else "HEAD:shop/a.py").strip()
    (tree / ".git/objects" / lost[:2] / lost[2:]).unlink()
    code, out, error = lint(capsys, option)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert "the clone is damaged" in error or "unable to read" in error


def test_what_is_unmerged_is_not_staged(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "-qb", "topic")
    write_tree(tree, {"shop/c.py": "x = 2\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "topic")
    git(tree, "checkout", "-q", "main")
    write_tree(tree, {"shop/c.py": "x = 3\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "main")
    with pytest.raises(Exception, match="merge"):
        git(tree, "merge", "topic")
    code, out, error = lint(capsys, "--staged")
    assert (code, out) == (2, "")
    assert "shop/c.py: git lacks its content: it is unmerged" in error


def test_a_file_that_vanishes_while_git_is_asked(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from py3port.git import ChangedFile, Repository

    monkeypatch.setattr(Repository, "changed_files", lambda *_, **__: (ChangedFile("shop/late.py", ""),))
    code, out, error = lint(capsys, "--since=HEAD")
    assert (code, out) == (2, "")
    assert "shop/late.py: cannot be judged: vanished before it could be read" in error


def test_many_changes_are_shared_among_workers(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from py3port.lint import versions
    from py3port.scan import pool

    text = START["shop/a.py"]
    write_tree(tree, {f"shop/m{number}.py": f"{text}print {number}\n" for number in range(9)})
    write_tree(tree, {"shop/a.py": text + "\n\nprint 'new'\n"})
    alone = lint(capsys, "--since=HEAD", "--jobs", "2")
    monkeypatch.setattr(versions, "_ALONE_BYTES", 0)
    monkeypatch.setattr(pool, "_BYTES_PER_WORKER", 1)
    assert lint(capsys, "--since=HEAD", "--jobs", "2") == alone
    assert alone[0] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-"], "--stdin-filename"),
        (["shop", "-"], "stands alone"),
        (["--stdin-filename", "shop/a.py"], "goes with -"),
        (["--fix", "-", "--stdin-filename", "shop/a.py"], "--fix"),
        (["--staged", "--since=HEAD"], "not allowed with"),
        (["--staged", "--update-baseline"], "looks at everything"),
        (["--staged", "shop/gone.py"], "no such file"),
        (["--since=HEAD", "--baseline="], "the name is empty"),
    ],
)
def test_what_does_not_go_together(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    capsys.readouterr()
    try:
        code, out, error = lint(capsys, *arguments)
    except SystemExit as stop:
        code, (out, error) = stop.code, capsys.readouterr()
    assert (code, out) == (2, "")
    assert message in error

"""Clones that have not everything: what is not here is left out and said, and nothing is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.history.commits import commit
from tests.trees import git


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    root = tmp_path / "origin"
    commit(root, "2020-01-01", {"a.py": "print 1\n"})
    commit(root, "2020-01-08", {"a.py": "print 2\n"})
    commit(root, "2020-01-15", {"b.py": "print 3\n"})
    git(root, "config", "uploadpack.allowFilter", "true")
    return root


def missing(root: Path) -> int:
    listed = git(root, "rev-list", "--objects", "--all", "--missing=print")
    return sum(line.startswith("?") for line in listed.splitlines())


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_a_partial_clone(origin: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    git(origin.parent, "clone", "-q", f"--filter={what}", origin.as_uri(), "partial")
    partial = origin.parent / "partial"
    before = missing(partial)
    assert before
    assert run(["history", str(partial)]) == 0
    output = capsys.readouterr()
    assert "a partial clone: 1 of 3 points are left out" in output.err or (
        what == "tree:0" and "a partial clone: 2 of 3 points are left out" in output.err
    )
    assert "2020-01-15" in output.out
    assert missing(partial) == before


def test_what_was_fetched_since_is_there(origin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(origin.parent, "clone", "-q", "--filter=blob:none", origin.as_uri(), "partial")
    partial = origin.parent / "partial"
    run(["history", str(partial)])
    git(partial, "cat-file", "-e", "HEAD~2:a.py")
    capsys.readouterr()
    assert run(["history", str(partial)]) == 0
    output = capsys.readouterr()
    assert output.out.count("2020-01-") == 3
    assert "left out" not in output.err


def test_a_remote_that_cannot_be_reached(origin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(origin.parent, "clone", "-q", "--filter=blob:none", origin.as_uri(), "partial")
    partial = origin.parent / "partial"
    git(partial, "remote", "set-url", "origin", "https://user@192.0.2.1/nowhere.git")
    assert run(["history", str(partial)]) == 0
    assert "left out" in capsys.readouterr().err


def test_the_owners_of_then_are_needed_too(origin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(origin, "2020-01-15", {"py3port.toml": 'exclude = ["CODEOWNERS"]\n'})
    commit(origin, "2020-01-22", {".github/CODEOWNERS": "* @then\n"})
    commit(origin, "2020-01-29", {".github/CODEOWNERS": "* @now\n"})
    git(origin.parent, "clone", "-q", "--filter=blob:none", origin.as_uri(), "partial")
    partial = origin.parent / "partial"
    assert run(["history", str(partial), "--since", "2020-01-15"]) == 0
    assert "left out" not in capsys.readouterr().err
    assert run(["history", str(partial), "--since", "2020-01-15", "--owners-then"]) == 0
    assert "1 of 3 points are left out" in capsys.readouterr().err

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from py3port.cli.main import run
from py3port.report import CheckedRequirement, Requirements
from tests.trees import git, write_tree


def test_the_headline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_tree(tmp_path / "shop", {"CODEOWNERS": "/a.py @a\n"})
    git(root, "init", "-q")
    now = datetime.datetime.now(datetime.timezone.utc)
    for week, count in enumerate((40, 30, 20, 10, 5)):
        when = (now - datetime.timedelta(weeks=5 - week)).isoformat()
        monkeypatch.setenv("GIT_COMMITTER_DATE", when)
        write_tree(root, {"a.py": "print 1\n" * count, "b.py": "x = 1\n"})
        git(root, "add", "-A")
        git(root, "commit", "-qm", "x")
    monkeypatch.chdir(root)
    assert run(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "shop: to Python 3.13, mode dual"
    assert lines[1:6] == [
        "  ported   50% of 2 files, 16% of 6 lines",
        "  left     5 findings (common 5)",
        "  safe     5 of them py3port fixes by itself",
        "  unowned  1 file",
        "  next     py3port apply --step print-statement --commit --mode dual",
    ]
    assert f"40 to 5 findings since {(now - datetime.timedelta(weeks=5)).date()}" in lines[6]
    assert lines[7].startswith("  done by  ")


def test_without_git_and_with_a_broken_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path, {"a.py": "x = (\n"})
    assert run(["status", str(tmp_path)]) == 2
    assert "  broken   1 file cannot be read or parsed" in capsys.readouterr().out


def test_what_is_required(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tmp_path, {"a.py": "x = 1\n"})
    found = tuple(
        CheckedRequirement(f"p{number}", "", "requirements.txt", number, verdict)
        for number, verdict in enumerate(("ok", "drop", "blocked", "drop", "unknown"), 1)
    )
    remembered = Requirements(date="2026-01-02T03:04:05Z", found=found)
    monkeypatch.setattr("py3port.requirements.remembered.load", lambda project: remembered)
    assert run(["status", str(tmp_path)]) == 0
    expected = "  requires what will not do as it is: blocked 1, drop 2 (2026-01-02)\n"
    assert expected in capsys.readouterr().out

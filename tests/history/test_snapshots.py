"""Snapshots from CI: a line for each commit, written whole, read back with suspicion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.history.commits import commit
from tests.trees import write_tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    commit(root, "2020-01-01", {"CODEOWNERS": "* @a\n", "shop/a.py": "print 1\nprint 2\n"})
    return root


def append(root: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert run(["report", "--append", str(file)]) == 0


def test_appended_and_read_back(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "past.jsonl"
    append(root, file, monkeypatch)
    append(root, file, monkeypatch)
    assert len(file.read_text().splitlines()) == 1
    commit(root, "2020-01-08", {"shop/a.py": "print(1)\nprint 2\n"})
    append(root, file, monkeypatch)
    assert len(file.read_text().splitlines()) == 2
    assert "has 2 snapshots" in capsys.readouterr().err
    assert run(["history", "--from", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["points"]
    assert run(["history", "--format", "json"]) == 0
    computed = json.loads(capsys.readouterr().out)["points"]
    assert found == [
        {**point, "new": None, "fixed": None, "app_flows": {}, "owner_flows": {}} for point in computed
    ]


def test_a_report_with_them(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "past.jsonl"
    append(root, file, monkeypatch)
    assert run(["report", "json", "--history-file", str(file)]) == 0
    (point,) = json.loads(capsys.readouterr().out)["history"]["points"]
    assert point["date"] == "2020-01-01T12:00:00Z"


def test_outside_of_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tmp_path / "root", {"a.py": "print 1\n"})
    append(tmp_path / "root", tmp_path / "past.jsonl", monkeypatch)
    append(tmp_path / "root", tmp_path / "past.jsonl", monkeypatch)
    assert "has 2 snapshots" in capsys.readouterr().err


LINE = {
    "schema_version": "1.1", "commit": "c", "seconds": 1, "new": None, "fixed": None,
    "total": {"files": 1, "lines": 1, "ported_files": 0, "ported_lines": 0, "errors": 0, "findings": {"six": 1}},
    "apps": {}, "owners": {}, "rules": {},
}  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[" * 100_000,
        "1" * 10_000,
        "null",
        "[]",
        json.dumps({**LINE, "schema_version": "2.0"}),
        json.dumps({**LINE, "schema_version": None}),
        json.dumps({**LINE, "seconds": -1}),
        json.dumps({**LINE, "seconds": 1e300}),
        json.dumps({**LINE, "seconds": 1 << 39}),
        json.dumps({**LINE, "seconds": True}),
        json.dumps({**LINE, "commit": 1}),
        json.dumps({**LINE, "commit": "=1+1"}),
        json.dumps({**LINE, "apps": []}),
        json.dumps({**LINE, "rules": {"x": "1"}}),
        json.dumps({**LINE, "total": {}}),
        json.dumps({**LINE, "total": {**LINE["total"], "findings": {"sixth": 1}}}),  # type: ignore[dict-item]
    ],
)
def test_what_we_did_not_write(tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "past.jsonl"
    file.write_text(f"{json.dumps(LINE)}\n{line}\n")
    assert run(["history", str(tmp_path), "--from", str(file)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"{file}:2: not a line that" in error


def test_no_such_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", str(tmp_path), "--from", str(tmp_path / "none")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert run(["history", str(tmp_path), "--from", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_only_of_the_whole_project(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert run(["report", "--append", str(tmp_path / "x"), "--app", "shop"]) == 2
    assert "leave out what selects a part" in capsys.readouterr().err


def test_a_place_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["report", "--append", str(tmp_path / "none" / "x")]) == 2
    assert str(tmp_path / "none" / "x") in capsys.readouterr().err

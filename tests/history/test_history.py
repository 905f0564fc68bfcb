from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path

import pytest

from py3port.cli.main import run
from py3port.errors import UserError
from py3port.history.sample import choose, parse_date
from tests.trees import git, write_tree


def commit(root: Path, date: str, files: dict[str, str], message: str = "x") -> str:
    write_tree(root, files)
    git(root, "add", "-A")
    environment_date = f"{date}T12:00:00+00:00"
    git(root, "-c", "x.y=z", "commit", "-qm", message, f"--date={environment_date}")
    return git(root, "rev-parse", "HEAD").strip()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    git(root, "init", "-q")

    def at(date: str) -> None:
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{date}T12:00:00+00:00")

    at("2020-01-01")
    commit(
        root,
        "2020-01-01",
        {"CODEOWNERS": "* @a\n", "shop/a.py": "print 1\n", "shop/__init__.py": "", "b.py": "x = 1\n"},
    )
    at("2020-01-02")
    commit(root, "2020-01-02", {"shop/a.py": "print 1\nx = 1 <> 2\n"})
    at("2020-01-15")
    commit(root, "2020-01-15", {"shop/a.py": "print(1)\n"}, "Done\n\nPy3port-Step: print-statement\n")
    at("2020-02-20")
    (root / "b.py").unlink()
    commit(
        root,
        "2020-02-20",
        {
            "CODEOWNERS": "* @b\n",
            "new/c.py": "y = (\n",
            "run": "#!/usr/bin/python\nprint 2\n",
            "data": "print 3\n",
        },
    )
    monkeypatch.chdir(root)
    return root


def points(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["history", "--format", "json", *arguments]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["points"]
    return found


def test_the_last_commit_of_each_week(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = points(capsys)
    assert [point["date"] for point in found] == [
        "2020-01-02T12:00:00Z",
        "2020-01-15T12:00:00Z",
        "2020-02-20T12:00:00Z",
    ]
    assert [point["total"] for point in found] == [
        {
            "files": 3,
            "lines": 3,
            "ported_files": 2,
            "ported_lines": 1,
            "errors": 0,
            "findings": {"common": 2},
        },
        {"files": 3, "lines": 2, "ported_files": 3, "ported_lines": 2, "errors": 0, "findings": {}},
        {
            "files": 4,
            "lines": 4,
            "ported_files": 2,
            "ported_lines": 1,
            "errors": 1,
            "findings": {"common": 1},
        },
    ]
    assert found[0]["rules"] == {"not-equal-operator": 1, "print-statement": 1}


def test_the_numbers_are_those_of_a_scan(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last = points(capsys)[-1]
    run(["scan", "--format", "json"])
    summary = json.loads(capsys.readouterr().out)["summary"]
    total = last["total"]
    assert isinstance(total, dict)
    assert (total["files"], total["lines"], total["errors"]) == (
        summary["files"],
        summary["lines"],
        summary["errors"],
    )
    assert sum(total["findings"].values()) == summary["findings"]


def test_apps_and_owners_now_or_then(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, then = points(capsys), points(capsys, "--owners-then")
    assert [sorted(map(str, point["owners"])) for point in now] == [["@b"]] * 3  # type: ignore[call-overload]
    assert [sorted(map(str, point["owners"])) for point in then] == [["@a"], ["@a"], ["@b"]]  # type: ignore[call-overload]
    assert sorted(now[0]["apps"]) == ["(root)", "shop"]  # type: ignore[call-overload]
    assert sorted(now[2]["apps"]) == ["(root)", "new", "shop"]  # type: ignore[call-overload]


def test_steps_are_marked(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["history", "--format", "json"])
    [step] = json.loads(capsys.readouterr().out)["steps"]
    assert (step["step"], step["date"]) == ("print-statement", "2020-01-15T12:00:00Z")


def test_steps_of_merged_branches_are_marked(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "-q", "-b", "branch")
    commit(tree, "2020-02-21", {"x.py": "x = 1\n"}, "Done\n\nPy3port-Step: backticks@shop\n")
    git(tree, "checkout", "-q", "-")
    git(tree, "merge", "-q", "--no-ff", "-m", "merged", "branch")
    run(["history", "--format", "json"])
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["step"] for step in steps] == ["print-statement", "backticks@shop"]


def test_since_and_every(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(points(capsys, "--every", "commit")) == 4
    assert len(points(capsys, "--every", "month")) == 2
    assert len(points(capsys, "--every", "year", "--since", "2020-02")) == 1
    assert points(capsys, "--since", "2021") == []


def test_the_second_time_nothing_is_scanned(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = points(capsys)
    monkeypatch.setattr("py3port.history.blobs._scan_chunk", None)
    assert points(capsys) == first


def test_nothing_is_touched(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"b.py": "changed = 1\n"})
    before = git(tree, "status", "--porcelain")
    points(capsys, "--every", "commit")
    assert git(tree, "status", "--porcelain") == before


def test_as_csv_and_text(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["history", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["common"] for row in rows] == ["2", "0", "1"]
    assert [(row["new"], row["fixed"]) for row in rows] == [("", ""), ("0", "2"), ("1", "0")]
    run(["history"])
    assert "findings █▁▅ 1" in capsys.readouterr().out


def test_a_shallow_clone(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", tree.as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    assert run(["history"]) == 0
    output = capsys.readouterr()
    assert output.out.count("2020-") == 1
    assert "shallow clone" in output.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--every", "weak"], "did you mean 'week'"),
        (["--since", "last week"], "is no date"),
        (["--since", "2020-13-01"], "is no date"),
    ],
)
def test_bad_input(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["history", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_without_git(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path, {"a.py": ""})
    assert run(["history", str(tmp_path)]) == 2
    assert "no git checkout" in capsys.readouterr().err


def test_before_the_first_commit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(write_tree(tmp_path, {"a.py": ""}), "init", "-q")
    assert run(["history", str(tmp_path)]) == 0
    assert "no commits" in capsys.readouterr().out


def test_weeks_by_the_calendar() -> None:
    def seconds(date: str) -> int:
        return int(datetime.datetime.fromisoformat(f"{date}T00:00:00+00:00").timestamp())

    commits = [(date, seconds(date)) for date in ("2021-01-04", "2021-01-03", "2020-12-30", "2020-12-27")]
    assert [commit for commit, _ in choose(commits, every="week")] == [
        "2020-12-27",
        "2021-01-03",
        "2021-01-04",
    ]
    assert parse_date("2019-03") == datetime.date(2019, 3, 1)
    with pytest.raises(UserError):
        parse_date("2019-02-30")

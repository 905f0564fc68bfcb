"""New and fixed findings between points, and apps that got another name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from py3port.cli.main import run
from py3port.history.blobs import Counts
from py3port.history.moves import new_and_fixed, renamed_apps
from py3port.report import Flow
from tests.history.commits import commit

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "history-1.2.json"


def counts(**rules: dict[str, int]) -> dict[str, Counts | None]:
    return {name: Counts(1, ported=False, error=False, rules=found) for name, found in rules.items()}


def history(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["history", str(root), "--format", "json", *arguments]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    points: list[dict[str, Any]] = document["points"]
    return points


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a.py": "two"}, {"a.py": "two"}, (0, 0)),
        ({"a.py": "two"}, {"a.py": "one"}, (0, 1)),
        ({"a.py": "two"}, {"a.py": "other"}, (3, 2)),
        ({}, {"a.py": "two"}, (2, 0)),
        ({"a.py": "two"}, {}, (0, 2)),
        ({"a.py": "two"}, {"b/c.py": "two"}, (0, 0)),
        ({"a.py": "two"}, {"b/a.py": "one"}, (0, 1)),
        ({"a.py": "two", "x.py": "two"}, {"b.py": "two"}, (0, 2)),
        ({"a.py": "two"}, {"b.py": "one", "a.py": "image"}, (1, 2)),
    ],
)
def test_new_and_fixed(before: dict[str, str], after: dict[str, str], expected: tuple[int, int]) -> None:
    known = counts(one={"p": 1}, two={"p": 2}, other={"q": 3})
    flows = new_and_fixed(before, after, known, lambda path: ("all",), lambda path: ("all",))
    assert flows.get("all", Flow(0, 0)) == Flow(*expected)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"x/a.py": "two"}, {"x/a.py": "other"}, {"x": Flow(3, 2)}),
        ({"x/a.py": "two"}, {"y/a.py": "one"}, {"x": Flow(0, 1)}),
        ({"x/a.py": "one"}, {"y/a.py": "two"}, {"y": Flow(1, 0)}),
        ({"x/a.py": "two"}, {"y/a.py": "two"}, {}),
        ({"x/a.py": "two", "y/b.py": "one"}, {}, {"x": Flow(0, 2), "y": Flow(0, 1)}),
        # Of several files of one name, those that stay in an app are told apart from those that go.
        (
            {"x/1/a.py": "two", "y/1/a.py": "one"},
            {"x/2/a.py": "one", "z/2/a.py": "one"},
            {"x": Flow(0, 1)},
        ),
    ],
)
def test_new_and_fixed_by_part(
    before: dict[str, str], after: dict[str, str], expected: dict[str, Flow]
) -> None:
    def app(path: str) -> tuple[str]:
        return (path.partition("/")[0],)

    known = counts(one={"p": 1}, two={"p": 2}, other={"q": 3})
    assert new_and_fixed(before, after, known, app, app) == expected


def test_a_file_of_two_owners_counts_for_each() -> None:
    known = counts(one={"p": 1}, two={"p": 2})
    flows = new_and_fixed(
        {"a.py": "one"}, {"a.py": "two"}, known, lambda path: ("@a",), lambda path: ("@a", "@b")
    )
    assert flows == {"@a": Flow(1, 0), "@b": Flow(1, 0)}


def test_apps_are_found_again_under_another_name() -> None:
    def app(path: str) -> str:
        return path.partition("/")[0]

    before = {"old/__init__.py": "0", "old/a.py": "1", "old/b.py": "2", "kept/c.py": "3"}
    after = {"new/__init__.py": "0", "new/a.py": "9", "new/x.py": "2", "kept/c.py": "3"}
    assert renamed_apps(before, after, app, app) == {"old": "new"}
    assert renamed_apps(before, {"new/__init__.py": "0", "new/d.py": "4"}, app, app) == {}
    assert renamed_apps(before, {**before, **after}, app, app) == {}


def test_an_app_keeps_its_past(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "root"
    files = {"__init__.py": "", "models.py": "print 1\n", "views.py": "print 2\nprint 3\n"}
    commit(root, "2020-01-01", {f"old/{name}": text for name, text in files.items()})
    (root / "old").rename(root / "middle")
    commit(root, "2020-01-08")
    (root / "middle").rename(root / "new")
    commit(root, "2020-01-15", {"new/models.py": "print(1)\n"})
    points = history(root, capsys)
    assert [list(point["apps"]) for point in points] == [["new"]] * 3
    assert [point["apps"]["new"]["findings"].get("common", 0) for point in points] == [3, 3, 2]
    assert [(point["new"], point["fixed"]) for point in points] == [(None, None), (0, 0), (0, 1)]
    assert [point["app_flows"] for point in points] == [{}, {}, {"new": {"new": 0, "fixed": 1}}]
    assert points[2]["owner_flows"] == {"": {"new": 0, "fixed": 1}}
    assert history(root, capsys) == points


def test_new_less_fixed_is_the_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "root"
    commit(root, "2020-01-01", {"a.py": "print 1\nx = 1 <> 2\n", "b.py": "x = 0777\n"})
    commit(root, "2020-01-08", {"a.py": "print(1)\nx = 1 <> 2\nprint `x`\n"})
    commit(root, "2020-01-15", {"c/b.py": "x = 0777\ny = 0777\n"}, gone=("b.py",))
    commit(root, "2020-01-22", gone=("a.py",))
    points = history(root, capsys)
    totals = [sum(point["total"]["findings"].values()) for point in points]
    assert totals == [3, 4, 5, 2]
    for before, point, was, now in zip(points, points[1:], totals, totals[1:], strict=False):
        assert before["date"] < point["date"]
        assert point["new"] - point["fixed"] == now - was
        for flows in (point["app_flows"], point["owner_flows"]):
            assert sum(each["new"] for each in flows.values()) == point["new"]
            assert sum(each["fixed"] for each in flows.values()) == point["fixed"]
    assert [(point["new"], point["fixed"]) for point in points[2:]] == [(1, 0), (0, 3)]
    # The file that went to another app took its finding along.
    assert points[2]["app_flows"] == {"c": {"new": 1, "fixed": 0}}


def test_prose_with_nothing_to_change_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "root"
    commit(root, "2020-01-01", {"a.py": "x = 1\n", "README.md": "# Hello\n\n```python\nx = 1\n```\n"})
    (point,) = history(root, capsys)
    run(["scan", "--format", "json", str(root)])
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (point["total"]["files"], point["total"]["lines"]) == (summary["files"], summary["lines"])

"""`py3port report`: what it collects for a report, and where it writes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from py3port.cli.main import run
from py3port.report import Part, Report, Verification
from py3port.result import SCHEMA_VERSION
from py3port.verify.result import Compiled, TestPair, Verdict, remember
from py3port.verify.result import Verification as Verified
from tests.history.commits import commit
from tests.trees import write_tree

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / f"scan-{SCHEMA_VERSION}.json"
FILES = {
    "CODEOWNERS": "/shop/ @shop\n",
    "py3port.toml": 'source-url = "https://github.com/acme/shop"\n',
    "shop/__init__.py": "",
    "shop/a.py": "x = 1\nprint x\n",
    "core/__init__.py": "",
    "core/b.py": "print 3 <> 4\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "root"
    commit(root, "2020-01-01", FILES)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """The results that a reporter of everything was given."""
    results: list[Report] = []

    class Everything:
        name, title, extension, parts = "everything", "All there is", ".txt", frozenset(Part)

        def render(self, result: Report) -> str:
            results.append(result)
            return "done\n"

    monkeypatch.setattr("py3port.registry.load_reporter", lambda name: Everything())
    return results


def test_everything(root: Path, seen: list[Report]) -> None:
    assert run(["report", "everything"]) == 0
    (result,) = seen
    attached = result.attached
    assert [step.id for step in attached.plan] == ["not-equal-operator", "print-statement"]
    assert attached.excerpts["shop/a.py"] == {1: "x = 1", 2: "print x", 3: ""}
    assert len(attached.fixes) == len(result.findings) == 3
    assert attached.source_url == "https://github.com/acme/shop/blob/{commit}/{path}#L{line}"
    assert len(attached.commit) == 40
    assert len(result.history.points) == 1
    assert not attached.requirements.date
    assert not attached.selection


def test_a_part_of_the_project(root: Path, seen: list[Report]) -> None:
    assert run(["report", "everything", "--owner", "@shop"]) == 0
    (result,) = seen
    assert result.attached.selection == (("owner", "@shop"),)
    # A step of the whole project, of which this part is counted.
    (step,) = result.attached.plan
    assert (step.id, sum(step.findings.values()), step.files) == ("print-statement", 1, 1)
    assert step.owners == ("@shop",)
    assert list(result.attached.excerpts) == ["shop/a.py"]
    assert not result.history.points


@pytest.mark.parametrize(("option", "count"), [("none", 0), ("all", 3), ("0", 0), ("1", 2)])
def test_fixes(root: Path, seen: list[Report], option: str, count: int) -> None:
    assert run(["report", "everything", "--fixes", option]) == 0
    assert len(seen[0].attached.fixes) == count


def test_the_past_if_wanted(root: Path, seen: list[Report]) -> None:
    run(["report", "everything", "--no-history"])
    run(["report", "everything", "--history", "--app", "shop"])
    run(["report", "everything", "--since", "2019-12-31", "--app", "shop"])
    assert [len(result.history.points) for result in seen] == [0, 1, 1]


def test_what_verify_left(root: Path, seen: list[Report]) -> None:
    tests = (TestPair("t", Verdict.BROKE, 1.0, 2.0, "no"),)
    remember(
        root, Verified("2020-01-01T00:00:00", "c", (Compiled("2.7", 3, {"a.py": "bad"}),), tests, "pytest")
    )
    run(["report", "everything"])
    found = seen[0].attached.verification
    assert (found.date, found.tests[0].verdict, found.compiled[0].rejected) == (
        "2020-01-01T00:00:00",
        "broke",
        {"a.py": "bad"},
    )


def test_our_folder_from_the_repository_tells_nothing(root: Path, seen: list[Report]) -> None:
    write_tree(root, {".py3port/verify.json": "{}"})
    (root / ".py3port" / ".gitignore").unlink(missing_ok=True)
    commit(root, "2020-01-02")
    assert run(["report", "everything"]) == 0
    assert seen[0].attached.verification == Verification()


def test_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "json", "--history"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [step["command"] for step in document["plan"]][:1] == [
        "py3port apply --step not-equal-operator --commit --mode dual"
    ]
    assert len(document["history"]["points"]) == 1
    assert "verification" not in document


def test_what_is_no_text_goes_to_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "sqlite"]) == 0
    assert "wrote report.sqlite: 3 findings in 4 files" in capsys.readouterr().err
    with closing(sqlite3.connect("report.sqlite")) as connection:
        assert connection.execute("SELECT findings FROM progress").fetchone() == (3,)
    assert run(["report", "png", "--chart", "treemap", "--theme", "dark"]) == 0
    assert Path("report.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["csv", "--chart", "treemap"], "the report csv knows no --chart"),
        (["svg", "--chart", "pie"], "unknown value 'pie'"),
        (["html", "--fixes", "many"], "neither all nor none nor a whole number"),
        (["html", "--since", "HEAD"], "'HEAD' is no date"),
        (["json", "--since", "2026-02-30"], "2026-02-30"),
        (["json", "--history-file", "none"], "none: no such file"),
    ],
)
def test_mistakes(root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    try:
        code: object = run(["report", *arguments])
    except SystemExit as error:
        code = error.code
    assert code == 2
    assert message in capsys.readouterr().err

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.trees import git, write_tree

TREE = {
    "CODEOWNERS": "/shop/ @shop\n/core/ @core-team\n",
    "core/__init__.py": "",
    "core/base.py": "def f(d):\n    if d.has_key(1):\n        print 'a'\n",
    "shop/__init__.py": "",
    "shop/cart.py": "from core.base import f\nprint 'b', f\nx = 1 <> 2\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path / "root", TREE)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    monkeypatch.chdir(root)
    return root


def output(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(arguments) == code, capsys.readouterr()
    return capsys.readouterr().out


def states(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    document = json.loads(output(capsys, "plan", "--format", "json"))
    return {step["id"]: step["state"] for step in document["steps"]}


def test_text(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "plan")
    assert "Stage common" in text
    assert "print-statement" in text
    assert "core/base.py" in text
    assert "next: py3port apply --step " in text


def test_filters(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(output(capsys, "plan", "--owner", "@core-team", "--format", "json"))
    assert [step["rule"] for step in document["steps"]] == ["dict-has-key", "print-statement"]
    assert output(capsys, "plan", "--app", "shpo", code=2) == ""


def test_work_off_by_next_alone(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = set()
    while "committed" in (text := output(capsys, "apply", "--next", "--commit")):
        steps.add(text.split()[1])
        assert git(tree, "status", "--porcelain") == ""
    assert steps == {"dict-has-key", "not-equal-operator", "print-statement"}
    assert set(states(capsys).values()) == {"done"}
    compile((tree / "core/base.py").read_text(), "base.py", "exec")
    assert "Py3port-Step: print-statement\nCo-owned-by: " in git(tree, "log", "--format=%B")


def test_a_step_comes_back_with_new_code(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, "apply", "--step", "not-equal-operator", "--commit", "--tag")
    assert git(tree, "tag").split() == ["py3port/not-equal-operator"]
    assert states(capsys)["not-equal-operator"] == "done"
    write_tree(tree, {"shop/new.py": "y = 1 <> 3\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "new code")
    assert states(capsys)["not-equal-operator"] == "partly"


def test_one_app_of_a_step(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, "apply", "--step", "print-statement@shop")
    assert git(tree, "diff", "--name-only").split() == ["shop/cart.py"]


def test_run_again_instead_of_rebase(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "-qb", "port")
    output(capsys, "apply", "--step", "print-statement", "--commit")
    git(tree, "checkout", "-q", "main")
    write_tree(tree, {"shop/cart.py": "import core.base\nprint 'b', core.base.f, 3\nprint\n"})
    git(tree, "commit", "-qam", "others go on")
    git(tree, "checkout", "-q", "port")
    merge = subprocess.run(["git", "rebase", "main"], cwd=tree, capture_output=True, check=False)
    assert merge.returncode
    git(tree, "rebase", "--abort")

    git(tree, "checkout", "-q", "-B", "port", "main")
    assert states(capsys)["print-statement"] == "todo"
    output(capsys, "apply", "--step", "print-statement", "--commit")
    assert (tree / "shop/cart.py").read_text() == (
        "from __future__ import print_function\n\nimport core.base\nprint('b', core.base.f, 3)\nprint()\n"
    )
    assert git(tree, "log", "--format=%s", "main..port").splitlines() == ["Call print as a function"]


def test_the_commit_is_left_out_of_blame(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {".git-blame-ignore-revs": "# moved\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "a list for blame")
    output(capsys, "apply", "--next", "--commit")
    assert (
        git(tree, "rev-parse", "HEAD~").strip() == (tree / ".git-blame-ignore-revs").read_text().split()[-1]
    )
    assert git(tree, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["apply", "--step", "nope"], "unknown rule 'nope'"),
        (["apply", "--step", "print-statement@nope"], "unknown app 'nope'"),
        (["apply", "--step", "print-statement", "--all"], "--step says what to apply"),
        (["apply", "--next", "--rule", "backticks"], "--next says what to apply"),
        (["apply", "--next", "--tag"], "--tag goes with --commit"),
        (["plan", "--coverage", "core/base.py"], "no report of coverage.py"),
        (["plan", "--coverage", "nope.xml"], "nope.xml: No such file"),
    ],
)
def test_bad_input(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_coverage_as_xml(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    xml = (
        "<coverage><sources><source>{root}</source></sources><packages><package><classes>"
        '<class filename="core/base.py"><lines><line number="1" hits="2"/><line number="2" hits="0"/></lines>'
        "</class></classes></package></packages></coverage>"
    )
    write_tree(tree, {"coverage.xml": xml.format(root=tree)})
    document = json.loads(output(capsys, "plan", "--format", "json"))
    assert [(each["path"], each["coverage"]) for each in document["core"]] == [("core/base.py", 0.5)]


def write_coverage(tree: Path, *, lines: bytes = b"", arcs: Iterable[tuple[int, int]] = ()) -> None:
    with closing(sqlite3.connect(tree / ".coverage")) as connection, connection:
        connection.execute("CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT)")
        connection.execute("CREATE TABLE line_bits (file_id INTEGER, context_id INTEGER, numbits BLOB)")
        connection.execute(
            "CREATE TABLE arc (file_id INTEGER, context_id INTEGER, fromno INTEGER, tono INTEGER)"
        )
        connection.execute("INSERT INTO file VALUES (1, ?)", (str(tree / "core/base.py"),))
        if lines:
            connection.execute("INSERT INTO line_bits VALUES (1, 1, ?)", (lines,))
        connection.executemany("INSERT INTO arc VALUES (1, 1, ?, ?)", arcs)


def test_coverage_as_data(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_coverage(tree, lines=bytes([0b0110]))
    document = json.loads(output(capsys, "plan", "--format", "json"))
    assert [each["coverage"] for each in document["core"]] == [round(2 / 3, 4)]


def test_coverage_of_branches(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_coverage(tree, arcs=[(-1, 1), (1, -1), (-1, 2), (2, -1)])
    document = json.loads(output(capsys, "plan", "--format", "json"))
    assert [each["coverage"] for each in document["core"]] == [round(2 / 3, 4)]


@pytest.mark.parametrize("measured", ['"lines":{"%s":[1,2]}', '"arcs":{"%s":[[-1,1],[1,2],[2,-1]]}'])
def test_coverage_of_before(tree: Path, capsys: pytest.CaptureFixture[str], measured: str) -> None:
    head = "!coverage.py: This is a private format, don't read it directly!"
    write_tree(tree, {".coverage": f"{head}{{{measured % (tree / 'core/base.py')}}}"})
    document = json.loads(output(capsys, "plan", "--format", "json"))
    assert [each["coverage"] for each in document["core"]] == [round(2 / 3, 4)]


def test_hostile_names_in_markdown_and_mermaid(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {'a`"]<b>|\u202e/m.py': "print 1\n", "py3port.toml": "step-files = 0\n"})
    markdown = output(capsys, "plan", "--format", "markdown")
    assert "<b>" in markdown
    assert "<b>" not in re.sub(r"(?<!`)(``?)(?!`).*?\1", "", markdown)
    assert "\u202e" not in markdown
    mermaid = output(capsys, "plan", "--format", "mermaid")
    assert "<b>" not in mermaid
    assert '`"' not in mermaid


def test_a_file_that_cannot_be_parsed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"core/bad.py": "x = (\n"})
    assert run(["plan"]) == 2
    assert "core/bad.py:1" in capsys.readouterr().err


def test_start_up_does_not_import_the_plan() -> None:
    code = "import sys, py3port.cli.main as m; m.run(['--version']); assert 'py3port.plan' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_six_must_be_required(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/cart.py": "x = isinstance(y, basestring)\n", "requirements.txt": "django==1.4\n"})
    assert states(capsys)["basestring"] == "blocked"
    assert run(["apply", "--rule", "dict-has-key", "--rule", "print-statement", "--allow-dirty"]) == 0
    for command in (["plan"], ["apply", "--next", "--allow-dirty"]):
        text = output(capsys, *command)
        assert "no step is left for a codemod" in text
        assert text.endswith("1 more step waiting for requirement six\n")
    write_tree(tree, {"requirements.txt": "Six\n"})
    assert states(capsys)["basestring"] == "todo"

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from py3port.cli.main import run
from py3port.project.graph import import_graph
from py3port.project.project import Project
from py3port.verify.environments import find_environments
from py3port.verify.result import Status, TestRun, Verdict, compare, remembered
from py3port.verify.run import affected_tests
from py3port.verify.tests import argv_of, read_results, with_files
from tests.interpreters import require_python2
from tests.trees import git, write_tree

TREE = {
    "lib/__init__.py": "",
    "lib/half.py": "def half(n):\n    return n / 2\n",
    "lib/old.py": "print 1\n",
    "test_half.py": (
        "import unittest\nfrom lib.half import half\n\n\n"
        "class HalfTest(unittest.TestCase):\n"
        "    def test_even(self):\n        self.assertEqual(half(4), 2)\n\n"
        "    def test_odd(self):\n        self.assertEqual(half(5), 2, 'half of five')\n\n"
        "    def test_text(self):\n        self.assertEqual(str, type(u''))\n\n"
        "    @unittest.skip('not now')\n    def test_skipped(self):\n        pass\n"
    ),
    "test_new.py": (
        "import sys\nimport unittest\n\n\nclass NewTest(unittest.TestCase):\n"
        "    if sys.version_info[0] == 2:\n        def test_old(self):\n            pass\n"
        "    else:\n        def test_new(self):\n            pass\n\n"
        "    def test_wrong(self):\n        self.fail('always')\n"
    ),
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    require_python2()
    root = write_tree(tmp_path / "root", TREE)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    monkeypatch.chdir(root)
    return root


COMMAND = ["--", "python", "-m", "unittest", "discover"]
PYTHON3 = ["--python3", sys.executable]
OUTPUT = ["-o", "junit_logging=all", "-o", "junit_log_passing_tests=false"]


def test_test_by_test(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", *PYTHON3, *COMMAND]) == 1
    text = capsys.readouterr().out
    assert "Python 2.7 compiles 5 of 5 files" in text
    assert "compiles 4 of 5 files\n  lib/old.py: " in text
    assert "broke: test_half.HalfTest.test_odd\n" in text
    assert "half of five" in text
    found = remembered(tree)
    assert found is not None
    verdicts = {pair.name.rpartition(".")[2]: pair.verdict for pair in found.tests}
    assert verdicts == {
        "test_even": Verdict.PASSES,
        "test_odd": Verdict.BROKE,
        "test_text": Verdict.FIXED,
        "test_skipped": Verdict.SKIPPED,
        "test_old": Verdict.ONLY_2,
        "test_new": Verdict.ONLY_3,
        "test_wrong": Verdict.FAILS,
    }
    assert not list(tree.rglob("*.pyc"))


def test_only_tests_that_import_what_changed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"lib/half.py": "def half(n):\n    return n // 2\n"})
    chosen = ["--", "python", "-m", "unittest"]
    run(["verify", *PYTHON3, "--since", "HEAD", "--format", "json", *chosen])
    names = {each["name"].partition(".")[0] for each in json.loads(capsys.readouterr().out)["tests"]}
    assert names == {"test_half"}


def test_nothing_but_compiling(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", *PYTHON3]) == 0
    assert run(["verify", *PYTHON3, "--mode", "py3"]) == 1
    write_tree(tree, {"lib/new.py": "print(1, file=x)\n"})
    assert run(["verify", *PYTHON3]) == 1
    assert "lib/new.py: invalid syntax" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--python2", sys.executable], "no Python 2 that runs"),
        (["--python3", "nope"], "nope: no Python 3 that runs"),
        (["--since", "HEAD"], "give the test command"),
        (["--", "make", "test"], "say {python}"),
        (["--", "python", "run_all.py"], "write JUnit XML to {junit}"),
        (["--", "python", "-c", "{junit}"], "no test results came out of it"),
        (["--timeout", "0.01", *COMMAND], "no end after 0.01 seconds"),
    ],
)
def test_bad_input(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["verify", *(PYTHON3 if "--python3" not in arguments else []), *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error.splitlines()[-1]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["pytest", "-q"], ["PY", "-m", "pytest", "-q", "--junitxml=OUT", *OUTPUT]),
        (["py.test", "a"], ["PY", "-m", "pytest", "a", "--junitxml=OUT", *OUTPUT]),
        (["python2.7", "-m", "pytest"], ["PY", "-m", "pytest", "--junitxml=OUT", *OUTPUT]),
        (["nosetests"], ["PY", "-m", "nose", "--with-xunit", "--xunit-file=OUT"]),
        (["env", "A=1", "{python}", "t.py", "{junit}"], ["env", "A=1", "PY", "t.py", "OUT"]),
    ],
)
def test_commands(command: list[str], expected: list[str]) -> None:
    assert argv_of(command, "PY", "OUT") == expected


def test_junit() -> None:
    runs = read_results(
        b'<testsuites><testsuite><testcase classname="a.B" name="t" time="0.5"/>'
        b'<testcase classname="a.B" name="u"><failure message="m">trace</failure></testcase>'
        b'<testcase classname="a.B" name="u"/>'
        b'<testcase classname="" name="v"><skipped message="why"/></testcase></testsuite></testsuites>'
    )
    assert runs == {
        "a.B::t": TestRun(Status.PASSED, 0.5),
        "a.B::u": TestRun(Status.FAILED, 0, "trace"),
        "v": TestRun(Status.SKIPPED, 0, "why"),
    }


def test_the_gravest_comes_first() -> None:
    good, bad = TestRun(Status.PASSED, 1), TestRun(Status.FAILED, 2, "o")
    pairs = compare({"a": good, "b": good, "c": good}, {"a": good, "b": bad})
    assert [(pair.name, pair.verdict) for pair in pairs] == [
        ("b", Verdict.BROKE),
        ("c", Verdict.ONLY_2),
        ("a", Verdict.PASSES),
    ]


def test_affected() -> None:
    graph = import_graph(
        {
            "a.py": (),
            "b.py": ("a",),
            "test_a.py": ("b",),
            "test_c.py": ("c",),
            "c.py": (),
            "x_test.py": ("test_a",),
        }
    )
    assert affected_tests(graph, ["a.py"]) == ["test_a.py", "x_test.py"]
    assert affected_tests(graph, ["test_c.py", "gone.py"]) == ["test_c.py"]


@pytest.mark.parametrize(
    "fields",
    [
        {"created": None},
        {"compiled": [{"python": 1, "files": 2, "rejected": {}}]},
        {"compiled": [{"python": "3.12", "files": "x", "rejected": []}]},
        {"tests": [{"name": 5, "verdict": "broke", "seconds2": 1, "seconds3": 1, "output": ""}]},
        {"tests": [{"name": "t", "verdict": "odd", "seconds2": 1, "seconds3": 1, "output": ""}]},
        {"tests": [{"name": "t", "verdict": "broke", "seconds2": "1", "seconds3": 1, "output": ""}]},
        {"tests": [{"name": "t", "verdict": "broke", "seconds2": 1, "seconds3": float("nan"), "output": ""}]},
        {"tests": 5},
    ],
)
def test_damaged_is_not_verified(tmp_path: Path, fields: dict[str, object]) -> None:
    whole = {"schema_version": "1.0", "created": "", "commit": "", "compiled": [], "tests": [], "command": ""}
    write_tree(tmp_path, {".py3port/verify.json": json.dumps(whole)})
    assert remembered(tmp_path) is not None
    write_tree(tmp_path, {".py3port/verify.json": json.dumps({**whole, **fields})})
    assert remembered(tmp_path) is None


def test_what_is_no_json_is_not_verified(tmp_path: Path) -> None:
    write_tree(tmp_path, {".py3port/verify.json": "{"})
    assert remembered(tmp_path) is None


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["pytest", "-q"], ["pytest", "-q", "t/test_a.py", "t/u/test_b.py"]),
        (["pytest", "t/u", "-q"], ["pytest", "-q", "t/u/test_b.py"]),
        (["pytest", "-q", "t/test_a.py", "t/test_c.py"], ["pytest", "-q", "t/test_a.py"]),
        (["pytest", "--rootdir", "t", "."], ["pytest", "--rootdir", "t", "t/test_a.py", "t/u/test_b.py"]),
        (
            ["python", "-m", "pytest", "-m", "t"],
            ["python", "-m", "pytest", "-m", "t", "t/test_a.py", "t/u/test_b.py"],
        ),
        (["python", "-m", "unittest", "-v"], ["python", "-m", "unittest", "-v", "t.test_a", "t.u.test_b"]),
        (
            ["python", "-m", "unittest", "discover", "-s", "t"],
            [
                "python",
                "-m",
                "unittest",
                '--only-files=["t/test_a.py", "t/u/test_b.py"]',
                "discover",
                "-s",
                "t",
            ],
        ),
    ],
)
def test_only_some_files(tmp_path: Path, command: list[str], expected: list[str]) -> None:
    root = write_tree(tmp_path, {"t/test_a.py": "", "t/test_c.py": "", "t/u/test_b.py": ""})
    assert with_files(command, ["t/test_a.py", "t/u/test_b.py"], root=root) == expected


def test_only_some_files_of_those_discovered(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"lib/half.py": "def half(n):\n    return n // 2\n"})
    run(["verify", *PYTHON3, "--since", "HEAD", "--format", "json", *COMMAND])
    names = {each["name"].partition(".")[0] for each in json.loads(capsys.readouterr().out)["tests"]}
    assert names == {"test_half"}


def test_what_a_failed_test_printed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "import sys\nimport unittest\n\n\nclass LoudTest(unittest.TestCase):\n    def test_it(self):\n"
        "        sys.stdout.write('on the way\\n')\n        self.assertEqual(sys.version_info[0], 2)\n"
    )
    write_tree(tree, {"test_half.py": text})
    assert run(["verify", *PYTHON3, *COMMAND]) == 1
    assert "on the way" in capsys.readouterr().out
    cases = (
        b'<testsuite><testcase name="t"><failure>trace</failure><system-out>on the way\n</system-out>'
        b"<system-err>and back</system-err></testcase>"
        b'<testcase name="u"><system-out>no matter</system-out></testcase></testsuite>'
    )
    assert read_results(cases) == {
        "t": TestRun(Status.FAILED, 0, "trace\non the way\nand back"),
        "u": TestRun(Status.PASSED, 0),
    }


def test_a_slowdown_is_said(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = {"a": (1.0, 1.5), "b": (2.0, 2.1), "c": (1.0, 0.7), "d": (0.1, 9.0)}

    def run_tests(command: object, python: str, **_: object) -> dict[str, TestRun]:
        on3 = python == sys.executable
        failed = Status.FAILED if on3 else Status.PASSED
        return {
            name: TestRun(failed if name == "d" else Status.PASSED, each[on3])
            for name, each in seconds.items()
        }

    monkeypatch.setattr("py3port.verify.tests.run_tests", run_tests)
    assert run(["verify", *PYTHON3, *COMMAND]) == 1
    assert (
        "the tests that pass on both take 7% longer on Python 3; most of that:\n"
        "  a: 1.50 s instead of 1.00 s\n  b: 2.10 s instead of 2.00 s\n"
    ) in capsys.readouterr().out
    run(["verify", *PYTHON3, "--slowdown", "10", *COMMAND])
    assert "longer" not in capsys.readouterr().out


@pytest.mark.parametrize("name", [".tox/py27", ".tox/py27-django", ".nox/tests-2-7"])
def test_environments_of_tox_and_nox(tmp_path: Path, name: str) -> None:
    python = write_tree(tmp_path, {f"{name}/bin/python": "#!/bin/sh\necho 2.7\n"}) / name / "bin/python"
    python.chmod(0o755)
    two, three = find_environments(Project.open(tmp_path), python2="", python3=sys.executable, target="3.13")
    assert two is not None
    assert (two.python, two.version) == (str(python), "2.7")
    assert three is not None
    assert three.python == sys.executable

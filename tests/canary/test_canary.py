from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from py3port.apply.driver import Request
from py3port.canary import state as record
from py3port.canary.run import Canary, Check, OnFailure, abort
from py3port.canary.state import Aim, State
from py3port.cli.main import run
from py3port.errors import UserError
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Options
from tests.trees import SOURCE_ROOTS, git, write_tree

AIM = Aim(
    rules=("not-equal-operator",),
    apps=(),
    paths=(),
    mode="dual",
    target="3.13",
    unsafe=False,
    everything=False,
    commit=False,
    on_failure="skip",
)
CHECK = """
import glob, sys
with open({log!r}, "a") as log:
    log.write("x")
text = "".join(open(path).read() for path in glob.glob("app/*.py"))
sys.exit(any(each in text for each in {broken!r}))
"""
FILES = 40
KILLED_RUNS = Path(__file__).with_name("killed_runs.py")


def files(count: int = FILES) -> dict[str, str]:
    return {
        f"app/m{number:02}.py": f"x{number:02} = 1 <> 1\n\n\ny{number:02} = 1 <> 2\n"
        for number in range(count)
    }


class Bench:
    """A tree, and a check that fails when certain texts are in it."""

    def __init__(self, folder: Path, tree: dict[str, str], broken: list[str]) -> None:
        self.root = write_tree(folder / "root", tree)
        self.log = folder / "log"
        self.log.write_text("")
        script = write_tree(folder, {"check.py": CHECK.format(log=str(self.log), broken=broken)}) / "check.py"
        self.command = f'"{sys.executable}" "{script}"'
        self.told: list[str] = []

    def canary(self, on_failure: OnFailure = OnFailure.SKIP, timeout: float = 60) -> Canary:
        project = Project.open(self.root)
        rules = load_rules().select(["not-equal-operator"])
        request = Request(rules, Options(), project.files)
        return Canary(
            project, request, Check(self.command, timeout), on_failure=on_failure, tell=self.told.append
        )

    def resume(self, state: State) -> State:
        return self.canary().resume(state)

    def begin(self, canary: Canary, shares: tuple[int, ...] = (5, 25, 100)) -> State:
        state = canary.begin(AIM, shares, command="test")
        assert state is not None
        return state

    def snapshot(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in sorted(self.root.glob("app/*"))}

    @property
    def checks(self) -> int:
        return len(self.log.read_text())


@pytest.mark.parametrize("broken", [[], ["x31", "y31"]])
def test_exactly_what_breaks_the_check_is_left_out(tmp_path: Path, broken: list[str]) -> None:
    bench = Bench(tmp_path, files(), [f"{name} = 1 !=" for name in broken])
    canary = bench.canary()
    state = canary.resume(bench.begin(canary, (25, 100)))
    expected = [(f"app/m{name[1:]}.py", 1 if name[0] == "x" else 4) for name in broken]
    assert [(each.path, each.line) for each in state.left_out] == expected
    text = "".join(bench.snapshot().values())
    assert text.count("<>") == len(broken)
    assert all(f"{name} = 1 <>" in text for name in broken)
    assert state.is_over


@pytest.mark.parametrize("broken", [["y23"], ["x00", "y39"], ["x07", "y07", "x08"]])
def test_the_number_of_checks(tmp_path: Path, broken: list[str]) -> None:
    """One before anything, one for each share, and so many more for each failure."""
    bench = Bench(tmp_path, files(), [f"{name} = 1 !=" for name in broken])
    state = bench.resume(bench.begin(bench.canary()))
    expected = {(f"app/m{name[1:]}.py", 1 if name[0] == "x" else 4) for name in broken}
    assert {(each.path, each.line) for each in state.left_out} == expected
    findings = 2 * FILES
    assert bench.checks == state.checks <= 1 + 3 + len(broken) * (math.log2(findings) + 2)


@pytest.mark.parametrize("bad", [17, 39])
def test_the_number_of_checks_where_each_file_has_one_finding(tmp_path: Path, bad: int) -> None:
    tree = {name: text.partition("\n")[0] + "\n" for name, text in files().items()}
    bench = Bench(tmp_path, tree, [f"x{bad:02} = 1 !="])
    state = bench.resume(bench.begin(bench.canary(), (100,)))
    assert [each.path for each in state.left_out] == [f"app/m{bad:02}.py"]
    assert bench.checks == state.checks <= 1 + 1 + math.log2(FILES) + 2


def test_a_check_that_fails_once_leaves_nothing_out(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(), [])
    # The third time: before anything, the first share, the second share.
    bench.command += f' && ! grep -qx xxx "{bench.log}"'
    state = bench.resume(bench.begin(bench.canary()))
    assert state.left_out == ()
    assert state.is_over
    assert "the check fails and passes on the same files; nothing is left out" in bench.told
    assert "<>" not in "".join(bench.snapshot().values())


def test_a_check_that_does_not_end_with_one_file(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(8), [])
    bench.command = "! grep -q 'x05 = 1 !=' app/m05.py || sleep 60"
    canary = bench.canary(timeout=3)
    state = canary.resume(bench.begin(canary))
    assert [(each.path, each.line) for each in state.left_out] == [("app/m05.py", 1)]
    assert state.is_over


def test_shares_grow(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(), [])
    canary = bench.canary()
    state = canary.resume(bench.begin(canary))
    assert [len(share.files) for share in state.passed] == [2, 8, 30]
    assert bench.checks == 4


def test_rollback(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(), ["y39 = 1 !="])
    before = bench.snapshot()
    canary = bench.canary(OnFailure.ROLLBACK)
    state = canary.resume(bench.begin(canary))
    assert bench.snapshot() == before
    assert state.stopped.startswith("all taken back: exit code 1")
    assert not record.in_progress(bench.root)


def test_stop_and_resume(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(), ["y39 = 1 !="])
    canary = bench.canary(OnFailure.STOP)
    state = canary.resume(bench.begin(canary))
    assert state.stopped == "app/m39.py:4 breaks the check"
    assert record.in_progress(bench.root)
    loaded = record.load(bench.root)
    assert loaded == state
    state = bench.canary().resume(state)
    assert state.is_over
    assert "".join(bench.snapshot().values()).count("<>") == 1


def test_pause(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(), [])
    canary = bench.canary()
    state = bench.begin(canary)
    canary._tell = lambda text: record.ask_to_pause(bench.root, wanted=True)
    state = canary.resume(state)
    assert state.stopped == "paused"
    assert [len(share.files) for share in state.passed] == [2]
    assert bench.canary().resume(state).is_over


def test_abort(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(), [])
    before = bench.snapshot()
    canary = bench.canary()
    state = bench.begin(canary)
    canary._tell = lambda text: record.ask_to_pause(bench.root, wanted=True)
    state = canary.resume(state)
    assert bench.snapshot() != before
    abort(Project.open(bench.root), state)
    assert bench.snapshot() == before
    assert not record.in_progress(bench.root)


def test_a_check_that_fails_from_the_start(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(), ["<>"])
    with pytest.raises(UserError, match="fails before anything is changed"):
        bench.begin(bench.canary())
    assert not record.in_progress(bench.root)


def test_a_check_that_does_not_end(tmp_path: Path) -> None:
    bench = Bench(tmp_path, files(2), [])
    bench.command = "! grep -q != app/m00.py || sleep 60"
    before = bench.snapshot()
    canary = bench.canary(OnFailure.ROLLBACK, timeout=3)
    state = canary.resume(bench.begin(canary, (100,)))
    assert "no answer in time" in state.stopped
    assert bench.snapshot() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.parametrize("points", [5, pytest.param(50, marks=pytest.mark.corpus)])
def test_killed_at_random_points(tmp_path: Path, points: int) -> None:
    """Gone on with, or taken back, it ends with exactly the right tree."""
    done = subprocess.run(
        [sys.executable, str(KILLED_RUNS), str(tmp_path), str(points)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)},
        capture_output=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr.decode()
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert result["killed"] >= points
    assert result["points"] >= 1000


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path / "root", files(3))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    monkeypatch.chdir(root)
    return root


def test_the_commands(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    apply = ["apply", "--step", "not-equal-operator", "--canary", "40,100", "--verify"]
    fails = "grep -q 'y02 = 1 !=' app/m02.py && echo because && exit 1 || true"
    assert run(["canary", "resume", "--verify", "true"]) == 2
    assert run(["canary", "status"]) == 0
    assert run([*apply, fails, "--on-failure", "stop", "--commit"]) == 1
    out, error = capsys.readouterr()
    assert "left out: app/m02.py:4 y02 = 1 <> 2\n    because\n" in out
    assert "app/m02.py:4 breaks the check" in error
    assert run(["apply", "--all"]) == run(["undo"]) == 2
    assert "a canary run is in progress" in capsys.readouterr().err
    assert run(["canary", "status"]) == 1
    assert "in progress: py3port apply --step not-equal-operator" in capsys.readouterr().out
    assert run(["canary", "resume"]) == 2
    assert run(["canary", "resume", "--verify", fails]) == 1
    assert "committed as" in capsys.readouterr().out
    assert git(tree, "status", "--porcelain") == ""
    assert "Py3port-Step: not-equal-operator" in git(tree, "log", "-1", "--format=%B")
    assert "y02 = 1 <> 2" in (tree / "app/m02.py").read_text()


def test_the_next_step_is_tried_where_all_of_one_is_left_out(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"app/m00.py": "x00 = 1 <> 1\n", "app/m01.py": "z = 01\n", "app/m02.py": "z = 02\n"})
    git(tree, "commit", "-qam", "a rule in one file, another in two")
    apply = ["apply", "--next", "--commit", "--canary", "100", "--verify", "! grep -q '1 != 1' app/*.py"]
    assert run(apply) == 1
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if line.startswith("step ")] == [
        "step not-equal-operator",
        "step octal-literal",
    ]
    assert "Py3port-Step: octal-literal" in git(tree, "log", "-1", "--format=%B")
    assert run(apply) == 1
    assert "no step is left" in capsys.readouterr().out
    assert git(tree, "status", "--porcelain") == ""


def test_a_file_is_left_out_whole_where_no_scan_tells_its_findings(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import zlib\nfrom app.a import header\n\ndata = header()\nx = data.strip('b')\n"
    write_tree(tree, {"app/__init__.py": "", "app/b.py": text})
    write_tree(tree, {"app/a.py": "import zlib\n\n\ndef header():\n    return zlib.compress('a')\n"})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "what one file tells of another")
    apply = ["apply", "--rule", "binary-string-literal", "--unsafe", "--canary", "50,100"]
    assert run([*apply, "--verify", "! grep -q \"b'b'\" app/b.py"]) == 1
    assert "left out: app/b.py\n" in capsys.readouterr().out
    assert "b'a'" in (tree / "app/a.py").read_text()
    assert (tree / "app/b.py").read_text() == text


def test_abort_where_someone_changed_a_file(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fails = "! grep -q 'y02 = 1 !=' app/m02.py"
    apply = [
        "apply",
        "--step",
        "not-equal-operator",
        "--verify",
        fails,
        "--on-failure",
        "stop",
        "--canary",
        "40,100",
    ]
    assert run(apply) == 1
    write_tree(tree, {"app/m00.py": "mine\n"})
    capsys.readouterr()
    assert run(["canary", "abort"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "app/m00.py" in error
    assert (tree / "app/m00.py").read_text() == "mine\n"
    assert run(["canary", "abort", "--force"]) == 0
    assert (tree / "app/m00.py").read_text() == files()["app/m00.py"]
    assert (tree / "app/m00.py.newer").read_text() == "mine\n"
    assert git(tree, "status", "--porcelain", "--untracked-files=no") == ""
    assert run(["canary", "status"]) == 1


def test_whoever_resumes_need_not_say_again_what_to_do_on_failure(tree: Path) -> None:
    apply = ["apply", "--rule", "not-equal-operator", "--canary", "30,100", "--on-failure", "rollback"]
    assert run([*apply, "--verify", "touch .py3port/canary-pause"]) == 0
    assert record.in_progress(tree)
    assert git(tree, "status", "--porcelain") == " M app/m00.py\n"
    assert run(["canary", "resume", "--verify", "! grep -q != app/m02.py"]) == 1
    assert git(tree, "status", "--porcelain") == ""
    assert not record.in_progress(tree)


def test_plain_verify_takes_all_back(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apply", "--rule", "not-equal-operator", "--verify", "grep -q '<>' app/m01.py"]) == 1
    assert "all taken back" in capsys.readouterr().err
    assert git(tree, "status", "--porcelain") == ""
    assert run(["apply", "--rule", "not-equal-operator", "--verify", "true"]) == 0
    assert run(["undo"]) == 0
    assert git(tree, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--canary", "5,100"], "--canary goes with --verify"),
        (["--verify", "true", "--canary", "100,5"], "growing percentages"),
        (["--verify", "true", "--canary", "0,100"], "growing percentages"),
        (["--verify", "true", "--canary", "x"], "growing percentages"),
        (["--verify", "true", "--canary", "5,25"], "growing percentages"),
    ],
)
def test_bad_input(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["apply", "--rule", "not-equal-operator", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 9}', "\0", json.dumps({"format": record.FORMAT, "aim": {}})]
)
def test_a_damaged_state(tree: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    write_tree(tree, {".py3port/canary.json": text})
    assert run(["canary", "status"]) == 2
    assert capsys.readouterr().err.count("\n") == 1

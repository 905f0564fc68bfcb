"""A machine that does not help: no git, full disks, closed streams, signals, hostile configuration."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bad_input.conftest import Run, contents
from tests.trees import SOURCE_ROOTS, console_script, git, write_tree

FILES = {"a.py": "print 'x'\n", "app/__init__.py": "", "app/m.py": "for i in xrange(3):\n    pass\n"}
MANY = {f"m{number}.py": "print 'x'\nfor i in xrange(10):\n    pass\n" * 2000 for number in range(100)}


@pytest.fixture
def tree(root: Path) -> Path:
    return write_tree(root, FILES)


def _no_git(tree: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    git(tree, "init", "-q")
    monkeypatch.setenv("PATH", str(tree.parent / "nothing"))
    return "git is not installed"


def _broken_git(tree: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tree / ".git").write_text("gitdir: /nowhere\n")
    return "fatal: not a git repository: /nowhere"


@pytest.mark.parametrize("harm", [_no_git, _broken_git])
def test_a_checkout_without_git(tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch, harm: object) -> None:
    """What git cannot vouch for is not rewritten unasked: changes that are not committed would be mixed with ours."""
    assert callable(harm)
    reason = harm(tree, monkeypatch)
    assert run("scan") == 1
    assert run("lint") == 1
    assert run("lint", "--since", "HEAD") == 2
    assert run.err == f"py3port: {tree} is no git checkout that can be used: {reason}; --since needs one\n"
    assert run("apply", "--all") == 2
    assert run.err.startswith(
        f"py3port: git cannot say whether the work tree is clean: {reason}; with --allow-dirty "
    )
    assert run("apply", "--all", "--commit") == 2
    assert run.err.endswith("; --commit needs one\n")
    assert run("apply", "--all", "--allow-dirty") == 0
    assert run("undo") == 0


def test_a_checkout_without_a_commit(tree: Path, run: Run) -> None:
    git(tree, "init", "-q")
    assert run("scan") == 1
    assert run("lint", "--since", "HEAD") == 2
    assert run.err == "py3port: unknown revision 'HEAD'\n"
    assert run("apply", "--all") == 2
    assert "git does not track it; add it, or use --allow-dirty" in run.err
    git(tree, "add", "-A")
    assert run("apply", "--all") == 2
    assert "the work tree has changes of your own" in run.err


def test_bare_shallow_worktree_and_submodule(tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tree, "init", "-q")
    for number in range(2):
        write_tree(tree, {"n.py": f"n = {number}\n"})
        git(tree, "add", "-A")
        git(tree, "commit", "-qm", "c")
    git(tree.parent, "clone", "-q", "--bare", str(tree), "bare")
    git(tree.parent, "clone", "-q", "--depth", "1", f"file://{tree}", "shallow")
    git(tree, "worktree", "add", "-q", str(tree.parent / "worktree"))
    monkeypatch.chdir(tree.parent / "bare")
    assert run("scan") == 0
    assert run("lint", "--since", "HEAD") == 2
    monkeypatch.chdir(tree.parent / "shallow")
    assert run("lint", "--since", "HEAD~1") == 2
    assert (
        run.err == "py3port: unknown revision 'HEAD~1'; this is a shallow clone: fetch more of its history\n"
    )
    assert run("lint", "--since", "") == 2
    monkeypatch.chdir(tree.parent / "worktree")
    assert run("apply", "--all") == 0
    assert run("lint", "--since", "HEAD") == 0
    monkeypatch.chdir(tree)
    git(tree, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(tree.parent / "bare"), "sub")
    git(tree, "commit", "-qm", "submodule")
    assert run("scan", "--show", "findings") == 1
    assert "sub/a.py:1:1: " in run.out
    assert run("apply", "--all") == 2
    assert "sub/a.py would change and git does not track it" in run.err
    assert contents(tree)["a.py"] == FILES["a.py"].encode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exclude = ['%s']" % ("*a" * 400), ""),
        ("exclude = ['%s']" % ("**/*a" * 100 + "b"), ""),
        ("exclude = ['../**']", "leads out of the root"),
        ("baseline = '/etc/passwd'", "must lie inside the project"),
        ("python2 = './python2.7'", "outside of the project"),
        ("python2 = '/bin/sh'", "does not name a Python interpreter"),
        ("# " + "x" * 10_000_000, "too large for a configuration file"),
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("\0", "1:1: "),
        ("jobs = inf", "must be a whole number"),
        ("exclude = 3", "'exclude' must be a list of strings"),
        ('"a\\u001b[2J" = 1', r"unknown key 'a\x1b[2J'"),
    ],
    ids=lambda text: text[:25],
)
def test_hostile_configuration(tree: Path, run: Run, text: str, message: str) -> None:
    write_tree(tree, {"py3port.toml": text})
    for command in ("scan", "lint", "apply --all --check", "report json", "init", "owners ."):
        code = run(*command.split())
        if message:
            assert code == 2
            assert message in run.err
            assert run.err.count("\n") == 1


@pytest.mark.parametrize("name", ["py3port.toml", "CODEOWNERS", "py3port-baseline.json"])
def test_a_pipe_in_the_place_of_a_setting(tree: Path, run: Run, name: str) -> None:
    os.mkfifo(tree / name)
    assert run("lint") == (2 if "baseline" in name else 1)
    assert run("init", "--write") == (2 if "toml" in name else 0)


@pytest.mark.parametrize(
    "entry",
    [
        '"count": 999999}' + ', {"path": "a", "rule": "r", "scope": "", "text": "", "count": 999999}' * 9,
        '"count": 1e999}',
    ],
)
def test_a_baseline_that_blows_up(tree: Path, run: Run, entry: str) -> None:
    start = '{"schema_version": "1.0", "findings": [{"path": "a", "rule": "r", "scope": "", "text": "", '
    write_tree(tree, {"py3port-baseline.json": f"{start}{entry}]}}"})
    assert run("lint") == 2
    assert "broken baseline: " in run.err


def test_output_to_devices_pipes_and_folders(tree: Path, run: Run) -> None:
    """A device must be written to: to put a file in its place would break the machine."""
    try:
        os.mknod(tree.parent / "full", 0o666 | 0o020000, os.makedev(1, 7))
    except OSError:
        pytest.skip("no right to make a device")
    for command in ("report json", "scan --format json", "scan", "lint"):
        assert run(*command.split(), "--output", "../full") == 2
        assert run.err.endswith("py3port: ../full: cannot be written: No space left on device\n")
        assert (tree.parent / "full").is_char_device()
        assert run(*command.split(), "--output", "app") == 2
        assert run.err.endswith("py3port: app: is a folder\n")
        assert run(*command.split(), "--output", "/") == 2


def _start(tree: Path, *arguments: str, **streams: object) -> subprocess.Popen[bytes]:
    script = console_script(tree.parent / "bin")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    argv = [sys.executable, str(script), *arguments]
    return subprocess.Popen(argv, cwd=tree, env=environment, start_new_session=True, **streams)  # type: ignore[call-overload, no-any-return]


def _group(number: int) -> list[str]:
    """The processes of a group that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == number and fields[0] != "Z":
            found.append(stat.parent.name)
    return found


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "command", ["scan", "lint", "report json", "apply --all --diff", "rules", "undo --list"]
)
def test_a_full_disk_under_standard_output(tree: Path, command: str) -> None:
    with open("/dev/full", "wb") as full:
        process = _start(tree, *command.split(), stdout=full, stderr=subprocess.PIPE)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2
    assert stderr.endswith(b"py3port: standard output: cannot be written: No space left on device\n")
    assert b"Traceback" not in stderr


def test_closed_standard_input_is_no_empty_text(tree: Path) -> None:
    script = console_script(tree.parent / "bin")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    line = f"'{sys.executable}' '{script}' lint - --stdin-filename a.py <&-"
    done = subprocess.run(
        line, shell=True, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["py3port: standard input cannot be read: Bad file descriptor"]


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(tree: Path, closed: str) -> None:
    script = console_script(tree.parent / "bin")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    line = f"'{sys.executable}' '{script}' scan {closed}"
    done = subprocess.run(line, shell=True, cwd=tree, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == b""


def test_a_gate_does_not_pass_because_its_reader_went_away(tree: Path) -> None:
    write_tree(tree, {"a.py": "print 'x'\n" * 20_000})
    with _start(tree, "lint", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) not in (0, 2, 3)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name
)
@pytest.mark.parametrize("command", ["scan --no-cache --jobs 2", "apply --all --jobs 2"])
def test_ended_by_a_signal_with_its_workers(
    root: Path, run: Run, command: str, number: signal.Signals
) -> None:
    write_tree(root, MANY)
    before = contents(root)
    process = _start(root, *command.split(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 30
        while len(_group(process.pid)) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(number)
        _, stderr = process.communicate(timeout=30)
        assert process.returncode == (-9 if number is signal.SIGKILL else 128 + number)
        assert stderr == b""
        deadline = time.monotonic() + 10
        while _group(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert _group(process.pid) == []
    finally:
        for left in _group(process.pid):
            os.kill(int(left), signal.SIGKILL)
    if number is signal.SIGKILL:
        run("undo")
    assert contents(root) == before

"""The command line as a process of its own: start-up, foreign modules, signals, pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trees import SOURCE_ROOTS, console_script, git, py3port, write_tree

HOSTILE_NAMES = (
    "abc argparse ast bisect codecs collections concurrent copy dataclasses enum functools gc hashlib heapq importlib "
    "inspect io json keyword linecache logging multiprocessing operator os pathlib pickle platform posixpath queue re "
    "runpy selectors shutil signal site sitecustomize six socket sqlite3 stat string struct subprocess sys tempfile "
    "threading time token tokenize tomllib traceback types typing usercustomize weakref pathspec rich libcst jinja2"
).split()
TRAP = """\
import os
open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "SPRUNG"), "w").write(__name__)
raise SystemExit("a module of the repository was imported")
"""
BIG = "for i in xrange(10):\n    pass\n" * 100 + f"# {'x' * 98}\n" * 1200
SPAWNING = """\
import sys
from py3port.__main__ import clean_path, main
if __name__ == "__main__":
    clean_path()
    from py3port.scan import pool
    pool._can_fork = lambda: False
    sys.exit(main())
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A repository with modules of its own that must never be imported, big enough for several workers."""
    root = tmp_path / "repo"
    write_tree(root, {f"{name}.py": TRAP for name in HOSTILE_NAMES})
    folders = ("reports", "codemods", "py3port_codemods", "py3port_reports", "encodings", "email", "xml")
    write_tree(root, {f"{name}/__init__.py": TRAP for name in folders})
    write_tree(root, {f"app/m{number}.py": BIG for number in range(8)})
    return root


def _check(root: Path, done: subprocess.CompletedProcess[str]) -> None:
    assert done.stderr == ""
    assert done.returncode == 1
    assert f"800 findings in 8 files; {len(HOSTILE_NAMES) + 7 + 8} files" in done.stdout
    assert list(root.rglob("SPRUNG")) == []


SCAN = ("scan", "--rule", "xrange", "--show", "summary", "--jobs", "2")


@pytest.mark.parametrize("script", ["console script", "spawned workers"])
def test_a_hostile_repository(tmp_path: Path, hostile: Path, script: str) -> None:
    path = console_script(tmp_path / "bin")
    if script == "spawned workers":
        path.write_text(SPAWNING)
    _check(hostile, py3port(path, *SCAN, cwd=hostile))
    # And warm, with what was remembered.
    _check(hostile, py3port(path, *SCAN, cwd=hostile))


def test_a_hostile_repository_with_the_script_in_it(hostile: Path) -> None:
    """As when a virtual environment's scripts lie in the working directory."""
    path = console_script(hostile)
    # Older scripts import `re`, before any of our code runs; that nothing can be done about.
    path.write_text("import sys\nfrom py3port.__main__ import main\nsys.exit(main())\n")
    done = py3port(path, *SCAN, cwd=hostile)
    assert "800 findings in 8 files" in done.stdout
    assert list(hostile.rglob("SPRUNG")) == []


@pytest.mark.skipif(sys.version_info < (3, 11), reason="python -P came with 3.11")
def test_a_hostile_repository_with_python_m(hostile: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    argv = [sys.executable, "-P", "-m", "py3port", *SCAN]
    _check(
        hostile,
        subprocess.run(argv, cwd=hostile, env=environment, capture_output=True, text=True, check=False),
    )


def test_other_commands_in_a_hostile_repository(tmp_path: Path, hostile: Path) -> None:
    path = console_script(tmp_path / "bin")
    git(hostile, "init", "-q")
    for arguments in (["rules", "xrange"], ["init"], ["owners", "app"], ["report", "html"], ["--help"]):
        done = py3port(path, *arguments, cwd=hostile)
        assert done.returncode == 0, done.stderr
    assert list(hostile.rglob("SPRUNG")) == []


def test_run_inside_its_own_checkout(tmp_path: Path) -> None:
    path = console_script(tmp_path / "bin")
    path.write_text(SPAWNING)
    checkout = Path(SOURCE_ROOTS[0])
    done = py3port(path, "scan", "--no-cache", "--jobs", "2", "--show", "summary", "py3port", cwd=checkout)
    assert done.returncode in (0, 1), done.stderr


def test_version_imports_little(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    done = py3port(script, "--version", cwd=tmp_path, options=["-X", "importtime"])
    assert done.stdout.startswith("py3port ")
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    dear = {
        "libcst",
        "rich",
        "jinja2",
        "sqlite3",
        "concurrent.futures",
        "multiprocessing",
        "dataclasses",
        "inspect",
    }
    assert imported & {*dear, "py3port.registry", "py3port.python2", "subprocess", "json"} == set()


def test_a_scan_does_not_import_libcst(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "xrange(1)"})
    done = py3port(
        console_script(tmp_path / "bin"), "scan", "a.py", cwd=tmp_path, options=["-X", "importtime"]
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 1
    assert "sqlite3" in imported
    assert imported & {"libcst", "rich", "jinja2"} == set()


def test_the_reader_goes_away(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "xrange(1)\n" * 10_000})
    script = console_script(tmp_path / "bin")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    process = subprocess.Popen(
        [sys.executable, str(script), "scan", "a.py"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(60)


def test_interrupted(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"m{number}.py": BIG for number in range(700)})
    script = console_script(tmp_path / "bin")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    process = subprocess.Popen(
        [sys.executable, str(script), "scan", "--jobs", "2"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1.5)
    # A terminal sends it to the whole group.
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stderr == ""


def test_an_ascii_terminal(tmp_path: Path) -> None:
    write_tree(tmp_path, {"ä.py": "xrange(1)\n"})
    script = console_script(tmp_path / "bin")
    done = py3port(script, "scan", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C.UTF-8"})
    assert done.stdout.startswith(r"\xe4.py:1:1: xrange ")
    assert done.returncode == 1

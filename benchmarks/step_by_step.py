"""Ports a copy of a repository by `plan` and `apply --next` alone, the tests run under Python 2.7 after each step.

    python benchmarks/step_by_step.py FOLDER [--unsafe] [--keep DIR] -- python -m pytest -q tests

What the tests need must be installed for both interpreters, six too; `--python2` and `--python3` name them, as in
`py3port verify`. A test that passed before and does not pass after a step is said, and counts as broken from there on.
In the end they run under Python 3, and the code is compared with what `apply --all` makes of the same.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from py3port.project.project import Project
from py3port.verify.environments import Environment, find_environments
from py3port.verify.result import Status
from py3port.verify.tests import run_tests

AUTHOR = ["-c", "user.name=step by step", "-c", "user.email=steps@example.org", "-c", "commit.gpgsign=false"]


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    command = ["git", *AUTHOR, *arguments]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


def py3port(folder: Path, *arguments: str) -> str:
    """Run py3port in a folder and return what it prints; what it leaves alone is no failure here.

    Raises:
        SystemExit: it refuses, or has a defect.
    """
    safe = ["-P"] if sys.version_info >= (3, 11) else []
    done = subprocess.run(
        [sys.executable, *safe, "-m", "py3port", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1):
        sys.exit(f"py3port {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def fresh_copy(source: Path, folder: Path) -> Path:
    """A repository with the files of `source` in its first commit, and one by which it requires six."""
    ignored = shutil.ignore_patterns(".git", ".py3port", "__pycache__", "*.pyc")
    shutil.copytree(source, folder, symlinks=True, ignore=ignored)
    git(folder, "init", "-q")
    git(folder, "add", "-A", "--force")
    git(folder, "commit", "-q", "-m", "As it was")
    with (folder / "requirements.txt").open("a") as requirements:
        requirements.write("six\n")
    git(folder, "add", "--force", "requirements.txt")
    git(folder, "commit", "-q", "-m", "Require six")
    return folder


@dataclass
class Port:
    """One port under way."""

    folder: Path
    command: Sequence[str]
    """The test command."""
    mode: str
    timeout: float
    passing: frozenset[str] = frozenset()
    """The tests that still pass under Python 2.7."""
    steps: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Steps, each with a test that passed before it and not after."""

    def passed(self, environment: Environment) -> frozenset[str]:
        """The tests that pass under an interpreter."""
        found = run_tests(self.command, environment.python, root=self.folder, timeout=self.timeout)
        return frozenset(name for name, test in found.items() if test.status is Status.PASSED)

    def step(self, python2: Environment, *options: str) -> bool:
        """Do the next step and run the tests; tell whether there was one."""
        before = git(self.folder, "rev-parse", "HEAD")
        said = py3port(self.folder, "apply", "--next", "--commit", "--mode", self.mode, *options)
        if git(self.folder, "rev-parse", "HEAD") == before:
            return False
        name = said.split()[1]
        passed = self.passed(python2)
        lost = sorted(self.passing - passed)
        self.broken += [f"{name}: {test}" for test in lost]
        self.passing &= passed
        self.steps.append(name)
        size = git(self.folder, "diff", "--shortstat", "HEAD~").strip()
        print(f"{name}: {size}; {f'broke {len(lost)}' if lost else 'ok'}", flush=True)
        if git(self.folder, "status", "--porcelain", "--untracked-files=no"):
            sys.exit(f"{name}: not all of it was committed")
        return True


def differences(one: Path, other: Path) -> list[str]:
    """The Python files that differ, blank lines aside: how many of those imports keep depends on the order."""
    names = sorted(path.relative_to(one) for path in one.rglob("*.py"))
    return [
        str(name)
        for name in names
        if _lines((one / name).read_bytes()) != _lines((other / name).read_bytes())
    ]


def _lines(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if line.strip()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Port, step by step, then all at once, and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path, metavar="FOLDER")
    parser.add_argument("--mode", default="dual", choices=("dual", "py3"))
    parser.add_argument("--unsafe", action="store_true", help="the likely fixes, too")
    parser.add_argument("--python2", default="")
    parser.add_argument("--python3", default="")
    parser.add_argument("--keep", type=Path, help="an empty folder for the ports, to look at their history")
    parser.add_argument("--timeout", type=float, default=600)
    parser.add_argument("command", nargs="+", metavar="-- CMD")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        return _compare(args, Path(args.keep or scratch).resolve())


def _compare(args: argparse.Namespace, work: Path) -> int:
    port = Port(fresh_copy(args.source, work / "steps"), args.command, args.mode, args.timeout)
    project = Project.open(port.folder)
    python2, python3 = find_environments(
        project, python2=args.python2, python3=args.python3, target=project.config.target
    )
    if python2 is None or python3 is None:
        sys.exit("name a Python 2.7 and a Python 3 with --python2 and --python3")
    port.passing = before = port.passed(python2)
    options = ["--unsafe"] if args.unsafe else []
    while port.step(python2, *options):
        pass
    after = port.passed(python3)
    at_once = fresh_copy(args.source, work / "at-once")
    py3port(at_once, "apply", "--all", "--mode", args.mode, *options)
    different = differences(port.folder, at_once)
    print(
        f"{len(port.steps)} steps; of {len(before)} tests {len(port.passing)} passed under 2.7 after every step,"
    )
    print(
        f"{len(after & before)} pass under {python3.version}; {len(different)} files differ from `apply --all`"
    )
    for line in (*port.broken, *different):
        print(f"  {line}")
    return 1 if port.broken or different else 0


if __name__ == "__main__":
    sys.exit(main())

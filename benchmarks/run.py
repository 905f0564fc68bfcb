"""Measures speed and memory of py3port against its peers on the same files, in one run, and writes a table.

    python benchmarks/run.py [--corpus DIR] [--output docs/benchmarks.md]

Run it in an environment that has py3port and its `peers` extra, on Python 3.12 or older (2to3 and futurize need
lib2to3, which Python 3.13 no longer has). The corpus is the standard library of the Python 2.7 found, its tests
included; only files that 2.7 itself compiles take part, since the peers end their whole run at the first file they
cannot decode.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.project.interpreters import find_interpreters

ROOT = Path(__file__).parent.parent
COMPILE = """
import sys
for path in sys.stdin.read().split('\\0'):
    try:
        compile(open(path, 'U').read(), path, 'exec')
    except (SyntaxError, TypeError, ValueError):
        continue
    sys.stdout.write(path + '\\0')
"""
MIB = 1024 * 1024
LONG_AGO = 1_000_000_000
"""A time in seconds since 1970."""
_RUNS = 5


@dataclass(frozen=True)
class Usage:
    """What a finished process used: seconds on the clock, seconds of processor, bytes of its largest process."""

    wall: float
    cpu: float
    memory: int


def measure(argv: Sequence[str], folder: Path) -> Usage:
    """Run a command to its end with its output thrown away. Exit codes differ by tool and are not looked at."""
    started = time.perf_counter()
    with open(os.devnull, "r+b") as null:
        process = subprocess.Popen(argv, cwd=folder, stdin=null, stdout=null, stderr=null)
        _, _, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Usage(wall, used.ru_utime + used.ru_stime, memory)


def least(argv: Sequence[str], folder: Path) -> Usage:
    """What a command used that takes a second at most: of several runs the one that was disturbed the least."""
    return min((measure(argv, folder) for _ in range(_RUNS)), key=lambda usage: usage.cpu)


def accepted_files(python2: Path, corpus: Path) -> list[Path]:
    """The files of the corpus that Python 2.7 compiles."""
    paths = sorted(str(path) for path in corpus.rglob("*.py") if "site-packages" not in path.parts)
    done = subprocess.run(
        [str(python2), "-W", "ignore", "-c", COMPILE],
        input="\0".join(paths).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return [Path(name) for name in done.stdout.decode().split("\0") if name]


def copy_files(files: Iterable[Path], corpus: Path, target: Path) -> int:
    """Copy files into a fresh tree; return the number of lines."""
    lines = 0
    for path in files:
        new = target / path.relative_to(corpus)
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, new)
        lines += new.read_bytes().count(b"\n")
    return lines


def py3port(*arguments: str) -> list[str]:
    """The command line of py3port in this environment."""
    return [sys.executable, "-P" if sys.version_info >= (3, 11) else "-I", "-m", "py3port", *arguments]


def scan_command(tree: str, *options: str) -> list[str]:
    """A scan with all rules, its result written to a file."""
    return py3port("scan", "--format", "json", "--output", "scan.json", *options, tree)


def peers() -> dict[str, list[str]]:
    """The peers that this environment has: by name, the command without its arguments."""
    python = [sys.executable, "-W", "ignore"]
    found = {}
    if importlib.util.find_spec("lib2to3"):
        found["2to3"] = [*python, "-m", "lib2to3"]
        if importlib.util.find_spec("libfuturize"):
            found["futurize"] = [*python, "-c", "from libfuturize.main import main; main()"]
    if importlib.util.find_spec("modernize"):
        found["modernize"] = [*python, "-m", "modernize"]
    return found


PRINT_FIXERS = {
    "2to3": "print",
    "futurize": "lib2to3.fixes.fix_print",
    "modernize": "libmodernize.fixes.fix_print",
}


class Benchmark:
    """The measurements over one set of files, and the table they make.

    Every command runs in the folder above the tree: inside a copy of a standard library the peers would import it.
    """

    def __init__(self, files: Sequence[Path], corpus: Path, scratch: Path) -> None:
        self.files, self.corpus, self.scratch = files, corpus, scratch
        self.rows: list[str] = []
        self._count = 0

    def fresh_tree(self, files: Sequence[Path] | None = None) -> tuple[str, int]:
        """A new copy of the files: its name, and its number of lines."""
        self._count += 1
        name = f"tree{self._count}"
        return name, copy_files(self.files if files is None else files, self.corpus, self.scratch / name)

    def row(self, what: str, usage: Usage, base: Usage | None = None) -> None:
        """Add and show one row; the ratio is how many times as long as `base` it took, by processor time."""
        ratio = f"{usage.cpu / base.cpu:.2f}" if base else ""
        memory = f"{usage.memory / MIB:.0f}" if usage.memory else ""
        self.rows.append(f"| {what} | {usage.wall:.2f} | {usage.cpu:.2f} | {ratio} | {memory} |")
        print(self.rows[-1], flush=True)

    def scan(self) -> None:
        """A cold scan with all rules against the peers' default fixers, and a warm one."""
        tree, _ = self.fresh_tree()
        base = measure(scan_command(tree, "--jobs", "1", "--no-cache"), self.scratch)
        self.row("py3port scan, all rules, cold, 1 process", base, base)
        self.row("`ast.parse` alone", self._parse_alone(tree), base)
        for name, command in peers().items():
            self.row(f"{name}, all default fixers, 1 process", measure([*command, tree], self.scratch), base)
        measure(scan_command(tree, "--jobs", "1"), self.scratch)
        warm = measure(scan_command(tree, "--jobs", "1"), self.scratch)
        self.row("py3port scan, warm", warm, base)

    def _parse_alone(self, tree: str) -> Usage:
        script = Path(__file__).with_name("parse_only.py")
        done = subprocess.run(
            [sys.executable, str(script), tree], cwd=self.scratch, stdout=subprocess.PIPE, check=True
        )
        wall, cpu = map(float, done.stdout.split())
        return Usage(wall, cpu, 0)

    def plan(self) -> None:
        """The import graph from nothing, and the whole plan where the scan is remembered."""
        tree, _ = self.fresh_tree()
        script = str(Path(__file__).with_name("import_graph.py"))
        self.row("import graph, cold", measure([sys.executable, script, tree], self.scratch))
        measure(py3port("plan", tree), self.scratch)
        self.row("py3port plan, warm", measure(py3port("plan", tree), self.scratch))

    def gate(self) -> None:
        """What a pull request and a commit wait for: 50 changed files of the tree, and one.

        The gate remembers nothing of a run that would help the next one.
        """
        tree, _ = self.fresh_tree()
        folder = self.scratch / tree
        paths = sorted(folder.rglob("*.py"))
        for path in paths:
            # Of what is as young as its index, git reads the contents to tell whether it has changed.
            os.utime(path, (LONG_AGO, LONG_AGO))
        git(folder, "init", "-q")
        git(folder, "add", "--all", "--force")
        git(folder, "commit", "-qm", "all")
        changed = paths[:: len(paths) // 50][:50]
        for what, addition in (("nothing", "def f(d):\n    return d\n"), ("some", "print 1\n")):
            for path in changed[: None if what == "nothing" else 3]:
                with path.open("a", encoding="utf-8") as file:
                    file.write(f"\n\n{addition}")
            usage = least(py3port("lint", "--since", "HEAD", "--jobs", "1", tree), self.scratch)
            self.row(f"py3port lint --since, {len(changed)} changed files, {what} new, 1 process", usage)
        one = str(changed[len(changed) // 2].relative_to(self.scratch))
        git(folder, "add", "--all")
        self.row("py3port lint --staged, one file", least(py3port("lint", "--staged", one), self.scratch))

    def apply(self) -> None:
        """`print-statement` applied to the whole tree against the peers' print fixers writing."""
        tree, _ = self.fresh_tree()
        command = py3port("apply", "--rule", "print-statement", "--jobs", "1", "--allow-dirty", tree)
        base = measure(command, self.scratch)
        self.row("py3port apply --rule print-statement, 1 process", base, base)
        for name, peer in peers().items():
            tree, _ = self.fresh_tree()
            command = [*peer, "-f", PRINT_FIXERS[name], "-w", "-n", tree]
            self.row(f"{name}, print fixer only, -w -n", measure(command, self.scratch), base)

    def scaling(self) -> None:
        """Cold scans of growing trees with one and two jobs."""
        for step in (10, 5, 2, 1):
            tree, lines = self.fresh_tree(self.files[::step])
            for jobs in ("1", "2"):
                usage = measure(scan_command(tree, "--jobs", jobs, "--no-cache"), self.scratch)
                self.row(f"py3port scan, cold, {lines:,} lines, jobs {jobs}", usage)


def git(folder: Path, *arguments: str) -> None:
    """Have git do something in a folder."""
    who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **who}, check=True)


def find_python2() -> Path:
    """The Python 2.7 to ask."""
    found = find_interpreters(ROOT, target="3.13")["python2"]
    path = shutil.which(found[0]) if found else None
    if path is None:
        sys.exit("no Python 2.7 found: put it on the path, or under pyenv")
    return Path(path)


def main() -> None:
    """Run everything and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--corpus", type=Path, help="a folder of Python 2 code (default: 2.7's standard library)"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    arguments = parser.parse_args()
    python2 = find_python2()
    where = subprocess.run(
        [str(python2), "-c", "import os; print(os.path.dirname(os.__file__))"],
        stdout=subprocess.PIPE,
        check=True,
    )
    corpus = (arguments.corpus or Path(where.stdout.decode().strip())).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        files = accepted_files(python2, corpus)
        benchmark = Benchmark(files, corpus, Path(scratch))
        _, lines = benchmark.fresh_tree()
        header = [
            "# Benchmarks",
            "",
            f"{len(files):,} files, {lines:,} lines; Python {platform.python_version()}, {platform.system()} "
            f"{platform.machine()}, {os.cpu_count()} processors. Made by `python benchmarks/run.py`. "
            f"Of `--version` and `lint` the least of {_RUNS} runs.",
            "",
            "| what | wall s | processor s | times py3port's | peak MB of any process |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        print("\n".join(header), flush=True)
        benchmark.row("py3port --version", least(py3port("--version"), Path(scratch)))
        benchmark.scan()
        benchmark.plan()
        benchmark.gate()
        benchmark.apply()
        benchmark.scaling()
        arguments.output.write_text("\n".join([*header, *benchmark.rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

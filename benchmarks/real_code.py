"""Scans and ports whole packages and writes a table of what came of it.

    python benchmarks/real_code.py FOLDER [FOLDER ...] [--output docs/real-code.md]

Each folder is an unpacked release of a package written for Python 2. Everything happens on copies. Needs CPython 2.7
and 3.13 to compile the results; compiling runs none of the code.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.project.interpreters import find_interpreters

ROOT = Path(__file__).parent.parent
COMPILE = """
import sys
refused = 0
for path in sys.stdin.read().split('\\0'):
    try:
        compile(open(path, 'rb').read() + b'\\n', path, 'exec')
    except (SyntaxError, TypeError, ValueError):
        refused += 1
sys.stdout.write(str(refused))
"""
HEAD = """# Real code

Old releases of well-known packages, as they were published, ported by one command each. Made by
`python benchmarks/real_code.py`.

- *Findings* are those of `py3port scan`: how many have a safe fix, an unsafe one, none.
- *dual* is `py3port apply --all --mode dual`: safe fixes only, the result is to run on 2.7 and 3.
- *py3* is `py3port apply --all --mode py3 --unsafe`.
- *Left* counts what a person has to look at.
- *Refused* counts the files that CPython {python2} (after *dual*) and CPython {python3} (after *py3*) do not compile;
  in parentheses how many that were before. *2nd run* counts the files that a second run changes.

"""
COLUMNS = (
    "package",
    "files",
    "lines",
    "findings",
    "safe",
    "unsafe",
    "manual",
    "fixed dual",
    "fixed py3",
    "left py3",
    "refused 2.7",
    "refused 3",
    "2nd run",
)


@dataclass(frozen=True)
class Ported:
    """What one run of `apply --all` did."""

    fixed: int
    left: int
    again: int
    refused: int


def py3port(*arguments: str) -> str:
    """Run py3port and return what it prints; findings and files left alone are no failure here.

    Raises:
        SystemExit: a defect in py3port.
    """
    safe = ["-P"] if sys.version_info >= (3, 11) else []
    done = subprocess.run(
        [sys.executable, *safe, "-m", "py3port", *arguments], capture_output=True, encoding="utf-8"
    )
    if done.returncode not in (0, 1, 2):
        sys.exit(f"py3port {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def refused(python: str, folder: Path) -> int:
    """How many files of a tree an interpreter does not compile."""
    paths = "\0".join(str(path) for path in sorted(folder.rglob("*.py")))
    done = subprocess.run(
        [python, "-W", "ignore", "-c", COMPILE], input=paths.encode(), stdout=subprocess.PIPE, check=True
    )
    return int(done.stdout)


def port(source: Path, folder: Path, mode: str, python: str, *options: str) -> Ported:
    """Port a copy, compile it, and port it again."""
    copy = folder / mode
    shutil.copytree(source, copy, symlinks=True)
    command = ["apply", "--all", "--mode", mode, "--allow-dirty", *options, str(copy)]
    output = py3port(*command)
    words = output.replace(",", "").split()
    fixed = int(words[words.index("findings") - 1]) if "findings" in words else 0
    left = sum(int(line.split()[0]) for line in output.splitlines() if " left: " in line)
    before = {path: path.read_bytes() for path in copy.rglob("*.py")}
    py3port(*command)
    again = sum(path.read_bytes() != content for path, content in before.items())
    return Ported(fixed, left, again, refused(python, copy))


def row(source: Path, python2: str, python3: str) -> str:
    """The line of the table for one package."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        scan = json.loads(py3port("scan", "--no-cache", "--format", "json", str(source)))
        trust = Counter(finding["applicability"] for finding in scan["findings"])
        dual = port(source, Path(scratch), "dual", python2)
        py3 = port(source, Path(scratch), "py3", python3, "--unsafe")
    numbers = [
        f"{len(scan['files']):,}",
        f"{sum(file['lines'] for file in scan['files']):,}",
        f"{len(scan['findings']):,}",
        *(f"{trust[name]:,}" for name in ("safe", "unsafe", "manual")),
        f"{dual.fixed:,}",
        f"{py3.fixed:,}",
        f"{py3.left:,}",
        f"{dual.refused} ({refused(python2, source)})",
        f"{py3.refused} ({refused(python3, source)})",
        f"{dual.again + py3.again}",
    ]
    print(f"{source.name}: {time.perf_counter() - started:.0f} s", flush=True)
    return f"| {source.name} | {' | '.join(numbers)} |\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Port every package and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "real-code.md")
    args = parser.parse_args(arguments)
    found = find_interpreters(ROOT, target="3.13")
    if not found["python2"] or not found["python3"]:
        sys.exit("CPython 2.7 and 3.13 are needed: put them on the path, or under pyenv")
    (python2, version2), (python3, version3) = found["python2"], found["python3"]
    rows = [
        row(folder.resolve(), python2, python3)
        for folder in sorted(args.folders, key=lambda each: each.name.lower())
    ]
    table = f"| {' | '.join(COLUMNS)} |\n| --- |{' ---: |' * (len(COLUMNS) - 1)}\n{''.join(rows)}"
    args.output.write_text(HEAD.format(python2=version2, python3=version3) + table, encoding="utf-8")


if __name__ == "__main__":
    main()

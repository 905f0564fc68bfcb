"""Measures `py3port requirements` on an index of its own whose every answer takes 50 ms: at first, and again.

    python -m benchmarks.requirements [--requirements 200] [--latency 0.05]

Each distribution has 40 releases, from Python 2 only to Python 3 only, and each fifth has 60 more wheels to a release.
Each needs another one that nobody requires. Pages may be used for ten minutes, as PyPI says; in the last run for none.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from py3port.requirements.model import Verdict
from py3port.storage import STATE_FOLDER
from tests.requirements.index_server import Dist, IndexServer, sdist, serving, wheel

_RELEASES = 40
_FIRST_BOTH, _FIRST_3 = 15, 30
"""Which of the releases is the first for both Pythons, and for Python 3 only."""
_PLATFORMS = [f"p{number}" for number in range(30)]
_FRESH = 600


@dataclass
class Index(IndexServer):
    """Finds what lies at a path without looking through everything."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def content(self, path: str) -> tuple[str, bytes] | None:
        """What lies at a path."""
        if path.startswith("/files/"):
            return self.files.get(path)
        key = path.split("/")[2]
        return self.page(key) if key in self.dists else None


def main() -> None:
    """Print how long each run takes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requirements", type=int, default=200)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds until the index answers")
    args = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there, args.requirements, args.latency), daemon=True)
    server.start()
    url = here.recv()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lines = [f"dist-{number}=={number % _FIRST_BOTH}.0" for number in range(args.requirements)]
        root.joinpath("requirements.txt").write_text("\n".join(lines) + "\n")
        root.joinpath("py3port.toml").write_text('target = "3.12"\n')
        for name, max_age in (("nothing remembered", _FRESH), ("again", _FRESH), ("again", _FRESH)):
            report(name, root, url, here, max_age)
        # What is told now counts for what is fetched now.
        (root / STATE_FOLDER / "index.sqlite3").unlink()
        for name in ("nothing remembered, pages not to be kept", "all pages asked for again"):
            report(name, root, url, here, 0)
    server.terminate()


def serve(control: Connection, requirements: int, latency: float) -> None:
    """Be the index, in a process of its own."""
    index = Index(latency=latency)
    for number in range(requirements):
        index.dists[f"dist-{number}"] = releases(number)
        index.dists[f"needed-{number}"] = [made(f"needed-{number}", _FIRST_BOTH)]
    for dists in index.dists.values():
        for dist in dists:
            index.files[f"/files/{dist.name}"] = ("application/octet-stream", dist.data)
            index.files[f"/files/{dist.name}.metadata"] = ("text/plain", dist.metadata)
    with serving(index):
        control.send(index.index_url)
        while True:
            index.max_age = control.recv()
            control.send(len(index.asked))
            index.asked.clear()


def releases(number: int) -> list[Dist]:
    """All files of a distribution."""
    found = []
    for version in range(_RELEASES):
        name = f"dist-{number}"
        found.append(made(name, version, f"Requires-Dist: needed-{number}"))
        if number % 5 == 0:
            one = made(name, version)
            tags = (
                f"{python}-{python}-{platform}" for python in ("cp311", "cp312") for platform in _PLATFORMS
            )
            found += [replace(one, name=f"{name.replace('-', '_')}-{version}.0-{tag}.whl") for tag in tags]
    return found


def made(name: str, version: int, *fields: str) -> Dist:
    """One file of a release."""
    uploaded = f"{2010 + version // 3}-01-01"
    if version < _FIRST_BOTH:
        return sdist(name, f"{version}.0", "2.7", *fields, uploaded=uploaded)
    if version < _FIRST_3:
        return wheel(
            name,
            f"{version}.0",
            "2.7",
            "3",
            *fields,
            tag="py2.py3-none-any",
            requires_python=">=2.7",
            uploaded=uploaded,
        )
    return wheel(name, f"{version}.0", "3", "3.12", *fields, requires_python=">=3.8", uploaded=uploaded)


def report(name: str, root: Path, url: str, control: Connection, max_age: int) -> None:
    """Run it once and print what it took."""
    control.send(max_age)
    control.recv()
    environ = {
        **os.environ,
        "PIP_INDEX_URL": url,
        "PIP_CONFIG_FILE": os.devnull,
        "HOME": str(root),
        "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)),
    }
    for variable in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        environ.pop(variable, None)
    command = [sys.executable, "-P", "-m", "py3port", "requirements", "--format", "csv"]
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - start, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    if done.returncode != 1:
        sys.exit(done.stderr)
    control.send(max_age)
    asked = control.recv()
    verdicts = Counter(line.split(",")[4] for line in done.stdout.splitlines()[1:])
    counts = ", ".join(f"{verdicts[each.value]} {each.value}" for each in Verdict if verdicts[each.value])
    print(f"{name:41} {seconds:6.2f} s, {processor:5.2f} s of processor, {asked:5,} requests: {counts}")


if __name__ == "__main__":
    main()

"""Run as a script: kills canary runs at random points, goes on or takes back, and looks at what is left.

    python killed_runs.py FOLDER POINTS

A point is a call that changes the disk, or a wait for the check; the points are spread evenly over the whole run, each
at random in its part. Prints one JSON object: how many runs were killed, and everything that was wrong afterwards.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from py3port.apply.driver import Request
from py3port.canary import state as record
from py3port.canary.run import Canary, Check, OnFailure, abort
from py3port.canary.state import Aim
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Options
from py3port.undo import find_applies, undo
from tests.apply.killed_processes import CALLS, Tree, fork, snapshot

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
FILES = 12
CHECK = "! grep -q -e 'x07 = 1 !=' -e 'y10 = 1 !=' app/*.py"
"""Two findings break it, in different shares."""
LEFT_OUT = {"app/m07.py": b"x07 = 1 <>", "app/m10.py": b"y10 = 1 <>"}


def build(root: Path) -> None:
    """Lay out the tree."""
    (root / "app").mkdir(parents=True)
    for number in range(FILES):
        text = f"x{number:02} = 1 <> 1\n\n\ny{number:02} = 1 <> 2\n"
        (root / f"app/m{number:02}.py").write_text(text)


def ported(old: Tree) -> Tree:
    """What the tree must be in the end."""
    new: Tree = {}
    for name, (mode, data) in old.items():
        text = data and data.replace(b"<>", b"!=")
        spared = LEFT_OUT.get(name, b"")
        new[name] = (mode, text and text.replace(spared.replace(b"<>", b"!="), spared) if spared else text)
    return new


def run(root: Path) -> None:
    """What the victims do: begin a run, or go on with the one in progress."""
    project = Project.open(root)
    request = Request(load_rules().select(AIM.rules), Options(), project.files)
    canary = Canary(project, request, Check(CHECK, 60), on_failure=OnFailure.SKIP, tell=lambda text: None)
    with record.exclusive(root):
        state = record.load(root) or canary.begin(AIM, (25, 75, 100), command="test")
        assert state is not None
        record.finish(root, canary.resume(state))


def take_back(root: Path) -> None:
    """What whoever wants the old tree back does."""
    state = record.load(root)
    if state is not None:
        abort(Project.open(root), state)
    elif find_applies(root):
        undo(root, until=find_applies(root)[-1].name)


def watch(react: Callable[[int], None]) -> None:
    """Have `react` told the number of each point, just before it."""
    numbers = itertools.count(1)
    for owner, name in [*((os, name) for name in CALLS), (subprocess.Popen, "wait")]:
        original = getattr(owner, name)

        def told(*arguments: object, _original: Callable[..., object] = original, **keys: object) -> object:
            react(next(numbers))
            return _original(*arguments, **keys)

        setattr(owner, name, told)


def kill_at(wanted: int) -> None:
    """Have this process kill itself at a point."""

    def react(number: int) -> None:
        if number == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    watch(react)


def count_into(path: Path) -> None:
    """Have this process write down how many points it came to."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)

    def react(number: int) -> None:
        os.pwrite(descriptor, b"%9d" % number, 0)

    watch(react)


def ended(job: Callable[[Path], object], root: Path, prepare: Callable[[], None]) -> int:
    """Run `job` in a process of its own; its exit code, negative if it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(fork(job, root, prepare), 0)[1])


class Inspector:
    """Kills runs, and looks at what they leave."""

    def __init__(self, work: Path) -> None:
        self.work, self.start = work, work / "start"
        build(self.start)
        self.old = snapshot(self.start)
        self.new = ported(self.old)
        self.wrong: list[str] = []
        self.killed = 0

    def points(self) -> int:
        """How many points a run has that nobody disturbs."""
        root, count = self._fresh(), self.work / "count"
        if ended(run, root, partial(count_into, count)) or snapshot(root) != self.new:
            self.wrong.append("it is wrong even if nobody kills it")
        return int(count.read_text())

    def kill(self, points: list[int], *, goes_on: bool) -> None:
        """Kill a run at one point, what goes on with it at the next one, and so on; then go on, or take back."""
        root = self._fresh()
        label = f"killed at {points}, {'gone on' if goes_on else 'taken back'}"
        for point in points:
            code = ended(run, root, partial(kill_at, point))
            self.killed += code == -signal.SIGKILL
            if code not in (0, -signal.SIGKILL):
                self.wrong.append(f"{label}: ended with {code}")
        job, expected = (run, self.new) if goes_on else (take_back, self.old)
        self._look(label, root, job, expected)
        if goes_on:
            self._look(f"{label}, then undone", root, take_back, self.old)
        shutil.rmtree(root)

    def _look(self, label: str, root: Path, job: Callable[[Path], object], expected: Tree) -> None:
        code = ended(job, root, lambda: None)
        if code:
            self.wrong.append(f"{label}: {job.__name__} ended with {code}")
        if record.in_progress(root):
            self.wrong.append(f"{label}: still in progress")
        found = snapshot(root)
        self.wrong += [
            f"{label}: {name}"
            for name in expected.keys() | found.keys()
            if expected.get(name) != found.get(name)
        ]

    def _fresh(self) -> Path:
        root = self.work / "victim"
        shutil.rmtree(root, ignore_errors=True)
        return Path(shutil.copytree(self.start, root))


def main(work: Path, times: int) -> None:
    """Kill at so many points: every third run twice, every third is taken back."""
    inspector = Inspector(work)
    total = inspector.points()
    generator = random.Random(times)
    for number in range(times):
        low, high = 1 + total * number // times, max(1, total * (number + 1) // times)
        points = [generator.randint(min(low, high), high)]
        if number % 3 == 1:
            points.append(generator.randint(1, total))
        inspector.kill(points, goes_on=number % 3 != 2)
    sys.stdout.write(json.dumps({"points": total, "killed": inspector.killed, "wrong": inspector.wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

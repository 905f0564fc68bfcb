"""Run as a script: kills processes in the middle of an apply, or of an undo, and looks at what is left.

Each victim is a forked process that sends itself SIGKILL at its n-th call that changes the disk, or that is killed from
outside after a random time. Prints one JSON object: how many were killed, and everything that was wrong afterwards.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from py3port.apply.commit import NewContent, check_no_crash, exclusive, write_all
from py3port.errors import UserError
from py3port.storage import digest
from py3port.undo import find_applies, undo

CALLS = (
    "open",
    "write",
    "fsync",
    "replace",
    "rename",
    "unlink",
    "remove",
    "rmdir",
    "mkdir",
    "chmod",
    "chown",
    "utime",
)
Tree = dict[str, tuple[int, bytes | None]]

OLD = {
    "shop/models.py": (0o644, b"print 'models'\r\n" * 40),
    "shop/views.py": (0o640, b"print 'views'\n"),
    "shop/bin/run": (0o755, b"#!/usr/bin/python\nprint 'run'"),
    "shop/empty.py": (0o644, b""),
    "lib/latin.py": (0o600, b"# coding: latin-1\nprint '\xe9'\n"),
    "lib/deep/er/tool.py": (0o664, b"\xef\xbb\xbfprint 'bom'\n" * 3000),
    "setup.py": (0o444 | 0o200, b"print 'setup'\n"),
    "not_touched.py": (0o644, b"x = 1\n"),
}
NEW = {
    name: NewContent(name, digest(data), data.replace(b"print ", b"print  ") + b"# new\n")
    for name, (_, data) in OLD.items()
    if name != "not_touched.py"
}


def build(root: Path) -> None:
    """Lay out the tree."""
    for name, (mode, data) in OLD.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)
    (root / "link.py").symlink_to("shop/models.py")


def snapshot(root: Path) -> Tree:
    """All files with mode and content, folders too; without our own."""
    found: Tree = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.split("/")[0] != ".py3port":
            found[name] = (path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
    return found


def apply(root: Path) -> None:
    """What the victims do."""
    with exclusive(root):
        write_all(root, NEW.values(), command="apply")


def kill_at(point: int, *, partly: bool) -> None:
    """Have this process kill itself at its `point`-th call; `partly` lets half of a write through first."""
    count = 0
    for name in CALLS:
        original = getattr(os, name)

        def counted(
            *arguments: object, _original: Callable[..., object] = original, _name: str = name, **keys: object
        ) -> object:
            nonlocal count
            count += 1
            if count == point:
                if partly and _name == "write":
                    data = bytes(arguments[1])  # type: ignore[call-overload]
                    _original(arguments[0], data[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return _original(*arguments, **keys)

        setattr(os, name, counted)


def fork(job: Callable[[Path], object], root: Path, prepare: Callable[[], None]) -> int:
    """Run `job` in a process of its own; return its id."""
    child = os.fork()
    if child:
        return child
    try:
        prepare()
        job(root)
    except BaseException:  # noqa: BLE001
        os._exit(9)
    os._exit(0)


class Inspector:
    """Looks at what victims leave."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self.wrong: list[str] = []
        self.killed = 0

    def inspect(self, root: Path, label: str) -> None:
        """Every file is old or new; undo brings all back; then an apply works."""
        for name, found in snapshot(root).items():
            if Path(name).name.startswith(".py3port-") and name.endswith(".tmp"):
                continue
            if found not in (self.old.get(name), self.new.get(name)):
                self.wrong.append(f"{label}: {name} is neither old nor new")
        applies = find_applies(root)
        try:
            check_no_crash(root)
        except UserError as error:
            if "py3port undo" not in str(error):
                self.wrong.append(f"{label}: undo is not named: {error}")
        else:
            if not applies and snapshot(root) != self.old:
                self.wrong.append(f"{label}: changed, but nothing to undo")
        if applies:
            undo(root)
        if snapshot(root) != self.old:
            self.wrong.append(f"{label}: undo left something else than the old tree")
        apply(root)
        if snapshot(root) != self.new:
            self.wrong.append(f"{label}: a later apply did not succeed")


def deterministic(
    work: Path, job: Callable[[Path], object], start: Path, inspector: Inspector, *, partly: bool
) -> int:
    """Kill at the first call, the second, and so on until the job gets through; return how many were killed."""
    point = 0
    while True:
        point += 1
        root = work / "victim"
        shutil.copytree(start, root, symlinks=True)
        child = fork(job, root, partial(kill_at, point, partly=partly))
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            inspector.killed += 1
        elif os.WEXITSTATUS(status):
            inspector.wrong.append(f"{job.__name__} {point}: ended with an error")
        inspector.inspect(root, f"{job.__name__} {point}")
        shutil.rmtree(root)
        if not os.WIFSIGNALED(status):
            return point - 1


def at_random(
    work: Path, job: Callable[[Path], object], start: Path, inspector: Inspector, *, times: int
) -> int:
    """Kill from outside after random times."""
    chance, killed = random.Random(0), 0
    for number in range(times):
        root = work / "victim"
        shutil.copytree(start, root, symlinks=True)
        child = fork(job, root, lambda: None)
        time.sleep(chance.uniform(0.0, 0.008))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        inspector.inspect(root, f"{job.__name__} at random {number}")
        shutil.rmtree(root)
    return killed


def main(work: Path) -> None:
    """Kill at all points."""
    start, applied = work / "start", work / "applied"
    build(start)
    shutil.copytree(start, applied, symlinks=True)
    apply(applied)
    inspector = Inspector(snapshot(start), snapshot(applied))
    counts = {
        "apply": deterministic(work, apply, start, inspector, partly=False),
        "apply, half a write": deterministic(work, apply, start, inspector, partly=True),
        "undo": deterministic(work, undo, applied, inspector, partly=False),
        "apply at random": at_random(work, apply, start, inspector, times=40),
        "undo at random": at_random(work, undo, applied, inspector, times=40),
    }
    sys.stdout.write(json.dumps({"killed": counts, "wrong": inspector.wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

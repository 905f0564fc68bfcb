"""What a scan leaves behind: the garbage collector is off while it runs."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.registry import load_rules
from py3port.result import Options
from py3port.scan.file import gc_paused, scan_file

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_nothing_waits_for_the_garbage_collector() -> None:
    """A module's parts refer to each other only as far as `Module.release` takes them apart."""
    code = "from tests.scan.test_garbage import left_behind; print(sorted(left_behind()))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert found.stdout == "[]\n"


def left_behind() -> set[str]:
    """The types of what is left of the scanned files; asked in a process that has done nothing else."""
    dispatcher = Dispatcher(load_rules().before_cleanup())
    paths = sorted(EXAMPLES.rglob("*.py"))
    assert len(paths) > 50
    flags = gc.get_debug()
    for path in paths[:5]:
        scan_file(path.read_bytes(), path.name, Surroundings(), options=Options(), dispatcher=dispatcher)
    gc.collect()
    try:
        with gc_paused():
            for path in paths:
                scan_file(
                    path.read_bytes(), path.name, Surroundings(), options=Options(), dispatcher=dispatcher
                )
            gc.set_debug(gc.DEBUG_SAVEALL)
            gc.collect()
            left = {
                type(each).__name__ for each in gc.garbage if type(each).__module__.startswith("py3port.")
            }
    finally:
        gc.set_debug(flags)
        gc.garbage.clear()
    return left

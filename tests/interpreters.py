"""Finding other Python interpreters for the tests that need them."""

from __future__ import annotations

import ast
import functools
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


def _candidates(version: str) -> Iterator[Path]:
    named = os.environ.get("PY3PORT_PYTHON" + version.replace(".", "")) or (
        os.environ.get("PY3PORT_PYTHON2") if version.startswith("2") else None
    )
    if named:
        yield Path(named)
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield Path(on_path)
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    for root in filter(None, roots):
        for folder in sorted(Path(root, "versions").glob(version + "*"), reverse=True):
            yield folder / "bin" / f"python{version}"


@functools.cache
def find_interpreter(version: str) -> Path | None:
    """Return an interpreter of a version such as "2.7" that really runs, or None."""
    for path in _candidates(version):
        code = "import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])"
        try:
            found = subprocess.run(
                [path, "-c", code], capture_output=True, text=True, timeout=30, check=False
            )
        except OSError:
            continue
        if found.returncode == 0 and found.stdout == version:
            return path
    return None


def require_python2() -> Path:
    """Return a Python 2.7, or skip the test; fail where PY3PORT_REQUIRE_PYTHON2=1 says there must be one."""
    path = find_interpreter("2.7")
    if path is None:
        reason = "no Python 2.7 found: set PY3PORT_PYTHON2 to one"
        if os.environ.get("PY3PORT_REQUIRE_PYTHON2") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def require_deep_parser(levels: int) -> None:
    """Skip where this Python's own parser refuses an expression of so many levels: 3.11 counts them, others do not."""
    try:
        ast.parse("a + " * levels + "a")
    except RecursionError:
        pytest.skip(f"this Python's own parser refuses {levels} levels")

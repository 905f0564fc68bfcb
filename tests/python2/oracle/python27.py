"""Asking the real Python 2.7: many files or sources in one process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from interpreters import require_python2

SCRIPT = Path(__file__).with_name("dump27.py")


def library() -> Path:
    """Return the folder of 2.7's standard library."""
    code = "import os, sys; sys.stdout.write(os.path.dirname(os.__file__))"
    done = subprocess.run([require_python2(), "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout)


def corpus() -> list[Path]:
    """Return every file of the library, what was installed beside it left out."""
    root = library()
    return sorted(path for path in root.rglob("*.py") if "site-packages" not in path.relative_to(root).parts)


def answers_for_files(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield 2.7's answer for each file."""
    return _ask(["--check"], [str(path) for path in paths])


def answers_for_sources(sources: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield 2.7's answer for each source, whose characters are bytes."""
    return _ask(["--sources", "--check"], [json.dumps(source) for source in sources])


def accepted(answer: dict[str, Any]) -> bool:
    """Return whether 2.7 parses and compiles it."""
    return bool(answer["ok"] and answer["compiles"]["ok"])


def _ask(options: list[str], lines: list[str]) -> Iterator[dict[str, Any]]:
    command = [str(require_python2()), str(SCRIPT), *options]
    text = "".join(line + "\n" for line in lines)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    replies = done.stdout.split("\n")[:-1]
    assert len(replies) == len(lines)
    return (json.loads(reply) for reply in replies)

"""Asks real interpreters whether they compile what we are about to write. Nothing is run or imported."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from py3port.process import Feed, ProcessError, run

# For 2.7 and 3 alike. Sources come as `length newline bytes`; one line goes back for each, empty when it compiles.
_SCRIPT = r"""
import sys
sys.path[:] = [place for place in sys.path if place not in ("", ".")]
source, answers = getattr(sys.stdin, "buffer", sys.stdin), sys.stdout
while 1:
    head = source.readline()
    if not head:
        break
    text, answer = source.read(int(head)), ""
    try:
        compile(text, "file", "exec", 0, 1)
    except SyntaxError as error:
        answer = "%s (line %s)" % (error.msg, error.lineno)
    except (MemoryError, RuntimeError):
        answer = "too deeply nested"
    except Exception as error:
        answer = "%s: %s" % (error.__class__.__name__, error)
    answers.write(repr(answer)[1:-1] + "\n")
    answers.flush()
"""


class Confirmation:
    """One process of an interpreter that compiles sources while others are still being made.

    Raises:
        ProcessError: it cannot be started.
    """

    def __init__(self, python: str) -> None:
        self._python = python
        self._contents: list[bytes] = []
        self._feed = Feed(_argv(python), cwd=Path(python).parent)

    def add(self, content: bytes) -> None:
        """Hand over a source; does not wait for the answer."""
        self._contents.append(content)
        self._feed.send(b"%d\n%s" % (len(content), content))

    def answers(self) -> list[str]:
        """Its complaint about each source, in order; empty where it has none."""
        done = self._feed.finish()
        answers = done.stdout.decode("utf-8", "replace").splitlines()
        rest = self._contents[len(answers) :]
        if rest:
            # It died at the next one; the others still get their answer.
            answers.append(f"the interpreter itself crashed on it ({done.reason})")
            answers += confirm(self._python, rest[1:])
        return answers

    def abandon(self) -> None:
        """Nobody wants the answers any more."""
        self._feed.kill()


def confirm(python: str, contents: Sequence[bytes]) -> list[str]:
    """The complaint of an interpreter about each of these sources, empty where it has none.

    Raises:
        ProcessError: it cannot be started.
    """
    if not contents:
        return []
    confirmation = Confirmation(python)
    for content in contents:
        confirmation.add(content)
    return confirmation.answers()


def find_interpreter(version: str, configured: str = "") -> str | None:
    """An interpreter of that `major.minor`: the configured one, ourselves, from PATH, or from pyenv."""
    if configured:
        found = shutil.which(configured)
        return found if found and _is(found, version) else None
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return sys.executable
    named = [shutil.which(f"python{version}"), shutil.which(f"python{version[0]}")]
    # A shim of pyenv's is a script that takes longer to find its interpreter than that takes to answer.
    candidates = sorted([*named, *_pyenv(version)], key=lambda path: "shims" in Path(path or "").parts)
    # A relative entry in PATH would have us run what a repository brings along.
    return next((each for each in candidates if each and os.path.isabs(each) and _is(each, version)), None)


def _pyenv(version: str) -> Iterable[str]:
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    return sorted(str(path) for path in versions.glob(f"{version}*/bin/python") if os.access(path, os.X_OK))


def _is(python: str, version: str) -> bool:
    try:
        done = run(
            [python, *_flags(version), "-c", "import sys; print('%s.%s' % sys.version_info[:2])"], timeout=30
        )
    except ProcessError:
        return False
    return done.returncode == 0 and done.stdout.decode("ascii", "replace").strip() == version


def _argv(python: str) -> list[str]:
    return [python, "-E", "-s", "-S", "-B", "-W", "ignore", "-c", _SCRIPT]


def _flags(version: str) -> list[str]:
    return ["-E", "-s", "-S"] if version.startswith("2") else ["-I", "-S"]

"""The only module that knows subprocesses."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.errors import UserError


class ProcessError(UserError):
    """A program could not be started, or did not end in time. The text is one line."""


@dataclass(frozen=True)
class Completed:
    """How a program ended; a negative `returncode` is the signal that killed it."""

    returncode: int
    stdout: bytes
    stderr: bytes

    @property
    def reason(self) -> str:
        """The last line it wrote to standard error, else its exit code."""
        lines = self.stderr.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self.returncode}"


def run(
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    input: bytes | None = None,
    timeout: float | None = None,
    env: Mapping[str, str] | None = None,
) -> Completed:
    """Run a program to its end, with `env` added to the environment.

    Raises:
        ProcessError: it cannot be started, or takes longer than `timeout` seconds.
    """
    try:
        done = subprocess.run(
            list(argv),
            cwd=cwd,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            timeout=timeout,
            env=None if env is None else {**os.environ, **env},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProcessError(f"{argv[0]}: no answer after {timeout:g} seconds") from error
    except (OSError, ValueError) as error:
        raise ProcessError(f"{argv[0]}: {getattr(error, 'strerror', None) or error}") from error
    return Completed(done.returncode, done.stdout, done.stderr)


class Feed:
    """A program that is given its input bit by bit while the caller goes on with other work.

    Raises:
        ProcessError: it cannot be started.
    """

    def __init__(self, argv: Sequence[str], *, cwd: Path | None = None) -> None:
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(list(argv), cwd=cwd, stdin=pipe, stdout=pipe, stderr=pipe)
        except OSError as error:
            raise ProcessError(f"{argv[0]}: {error.strerror or error}") from error
        self._pieces: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._output = [b"", b""]
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._readers = [
            threading.Thread(target=self._read, args=(number,), daemon=True) for number in range(2)
        ]
        for thread in (self._writer, *self._readers):
            thread.start()

    def send(self, data: bytes) -> None:
        """Add to its input; never waits."""
        self._pieces.put(data)

    def finish(self) -> Completed:
        """End its input and wait for its end; one that died early is no error here."""
        self._pieces.put(None)
        for thread in (self._writer, *self._readers):
            thread.join()
        return Completed(self._process.wait(), self._output[0], self._output[1])

    def kill(self) -> None:
        """Make an end of it."""
        self._process.kill()
        self.finish()

    def _write(self) -> None:
        stream = self._process.stdin
        assert stream is not None
        try:
            while (data := self._pieces.get()) is not None:
                stream.write(data)
            stream.close()
        except OSError:
            return

    def _read(self, number: int) -> None:
        stream = (self._process.stdout, self._process.stderr)[number]
        assert stream is not None
        self._output[number] = stream.read()
        stream.close()

"""The only module that knows subprocesses."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from py3port.errors import UserError

_OUTPUT_LIMIT = 200_000


class ProcessError(UserError):
    """A program could not be started, or did not end in time. The text is one line."""


class Completed(NamedTuple):
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


class Checked(NamedTuple):
    """How a check of the user's ended."""

    returncode: int
    output: str
    """What it printed, to standard error too; of very much only the end."""
    timed_out: bool

    @property
    def ok(self) -> bool:
        """Whether it passed."""
        return self.returncode == 0 and not self.timed_out

    @property
    def reason(self) -> str:
        """Why it failed."""
        return "no answer in time" if self.timed_out else f"exit code {self.returncode}"


def run_check(command: str, *, cwd: Path, timeout: float, env: Mapping[str, str]) -> Checked:
    """Run a command of the user's by the shell, with `env` added to the environment; kills all of it after `timeout`.

    Raises:
        ProcessError: there is no shell.
    """
    import tempfile

    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                command,
                shell=True,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **env},
                start_new_session=True,
            )
        except OSError as error:
            raise ProcessError(f"{command}: {error.strerror or error}") from error
        timed_out = False
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            _kill_group(process)
        size = output.seek(0, os.SEEK_END)
        output.seek(max(0, size - _OUTPUT_LIMIT))
        return Checked(process.returncode, output.read().decode("utf-8", "replace"), timed_out)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Make an end of a command and of what it started, if that still runs."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


class Feed:
    """A program that is given its input bit by bit while the caller goes on with other work.

    Raises:
        ProcessError: it cannot be started.
    """

    def __init__(self, argv: Sequence[str], *, cwd: Path | None = None) -> None:
        from queue import SimpleQueue

        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(list(argv), cwd=cwd, stdin=pipe, stdout=pipe, stderr=pipe)
        except OSError as error:
            raise ProcessError(f"{argv[0]}: {error.strerror or error}") from error
        self._pieces: SimpleQueue[bytes | None] = SimpleQueue()
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

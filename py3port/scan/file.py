"""Scans one file: bytes in, findings out."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from py3port.analysis import Module, Surroundings
from py3port.detect import Dispatcher, findings
from py3port.python2 import ParseError, Source, SourceError, parse
from py3port.result import FileError, FileResult, FileStatus, Options


@dataclass(frozen=True)
class Defect(FileError):
    """An error that is not the file's but py3port's own."""

    trace: str = ""


def scan_file(
    data: bytes, path: str, surroundings: Surroundings, *, options: Options, dispatcher: Dispatcher
) -> FileResult:
    """The findings of the file at `path` with the content `data`; errors are values, never raised."""
    lines, dialect = 0, ""
    try:
        source = Source.from_bytes(data)
        lines = source.line_count
        tree = parse(source)
        dialect = tree.dialect.value
        module = Module(tree, options, surroundings)
        found = findings(module, dispatcher.detect(module), path)
        module.release()
    except (SourceError, ParseError) as error:
        return failed(path, FileError(error.message, error.line, error.column + 1), lines=lines)
    except (RecursionError, MemoryError):
        return failed(path, FileError("nested too deeply"), lines=lines)
    except Exception as error:  # noqa: BLE001 - a defect of ours in one file must not stop the others
        message = f"defect in py3port: {type(error).__name__}: {error}"
        return failed(path, Defect(message, trace=traceback.format_exc()), lines=lines)
    return FileResult(path=path, lines=lines, dialect=dialect, status=FileStatus.OK, findings=found)


def failed(path: str, error: FileError, *, lines: int = 0) -> FileResult:
    """The result of a file that could not be scanned."""
    return FileResult(path=path, lines=lines, dialect="", status=FileStatus.ERROR, error=error)


@contextmanager
def gc_paused() -> Iterator[None]:
    """Keep the cyclic garbage collector off: trees are big, and to look at them again and again is dear."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""Scans one file: bytes in, findings out."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from py3port.analysis import Module, Surroundings
from py3port.detect import Dispatcher, findings
from py3port.python2 import ParseError, Source, SourceError, Tree, ast, parse
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
        imports = imported_names(tree)
        module.release()
    except (SourceError, ParseError) as error:
        return failed(path, FileError(error.message, error.line, error.column + 1), lines=lines)
    except (RecursionError, MemoryError):
        return failed(path, FileError("nested too deeply"), lines=lines)
    except Exception as error:  # noqa: BLE001 - a defect of ours in one file must not stop the others
        message = f"defect in py3port: {type(error).__name__}: {error}"
        return failed(path, Defect(message, trace=traceback.format_exc()), lines=lines)
    return FileResult(
        path=path, lines=lines, dialect=dialect, status=FileStatus.OK, findings=found, imports=imports
    )


def imported_names(tree: Tree) -> tuple[str, ...]:
    """The dotted names that a file imports anywhere, sorted; relative ones keep their leading dots."""
    plain: Any = tree.nodes.get(ast.Import, ())
    names = {alias.name for node in plain for alias in node.names}
    others: Any = tree.nodes.get(ast.ImportFrom, ())
    for node in others:
        module = "." * node.level + (node.module or "")
        separator = "" if module.endswith(".") else "."
        names.update(module if alias.name == "*" else module + separator + alias.name for alias in node.names)
    return tuple(sorted(names))


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

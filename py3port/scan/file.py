"""Scans one file: bytes in, findings out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from py3port.analysis import Module, Surroundings
from py3port.detect import Dispatcher, Judged, findings, numbered
from py3port.filekind import FileKind
from py3port.python2 import ParseError, Source, SourceError, Tree, ast, parse
from py3port.result import FileError, FileResult, FileStatus, Options, Suppression


def scan_file(
    data: bytes,
    path: str,
    surroundings: Surroundings,
    *,
    options: Options,
    dispatcher: Dispatcher,
    kind: FileKind = FileKind.PYTHON,
    read: Callable[[Source], Tree] = parse,
    judge: Callable[[Dispatcher, Module], Judged] = Dispatcher.judge,
) -> FileResult:
    """The findings of the file at `path` with the content `data`; errors are values, never raised.

    `read` parses it, in another way perhaps than from nothing; `judge` asks the rules, not of every node perhaps.
    """
    lines, dialect = 0, ""
    try:
        if kind is not FileKind.PYTHON:
            from py3port.scan.document import Place, scan_document

            return scan_document(data, kind, Place(path, surroundings), options, dispatcher)
        source = Source.from_bytes(data)
        lines = source.line_count
        tree = read(source)
        dialect = tree.dialect.value
        module = Module(tree, options, surroundings)
        judged = judge(dispatcher, module)
        found = findings(module, judged.found, path)
        suppressions = _suppressions(module, judged, path)
        imports = imported_names(tree)
        module.release()
        if options.doctests:
            from py3port.scan.document import Place, scan_doctests

            doctests = scan_doctests(tree, Place(path, surroundings), options, dispatcher)
            found = numbered(sorted((*found, *doctests), key=lambda each: (each.line, each.column)), path)
    except (SourceError, ParseError) as error:
        return failed(path, FileError(error.message, error.line, error.column + 1), lines=lines)
    except (RecursionError, MemoryError):
        return failed(path, FileError("nested too deeply"), lines=lines)
    except Exception as error:  # noqa: BLE001 - a defect of ours in one file must not stop the others
        import traceback

        message = f"defect in py3port: {type(error).__name__}: {error}"
        return failed(path, FileError(message, trace=traceback.format_exc()), lines=lines)
    return FileResult(
        path=path,
        lines=lines,
        dialect=dialect,
        status=FileStatus.OK,
        findings=found,
        imports=imports,
        suppressions=suppressions,
    )


def _suppressions(module: Module, judged: Judged, path: str) -> tuple[Suppression, ...]:
    """The comments that hide findings, each with those that it hides."""
    if not module.ignores:
        return ()
    found = findings(module, [each for _, each in judged.hidden], path)
    pairs = list(zip((ignore for ignore, _ in judged.hidden), found, strict=True))
    return tuple(
        Suppression(
            each.line,
            each.column + 1,
            each.names,
            each.reason,
            tuple(finding for ignore, finding in pairs if ignore is each),
        )
        for each in module.ignores
    )


def imported_names(tree: Tree) -> tuple[str, ...]:
    """The dotted names that a file imports anywhere, sorted; relative ones keep their leading dots."""
    return tuple(sorted({name for _, name in imported_by(tree)}))


def imported_by(tree: Tree) -> Iterator[tuple[Any, str]]:
    """Every import statement, with each dotted name that it imports."""
    plain: Any = tree.nodes.get(ast.Import, ())
    for node in plain:
        yield from ((node, alias.name) for alias in node.names)
    others: Any = tree.nodes.get(ast.ImportFrom, ())
    for node in others:
        module = "." * node.level + (node.module or "")
        separator = "" if module.endswith(".") else "."
        for alias in node.names:
            yield node, module if alias.name == "*" else module + separator + alias.name


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

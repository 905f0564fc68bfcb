"""Scans what is no Python file itself: the Python in it as any other, and its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from py3port.analysis import Module, Surroundings
from py3port.detect import MAX_TEXT, Dispatcher, findings, numbered
from py3port.documents import Document, Part, doctests_of, read_document
from py3port.filekind import FileKind
from py3port.python2 import ParseError, Source, Tree, parse
from py3port.result import Applicability, FileError, FileResult, FileStatus, Finding, Options

_ATTEMPTS = 10
"""So often cells are left out that can be parsed by themselves, but not with the others."""


@dataclass(frozen=True)
class Place:
    """Where a file lies, and what lies around it."""

    path: str
    surroundings: Surroundings


def scan_document(
    data: bytes, kind: FileKind, place: Place, options: Options, dispatcher: Dispatcher
) -> FileResult:
    """The findings of a file that is no Python itself.

    Raises:
        SourceError: it is not what it should be.
    """
    document = read_document(data, kind)
    source = document.source
    broken: list[FileError] = []
    found = [
        *_in_parts(document, place, options, dispatcher, broken),
        *_in_text(source, kind, place, options, dispatcher),
    ]
    found.sort(key=lambda each: (each.line, each.column, each.rule))
    return FileResult(
        path=place.path,
        lines=source.line_count,
        dialect="",
        status=FileStatus.ERROR if broken else FileStatus.OK,
        error=broken[0] if broken else None,
        findings=numbered(found, place.path),
    )


def scan_doctests(tree: Tree, place: Place, options: Options, dispatcher: Dispatcher) -> Iterator[Finding]:
    """The findings of the doctests in a Python file, without their fingerprints."""
    return _in_parts(doctests_of(tree), place, options, dispatcher, [])


@dataclass(frozen=True)
class Readable:
    """What of a part can be parsed."""

    part: Part
    tree: Tree
    broken: tuple[FileError, ...]
    """What is wrong with its other cells, and where in the document."""


def readable(document: Document, part: Part) -> Readable | None:
    """Leave the cells out of a part that are no Python; None if nothing remains."""
    broken: list[FileError] = []
    for _ in range(_ATTEMPTS if part.cells else 0):
        try:
            return Readable(part, parse(Source.from_text(part.code)), tuple(broken))
        except ParseError as error:
            wrong = {} if broken else _wrong_by_themselves(document, part)
            if not wrong:
                source = Source.from_text(part.code)
                offset = source.offset(min(error.line, source.line_count), error.column)
                line, column = document.source.position(part.place(offset))
                wrong = {part.cell_at(offset): FileError(error.message, line, column + 1)}
        broken += wrong.values()
        part = Part(tuple(cell for number, cell in enumerate(part.cells) if number not in wrong))
    return None


def _wrong_by_themselves(document: Document, part: Part) -> dict[int, FileError]:
    """What is wrong with the cells that cannot be parsed whatever stands in the others."""
    found = {}
    for number, cell in enumerate(part.cells):
        source = Source.from_text(f"{cell.code}\n")
        try:
            parse(source)
        except ParseError as error:
            offset = min(source.offset(min(error.line, source.line_count), error.column), len(cell.code))
            line, column = document.source.position(cell.offsets[offset])
            found[number] = FileError(error.message, line, column + 1)
    return found


def _in_parts(
    document: Document, place: Place, options: Options, dispatcher: Dispatcher, broken: list[FileError]
) -> Iterator[Finding]:
    """The findings in the Python of a document; what cannot be read of it goes to `broken`."""
    for whole in document.parts:
        if not dispatcher.may_find(whole.code):
            continue
        found = readable(document, whole)
        if not document.may_be_broken:
            broken += found.broken if found else [FileError("there is no Python in it that could be parsed")]
        if found is None:
            continue
        part, tree = found.part, found.tree
        module = Module(tree, options, place.surroundings)
        for each in findings(module, dispatcher.detect(module), place.path):
            if not _is_hidden(part, tree, each):
                yield _moved(document, part, tree, each)
        module.release()


def _is_hidden(part: Part, tree: Tree, finding: Finding) -> bool:
    return part.cells[part.cell_at(tree.source.offset(finding.line, finding.column - 1))].is_hidden


def _moved(document: Document, part: Part, tree: Tree, finding: Finding) -> Finding:
    """The finding at its place in the document."""
    start = part.place(tree.source.offset(finding.line, finding.column - 1))
    end = part.place(tree.source.offset(finding.end_line, finding.end_column - 1))
    line, column = document.source.position(start)
    end_line, end_column = document.source.position(end)
    is_fixable = document.writer is not None
    return finding._replace(
        line=line,
        column=column + 1,
        end_line=end_line,
        end_column=end_column + 1,
        applicability=finding.applicability if is_fixable else Applicability.MANUAL,
    )


def _in_text(
    source: Source, kind: FileKind, place: Place, options: Options, dispatcher: Dispatcher
) -> Iterator[Finding]:
    for rule in dispatcher.text_rules:
        if kind not in rule.kinds or not rule.may_find(source.text):
            continue
        for spot in rule.look(source.text, place.path, options):
            line, column = source.position(spot.start)
            end_line, end_column = source.position(spot.end)
            yield Finding(
                path=place.path,
                line=line,
                column=column + 1,
                end_line=end_line,
                end_column=end_column + 1,
                rule=rule.name,
                stage=rule.stage,
                applicability=rule.applicability,
                message=spot.message,
                scope="",
                text=" ".join(source.line(line).split())[:MAX_TEXT],
                fingerprint="",
            )

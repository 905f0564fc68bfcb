"""Rewrites the Python inside of other files, part by part, and proves that nothing else changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from py3port.analysis import Surroundings
from py3port.apply.outcome import Changed, Failed, Left, LeftKind, Outcome, Unchanged
from py3port.apply.port import Porter
from py3port.apply.proof import ProofError, check_text, prove
from py3port.documents import CannotWrite, Document, Part, doctests_of, read_document
from py3port.project.files import SourceFile
from py3port.python2 import Edit, ParseError, Source, SourceError, parse
from py3port.result import Mode
from py3port.scan.document import readable
from py3port.storage import digest

_BETWEEN = re.compile(r"^(?:#--py3port-\d+--)?[ \t]*\n", re.MULTILINE)


@dataclass
class _Work:
    """What is to be done to a document."""

    edits: list[Edit] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    """The code that each part shall have, broken cells aside."""
    fixed: Counter[str] = field(default_factory=Counter)
    unsafe: int = 0
    left: list[Left] = field(default_factory=list)


def port_document(porter: Porter, file: SourceFile, raw: bytes, surroundings: Surroundings) -> Outcome:
    """What becomes of a file that is no Python itself."""
    try:
        document = read_document(raw, file.kind)
        if document.writer is None:
            return Unchanged(file.path)
        work = _work(porter, document, file.path, surroundings)
        if not work.edits:
            return Unchanged(file.path, tuple(work.left))
        after = document.source.apply(sorted(work.edits, key=lambda edit: edit.start))
        _check(document, read_document(after.raw, file.kind), work)
    except SourceError as error:
        return Failed(file.path, error.message, error.line, error.column + 1)
    except ProofError as error:
        return Failed(file.path, str(error), defect=True)
    return Changed(
        path=file.path,
        digest=digest(raw),
        data=after.raw,
        encoding=after.encoding,
        confirm_with="",
        fixed=tuple(sorted(work.fixed.items())),
        left=tuple(work.left),
        unsafe=work.unsafe,
    )


def with_doctests(porter: Porter, outcome: Outcome, raw: bytes, surroundings: Surroundings) -> Outcome:
    """What becomes of a Python file when the doctests in its strings count."""
    if not isinstance(outcome, (Changed, Unchanged)):
        return outcome
    data = outcome.data if isinstance(outcome, Changed) else raw
    if b">>>" not in data:
        return outcome
    try:
        tree = parse(Source.from_bytes(data))
        document = doctests_of(tree)
        work = _work(porter, document, outcome.path, surroundings)
        left = (*outcome.left, *work.left)
        if not work.edits:
            return replace(outcome, left=left)
        edits = sorted(work.edits, key=lambda edit: edit.start)
        source = Source.from_bytes(document.source.apply(edits).raw)
        check_text(tree.source, source, edits)
        after = parse(source)
        prove(tree, after, edits, mode=porter.options.mode)
        _check(document, doctests_of(after), work)
    except (SourceError, ParseError) as error:
        return Failed(outcome.path, error.message, error.line, error.column + 1)
    except ProofError as error:
        return Failed(outcome.path, str(error), defect=True)
    earlier = outcome if isinstance(outcome, Changed) else None
    fixed = Counter(dict(earlier.fixed) if earlier else {}) + work.fixed
    is_dual = porter.options.mode is Mode.DUAL
    return Changed(
        path=outcome.path,
        digest=digest(raw),
        data=source.raw,
        encoding=source.encoding,
        confirm_with=earlier.confirm_with if earlier else "2.7" if is_dual else "",
        fixed=tuple(sorted(fixed.items())),
        left=left,
        unsafe=work.unsafe + (earlier.unsafe if earlier else 0),
    )


def _work(porter: Porter, document: Document, path: str, surroundings: Surroundings) -> _Work:
    work = _Work()
    for whole in document.parts:
        found = readable(document, whole) if porter.may_find(whole.code) else None
        if found is None:
            work.codes.append("")
            continue
        part, code = found.part, found.part.code
        outcome = porter.port_source(path, found.tree.source, surroundings, is_part=True)
        if isinstance(outcome, Changed):
            try:
                new = outcome.data.decode("utf-8")
                work.edits += document.edits(part, new)
                work.fixed.update(dict(outcome.fixed))
                work.unsafe += outcome.unsafe
                code = new
            except CannotWrite as error:
                work.left += _kept(document, part, outcome, str(error))
        elif isinstance(outcome, Failed) and outcome.defect:
            raise ProofError(outcome.error)
        work.codes.append(code)
        if isinstance(outcome, (Changed, Unchanged)):
            work.left += _moved(document, part, outcome.left)
        if not document.may_be_broken:
            work.left += [Left("syntax", each.line, LeftKind.MANUAL, each.message) for each in found.broken]
    return work


def _kept(document: Document, part: Part, outcome: Changed, reason: str) -> Iterator[Left]:
    """What would have been fixed, had it been possible to write it."""
    line, _ = document.source.position(part.place(0))
    for name, _ in outcome.fixed:
        yield Left(name, line, LeftKind.SKIPPED, reason)


def _moved(document: Document, part: Part, left: tuple[Left, ...]) -> Iterator[Left]:
    """What stays, with the lines of the document, as far as these can be told from those of the old code."""
    source = Source.from_text(part.code)
    for each in left:
        line = 0
        if 0 < each.line <= source.line_count:
            line, _ = document.source.position(part.place(source.offset(each.line, 0)))
        yield replace(each, line=line)


def _check(before: Document, after: Document, work: _Work) -> None:
    """Make sure that a new document has the Python that it shall have.

    Raises:
        ProofError: it has not.
    """
    if len(before.parts) != len(after.parts):
        raise ProofError("the rewrite would change what Python there is")
    for code, part in zip(work.codes, after.parts, strict=True):
        found = readable(after, part) if code else None
        if code and (found is None or _BETWEEN.sub("", code) != _BETWEEN.sub("", found.part.code)):
            raise ProofError("the rewritten document would not hold the rewritten code")

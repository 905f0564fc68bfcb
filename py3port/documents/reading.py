"""Reads a file as the document that its kind makes of it."""

from __future__ import annotations

from py3port.documents.doctests import read_prose, read_strings
from py3port.documents.document import Document
from py3port.documents.notebook import read_notebook
from py3port.documents.snippets import read_snippets
from py3port.filekind import FileKind
from py3port.python2 import Source, SourceError, Tree

_BOM = b"\xef\xbb\xbf"
_WITH_COMMANDS = frozenset({FileKind.SETTINGS, FileKind.SHELL})


def read_document(raw: bytes, kind: FileKind) -> Document:
    """The text of a file and the Python in it.

    Raises:
        SourceError: the file is not what its name says.
    """
    if kind is FileKind.NOTEBOOK:
        return read_notebook(_utf8(raw))
    if b"\0" in raw:
        # A picture called `.txt`, or UTF-16: nothing of ours.
        return Document(Source.from_text(""), ())
    source = _any_text(raw)
    if kind is FileKind.TEXT:
        return read_prose(source)
    if kind in _WITH_COMMANDS:
        return read_snippets(source)
    return Document(source, ())


def doctests_of(tree: Tree) -> Document:
    """The doctests in the strings of a Python file."""
    return read_strings(tree)


def _utf8(raw: bytes) -> Source:
    bom = raw.startswith(_BOM)
    body = raw[3:] if bom else raw
    try:
        return Source(raw, body.decode("utf-8"), "utf-8", bom=bom, cookie=True)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SourceError(f"not UTF-8: {error.reason}", line) from None


def _any_text(raw: bytes) -> Source:
    """The text in UTF-8, or in what can be told of any other encoding: a character for each byte."""
    try:
        return _utf8(raw)
    except SourceError:
        return Source(raw, raw.decode("latin-1"), "iso-8859-1", bom=False, cookie=True)

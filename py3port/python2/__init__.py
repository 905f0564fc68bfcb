"""The Python 2 front end: sources, masking, and syntax trees that are node for node those of Python 2.7."""

from __future__ import annotations

from py3port.python2.ast import Dialect, Exec, ParseError, Print, Raise, Repr, Tree, parse
from py3port.python2.lexer import comments
from py3port.python2.marks import Kind, Mark, Masked
from py3port.python2.mask import mask
from py3port.python2.reparse import Reparsed, reparse
from py3port.python2.source import Edit, Source, SourceError

__all__ = [
    "Dialect",
    "Edit",
    "Exec",
    "Kind",
    "Mark",
    "Masked",
    "ParseError",
    "Print",
    "Raise",
    "Reparsed",
    "Repr",
    "Source",
    "SourceError",
    "Tree",
    "comments",
    "mask",
    "parse",
    "reparse",
]

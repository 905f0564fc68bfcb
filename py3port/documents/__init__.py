"""Python inside of other files: notebooks, doctests, and the command lines of shells and settings."""

from __future__ import annotations

from py3port.documents.document import CannotWrite, Cell, Document, Part
from py3port.documents.reading import doctests_of, read_document

__all__ = ["CannotWrite", "Cell", "Document", "Part", "doctests_of", "read_document"]

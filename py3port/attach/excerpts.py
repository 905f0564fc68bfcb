"""The source lines around findings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from py3port.python2 import Source, SourceError
from py3port.result import FileError, FileResult, Finding
from py3port.scan.reading import read_content

AROUND = 2
"""How many lines before and after a finding are shown."""
_MOST_LINES = 6
"""So many lines of a finding that spans many."""
LONGEST = 300
"""In characters; what is longer is cut."""


def excerpts(root: Path, files: Iterable[FileResult], *, limit: int) -> Mapping[str, Mapping[int, str]]:
    """The lines around the findings of each file that can be read, by their number."""
    found = {}
    for file in files:
        lines = _lines(os.path.join(root, file.path), limit) if file.findings else ()
        if lines:
            found[file.path] = {
                number: lines[number - 1][:LONGEST]
                for number in sorted(set(_wanted(file.findings)))
                if 0 < number <= len(lines)
            }
    return found


def _wanted(findings: Iterable[Finding]) -> Iterator[int]:
    for each in findings:
        end = min(max(each.line, each.end_line), each.line + _MOST_LINES - 1)
        yield from range(each.line - AROUND, end + AROUND + 1)


def _lines(path: str, limit: int) -> Sequence[str]:
    content = read_content(path, limit=limit)
    if isinstance(content, FileError):
        return ()
    try:
        return Source.from_bytes(content.data).text.split("\n")
    except SourceError:
        return ()

"""Python on command lines: what stands behind `python -c`, and what is fed to `python` line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from py3port.documents.document import Cell, Document, Part
from py3port.python2 import Source

_COMMAND = re.compile(r"\bpython(?:2(?:\.\d)?)?(?:[ \t]+-[A-Zabd-z]+)*[ \t]+-[a-zA-Z]*c[ \t]+(?=['\"])")
_HEREDOC = re.compile(
    r"\bpython(?:2(?:\.\d)?)?(?:[ \t]+-)?[ \t]*<<-?[ \t]*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)[^\n]*\n"
)
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\([\"\\$`\n])|([^\\]|\\)", re.DOTALL)


def read_snippets(source: Source) -> Document:
    """The code that a shell hands to Python; nobody but a person can tell how to quote another."""
    text = source.text
    parts = [Part((cell,)) for cell in _heredocs(text)] if "<<" in text else []
    for command in _COMMAND.finditer(text) if "python" in text else ():
        quoted = (_SINGLE if text[command.end()] == "'" else _DOUBLE).match(text, command.end())
        if quoted is None:
            continue
        code, offsets = _unquoted(text, quoted)
        if "$" not in code or text[command.end()] == "'":
            parts.append(Part((Cell(code, offsets),)))
    return Document(source, tuple(parts), may_be_broken=True)


def _heredocs(text: str) -> Iterator[Cell]:
    """Scripts between `<<EOF` and `EOF`, unless the shell puts values into them."""
    at = 0
    unknown: set[str] = set()
    while found := _HEREDOC.search(text, at):
        at = found.end()
        word = found["end"]
        end = None if word in unknown else re.compile(rf"^\t*{word}$", re.MULTILINE).search(text, at)
        if end is None:
            unknown.add(word)
            continue
        if end.start() > at and (found["quote"] or "$" not in text[at : end.start()]):
            yield Cell(text[at : end.start() - 1], range(at, end.start()))
        at = end.end()


def _unquoted(text: str, quoted: re.Match[str]) -> tuple[str, list[int]]:
    start, end = quoted.span(1)
    if text[quoted.start()] == "'" or "\\" not in quoted[1]:
        return quoted[1], list(range(start, end + 1))
    code, offsets = [], []
    for each in _ESCAPED.finditer(text, start, end):
        character = each[1] or each[2]
        if each[1] != "\n":
            code.append(character)
            offsets.append(each.start())
    return "".join(code), [*offsets, end]

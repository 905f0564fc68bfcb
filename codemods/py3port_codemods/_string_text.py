"""Where each character of a string's value stands in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from py3port.rule import Module, ast

_TOKEN = re.compile(r"""#[^\n]*|([A-Za-z]{0,2})('{3}|"{3}|'|")((?:\\.|(?!\2).)*)\2""", re.DOTALL)
_ESCAPE = re.compile(r"\\(\n|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)|.", re.DOTALL)
_UNICODE_ESCAPE = re.compile(r"\\([uUN])")
_SIMPLE = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


@dataclass(frozen=True)
class Character:
    """One character of a string's value, and the piece of source that makes it."""

    value: str
    start: int
    end: int
    is_raw: bool
    """Whether it stands in a raw string, where a backslash is written once."""

    @property
    def backslash(self) -> str:
        """How a backslash is written beside it."""
        return "\\" if self.is_raw else "\\\\"


def characters_of(string: ast.Constant, module: Module) -> Sequence[Character]:
    """The characters of a string, or of several side by side; none where an escape names a character of Unicode."""
    if not isinstance(string.value, (str, bytes)):
        return ()
    source = module.source
    text = source.text
    start = source.offset(string.lineno, string.col_offset)
    end = source.offset(string.end_lineno or 0, string.end_col_offset or 0)
    found: list[Character] = []
    for token in _TOKEN.finditer(text, start, end):
        if token[2] is None:
            continue
        prefix = token[1].lower()
        is_unicode = prefix[:1] == "u" or (not prefix and "unicode_literals" in module.tree.future)
        if is_unicode and _UNICODE_ESCAPE.search(token[3]):
            return ()
        if "r" in prefix:
            found += [Character(text[at], at, at + 1, True) for at in range(token.start(3), token.end(3))]
        else:
            found += _escaped(text, token.start(3), token.end(3))
    return found


def _escaped(text: str, start: int, end: int) -> Iterator[Character]:
    for each in _ESCAPE.finditer(text, start, end):
        code = each[1]
        if code is None:
            yield Character(each[0], each.start(), each.end(), False)
        elif code in _SIMPLE:
            if _SIMPLE[code]:
                yield Character(_SIMPLE[code], each.start(), each.end(), False)
        elif code[0] in "x01234567" and code != "x":
            value = int(code[1:], 16) if code[0] == "x" else int(code, 8) & 0xFF
            yield Character(chr(value), each.start(), each.end(), False)
        else:
            yield Character("\\", each.start(), each.start() + 1, False)
            yield Character(code, each.start() + 1, each.end(), False)

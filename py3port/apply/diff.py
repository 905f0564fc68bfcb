"""Unified diffs of what an apply does, for people and as `git apply` and `patch -p1` read them."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator

# Controls, quotes, and whatever may turn the text of a terminal around.
_ODD = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_ESCAPED = {ord('"'): '\\"', ord("\\"): "\\\\", 9: "\\t", 10: "\\n"}
_RESET = "\033[0m"
_COLOURS = (("---", "\033[1m"), ("+++", "\033[1m"), ("@@", "\033[36m"), ("-", "\033[31m"), ("+", "\033[32m"))


def unified(path: str, before: bytes, after: bytes, *, encoding: str = "utf-8") -> Iterator[str]:
    """The lines of the diff of one file, line ends included, carriage returns too."""
    old, new = _lines(before, encoding), _lines(after, encoding)
    for line in difflib.unified_diff(old, new, _name(f"a/{path}"), _name(f"b/{path}")):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def patch(path: str, before: bytes, after: bytes) -> Iterator[bytes]:
    """The same as the bytes of the file, whatever its encoding."""
    for number, line in enumerate(unified(path, before, after, encoding="latin-1")):
        yield line.encode("latin-1") if number > 1 else line.encode()


def coloured(lines: Iterable[str]) -> Iterator[str]:
    """The same for a terminal; control characters of the source are made visible, so that it cannot act on them."""
    for line in lines:
        shown = "".join(
            char if char.isprintable() or char == "\t" else _visible(char) for char in line.rstrip("\n")
        )
        colour = next((colour for mark, colour in _COLOURS if line.startswith(mark)), "")
        yield f"{colour}{shown}{_RESET if colour else ''}\n"


def _name(path: str) -> str:
    """As git writes a name: quoted where it would break the line or is not UTF-8, with a tab where it has spaces."""
    if not _ODD.search(path):
        return f"{path}\t" if " " in path else path
    raw = os.fsencode(path)
    return (
        '"'
        + "".join(_ESCAPED.get(code) or (chr(code) if 32 <= code < 127 else f"\\{code:03o}") for code in raw)
        + '"'
    )


def _visible(char: str) -> str:
    return "" if char == "\r" else repr(char)[1:-1]


def _lines(data: bytes, encoding: str) -> list[str]:
    text = data.decode(encoding, "surrogateescape")
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])

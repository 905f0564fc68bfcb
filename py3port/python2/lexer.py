"""Strings, comments and continuations of a source, found once, and the code with all of them made harmless."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

_TOKENS = re.compile(
    r"""(\#[^\n]*
    |\"\"\"[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"\"\"
    |'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''
    |"[^"\\\n]*(?:\\.[^"\\\n]*)*"
    |'[^'\\\n]*(?:\\.[^'\\\n]*)*'
    |\\(?:\n|\Z))""",
    re.DOTALL | re.VERBOSE,
)
# What begins with a plain character is found fast.
_PREFIXED = re.compile(r"\"(?:(?<=[uUbB]\")|(?<=[uUbB][rR]\"))")
_PREFIX = re.compile(r"(?<![A-Za-z0-9_])[uUbB]?[rR]?\Z")
# Of `u` and `U`, Python 3's parser records the first only.
_UR = re.compile(r"\"(?:(?<=U\")(?<![A-Za-z0-9_]U\")|(?<=[uU][rR]\")(?<![A-Za-z0-9_][uU][rR]\"))")
_ADJACENT = re.compile(r"'[ \t\f\n]*[uUbBrR]{0,2}\"")
_FINE = re.compile(
    r"[^\\]*(?:\\(?:[\n\\'\"abfnrtv]|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|[0-7]{1,2}(?![0-7]))[^\\]*)*\Z"
)
_KNOWN = re.compile(
    r"[^\\]*(?:\\(?:[\n\\'\"abfnrtvN]|[xuU][0-9a-fA-F]{2}|[0-3][0-7]{2}|[0-7]{1,2}(?![0-7]))[^\\]*)*\Z"
)
_ESCAPE = re.compile(r"\\[uUN]")
# That a statement begins there is looked at last: what begins with a plain word is found fast.
_FUTURE = re.compile(r"from[ \t]+__future__[ \t]+import[ \t]*(?=(\([^)]*\)|[^\n;]*))")
_WORD = re.compile(r"\w+")
_IN_WORDS = frozenset(each for each in map(chr, range(128)) if each.isalnum() or each == "_")
_NOT_NEWLINE = re.compile(r"[^\n]")


class Lexed:
    """A text cut into code and tokens; `code` has strings blanked to `"xxx'` and the rest to spaces, same length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = _TOKENS.split(text)
        blank = self.parts[:]
        blank[1::2] = [
            f"\"{'x' * (len(token) - 2)}'" if token[0] in "\"'" else " " * len(token) for token in blank[1::2]
        ]
        self.code = "".join(blank)
        self.short = '"'.join(self.parts[::2])
        """The code with a quote in the place of each token: faster to search for what mostly stands nowhere."""
        self._groups: dict[int, list[int]] | None = None
        self._offsets: list[int] | None = None
        self.future = futures(self.code) if "__future__" in text else frozenset()

    @property
    def offsets(self) -> list[int]:
        """The offset of each part."""
        if self._offsets is None:
            self._offsets = [0, *accumulate(map(len, self.parts))]
        return self._offsets

    def prefix(self, at: int) -> str:
        """Return the prefix of the string that is part `at`."""
        before = self.parts[at - 1][-3:]
        if not before or before[-1] not in "uUbBrR":
            return ""
        if len(before) < 3:
            before = self.text[max(0, self.offsets[at] - 3) : self.offsets[at]]
        found = _PREFIX.search(before)
        return found.group() if found else ""

    def suspicious(self) -> list[int]:
        """Return the parts that are strings which Python 3 would refuse, warn of or read otherwise."""
        parts = self.parts
        ascii_only = self.text.isascii()
        has_prefixes = _PREFIXED.search(self.short) is not None
        if ascii_only and not has_prefixes and "\\" not in self.text:
            return []
        strange = [
            at
            for at in range(1, len(parts), 2)
            if "\\" in parts[at] or not (ascii_only or parts[at].isascii())
        ]
        found = {at for at in strange if parts[at][0] in "\"'" and not self._reads_alike(at, parts[at])}
        if has_prefixes:
            found.update(bisect_right(self.offsets, each.end() - 1) - 1 for each in _UR.finditer(self.code))
            found.update(self._mixed(found))
        return sorted(found)

    def _reads_alike(self, at: int, token: str) -> bool:
        prefix = self.prefix(at).lower()
        unicode = "u" in prefix or ("b" not in prefix and "unicode_literals" in self.future)
        if not token.isascii():
            return False
        if "r" in prefix:
            return not unicode or not _ESCAPE.search(token)
        if unicode and _ESCAPE.search(token):
            return _KNOWN.match(token) is not None
        return _FINE.match(token) is not None

    def _mixed(self, masked: set[int]) -> Iterator[int]:
        """Yield strings next to strings of another type."""
        for at, group in self.groups.items():
            if at == group[0]:
                kinds = {self.prefix(near).lower()[:1].replace("r", "") for near in group}
                if len(kinds) > 1 or (kinds != {""} and any(near in masked for near in group)):
                    yield from group

    @property
    def groups(self) -> dict[int, list[int]]:
        """Strings with nothing but white space and comments between them, by each of their parts."""
        if self._groups is None:
            self._groups = {}
            offsets = self.offsets
            for found in _ADJACENT.finditer(self.code):
                left = bisect_right(offsets, found.start()) - 1
                right = bisect_right(offsets, found.end() - 1) - 1
                group = self._groups.setdefault(left, [left])
                group.append(right)
                self._groups[right] = group
        return self._groups


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Every comment of a source, with its offset."""
    return ((found.start(), found.group()) for found in _TOKENS.finditer(text) if found.group()[0] == "#")


def words_at(code: str, word: str) -> Iterator[int]:
    """Where a word stands in code, with no letter, digit or underscore of ASCII beside it."""
    start = code.find(word)
    while start >= 0:
        end = start + len(word)
        if code[start - 1 : start] not in _IN_WORDS and code[end : end + 1] not in _IN_WORDS:
            yield start
        start = code.find(word, end)


def futures(code: str) -> frozenset[str]:
    """Return what a blanked text imports from __future__."""
    found: set[str] = set()
    for statement in _FUTURE.finditer(code):
        start = statement.start()
        if code[code.rfind("\n", 0, start) + 1 : start].rpartition(";")[2].strip(" \t"):
            continue
        for name in statement[1].strip("()").split(","):
            words = _WORD.findall(name)
            found.update(words[:1])
    return frozenset(found)


def filler(prefix: str, token: str) -> str:
    """Return a plain string literal of the same length and lines as a string token with its prefix."""
    triple = token[:3] if len(token) >= 6 and token[:3] in ("'''", '"""') else token[0]
    inner = prefix + token[len(triple) : len(token) - len(triple)]
    if "\n" not in inner:
        return triple + "_" * len(inner) + triple
    inner = _NOT_NEWLINE.sub("_", inner)
    if len(triple) == 1:
        # The backslash before the line end must stay.
        inner = inner.replace("_\n", "\\\n")
    return triple + inner + triple

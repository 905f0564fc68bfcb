"""The words in a file, by which most questions about it are answered before anybody looks at its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache

_WORD = re.compile(r"\w+")
_GAPS = {code: " " for code in range(128) if not _WORD.match(chr(code))}


@lru_cache(maxsize=1)
def words_in(text: str) -> frozenset[str]:
    """The words of a text: all that is made of letters, digits and underscores with nothing of that kind beside it."""
    return frozenset(text.translate(_GAPS).split() if text.isascii() else _WORD.findall(text))


class Search:
    """Looks for the same strings in one text after another."""

    def __init__(self, strings: Iterable[str]) -> None:
        # What has no gap in it can be looked for in the words alone, of which most come many times.
        self._parts: list[str] = []
        self._others: list[tuple[str, str]] = []
        for each in dict.fromkeys(strings):
            if _WORD.fullmatch(each):
                self._parts.append(each)
            else:
                self._others.append((max(_WORD.findall(each), key=len, default=""), each))

    def within(self, text: str) -> Set[str]:
        """Those of the strings that stand in a text."""
        words = "\n".join(words_in(text))
        found = {each for each in self._parts if each in words}
        found.update([each for part, each in self._others if part in words and each in text])
        return found

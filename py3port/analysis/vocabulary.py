"""The words in a file, by which most questions about it are answered before anybody looks at its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache

_WORD = re.compile(r"\w+")
_GAPS = {code: " " for code in range(128) if not _WORD.match(chr(code))}
_MOST_WORDS = 200_000
"""So many words are remembered; after that we begin anew."""


@lru_cache(maxsize=1)
def words_in(text: str) -> frozenset[str]:
    """The words of a text: all that is made of letters, digits and underscores with nothing of that kind beside it."""
    return frozenset(text.translate(_GAPS).split() if text.isascii() else _WORD.findall(text))


class Search:
    """Looks for the same strings in one text after another: most words of a text have been met in an earlier one."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._by_part: dict[str, list[str]] = {}
        """Each by its longest word, with a line end where a word has to begin or end there."""
        self._gaps: list[str] = []
        """Those that have no word in them."""
        for each in dict.fromkeys(strings):
            part = _longest_word(each)
            if part:
                self._by_part.setdefault(part, []).append(each)
            else:
                self._gaps.append(each)
        self._met: set[str] = set()
        self._holding: dict[str, list[str]] = {}
        """The parts that lie in a word, for each word that was met and has any."""

    def within(self, text: str) -> Set[str]:
        """Those of the strings that stand in a text."""
        words = words_in(text)
        if len(self._met) > _MOST_WORDS:
            self._met.clear()
            self._holding.clear()
        self._meet(words - self._met)
        parts = {part for word in words if word in self._holding for part in self._holding[word]}
        found = {each for part in parts for each in self._by_part[part] if each == part or each in text}
        return found.union([each for each in self._gaps if each in text])

    def _meet(self, words: Set[str]) -> None:
        """Remember which of the parts lie in words that are new."""
        self._met |= words
        lines = "\n".join(("", *words, ""))
        for part in self._by_part:
            at = lines.find(part)
            while at >= 0:
                inside = at + part.startswith("\n")
                end = lines.index("\n", inside)
                self._holding.setdefault(lines[lines.rindex("\n", 0, inside) + 1 : end], []).append(part)
                at = lines.find(part, end)


def _longest_word(text: str) -> str:
    word = max(_WORD.finditer(text), key=lambda found: found.end() - found.start(), default=None)
    if word is None:
        return ""
    return "\n" * (word.start() > 0) + word.group() + "\n" * (word.end() < len(text))

"""The words in a file, by which most questions about it are answered before anybody looks at its tree."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Set
from functools import lru_cache
from typing import Generic, TypeVar

_WORD = re.compile(r"\w+")
_GAPS = {code: " " for code in range(128) if not _WORD.match(chr(code))}
_MOST_WORDS = 200_000
"""So many words are remembered; after that we begin anew."""
_Key = TypeVar("_Key")


@lru_cache(maxsize=1)
def words_in(text: str) -> frozenset[str]:
    """The words of a text: all that is made of letters, digits and underscores with nothing of that kind beside it."""
    return frozenset(text.translate(_GAPS).split() if text.isascii() else _WORD.findall(text))


class Search(Generic[_Key]):
    """Tells in whose words one text after another speaks: most words of a text have been met in an earlier one."""

    def __init__(self, strings: Mapping[_Key, Collection[str]]) -> None:
        self._always = frozenset(key for key, each in strings.items() if not each)
        self._keys: dict[str, list[_Key]] = {}
        """Those with strings that are parts of words, by these parts.

        Of all other strings it is their longest words, with a line end where a word has to begin or end there.
        """
        self._others: list[tuple[_Key, str, str]] = []
        """Those with other strings, each with one and its longest word."""
        for key, string in [(key, string) for key, each in strings.items() for string in each]:
            part = _longest_word(string)
            keys = self._keys.setdefault(part, []) if part else []
            if part == string:
                keys.append(key)
            else:
                self._others.append((key, string, part))
        self._met: set[str] = set()
        self._holding: dict[str, list[str]] = {}
        """The parts that lie in a word, for each word that was met and has any."""

    def within(self, text: str) -> Set[_Key]:
        """Those of which any string stands in a text, and those without strings."""
        words = words_in(text)
        if len(self._met) > _MOST_WORDS:
            self._met.clear()
            self._holding.clear()
        self._meet(words - self._met)
        parts = set().union(*map(self._holding.__getitem__, self._holding.keys() & words))
        found = set(self._always).union(*map(self._keys.__getitem__, parts))
        for key, string, part in self._others:
            if (not part or part in parts) and key not in found and string in text:
                found.add(key)
        return found

    def _meet(self, words: Set[str]) -> None:
        """Remember which of the parts lie in words that are new."""
        self._met |= words
        lines = "\n".join(("", *words, ""))
        for part in self._keys:
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

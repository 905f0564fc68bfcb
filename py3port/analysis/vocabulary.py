"""The words in a file, by which most questions about it are answered before anybody looks at its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"\w+")
_GAPS = {code: " " for code in range(128) if not _WORD.match(chr(code))}
_MOST_WORDS = 200_000
"""So many words are remembered; after that we begin anew."""


@lru_cache(maxsize=1)
def words_in(text: str) -> frozenset[str]:
    """The words of a text: all that is made of letters, digits and underscores with nothing of that kind beside it."""
    return frozenset(text.translate(_GAPS).split() if text.isascii() else _WORD.findall(text))


@dataclass(frozen=True)
class Strings:
    """Strings any of which is looked for."""

    words: frozenset[str]
    """Those that are words, or parts of them."""
    others: tuple[tuple[str, str], ...]
    """The rest, each with its longest word."""

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        """What is known of some strings before there is a text."""
        longest = {each: _longest_word(each) for each in strings}
        return cls(
            frozenset(each for each, word in longest.items() if word and word == each),
            tuple((each, word) for each, word in longest.items() if not word or word != each),
        )


@dataclass(frozen=True)
class Sought:
    """Which of the strings of a `Search` stand in one text; what is no word is looked for when it is asked about."""

    text: str
    parts: Set[str]

    def any_of(self, strings: Strings) -> bool:
        """Whether any of some of the strings stands in the text."""
        if not self.parts.isdisjoint(strings.words):
            return True
        for each, part in strings.others:
            if (not part or part in self.parts) and each in self.text:
                return True
        return False


class Search:
    """Looks for the same strings in one text after another: most words of a text have been met in an earlier one."""

    def __init__(self, strings: Iterable[Strings]) -> None:
        self._parts: dict[str, None] = {}
        """The words, and the longest ones of others, with a line end where a word has to begin or end there."""
        for each in strings:
            self._parts |= dict.fromkeys([*each.words, *(word for _, word in each.others if word)])
        self._met: set[str] = set()
        self._holding: dict[str, list[str]] = {}
        """The parts that lie in a word, for each word that was met and has any."""

    def within(self, text: str) -> Sought:
        """What tells of the strings which of them stand in a text."""
        words = words_in(text)
        if len(self._met) > _MOST_WORDS:
            self._met.clear()
            self._holding.clear()
        self._meet(words - self._met)
        held = map(self._holding.__getitem__, self._holding.keys() & words)
        return Sought(text, frozenset().union(*held))

    def _meet(self, words: Set[str]) -> None:
        """Remember which of the parts lie in words that are new."""
        self._met |= words
        lines = "\n".join(("", *words, ""))
        for part in self._parts:
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

"""The words in a file, by which most questions about it are answered before anybody looks at its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
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
class Sought:
    """Which of the strings of a `Search` stand in one text; each is looked for when it is asked about."""

    text: str
    parts: Set[str]
    part_of: Mapping[str, str]

    def any_of(self, strings: Iterable[str]) -> bool:
        """Whether any of some of the strings stands in the text."""
        for each in strings:
            part = self.part_of[each]
            if (part in self.parts and part == each) or (
                (not part or part in self.parts) and each in self.text
            ):
                return True
        return False


class Search:
    """Looks for the same strings in one text after another: most words of a text have been met in an earlier one."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._part_of = {each: _longest_word(each) for each in strings}
        """Their longest words, with a line end where a word has to begin or end there."""
        self._parts = tuple(dict.fromkeys(filter(None, self._part_of.values())))
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
        return Sought(text, frozenset().union(*held), self._part_of)

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

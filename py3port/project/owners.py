"""Who owns a file: configuration first, else CODEOWNERS as GitHub reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.project.config import Config
from py3port.project.patterns import Pattern, PatternError, codeowners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in this order; the first file counts."""
MAX_SIZE = 3_000_000
"""GitHub does not read a bigger one."""

_OWNER = re.compile(r"@[A-Za-z0-9][\w.-]*(/[\w.-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+")
_WORD = re.compile(r"(?:\\.|[^\\\s])+")


@dataclass(frozen=True)
class OwnerRule:
    """One line: a pattern and the owners of what it matches; without owners nobody's."""

    pattern: Pattern
    owners: tuple[str, ...]
    source: str
    """File and line, such as `.github/CODEOWNERS:12`."""


class Owners:
    """Finds the owners of paths: the last rule that matches."""

    def __init__(self, rules: Iterable[OwnerRule] = ()) -> None:
        self.rules: Sequence[OwnerRule] = tuple(rules)
        self._literal: dict[str, int] = {}
        self._literal_folder: dict[str, int] = {}
        self._wild: list[int] = []
        for number, rule in enumerate(self.rules):
            if rule.pattern.literal is None:
                self._wild.append(number)
            else:
                index = self._literal_folder if rule.pattern.folders_only else self._literal
                index[rule.pattern.literal] = number
        self._wild.reverse()

    def owner_of(self, path: str) -> tuple[tuple[str, ...], str]:
        """The owners of a file, and the line that says so; both empty where no line matches."""
        best = max((number for number in self._literal_matches(path)), default=-1)
        for number in self._wild:
            if number < best:
                break
            if self.rules[number].pattern.regex.fullmatch(path):
                best = number
                break
        if best < 0:
            return (), ""
        rule = self.rules[best]
        return rule.owners, rule.source

    @property
    def names(self) -> tuple[str, ...]:
        """Every owner that is named anywhere, sorted."""
        return tuple(sorted({owner for rule in self.rules for owner in rule.owners}))

    def _literal_matches(self, path: str) -> Iterator[int]:
        """Numbers of the rules that name the path or a folder above it letter by letter, as most rules do."""
        yield self._literal.get(path, -1)
        end = path.rfind("/")
        while end > 0:
            folder = path[:end]
            yield self._literal.get(folder, -1)
            yield self._literal_folder.get(folder, -1)
            end = path.rfind("/", 0, end)


def load_owners(root: Path, config: Config) -> Owners:
    """The owners that the configuration names, else those of the CODEOWNERS file, else nobody."""
    if config.owners:
        return Owners(OwnerRule(codeowners(each.pattern), each.owners, each.source) for each in config.owners)
    for place in PLACES:
        text = _read(root, place)
        if text is not None:
            return Owners(parse_codeowners(text, place))
    return Owners()


def parse_codeowners(text: str, name: str = "CODEOWNERS") -> list[OwnerRule]:
    """The rules of a CODEOWNERS file; lines that GitHub finds invalid are skipped as it skips them."""
    rules = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        words = _words(line)
        if not words or not all(_OWNER.fullmatch(owner) for owner in words[1:]):
            continue
        try:
            rules.append(OwnerRule(codeowners(words[0]), tuple(words[1:]), f"{name}:{number}"))
        except PatternError:
            continue
    return rules


def _words(line: str) -> list[str]:
    """The words of a line, without its comment; a backslash keeps a space in its word."""
    words = []
    for match in _WORD.finditer(line):
        if match.group().startswith("#"):
            break
        words.append(match.group())
    return words


def _read(root: Path, place: str) -> str | None:
    path = root / place
    try:
        if (
            not path.is_file()
            or not path.resolve().is_relative_to(root.resolve())
            or path.stat().st_size > MAX_SIZE
        ):
            return None
        return path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError:
        return None

"""Reads CODEOWNERS files, as GitHub and as GitLab understand them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3port.project.patterns import Pattern, PatternError, codeowners, gitlab_codeowners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where the forges look; the first file counts."""
MAX_SIZE = 3_000_000
"""GitHub does not read a bigger one."""

_OWNER = re.compile(r"@@?[A-Za-z0-9][\w.-]*(/[\w.-]+)*|[^@\s]+@[^@\s]+\.[^@\s]+")
_WORD = re.compile(r"(?:\\.|[^\\\s])+")
_LINE_END = re.compile(r"\r\n|\n|\r")
_SECTION = re.compile(r"\^?\[(?P<name>[^\[\]]+)\](?:\[\d+\])?(?:\s+(?P<owners>.*))?$")


@dataclass(frozen=True)
class OwnerRule:
    """One line: a pattern and the owners of what it matches; without owners nobody's."""

    pattern: Pattern
    owners: tuple[str, ...]
    source: str
    """File and line, such as `.github/CODEOWNERS:12`."""
    excludes: bool = False
    """Whether it takes what it matches out of its section (GitLab's `!`)."""


class RuleIndex:
    """Finds the last of many rules that matches a path."""

    def __init__(self, rules: Iterable[OwnerRule]) -> None:
        self.rules: Sequence[OwnerRule] = tuple(rules)
        self._excluding = [rule for rule in self.rules if rule.excludes]
        self._literal: dict[str, int] = {}
        self._literal_folder: dict[str, int] = {}
        self._wild: list[int] = []
        for number, rule in enumerate(self.rules):
            if rule.excludes:
                continue
            if rule.pattern.literal is None:
                self._wild.append(number)
            else:
                index = self._literal_folder if rule.pattern.folders_only else self._literal
                index[rule.pattern.literal] = number
        self._wild.reverse()

    def find(self, path: str) -> OwnerRule | None:
        """The rule that decides about a file; None where no line matches.

        What one line takes out of its section, none takes in again.
        """
        for rule in self._excluding:
            if rule.pattern.regex.fullmatch(path):
                return rule
        best = max((number for number in self._literal_matches(path)), default=-1)
        for number in self._wild:
            if number < best:
                break
            if self.rules[number].pattern.regex.fullmatch(path):
                best = number
                break
        return self.rules[best] if best >= 0 else None

    def _literal_matches(self, path: str) -> Iterator[int]:
        """Numbers of the rules that name the path or a folder above it letter by letter, as most rules do."""
        number = self._literal.get(path, -1)
        if number < 0 or self.rules[number].pattern.regex.fullmatch(path):
            yield number
        end = path.rfind("/")
        while end > 0:
            folder = path[:end]
            for index in (self._literal, self._literal_folder):
                number = index.get(folder, -1)
                if number >= 0 and self.rules[number].pattern.regex.fullmatch(path):
                    yield number
            end = path.rfind("/", 0, end)


def load_codeowners(root: Path) -> list[list[OwnerRule]]:
    """The rules of the repository's CODEOWNERS file, by section; GitHub knows just one."""
    for place in PLACES:
        text = _read(root, place)
        if text is not None:
            is_gitlab = _is_gitlab(text, place) or (
                not place.startswith(".github") and (root / ".gitlab-ci.yml").is_file()
            )
            return _sections(text, place, is_gitlab=is_gitlab)
    return []


def read_codeowners(texts: Mapping[str, bytes]) -> list[list[OwnerRule]]:
    """The same of contents that are not on the disk, by place."""
    for place in PLACES:
        if place in texts:
            text = texts[place].decode("utf-8-sig", "surrogateescape")
            return _sections(text, place, is_gitlab=_is_gitlab(text, place))
    return []


def parse_codeowners(text: str, name: str = "CODEOWNERS") -> list[OwnerRule]:
    """The rules of a CODEOWNERS file; lines that GitHub finds invalid are skipped as it skips them."""
    rules = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        words = _words(line)
        if not words or not all(_OWNER.fullmatch(owner) for owner in words[1:]):
            continue
        try:
            rules.append(OwnerRule(codeowners(words[0]), tuple(words[1:]), f"{name}:{number}"))
        except PatternError:
            continue
    return rules


def parse_gitlab(text: str, name: str = "CODEOWNERS") -> list[list[OwnerRule]]:
    """The rules as GitLab reads them, by section: each decides for itself, and the owners of all add up.

    Sections of one name are one. A line without owners has those of its section's heading. Words that are no owners
    are passed over.
    """
    sections: dict[str, list[OwnerRule]] = {"": []}
    current, defaults = "", ()  # type: str, tuple[str, ...]
    for number, line in enumerate(_LINE_END.split(text), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        heading = _SECTION.fullmatch(stripped)
        if heading:
            current = heading["name"].strip().lower()
            defaults = _owners(_WORD.findall(heading["owners"] or ""))
            sections.setdefault(current, [])
            continue
        pattern, *words = _WORD.findall(stripped)
        excludes = pattern.startswith("!")
        try:
            compiled = gitlab_codeowners(pattern.removeprefix("!"))
        except PatternError:
            continue
        owners = _owners(words) or defaults
        sections[current].append(OwnerRule(compiled, owners, f"{name}:{number}", excludes))
    return [rules for rules in sections.values() if rules]


def _owners(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if _OWNER.fullmatch(word))


def _is_gitlab(text: str, place: str) -> bool:
    if place.startswith((".github", ".gitlab")):
        return place.startswith(".gitlab")
    return any(_SECTION.fullmatch(line.strip()) for line in _LINE_END.split(text))


def _sections(text: str, place: str, *, is_gitlab: bool) -> list[list[OwnerRule]]:
    return parse_gitlab(text, place) if is_gitlab else [parse_codeowners(text, place)]


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

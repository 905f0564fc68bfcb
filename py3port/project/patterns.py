"""Patterns for paths, of gitignore and of CODEOWNERS, matched in a time no pattern can blow up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

MAX_LENGTH = 1000


class PatternError(ValueError):
    """A pattern that means nothing, or that is refused. The text is one line."""


class Pattern(NamedTuple):
    """A compiled pattern. Paths are relative, with `/`, without a leading or trailing one."""

    text: str
    regex: re.Pattern[str]
    negated: bool
    folders_only: bool
    literal: str | None
    """The one path it names, where it is anchored and has no wildcard."""
    specificity: tuple[int, int]
    """Grows with what the pattern spells out: whole segments first, then characters."""

    def matches_exactly(self, path: str, *, is_folder: bool) -> bool:
        """Whether it matches this very path, folders above it left aside."""
        return (is_folder or not self.folders_only) and self.regex.fullmatch(path) is not None


class PatternSet:
    """Ordered gitignore patterns: the last that matches decides, and nothing leaves a matched folder."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._folders: dict[str, bool] = {"": False}

    def matches(self, path: str) -> bool:
        """Whether the file `path` is meant."""
        folder, _, _ = path.rpartition("/")
        return self.matches_folder(folder) or self._decide(path, is_folder=False)

    def matches_folder(self, folder: str) -> bool:
        """Whether a folder, with all it holds, is meant."""
        known = self._folders.get(folder)
        if known is None:
            parent, _, _ = folder.rpartition("/")
            known = self.matches_folder(parent) or self._decide(folder, is_folder=True)
            self._folders[folder] = known
        return known

    def _decide(self, path: str, *, is_folder: bool) -> bool:
        for pattern in reversed(self.patterns):
            if pattern.matches_exactly(path, is_folder=is_folder):
                return not pattern.negated
        return False


def gitignore(text: str) -> Pattern:
    """Compile a pattern as `.gitignore` has them.

    Raises:
        PatternError: it means nothing, or is refused.
    """
    _check(text)
    body = _strip_trailing_spaces(text)
    negated = body.startswith("!")
    body = body[1:] if negated else body
    folders_only = body.endswith("/") and not body.endswith("\\/")
    body = body[:-1] if folders_only else body
    anchored = "/" in body
    segments = [segment for segment in body.split("/") if segment]
    if not segments or (body.startswith("#") and not negated):
        raise PatternError("an empty pattern")
    if any(segment in (".", "..") for segment in segments):
        raise PatternError("a pattern that leads out of the root")
    parsed = [_parse_segment(segment, classes=True) for segment in segments]
    return _build(
        text, parsed if anchored else [None, *parsed], negated=negated, folders_only=folders_only, below=""
    )


def escape(path: str) -> str:
    """The pattern that means just this path."""
    return re.sub(r"([\\*?\[\]])", r"\\\1", path)


def codeowners(text: str) -> Pattern:
    """Compile a pattern as CODEOWNERS has them, for files: no `!`, no `[]`, and `/*` goes one level deep.

    Raises:
        PatternError: GitHub would skip the line.
    """
    _check(text)
    if text.startswith(("!", "\\#")) or re.search(r"(?<!\\)[\[\]]", text):
        raise PatternError("CODEOWNERS knows neither `!` nor `[]` nor an escaped `#`")
    folders_only = text.endswith("/")
    body = text.rstrip("/")
    anchored = "/" in body
    segments = [segment for segment in body.split("/") if segment]
    if not segments:
        if not folders_only:
            raise PatternError("an empty pattern")
        segments, folders_only, anchored = ["**"], False, True
    parsed = [_parse_segment(segment, classes=False) for segment in segments]
    below = "/.+" if folders_only else "" if segments[-1] in ("*", "**") else "(?:/.+)?"
    return _build(
        text, parsed if anchored else [None, *parsed], negated=False, folders_only=folders_only, below=below
    )


def gitlab_codeowners(text: str) -> Pattern:
    """Compile a pattern as GitLab's CODEOWNERS have them: without a leading `/` it matches in any folder.

    Only what ends with `/` means all that lies below; a `**` before no `/` is no more than a `*`.

    Raises:
        PatternError: it means nothing.
    """
    _check(text)
    body = text[1:] if text.startswith("\\#") else text
    folders_only = body.endswith("/")
    anchored = body.startswith("/")
    segments = [segment for segment in body.split("/") if segment]
    if not segments:
        if not folders_only:
            raise PatternError("an empty pattern")
        segments, folders_only, anchored = ["*"], False, False
    if segments[-1] == "**":
        segments, folders_only = [*segments[:-1], *(["**"] if folders_only else []), "*"], False
    parsed = [_parse_segment(segment, classes=True) for segment in segments]
    below = "/.+" if folders_only else ""
    return _build(
        text, parsed if anchored else [None, *parsed], negated=False, folders_only=folders_only, below=below
    )


class _Segment(NamedTuple):
    """What stands between two slashes: pieces of regular expression, with a `*` between each two."""

    pieces: Sequence[str]
    literal: str | None
    characters: int

    def regex(self, names: Iterable[int]) -> str:
        """A regular expression that never tries more than one way for any but the last star."""
        first, *rest = self.pieces
        if not rest:
            return first
        if self.pieces == ["", ""]:
            return "[^/]+"
        # The leftmost place for a piece is as good as any other, so nothing needs to be tried again: an
        # atomic group, which before Python 3.11 has to be spelled as lookahead and back reference.
        middle = [
            f"(?=(?P<g{name}>[^/]*?{piece}))(?P=g{name})"
            for name, piece in zip(names, rest[:-1], strict=False)
        ]
        return f"{first}{''.join(middle)}[^/]*{rest[-1]}"


def _check(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise PatternError(f"a pattern of more than {MAX_LENGTH} characters")
    if "\0" in text or "\n" in text:
        raise PatternError("a pattern with a control character")


def _strip_trailing_spaces(text: str) -> str:
    stripped = text.rstrip(" ")
    return stripped + " " if stripped.endswith("\\") and len(stripped) < len(text) else stripped


def _parse_segment(segment: str, *, classes: bool) -> _Segment | None:
    """The parsed segment, None for `**`."""
    if segment == "**":
        return None
    pieces, literal, position = [""], "", 0
    is_plain, after_star = True, False
    while position < len(segment):
        char = segment[position]
        position += 1
        if char == "*":
            if not after_star:
                pieces.append("")
            is_plain, after_star = False, True
            continue
        after_star = False
        if char == "?":
            pieces[-1] += "[^/]"
            is_plain = False
        elif char == "[" and classes:
            expression, position = _parse_class(segment, position)
            pieces[-1] += expression
            is_plain = False
        else:
            if char == "\\":
                if position == len(segment):
                    raise PatternError("a pattern that ends with a backslash")
                char = segment[position]
                position += 1
            pieces[-1] += re.escape(char)
            literal += char
    return _Segment(pieces, literal if is_plain else None, len(literal))


def _parse_class(segment: str, start: int) -> tuple[str, int]:
    """Translate `[...]`, whose content starts at `start`; return it with the position behind it."""
    position = start
    negated = segment[position : position + 1] in ("!", "^")
    position += negated
    content = ""
    while True:
        char = segment[position : position + 1]
        if not char:
            raise PatternError("a `[` that is never closed")
        if char == "]" and content:
            break
        if segment.startswith("[:", position):
            raise PatternError("named character classes are not supported")
        if char == "\\":
            position += 1
            char = segment[position : position + 1]
            content += re.escape(char)
        else:
            content += "-" if char == "-" else re.escape(char)
        position += 1
    expression = f"(?!/)[{'^' if negated else ''}{content}]"
    try:
        re.compile(expression)
    except re.error as error:
        raise PatternError(f"a bad character class: {error.msg}") from error
    return expression, position + 1


def _build(
    text: str, segments: Sequence[_Segment | None], *, negated: bool, folders_only: bool, below: str
) -> Pattern:
    """Join segments, of which None stands for any number of folders."""
    names = iter(range(10_000))
    groups: list[list[str]] = [[]]
    for segment in segments:
        if segment is None:
            groups.append([])
        else:
            groups[-1].append(segment.regex(names))
    joined = ["/".join(group) for group in groups]
    expression = _join_groups(joined, names) + below
    known = [segment for segment in segments if segment is not None]
    literals = [segment.literal for segment in known if segment.literal is not None]
    return Pattern(
        text=text,
        regex=re.compile(expression, re.DOTALL),
        negated=negated,
        folders_only=folders_only,
        literal="/".join(literals) if len(literals) == len(segments) else None,
        specificity=(len(literals), sum(segment.characters for segment in known)),
    )


def _join_groups(groups: Sequence[str], names: Iterable[int]) -> str:
    """Put `**` between groups of segments; the leftmost place is good for all but the last, as with stars."""
    first, *rest = groups
    if not rest:
        return first
    expression = f"{first}/" if first else ""
    middle = [group for group in rest[:-1] if group]
    for name, group in zip(names, middle, strict=False):
        expression += f"(?=(?P<g{name}>(?:[^/]+/)*?{group}/))(?P=g{name})"
    return expression + (f"(?:[^/]+/)*{rest[-1]}" if rest[-1] else ".+")

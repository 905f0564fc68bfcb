"""Turns Poetry's and Conda's ways to say versions into specifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.specifiers import InvalidSpecifier, SpecifierSet

_PART = re.compile(r"(\^|~(?!=)|===|==|~=|!=|<=|>=|<|>|=)?v?([\w.*+!-]+)")
_SPACED = re.compile(r"([\^~=<>!])\s+")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


class NoSpecifier(ValueError):
    """A constraint that no specifier says."""


def from_poetry(constraint: str) -> str:
    """The specifier that a constraint of Poetry's stands for.

    Raises:
        NoSpecifier: there is none.
    """
    return _joined(_poetry_part(operator, version) for operator, version in _parts(constraint))


def from_conda(constraint: str) -> str:
    """The specifier that a constraint of Conda's stands for; the build is left out.

    Raises:
        NoSpecifier: there is none.
    """
    constraint = constraint.strip()
    if "|" in constraint:
        raise NoSpecifier("alternatives")
    if constraint.startswith("=") and not constraint.startswith("=="):
        constraint = constraint[1:]
        version, _, build = constraint.partition("=")
        return _joined([f"=={version}" if build else _prefix(version)])
    if constraint[:1].isdigit() and not re.search(r"[,|<>!~=]", constraint):
        version, _, build = constraint.partition(" ")
        return _joined([f"=={version}"])
    return _joined(
        _prefix(version) if operator == "=" or not operator else f"{operator}{version}"
        for operator, version in _parts(constraint)
    )


def _parts(constraint: str) -> list[tuple[str, str]]:
    if "|" in constraint:
        raise NoSpecifier("alternatives")
    found = []
    for part in re.split(r"[,\s]+", _SPACED.sub(r"\1", constraint.strip())):
        if part in ("", "*"):
            continue
        match = _PART.fullmatch(part)
        if match is None:
            raise NoSpecifier("not a version")
        found.append((match[1] or "", match[2]))
    return found


def _poetry_part(operator: str, version: str) -> str:
    if operator in ("^", "~"):
        return f">={version},<{_next(version, caret=operator == '^')}"
    if version == "*":
        return ""
    return f"{'==' if operator in ('', '=') else operator}{version}"


def _next(version: str, *, caret: bool) -> str:
    """The first version that `^` or `~` keeps out."""
    match = _NUMBERS.match(version)
    if match is None:
        raise NoSpecifier("not a version")
    numbers = [int(number) for number in match.group().split(".")]
    if caret:
        place = next((place for place, number in enumerate(numbers) if number), len(numbers) - 1)
    else:
        place = min(1, len(numbers) - 1)
    return ".".join(str(number) for number in [*numbers[:place], numbers[place] + 1])


def _prefix(version: str) -> str:
    if version == "*":
        return ""
    return f"=={version}" if version.endswith(".*") else f"=={version.rstrip('*')}.*"


def _joined(parts: Iterable[str]) -> str:
    text = ",".join(part for part in parts if part)
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        raise NoSpecifier("not a version") from None
    return text

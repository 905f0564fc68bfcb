"""What a rule is, told to people: the facts that its page and the terminal show alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from py3port.result import Applicability
from py3port.rule import Example, Rule

MAX_CHANGED, MAX_KEPT = 8, 4
"""How many examples are shown of each kind; the rest is for the tests."""

_MESSAGE = re.compile(r"[EWRC]\d{4}")
_CODE = re.compile(r"[A-Z]{1,3}\d{3}")
_HOW = {
    Applicability.SAFE: "safe",
    Applicability.UNSAFE: "likely right, applied with `--unsafe`",
    Applicability.MANUAL: "left to a person",
}


@dataclass(frozen=True)
class Names:
    """What the ancestors' users know a rule by."""

    fixers: tuple[str, ...]
    """Of 2to3, modernize, futurize."""
    messages: tuple[str, ...]
    """Of pylint, numbers and symbols."""
    codes: tuple[str, ...]
    """Of ruff, flake8 and pycodestyle."""

    @property
    def lines(self) -> Sequence[str]:
        """One line for each kind that there is."""
        kinds = (
            ("2to3, modernize, futurize", self.fixers),
            ("pylint", self.messages),
            ("ruff, flake8", self.codes),
        )
        return [f"{kind}: {', '.join(f'`{name}`' for name in names)}" for kind, names in kinds if names]


def names_of(rule: Rule) -> Names:
    """The ancestors' names of a rule, by where they are from."""
    fixers = tuple(name for name in rule.aliases if name.rpartition(".")[2].startswith("fix_"))
    codes = tuple(name for name in rule.aliases if _CODE.fullmatch(name))
    messages = tuple(name for name in rule.aliases if name not in (*fixers, *codes))
    return Names(fixers, tuple(sorted(messages, key=lambda name: not _MESSAGE.fullmatch(name))), codes)


def facts(rule: Rule) -> Sequence[str]:
    """Stage, fix, version, and what it needs; code between backquotes."""
    found = [
        f"stage: {rule.stage.value}",
        f"fix: {_HOW[rule.applicability] if rule.fixable else 'none, it reports'}",
        f"since: Python {rule.since}",
    ]
    if rule.requires:
        found.append(f"needs, in `dual` mode: {', '.join(f'`{name}`' for name in rule.requires)}")
    if rule.asks_dialect:
        found.append("comes before all others: it asks whether Python 2 alone can read the file")
    if rule.after:
        found.append(f"comes after: {', '.join(f'`{name}`' for name in rule.after)}")
    return [*found, *names_of(rule).lines]


def examples(rule: Rule) -> Sequence[Example]:
    """Some of the examples: what changes first, then what stays; the short ones, in their order."""
    changed = [each for each in rule.examples if each.after is not None]
    kept = [each for each in rule.examples if each.after is None]
    return [*_shortest(changed, MAX_CHANGED), *_shortest(kept, MAX_KEPT)]


def caption(example: Example) -> str:
    """What is said above an example: where it holds, and what becomes of it."""
    where = f" in `{example.mode.value}` mode" if example.mode else ""
    where += f", as `{example.path}`" if example.path else ""
    if example.after is not None:
        return f"Changed{where}{', with `--unsafe`' if example.unsafe else ''}"
    return f"{'Reported, but left alone' if example.findings else 'Left alone'}{where}"


def _shortest(chosen: Sequence[Example], most: int) -> list[Example]:
    kept = sorted(range(len(chosen)), key=lambda index: (_size(chosen[index]), index))[:most]
    return [chosen[index] for index in sorted(kept)]


def _size(example: Example) -> int:
    return len(example.before) + len(example.after or "")

"""Who owns a file: the configuration says, else CODEOWNERS, else, where that is wanted, git's history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from py3port.project.codeowners import OwnerRule, RuleIndex, load_codeowners
from py3port.project.config import Config
from py3port.project.patterns import codeowners

Authors = Mapping[str, tuple[tuple[str, ...], str]]
"""Paths, with those who changed them most, and how much that was."""


class Owners:
    """Finds the owners of paths. The first source that knows a path decides; in it, the last line that matches."""

    def __init__(
        self,
        configured: Iterable[OwnerRule] = (),
        sections: Iterable[Iterable[OwnerRule]] = (),
        *,
        teams: Mapping[str, Sequence[str]] | None = None,
        authors: Callable[[], Authors] | None = None,
    ) -> None:
        self._configured = RuleIndex(configured)
        self._sections = [RuleIndex(rules) for rules in sections]
        self.teams: Mapping[str, Sequence[str]] = teams or {}
        self._ask_git = authors

    @property
    def rules(self) -> Sequence[OwnerRule]:
        """Every line of the configuration and of CODEOWNERS."""
        return tuple(rule for index in (self._configured, *self._sections) for rule in index.rules)

    @property
    def names(self) -> tuple[str, ...]:
        """Every owner that is named anywhere, sorted."""
        named = {owner for rule in self.rules for owner in rule.owners}
        if self._ask_git is not None:
            named.update(owner for owners, _ in self._authors.values() for owner in owners)
        return tuple(sorted(named))

    def owner_of(self, path: str) -> tuple[tuple[str, ...], str]:
        """The owners of a file, and the line that says so; both empty where nothing does."""
        rule = self._configured.find(path)
        if rule is not None:
            return rule.owners, rule.source
        found = [rule for index in self._sections if (rule := index.find(path)) and not rule.excludes]
        if found:
            owners = dict.fromkeys(owner for rule in found for owner in rule.owners)
            return tuple(owners), ", ".join(rule.source for rule in found)
        return self._authors.get(path, ((), "")) if self._ask_git is not None else ((), "")

    def people_of(self, owner: str) -> tuple[str, ...]:
        """The people in a team, as configured; nobody for what is no team."""
        return tuple(self.teams.get(owner, ()))

    @cached_property
    def _authors(self) -> Authors:
        return self._ask_git() if self._ask_git is not None else {}


def load_owners(root: Path, config: Config, *, authors: Callable[[], Authors] | None = None) -> Owners:
    """The owners of a project.

    Args:
        authors: asks git's history; only called where nothing else knows a path and the configuration wants it.
    """
    configured = [OwnerRule(codeowners(each.pattern), each.owners, each.source) for each in config.owners]
    return Owners(
        configured,
        load_codeowners(root),
        teams=config.teams,
        authors=authors if config.git_owners else None,
    )

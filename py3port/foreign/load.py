"""Which foreign rules there are: those that the configuration names, and modernize's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from py3port.errors import UserError
from py3port.foreign.codemods import rule_of_codemod
from py3port.foreign.fixers import rules_of_fixers
from py3port.foreign.modules import locate
from py3port.rule import Rule

_MODERNIZE = ("modernize.fixes", "libmodernize.fixes")


@dataclass(frozen=True)
class Extensions:
    """What a project's configuration names beside our own rules."""

    fixers: tuple[str, ...] = ()
    """Packages of fixers for lib2to3 or fissix, or modules with one."""
    codemods: tuple[str, ...] = ()
    """Classes of LibCST codemods, with their modules."""
    root: Path | None = None
    """The project: nothing in it is ever imported."""


def load_foreign(extensions: Extensions) -> list[Rule]:
    """A rule for each fixer and codemod that is named.

    Raises:
        UserError: something is not installed, or is not what it should be.
    """
    rules: list[Rule] = []
    for name in extensions.fixers:
        rules += rules_of_fixers(name, extensions.root)
    rules += [rule_of_codemod(name, extensions.root) for name in extensions.codemods]
    return rules


def modernize_rules() -> list[Rule]:
    """A rule for each of modernize's own fixers, called `modernize:fix_...`.

    Raises:
        UserError: modernize is not installed.
    """
    for package in _MODERNIZE:
        try:
            locate(package, None)
        except UserError:
            continue
        return [*rules_of_fixers(package, None, prefix="modernize")]
    raise UserError("its fixers need modernize: pip install 'py3port[modernize]'")

"""Finds rules and reporters by name: our own packages first, then what other distributions offer."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.declined import DECLINED, why_declined
from py3port.errors import UserError, did_you_mean
from py3port.offered import offered
from py3port.own_rules import own_rules
from py3port.result import RuleInfo, Stage
from py3port.rule import Rule

if TYPE_CHECKING:
    from py3port.foreign import Extensions

REPORTER_PACKAGE = "py3port_reports"
RULE_GROUP = "py3port.rules"
MODERNIZE = "modernize"
"""What stands before the names of modernize's own fixers."""
REPORTER_GROUP = "py3port.reporters"


class Registry:
    """The rules at hand, found by name or by the name of an ancestor."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: tuple[Rule, ...] = tuple(sorted(rules, key=lambda rule: rule.name))
        self._by_name = {rule.name: rule for rule in self.rules}

    @cached_property
    def _by_alias(self) -> dict[str, list[Rule]]:
        aliases: dict[str, list[Rule]] = {}
        # Our rules go first: a company's `fix_print` is found by its full name.
        for is_foreign in (False, True):
            taken = frozenset(aliases)
            for rule in self.rules:
                if rule.once is is_foreign:
                    for alias in frozenset(rule.aliases) - taken:
                        aliases.setdefault(alias, []).append(rule)
        return aliases

    def find(self, name: str) -> tuple[Rule, ...]:
        """The rules called `name`: one for its own name, one or more for an ancestor's.

        Ancestors' names are `fix_except` (also with a package before it) and pylint's `E1601` or `print-statement`.

        Raises:
            UserError: no rule has that name; the nearest ones are named, or the reason why there is none is given.
        """
        if name in self._by_name:
            return (self._by_name[name],)
        if name.startswith(f"{MODERNIZE}:"):
            return _of_modernize(name)
        for spelling in (name, name.rpartition(".")[2], f"fix_{name}"):
            if spelling in self._by_alias:
                return tuple(self._by_alias[spelling])
        reason = why_declined(name)
        if reason:
            raise UserError(f"{name} has no rule: {reason}")
        known = [*self._by_name, *self._by_alias, *DECLINED]
        raise UserError(f"unknown rule {name!r}{did_you_mean(name, known) or '; `py3port rules` lists them'}")

    def select(self, names: Iterable[str]) -> tuple[Rule, ...]:
        """The rules with these names, each once, in plan order.

        Raises:
            UserError: a name is unknown.
        """
        chosen = {rule.name: rule for name in names for rule in self.find(name)}
        return self.plan_order(chosen.values())

    def before_cleanup(self) -> tuple[Rule, ...]:
        """The rules in plan order, without those of the cleanup stage: they wait until they are asked for."""
        return tuple(rule for rule in self.plan_order() if rule.stage is not Stage.CLEANUP)

    def plan_order(
        self, rules: Iterable[Rule] | None = None, *, urgency: Callable[[Rule], tuple[int, ...]] | None = None
    ) -> tuple[Rule, ...]:
        """The rules in the order of the work: by stage, what must come first first, then by `urgency` and name.

        Those that ask for the dialect go before all others.
        """

        def order(rule: Rule) -> tuple[Any, ...]:
            urgent = urgency(rule) if urgency else ()
            return not rule.asks_dialect, list(Stage).index(rule.stage), *urgent, rule.name

        from graphlib import CycleError, TopologicalSorter

        chosen = sorted(self.rules if rules is None else rules, key=order)
        names = {rule.name: rule for rule in chosen}
        sorter = TopologicalSorter(
            {rule.name: [name for name in rule.after if name in names] for rule in chosen}
        )
        try:
            sorter.prepare()
        except CycleError as error:
            raise ValueError(f"rules wait for each other: {error.args[1]}") from error
        ordered: list[str] = []
        ready: list[Rule] = []
        while sorter.is_active():
            ready += [names[name] for name in sorter.get_ready()]
            ready.sort(key=order)
            first = ready.pop(0)
            ordered.append(first.name)
            sorter.done(first.name)
        return tuple(names[name] for name in ordered)


def load_rules(extensions: Extensions | None = None) -> Registry:
    """Every rule: ours, those that other distributions register under `py3port.rules`, and those a project names.

    Raises:
        UserError: the project names what is not installed, or is no rule.
    """
    rules = [*own_rules(), *(kind() for kind in offered(RULE_GROUP))]
    if extensions is None:
        return Registry(rules)
    from py3port.foreign import load_foreign

    return Registry([*rules, *load_foreign(extensions)])


def rule_info(rule: Rule) -> RuleInfo:
    """What reports say about a rule."""
    return RuleInfo(
        name=rule.name,
        title=rule.title,
        description=rule.description,
        stage=rule.stage,
        applicability=rule.applicability,
        since=rule.since,
        aliases=rule.aliases,
        references=rule.references,
    )


def reporter_names() -> tuple[str, ...]:
    """The names of all reporters, sorted."""
    return tuple(sorted(_reporters()))


def load_reporter(name: str) -> Any:
    """The reporter of that name.

    Raises:
        UserError: there is none.
    """
    reporters = _reporters()
    if name not in reporters:
        raise UserError(
            f"unknown report {name!r}{did_you_mean(name, reporters) or '; there are: ' + ', '.join(sorted(reporters))}"
        )
    return reporters[name]


def _of_modernize(name: str) -> tuple[Rule, ...]:
    from py3port.foreign import modernize_rules

    known = {rule.name: rule for rule in modernize_rules()}
    if name not in known:
        raise UserError(f"unknown rule {name!r}{did_you_mean(name, known)}")
    return (known[name],)


def _reporters() -> dict[str, Any]:
    import pkgutil

    package = importlib.import_module(REPORTER_PACKAGE)
    found: dict[str, Any] = {}
    for info in pkgutil.iter_modules(package.__path__):
        reporter = getattr(importlib.import_module(f"{REPORTER_PACKAGE}.{info.name}"), "REPORTER", None)
        if reporter is not None:
            found[reporter.name] = reporter
    found |= {reporter.name: reporter for reporter in offered(REPORTER_GROUP)}
    return found

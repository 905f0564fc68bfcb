"""What the gate does about a finding: by stage, by applicability, by rule, by app."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from py3port.project.config import Config
from py3port.result import GATE_STAGES, Finding, Stage
from py3port.rule import Rule


class Effect(str, enum.Enum):
    """What becomes of a new finding."""

    FAIL = "fail"
    NOTE = "note"
    OFF = "off"


class Policy(NamedTuple):
    """The configuration of the gate. What is said of an app goes before the rest, and a rule's own line before all."""

    stages: tuple[Stage, ...]
    rules: Mapping[str, str]
    apps: Mapping[str, Mapping[str, str]]
    locked: frozenset[str]

    @property
    def knows_apps(self) -> bool:
        """Whether it matters which app a file belongs to."""
        return bool(self.apps or self.locked)

    def may_matter(self, rule: Rule) -> bool:
        """Whether any finding of the rule could have an effect."""
        effects = [self._effect_of(rule.name, rule.stage, None, app) for app in ("", *self.apps)]
        return any(each is not Effect.OFF for each in effects)

    def effect(self, finding: Finding) -> Effect:
        """What becomes of a finding that is new."""
        found = self._effect_of(finding.rule, finding.stage, finding.applicability.value, finding.app)
        return Effect.FAIL if found is Effect.NOTE and finding.app in self.locked else found

    def _effect_of(self, rule: str, stage: Stage, applicability: str | None, app: str) -> Effect:
        tables = [table for table in (self.apps.get(app), self.rules) if table]

        def said_of(key: str | None) -> str | None:
            return next((table[key] for table in tables if key in table), None) if key else None

        of_rule = said_of(rule)
        if of_rule:
            return Effect(of_rule)
        of_stage = said_of(stage.value) or ("fail" if stage in self.stages else "off")
        return Effect(of_stage if of_stage == "off" else said_of(applicability) or of_stage)


def policy_of(config: Config) -> Policy:
    """The policy that a configuration sets."""
    return Policy(config.gate or GATE_STAGES, config.gate_rules, config.gate_apps, frozenset(config.locked))


def rules_for(policy: Policy, rules: Iterable[Rule], disabled: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that the gate has to run."""
    return tuple(rule for rule in rules if rule.name not in disabled and policy.may_matter(rule))

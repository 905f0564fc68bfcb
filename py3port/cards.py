"""Rules by their cards: what is static about them. Their modules are imported when they have work to do."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar

from py3port.filekind import FileKind
from py3port.python2 import ast
from py3port.result import Applicability, Options, Stage
from py3port.rule import Editor, Match, Module, Rule, Spot, TextRule

Card = Mapping[str, Any]
"""What is static about a rule, as JSON has it."""

_FIELDS = tuple(
    # Examples are for those who explain a rule or test it.
    name
    for name in (*Rule.__annotations__, *TextRule.__annotations__)
    if name != "examples"
)
_STAGES = {each.value: each for each in Stage}
_APPLICABILITIES = {each.value: each for each in Applicability}
_WORK = ("may_find", "detect", "rewrite", "rewrite_text", "look")


def card_of(rule: Rule) -> Card:
    """The card of a rule."""
    fields = {name: getattr(rule, name) for name in _FIELDS if hasattr(rule, name)}
    return {
        "module": type(rule).__module__,
        "class": type(rule).__name__,
        "description": rule.description,
        "goes_by_card": rule.goes_by_card,
        "names": sorted(rule.names()),
        "functions": sorted(rule.functions()),
        "fields": {name: _plain(value) for name, value in fields.items()},
    }


def carded(card: Card) -> Rule:
    """The rule that a card is of; its module is imported at its first work."""
    return _CardedText(card) if "kinds" in card["fields"] else _Carded(card)


class _Carded(Rule):
    """A rule of which only the card is at hand, until it has work to do."""

    examples: ClassVar[Any] = property(lambda self: self._itself.examples)

    def __init__(self, card: Card) -> None:
        self._card = card
        fields: dict[str, Any] = {
            name: tuple(value) if type(value) is list else value for name, value in card["fields"].items()
        }
        fields["stage"] = _STAGES[fields["stage"]]
        fields["applicability"] = _APPLICABILITIES[fields["applicability"]]
        fields["nodes"] = tuple([getattr(ast, name) for name in fields["nodes"]])
        fields["kinds"] = tuple([FileKind(name) for name in fields.get("kinds", ())])
        vars(self).update(fields)
        self._names = frozenset(card["names"])
        self._functions = frozenset(card["functions"])

    def __reduce__(self) -> Any:
        return _imported, (self._card["module"], self._card["class"])

    @property
    def code(self) -> str:
        """The module whose code decides what it finds."""
        return str(self._card["module"])

    @property
    def description(self) -> str:
        """Why there is such a rule."""
        return str(self._card["description"])

    @property
    def goes_by_card(self) -> bool:
        """Whether `may_find` is no more than what the fields say."""
        return bool(self._card["goes_by_card"])

    @cached_property
    def _itself(self) -> Rule:
        rule: Rule = _imported(self._card["module"], self._card["class"])
        # From now on its methods are called without a detour.
        vars(self).update({name: getattr(rule, name) for name in _WORK if hasattr(rule, name)})
        return rule

    def load(self) -> Rule:
        """The rule itself; its module is imported."""
        return self._itself

    def names(self) -> frozenset[str]:
        """The names of the only nodes that it wants to see."""
        return self._names

    def functions(self) -> frozenset[str]:
        """The functions whose calls are the only ones that it wants to see."""
        return self._functions

    def may_find(self, text: str) -> bool:
        """Whether a file of this text could have a finding."""
        return super().may_find(text) and (self.goes_by_card or self._itself.may_find(text))

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Yield the matches at `node`."""
        return self._itself.detect(node, module)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Return what replaces the LibCST node at the match."""
        return self._itself.rewrite(node, match, editor)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Rewrite all matches of a file by text edits, if that is its way."""
        return self._itself.rewrite_text(matches, editor)


class _CardedText(_Carded, TextRule):
    """The same of a rule about files that are no Python themselves."""

    _itself: TextRule

    def look(self, text: str, path: str, options: Options) -> Iterable[Spot]:
        """Yield the places in the text of the file at `path`."""
        return self._itself.look(text, path, options)


def _imported(module: str, name: str) -> Any:
    """The rule itself."""
    return getattr(importlib.import_module(module), name)()


def _plain(value: Any) -> Any:
    """A field of a rule as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, type):
        return value.__name__
    return value.value if isinstance(value, Enum) else value

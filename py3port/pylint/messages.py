"""Which pylint message stands for a finding: one of `pylint --py3k` where there was one, else the rule's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from py3port.numbers import load_numbers
from py3port.registry import Registry
from py3port.result import Finding
from py3port.rule import Rule, TextRule

FIRST = 5100
"""Our own messages are numbered from here on; pylint leaves 51xx to 99xx to plugins."""
CATCH_ALL = "py3port-finding"
UNJUDGED = "py3port-unjudged"
_OLD = """
E1601 print-statement
E1602 parameter-unpacking
E1603 unpacking-in-except           W0712
E1604 old-raise-syntax              W0121
E1605 backtick                      W0333
E1606 long-suffix
E1607 old-ne-operator               W0331
E1608 old-octal-literal
E1609 import-star-module-level
E1610 non-ascii-bytes-literal
W1601 apply-builtin
W1602 basestring-builtin
W1603 buffer-builtin
W1604 cmp-builtin
W1605 coerce-builtin
W1606 execfile-builtin
W1607 file-builtin
W1608 long-builtin
W1609 raw_input-builtin
W1610 reduce-builtin
W1611 standarderror-builtin
W1612 unicode-builtin
W1613 xrange-builtin
W1614 coerce-method                 -       `__coerce__`
W1615 delslice-method               -       `__delslice__`
W1616 getslice-method               -       `__getslice__`
W1617 setslice-method               -       `__setslice__`
W1618 no-absolute-import
W1619 old-division
W1620 dict-iter-method
W1621 dict-view-method              -       `view
W1622 next-method-called
W1623 metaclass-assignment
W1624 indexing-exception            W0713
W1626 reload-builtin
W1627 oct-method                    -       `__oct__`
W1628 hex-method                    -       `__hex__`
W1629 nonzero-method
W1630 cmp-method
W1631 implicit-map-evaluation       -       `map` makes an iterator in Python 3, and calls
W1632 input-builtin
W1633 round-builtin
W1634 intern-builtin
W1635 unichr-builtin
W1636 map-builtin-not-iterating     -       `map`
W1637 zip-builtin-not-iterating     -       `zip`
W1638 range-builtin-not-iterating   -       `range`
W1639 filter-builtin-not-iterating  -       `filter`
W1640 using-cmp-argument
W1641 eq-without-hash
W1642 div-method                    -       `__div__`
W1643 idiv-method                   -       `__idiv__`
W1644 rdiv-method                   -       `__rdiv__`
W1645 exception-message-attribute
W1646 invalid-str-codec
W1647 sys-max-int                   -       `sys\\.maxint`
W1648 bad-python3-import
W1649 deprecated-string-function
W1650 deprecated-str-translate-call
W1651 deprecated-itertools-function -       `itertools\\.
W1652 deprecated-types-field
W1653 next-method-defined           -       calls `__next__`
W1654 dict-items-not-iterating      -       `items\\(
W1655 dict-keys-not-iterating       -       `keys\\(
W1656 dict-values-not-iterating     -       `values\\(
W1657 deprecated-operator-function
W1658 deprecated-urllib-function    -       `urllib[.`]
W1659 xreadlines-attribute
W1660 deprecated-sys-function
W1661 exception-escape
W1662 comprehension-escape
"""
"""Number, symbol, an even older number, and what a finding says where the rule has several messages."""


@dataclass(frozen=True)
class MessageKind:
    """One message that pylint shall know."""

    number: str
    symbol: str
    rule: Rule | None
    """None: of all rules that have no message of their own."""
    title: str
    description: str
    older: str = ""
    says: str = ""
    """What a finding with this message says, as a pattern; empty where there is nothing to tell apart."""

    @property
    def is_old(self) -> bool:
        """Whether `pylint --py3k` had it."""
        return self.number[1:3] == "16"

    def fits(self, finding: Finding) -> bool:
        """Whether a finding of the rule is one of this message."""
        return bool(re.search(self.says, f"{finding.message}\n{finding.text}"))


class Catalogue:
    """All messages, and which is a finding's."""

    def __init__(self, registry: Registry) -> None:
        self.rules: Sequence[Rule] = registry.rules
        numbers = load_numbers()
        old = list(_old_messages(registry))
        own = [
            _own_message(rule, numbers[rule.name])
            for rule in registry.rules
            if rule.name in numbers and not isinstance(rule, TextRule)
        ]
        symbols = {each.symbol for each in old}
        self.messages = (*old, *(each for each in own if each.symbol not in symbols), *_GENERAL)
        self._by_rule: dict[str, list[MessageKind]] = {}
        for each in self.messages:
            if each.rule is not None:
                self._by_rule.setdefault(each.rule.name, []).append(each)
        for kinds in self._by_rule.values():
            # What says something of its findings is asked first.
            kinds.sort(key=lambda each: not each.says)

    def symbol_of(self, finding: Finding) -> str:
        """The symbol of the message that a finding goes by."""
        kinds = self._by_rule.get(finding.rule, ())
        return next((each.symbol for each in kinds if each.fits(finding)), CATCH_ALL)

    def groups(self) -> Sequence[Sequence[MessageKind]]:
        """The messages with the same two digits, as pylint wants them to be within a checker."""
        groups: dict[str, list[MessageKind]] = {}
        for each in self.messages:
            groups.setdefault(each.number[1:3], []).append(each)
        return list(groups.values())


_GENERAL = (
    MessageKind(
        number="W5098",
        symbol=CATCH_ALL,
        rule=None,
        title="Port what another rule found",
        description="A rule that has no message of its own, such as one of another distribution, found something.",
    ),
    MessageKind(
        number="E5099",
        symbol=UNJUDGED,
        rule=None,
        title="Let py3port read the file",
        description="The file could not be judged: it is neither Python 2 nor Python 3, or the configuration is wrong.",
    ),
)


def _old_messages(registry: Registry) -> Iterable[MessageKind]:
    for line in _OLD.strip().splitlines():
        number, symbol, older, says = (*line.split(None, 3), "", "")[:4]
        (rule,) = registry.find(number)
        yield _message(rule, number, symbol, older=older.strip("-"), says=says)


def _own_message(rule: Rule, number: int) -> MessageKind:
    return _message(rule, f"W{FIRST + number}", rule.name)


def _message(rule: Rule, number: str, symbol: str, *, older: str = "", says: str = "") -> MessageKind:
    """A message about a rule."""
    description = " ".join((rule.description or rule.title).partition("\n\n")[0].split())
    return MessageKind(number, symbol, rule, rule.title, description, older, says)

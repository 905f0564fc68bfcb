"""Runs rules over an analysed module and turns their matches into findings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from py3port.analysis import Module, may_hold_binary
from py3port.analysis.ignores import Ignore, lines_about
from py3port.analysis.vocabulary import Search
from py3port.python2 import Dialect, ast
from py3port.result import Applicability, Finding, Mode, Stage
from py3port.rule import Match, Rule, TextRule

MAX_TEXT = 500
_PYTHON3 = frozenset({Dialect.PYTHON3, Dialect.BOTH})
_MEANINGS = frozenset({Stage.SEMANTIC, Stage.ADVICE})
"""The stages of rules about what means something else in Python 3."""


@dataclass(frozen=True, eq=False)
class Detected:
    """A match and the rule that made it."""

    rule: Rule
    match: Match
    node: ast.AST
    """The node that the rule was shown."""

    @property
    def applicability(self) -> Applicability:
        """How far the fix of this one place can be trusted; never more than the rule's own."""
        return self.match.applicability or self.rule.applicability


Shown = Callable[[Rule, Sequence[ast.AST]], Iterable[ast.AST]]
"""Which of the nodes that a rule wants to see it is shown."""


@dataclass(frozen=True, eq=False)
class Judged:
    """All matches in a file, by position and then by rule."""

    found: list[Detected]
    hidden: list[tuple[Ignore, Detected]]
    """What a comment hides."""


class Dispatcher:
    """Which of a set of rules look at which node type; made once for a run."""

    def __init__(self, rules: Iterable[Rule], *, words: Search[Rule] | None = None) -> None:
        self.rules = tuple(rules)
        self.text_rules = tuple(rule for rule in self.rules if isinstance(rule, TextRule))
        self._by_type: dict[type[ast.AST], list[Rule]] = defaultdict(list)
        self._by_name: dict[type[ast.AST], dict[str, list[Rule]]] = {kind: {} for kind in _BY_NAME}
        for rule in self.rules:
            for kind in rule.nodes:
                names = rule.functions() if kind is ast.Call else rule.names()
                if not names or kind not in self._by_name:
                    self._by_type[kind].append(rule)
                    continue
                for name in names:
                    self._by_name[kind].setdefault(name, []).append(rule)
        typed = dict.fromkeys(rule for rules in self._by_type.values() for rule in rules)
        self._words = words or Search({rule: rule.words for rule in typed})
        self._own_ways = frozenset(rule for rule in self.rules if not rule.goes_by_card)

    def only(self, names: Container[str]) -> Dispatcher:
        """One with some of the rules; what has been learnt of words serves both."""
        return Dispatcher((rule for rule in self.rules if rule.name in names), words=self._words)

    def may_find(self, text: str, *, is_binary: bool = False) -> bool:
        """Whether any of the rules could find something in Python of this text.

        `is_binary`: something there may be binary that the text does not speak of; other files know.
        """
        return any(
            rule.may_find(text) or (is_binary and rule.beside_binary and _has_words(rule, text))
            for rule in self.rules
            if rule.nodes
        )

    def detect(self, module: Module) -> list[Detected]:
        """The matches that no comment hides, by position and then by rule."""
        return self.judge(module).found

    def judge(self, module: Module, shown: Shown | None = None) -> Judged:
        """All matches at the nodes that the rules are shown; code that only Python 2 runs is exempt.

        What was written for Python 3 means what its author wants: no semantic finding, and no advice. What Python 2
        needed is needed until Python 3 reads the file, and nothing else has to: no finding of the cleanup stage before.
        """
        out: set[Stage] = set()
        if module.tree.is_written_for_python3:
            out |= {Stage.SEMANTIC, Stage.ADVICE}
        if module.mode is not Mode.PY3 or module.tree.dialect not in _PYTHON3:
            out.add(Stage.CLEANUP)
        found = [
            Detected(rule, match, node)
            for rule, nodes in self._candidates(module, out)
            for node in (shown(rule, nodes) if shown else nodes)
            for match in rule.detect(node, module)
            if not (rule.guardable and _is_exempt(match.node, rule, module))
        ]
        found.sort(key=lambda each: (*_start(each.match.node), each.rule.name))
        return _judged(found, module) if module.ignores else Judged(found, [])

    def _candidates(self, module: Module, out: Set[Stage]) -> Iterator[tuple[Rule, Sequence[ast.AST]]]:
        """The nodes that each rule wants to see, but for those of some stages."""
        text = module.source.text
        likely = self._words.within(text)
        # What other files know of may be binary in a file that says nothing of such things itself.
        is_binary = module.surroundings.index is not None or may_hold_binary(text)
        for kind, rules in self._by_type.items():
            nodes = module.nodes(kind)
            for rule in rules if nodes else ():
                if (
                    rule in likely
                    and rule.stage not in out
                    and self._may_find(rule, text, is_binary=is_binary)
                ):
                    yield rule, nodes
        for kind in _BY_NAME:
            wanted = self._wanted(kind, module)
            for name, node in _called(module, wanted) if kind is ast.Call else _named(kind, module, wanted):
                for rule in wanted[name]:
                    if rule.stage not in out and (is_binary or not rule.beside_binary):
                        yield rule, (node,)

    def _may_find(self, rule: Rule, text: str, *, is_binary: bool) -> bool:
        """As the rule's own `may_find`, of a text that has its words."""
        return rule.may_find(text) if rule in self._own_ways else is_binary or not rule.beside_binary

    def _wanted(self, kind: type[ast.AST], module: Module) -> Mapping[str, list[Rule]]:
        """The rules that look at nodes of a type by what is spelled there."""
        wanted = by_name = self._by_name[kind]
        for alias in module.nodes(ast.alias) if kind is not ast.Attribute else ():
            if alias.asname and alias.name in by_name:
                both = dict.fromkeys([*wanted.get(alias.asname, ()), *by_name[alias.name]])
                wanted = {**wanted, alias.asname: list(both)}
        return wanted


def _named(kind: type[ast.AST], module: Module, wanted: Container[str]) -> Iterable[tuple[str, Any]]:
    """The Names, or Attributes, that are spelled so, each with what is spelled there, in document order."""
    spelled: Mapping[str, Sequence[Any]] = (
        module.tree.attributes if kind is ast.Attribute else module.tree.names
    )
    found = [node for name in spelled if name in wanted for node in spelled[name]]
    # Of several that begin at one place the outer one comes first.
    found.sort(key=_END, reverse=True)
    found.sort(key=_START)
    return zip(map(_SPELLED[kind], found), found, strict=True)


def _called(module: Module, wanted: Container[str]) -> Iterator[tuple[str, Any]]:
    """The calls of what is spelled so; of several at one place the outer one, which calls an attribute, first."""
    for kind in (ast.Attribute, ast.Name):
        for name, function in _named(kind, module, wanted):
            call: Any = module.parent(function)
            if call.__class__ is ast.Call and call.func is function:
                yield name, call


def _has_words(rule: Rule, text: str) -> bool:
    return not rule.words or any(word in text for word in rule.words)


_SPELLED = {ast.Name: attrgetter("id"), ast.Attribute: attrgetter("attr")}
_START, _END = attrgetter("lineno", "col_offset"), attrgetter("end_lineno", "end_col_offset")
_BY_NAME = (*_SPELLED, ast.Call)
"""The nodes of which most rules want to see a few only."""


def _judged(detected: Iterable[Detected], module: Module) -> Judged:
    judged = Judged([], [])
    for each in detected:
        node = each.match.node
        around = (
            up for up in (node, *module.ancestors(node)) if isinstance(up, (ast.stmt, ast.ExceptHandler))
        )
        lines = lines_about(node, next(around, None))
        for ignore in module.ignores:
            if ignore.names_rule(each.rule.name, each.rule.aliases) and ignore.covers(lines):
                judged.hidden.append((ignore, each))
                break
        else:
            judged.found.append(each)
    return judged


def _is_exempt(node: ast.AST, rule: Rule, module: Module) -> bool:
    """Whether only Python 2 runs the code; of semantic rules also what only Python 3 runs, and what it means there."""
    return module.is_guarded(node) or (rule.stage in _MEANINGS and module.is_for_python3(node))


def findings(module: Module, detected: Iterable[Detected], path: str) -> tuple[Finding, ...]:
    """The findings of one file, in order of position. App and owners are added by whoever knows the project."""
    fingerprints = _Fingerprints(path)
    return tuple([_found(module, each, fingerprints) for each in detected])


def _found(module: Module, detected: Detected, fingerprints: _Fingerprints) -> Finding:
    node, rule = detected.match.node, detected.rule
    line, column = _start(node)
    scope, text = module.scope_name(node), _statement_text(module, node)
    return Finding(
        path=fingerprints.path,
        line=line,
        column=column + 1,
        end_line=getattr(node, "end_lineno", line),
        end_column=getattr(node, "end_col_offset", column) + 1,
        rule=rule.name,
        stage=rule.stage,
        applicability=detected.applicability,
        message=detected.match.message,
        scope=scope,
        text=text,
        fingerprint=fingerprints.next(rule.name, scope, text),
    )


def numbered(found: Iterable[Finding], path: str) -> tuple[Finding, ...]:
    """The findings of one file, wherever in it they were found, with their fingerprints."""
    fingerprints = _Fingerprints(path)
    return tuple(
        [replace(each, fingerprint=fingerprints.next(each.rule, each.scope, each.text)) for each in found]
    )


class _Fingerprints:
    """Tells the findings of one file apart, each equal one by its number."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._equal: dict[tuple[str, str, str], int] = {}

    def next(self, rule: str, scope: str, text: str) -> str:
        """The fingerprint of the next finding."""
        key = (rule, scope, text)
        number = self._equal[key] = self._equal.get(key, 0) + 1
        parts = (rule, self.path, scope, text, str(number))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _start(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 1), getattr(node, "col_offset", 0)


def _statement_text(module: Module, node: ast.AST) -> str:
    """The lines the match stands on (of a compound statement the first), white space folded, bounded."""
    first, _ = _start(node)
    last = getattr(node, "end_lineno", first)
    if isinstance(
        node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler, ast.For, ast.While, ast.If, ast.Module)
    ):
        last = first
    return " ".join(module.source.lines(first, min(last, first + 10)).split())[:MAX_TEXT]

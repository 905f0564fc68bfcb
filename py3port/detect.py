"""Runs rules over an analysed module and turns their matches into findings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

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


class Detected(NamedTuple):
    """A match and the rule that made it."""

    rule: Rule
    match: Match
    node: ast.AST
    """The node that the rule was shown."""

    @property
    def applicability(self) -> Applicability:
        """How far the fix of this one place can be trusted; never more than the rule's own."""
        return self.match.applicability or self.rule.applicability


class Judged(NamedTuple):
    """All matches in a file, by position and then by rule."""

    found: list[Detected]
    hidden: list[tuple[Ignore, Detected]]
    """What a comment hides."""


class Dispatcher:
    """Which of a set of rules look at which node type; made once for a run."""

    def __init__(self, rules: Iterable[Rule], *, words: Search[Rule] | None = None) -> None:
        self.rules = tuple(rules)
        self._learnt = words

    @cached_property
    def text_rules(self) -> tuple[TextRule, ...]:
        """The rules about files that are no Python themselves."""
        return tuple(rule for rule in self.rules if isinstance(rule, TextRule))

    @cached_property
    def _by_type(self) -> Mapping[type[ast.AST], Sequence[Rule]]:
        """The rules that want to see all nodes of a type."""
        found: dict[type[ast.AST], list[Rule]] = defaultdict(list)
        for rule in self.rules:
            for kind in rule.nodes:
                if not _names_at(rule, kind):
                    found[kind].append(rule)
        return found

    @cached_property
    def _by_name(self) -> Mapping[type[ast.AST], Mapping[str, Sequence[Rule]]]:
        """The others, by what is spelled at the nodes that they want to see."""
        found: dict[type[ast.AST], dict[str, list[Rule]]] = {kind: {} for kind in _BY_NAME}
        for rule in self.rules:
            for kind in rule.nodes:
                for name in _names_at(rule, kind):
                    found[kind].setdefault(name, []).append(rule)
        return found

    @cached_property
    def _words(self) -> Search[Rule]:
        if self._learnt is not None:
            return self._learnt
        typed = dict.fromkeys(rule for rules in self._by_type.values() for rule in rules)
        return Search({rule: rule.words for rule in typed})

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

    def judge(self, module: Module) -> Judged:
        """All matches."""
        return _judge(self._candidates(module), module)

    def judge_at(
        self, module: Module, places: Mapping[Rule, Iterable[ast.AST]], others: Iterable[ast.AST]
    ) -> Judged:
        """The matches of some rules, as far as they are made at their places, or at any of some other nodes.

        What is no part of the module, and among the others what a rule does not want to see, is left out.
        """
        return _judge(_among(module, places, others), module)

    def _candidates(self, module: Module) -> Iterator[tuple[Rule, Sequence[ast.AST]]]:
        """The nodes that each rule wants to see."""
        text, out = module.source.text, _stages_left_out(module)
        likely = self._words.within(text)
        is_binary = _may_be_binary(module)
        for kind, rules in self._by_type.items():
            nodes = module.nodes(kind)
            for rule in rules if nodes else ():
                if rule in likely and rule.stage not in out and _may_find(rule, text, is_binary=is_binary):
                    yield rule, nodes
        for kind in _BY_NAME:
            wanted = self._wanted(kind, module)
            for name, node in _called(module, wanted) if kind is ast.Call else _named(kind, module, wanted):
                for rule in wanted[name]:
                    if rule.stage not in out and (is_binary or not rule.beside_binary):
                        yield rule, (node,)

    def _wanted(self, kind: type[ast.AST], module: Module) -> Mapping[str, Sequence[Rule]]:
        """The rules that look at nodes of a type by what is spelled there."""
        wanted = by_name = self._by_name[kind]
        for alias in module.nodes(ast.alias) if kind is not ast.Attribute else ():
            if alias.asname and alias.name in by_name:
                both = dict.fromkeys([*wanted.get(alias.asname, ()), *by_name[alias.name]])
                wanted = {**wanted, alias.asname: list(both)}
        return wanted


def _judge(candidates: Iterable[tuple[Rule, Sequence[ast.AST]]], module: Module) -> Judged:
    """The matches of rules at the nodes that they are shown; code that only Python 2 runs is exempt."""
    found = [
        Detected(rule, match, node)
        for rule, nodes in candidates
        for node in nodes
        for match in rule.detect(node, module)
        if not (rule.guardable and _is_exempt(match.node, rule, module))
    ]
    found.sort(key=lambda each: (*_start(each.match.node), each.rule.name))
    return _judged(found, module) if module.ignores else Judged(found, [])


def _among(
    module: Module, places: Mapping[Rule, Iterable[ast.AST]], others: Iterable[ast.AST]
) -> Iterator[tuple[Rule, Sequence[ast.AST]]]:
    """The places of the rules, and what they want to see of the other nodes."""
    text, out = module.source.text, _stages_left_out(module)
    root, parents = module.tree.root, module.tree.parents
    by_type: Mapping[type[ast.AST], list[ast.AST]] = defaultdict(list)
    for node in others:
        by_type[node.__class__].append(node)
    for rule, known in places.items():
        for kind in rule.nodes if rule.stage not in out else ():
            names, more = _names_at(rule, kind), by_type.get(kind, ())
            nodes = [each for each in known if each.__class__ is kind and (each in parents or each is root)]
            nodes += [each for each in more if not names or _is_spelled(each, names, module)]
            if not nodes:
                continue
            is_binary = rule.beside_binary and _may_be_binary(module)
            if names:
                is_likely = is_binary or not rule.beside_binary
            else:
                is_likely = _has_words(rule, text) and _may_find(rule, text, is_binary=is_binary)
            if is_likely:
                # What is known may be among the others as well.
                yield rule, tuple(dict.fromkeys(nodes))


def _stages_left_out(module: Module) -> Set[Stage]:
    """The stages that a file has no findings of.

    What was written for Python 3 means what its author wants: no semantic finding, and no advice. What Python 2
    needed is needed until Python 3 reads the file, and nothing else has to: no finding of the cleanup stage before.
    """
    out: set[Stage] = set()
    if module.tree.is_written_for_python3:
        out |= {Stage.SEMANTIC, Stage.ADVICE}
    if module.mode is not Mode.PY3 or module.tree.dialect not in _PYTHON3:
        out.add(Stage.CLEANUP)
    return out


def _may_be_binary(module: Module) -> bool:
    """Whether something may be binary: other files know of what a file says nothing of itself."""
    return module.surroundings.index is not None or may_hold_binary(module.source.text)


def _may_find(rule: Rule, text: str, *, is_binary: bool) -> bool:
    """As the rule's own `may_find`, of a text that has its words."""
    return (is_binary or not rule.beside_binary) if rule.goes_by_card else rule.may_find(text)


def _names_at(rule: Rule, kind: type[ast.AST]) -> frozenset[str]:
    """What has to be spelled at the nodes of a type that a rule wants to see; empty: it wants all of them."""
    if kind is ast.Call:
        return rule.functions()
    return rule.names() if kind in _BY_NAME else frozenset()


def _is_spelled(node: Any, names: Set[str], module: Module) -> bool:
    """Whether one of these names is spelled at a node, or another name that an import gives to what it names."""
    spelled = node.func if node.__class__ is ast.Call else node
    name = getattr(spelled, "attr", getattr(spelled, "id", ""))
    if name in names or node.__class__ is ast.Attribute:
        return name in names
    aliases: Sequence[Any] = module.nodes(ast.alias)
    return any(each.asname == name and each.name in names for each in aliases)


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
        [each._replace(fingerprint=fingerprints.next(each.rule, each.scope, each.text)) for each in found]
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

"""Rewrites one file, as a pure function of its bytes: detect, rewrite, prove, until nothing is left to do."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from py3port.analysis import Module, Surroundings
from py3port.apply.outcome import Changed, Failed, Left, LeftKind, Outcome, Skipped, Unchanged
from py3port.apply.proof import ProofError, prove
from py3port.detect import Detected, Dispatcher
from py3port.python2 import Dialect, ParseError, Source, SourceError, Tree, parse
from py3port.result import Applicability, Mode, Options, Stage
from py3port.rule import CannotRewrite, Match, Rule
from py3port.storage import digest

MAX_ROUNDS = 12
"""How often a rule may find more to do in what it just wrote, and the rules in what the others wrote."""

_PYTHON2 = frozenset({Dialect.PYTHON2, Dialect.BOTH})
_PYTHON3 = frozenset({Dialect.PYTHON3, Dialect.BOTH})


@dataclass(frozen=True)
class Porter:
    """What to do to every file."""

    rules: tuple[Rule, ...]
    """In plan order."""
    options: Options
    unsafe: bool = False
    to_the_end: bool = False
    """Whether these are all rules, so that a file that is Python 3 afterwards must run there."""

    @cached_property
    def _all(self) -> Dispatcher:
        return Dispatcher(self.rules)

    @cached_property
    def _each(self) -> dict[str, Dispatcher]:
        return {rule.name: Dispatcher([rule]) for rule in self.rules}

    def port(self, path: str, raw: bytes, surroundings: Surroundings) -> Outcome:
        """What becomes of the file."""
        # Words of rules are ASCII, so that the encoding does not matter yet.
        if not self._all.may_find(raw.decode("latin-1")):
            return Unchanged(path)
        try:
            tree = parse(Source.from_bytes(raw))
        except (SourceError, ParseError) as error:
            return Failed(path, error.message, error.line, error.column + 1)
        except (RecursionError, MemoryError):
            return Failed(path, "too big or too deeply nested")
        state = _State(tree, Module(tree, self.options, surroundings), surroundings)
        if self.options.mode is Mode.DUAL and tree.dialect not in _PYTHON2:
            detected = self._all.detect(state.module)
            return Skipped(path, "not valid Python 2.7 as it is") if detected else Unchanged(path)
        try:
            self._run(state)
        except ProofError as error:
            return Failed(path, str(error), defect=True)
        except (RecursionError, MemoryError):
            return Failed(path, "too big or too deeply nested to rewrite")
        refused = self._refused(tree, state.tree)
        found = [*state.left, *state.failed.values(), *([refused] if refused else [])]
        left = tuple(sorted(found, key=lambda each: (each.line, each.rule)))
        state.module.release()
        if state.tree is tree:
            return Unchanged(path, left)
        return Changed(
            path=path,
            digest=digest(raw),
            data=state.tree.source.raw,
            encoding=state.tree.source.encoding,
            confirm_with="" if refused else self._confirm_with(state.tree.dialect),
            fixed=tuple(sorted(state.fixed.items())),
            left=left,
        )

    def _confirm_with(self, dialect: Dialect) -> str:
        if self.options.mode is Mode.DUAL:
            return "2.7"
        return self.options.target if self.to_the_end and dialect in _PYTHON3 else ""

    def _refused(self, before: Tree, after: Tree) -> Left | None:
        """What Python 3's compiler, but not its grammar, has against a line that no rule touched.

        That is for a person to mend, and no reason to withhold the rest.
        """
        if not self._confirm_with(after.dialect) or self.options.mode is Mode.DUAL:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(after.source.text, "<source>", "exec", dont_inherit=True)
        except SyntaxError as error:
            line = error.lineno or 0
            if not line or after.source.line(line) not in before.source.text.split("\n"):
                return None
            return Left("syntax", line, LeftKind.MANUAL, f"Python 3 rejects it: {error.msg}")
        except (RecursionError, MemoryError, ValueError, OverflowError):
            return None
        return None

    def _run(self, state: _State) -> None:
        # What a name means in Python 2 is asked of the author's text only: the `map` that was an `imap` shall be lazy.
        semantic = [rule for rule in self.rules if rule.stage is Stage.SEMANTIC]
        others = [rule for rule in self.rules if rule.stage is not Stage.SEMANTIC]
        rules: Sequence[Rule] = self.rules
        settled: list[Left] = []
        for _ in range(MAX_ROUNDS):
            before = state.tree
            state.left = list(settled)
            for rule in rules:
                self._run_rule(state, rule)
            if len(self.rules) == 1 or state.tree is before:
                return
            if rules is self.rules:
                rules = others
                names = {rule.name for rule in semantic}
                settled = [each for each in state.left if each.rule in names]
        raise ProofError("the rules undo each other's work without end")

    def _run_rule(self, state: _State, rule: Rule) -> None:
        if rule.name in state.failed:
            return
        start = state.mark()
        try:
            self._settle(state, rule)
        except ProofError as error:
            if len(self.rules) == 1:
                raise
            state.reset(start)
            state.failed[rule.name] = Left(rule.name, 0, LeftKind.FAILED, str(error))

    def _settle(self, state: _State, rule: Rule) -> None:
        """Apply one rule until it has nothing more to do."""
        for _ in range(MAX_ROUNDS):
            wanted, left = self._sort(self._each[rule.name].detect(state.module), rule)
            skipped = self._rewrite(state, rule, wanted) if wanted else []
            if skipped is not None:
                state.left += [*left, *skipped]
                return
        raise ProofError(f"{rule.name} finds more to do in its own work without end")

    def _sort(self, detected: Sequence[Detected], rule: Rule) -> tuple[list[Match], list[Left]]:
        wanted, left = [], []
        for each in detected:
            if not rule.fixable or each.applicability is Applicability.MANUAL:
                left.append(_left(rule, each.match, LeftKind.MANUAL, each.match.message))
            elif each.applicability is Applicability.UNSAFE and not self.unsafe:
                left.append(_left(rule, each.match, LeftKind.UNSAFE, each.match.message))
            else:
                wanted.append(each.match)
        return wanted, left

    def _rewrite(self, state: _State, rule: Rule, matches: Sequence[Match]) -> list[Left] | None:
        """Rewrite once. None: something changed, look again. Else: what was skipped, for nothing else was there."""
        from py3port.rewrite import rewrite

        try:
            result = rewrite(state.module, rule, matches)
        except CannotRewrite as error:
            return [_left(rule, match, LeftKind.SKIPPED, str(error)) for match in matches]
        except SourceError as error:
            raise ProofError(f"the rewritten text cannot be encoded: {error}") from error
        if not result.edits:
            return [_left(rule, match, LeftKind.SKIPPED, reason) for match, reason in result.skipped]
        try:
            after = parse(Source.from_bytes(result.source.raw))
        except (SourceError, ParseError) as error:
            raise ProofError(f"the rewritten text would not parse: {error}") from error
        prove(state.tree, after, result.edits, mode=self.options.mode)
        state.advance(after, Module(after, self.options, state.surroundings))
        state.fixed[rule.name] += len(result.fixed)
        return None


class _State:
    """A file on its way through the rules."""

    def __init__(self, tree: Tree, module: Module, surroundings: Surroundings) -> None:
        self.tree = tree
        self.module = module
        self.surroundings = surroundings
        self.fixed: Counter[str] = Counter()
        self.left: list[Left] = []
        self.failed: dict[str, Left] = {}

    def advance(self, tree: Tree, module: Module) -> None:
        """Go on with a new text."""
        self.module.release()
        self.tree, self.module = tree, module

    def mark(self) -> tuple[Tree, Module, Counter[str]]:
        """Remember where we are."""
        return self.tree, self.module, self.fixed.copy()

    def reset(self, mark: tuple[Tree, Module, Counter[str]]) -> None:
        """Go back."""
        self.tree, self.module, self.fixed = mark


def _left(rule: Rule, match: Match, kind: LeftKind, reason: str) -> Left:
    return Left(rule.name, getattr(match.node, "lineno", 0), kind, reason)

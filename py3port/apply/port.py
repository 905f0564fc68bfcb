"""Rewrites one file, as a pure function of its bytes: detect, rewrite, prove, until nothing is left to do."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from py3port.analysis import Module, Surroundings
from py3port.apply.decided import Decided, Standing, is_decided_once
from py3port.apply.outcome import Changed, Failed, Left, LeftKind, Outcome, Skipped, Unchanged
from py3port.apply.proof import ProofError, check_text, prove
from py3port.detect import Detected, Dispatcher, findings
from py3port.python2 import Dialect, Edit, ParseError, Source, SourceError, Tree, ast, parse, reparse
from py3port.result import Applicability, Mode, Options, Stage
from py3port.rule import CannotRewrite, Match, Rule
from py3port.storage import digest

MAX_ROUNDS = 12
"""How often a rule may find more to do in what it just wrote, and the rules in what the others wrote."""

_DECIDED = "an earlier apply left it as it is; --again judges anew"

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
    first: tuple[Rule, ...] = ()
    """Rules that must have nothing left to do before one of the cleanup stage acts."""
    spared: frozenset[str] = frozenset()
    """Fingerprints of findings that stay as they are."""
    inside: tuple[Rule, ...] = ()
    """The rules for programs that are kept in strings; empty: these."""

    @cached_property
    def _inner(self) -> Porter:
        return replace(self, rules=self.inside, inside=(), spared=frozenset()) if self.inside else self

    @cached_property
    def _all(self) -> Dispatcher:
        return Dispatcher(self.rules)

    @cached_property
    def _first(self) -> Dispatcher:
        return Dispatcher(self.first)

    @cached_property
    def _each(self) -> dict[str, Dispatcher]:
        return {rule.name: Dispatcher([rule]) for rule in self.rules}

    def port(
        self, path: str, raw: bytes, surroundings: Surroundings, *, decided: Decided | None = None
    ) -> Outcome:
        """What becomes of the file; `decided` is what earlier applies did."""
        # Words of rules are ASCII, so that the encoding does not matter yet.
        if not self._all.may_find(raw.decode("latin-1"), is_binary=surroundings.index is not None):
            return Unchanged(path)
        try:
            source = Source.from_bytes(raw)
        except SourceError as error:
            return Failed(path, error.message, error.line, error.column + 1)
        return self.port_source(path, source, surroundings, decided=decided)

    def may_find(self, text: str) -> bool:
        """Whether there could be anything to do in Python of this text."""
        return self._all.may_find(text)

    def port_source(
        self,
        path: str,
        source: Source,
        surroundings: Surroundings,
        *,
        is_part: bool = False,
        decided: Decided | None = None,
    ) -> Outcome:
        """What becomes of a text: that of the file, or that of a part of it, which has no encoding of its own."""
        try:
            tree = parse(source)
        except ParseError as error:
            return Failed(path, error.message, error.line, error.column + 1)
        except (RecursionError, MemoryError):
            return Failed(path, "too big or too deeply nested")
        was_python2 = tree.dialect is Dialect.PYTHON2
        surroundings = replace(
            surroundings, was_python2=was_python2, trusts_bytes=was_python2 and _has_bytes(tree)
        )
        standing = Standing(decided, source.raw, unsafe=self.unsafe)
        module = Module(tree, self.options, surroundings)
        state = _State(tree, module, surroundings, standing, is_part=is_part)
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
        if state.tree.source is source:
            return Unchanged(path, left)
        return Changed(
            path=path,
            digest=digest(source.raw),
            data=state.tree.source.raw,
            encoding=state.tree.source.encoding,
            confirm_with="" if refused else self._confirm_with(state.tree.dialect),
            fixed=tuple(sorted(state.fixed.items())),
            left=left,
            unsafe=state.unsafe,
        )

    def port_text(self, code: str) -> str | None:
        """What becomes of a program that is kept in a string; None where nothing does."""
        outcome = self._inner.port("", code.encode(), Surroundings())
        return outcome.data.decode() if isinstance(outcome, Changed) else None

    def _confirm_with(self, dialect: Dialect) -> str:
        if self.options.mode is Mode.DUAL:
            return "2.7"
        must_run = self.to_the_end or any(rule.once or rule.stage is Stage.CLEANUP for rule in self.rules)
        return self.options.target if must_run and dialect in _PYTHON3 else ""

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
        semantic = [rule for rule in self.rules if is_decided_once(rule)]
        others = [rule for rule in self.rules if rule not in semantic]
        rules: Sequence[Rule] = self.rules
        settled: list[Left] = []
        for _ in range(MAX_ROUNDS):
            before = state.tree
            state.left = list(settled)
            for rule in rules:
                self._run_rule(state, rule)
            if len(self.rules) == 1 or state.tree.source is before.source:
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
            wanted, left = self._sort(state, self._detect(state, rule), rule)
            if wanted and rule.stage is Stage.CLEANUP and (pending := self._pending(state)):
                state.left += [
                    *left,
                    *(_left(rule, match, LeftKind.SKIPPED, f"first comes {pending}") for match in wanted),
                ]
                return
            skipped = self._rewrite(state, rule, wanted) if wanted else []
            if skipped is not None or rule.once:
                state.left += [*left, *(skipped or ())]
                return
        raise ProofError(f"{rule.name} finds more to do in its own work without end")

    def _detect(self, state: _State, rule: Rule) -> Sequence[Detected]:
        """What the rule finds, but for what is spared, and what else stands in such a statement."""
        detected = self._each[rule.name].detect(state.module)
        if not self.spared:
            return detected
        found = findings(state.module, detected, state.surroundings.path)
        spared = {(each.scope, each.text) for each in found if each.fingerprint in self.spared}
        pairs = zip(detected, found, strict=True)
        return [each for each, finding in pairs if (finding.scope, finding.text) not in spared]

    def _pending(self, state: _State) -> str:
        """The name of a rule that has something to do before Python 2 can be dropped; empty where there is none."""
        if state.is_ported is not state.tree:
            safe: dict[Rule, list[Match]] = {}
            for each in self._first.detect(state.module):
                if each.rule.fixable and _is_safe(each):
                    safe.setdefault(each.rule, []).append(each.match)
            for rule, matches in safe.items():
                if _would_change(state.module, rule, matches):
                    return rule.name
            state.is_ported = state.tree
        return ""

    def _sort(
        self, state: _State, detected: Sequence[Detected], rule: Rule
    ) -> tuple[list[Match], list[Left]]:
        wanted, left = [], []
        for each in detected:
            if not rule.fixable or each.applicability is Applicability.MANUAL:
                left.append(_left(rule, each.match, LeftKind.MANUAL, each.match.message))
            elif each.applicability is Applicability.UNSAFE and not self.unsafe:
                left.append(_left(rule, each.match, LeftKind.UNSAFE, each.match.message))
            elif state.standing.has(rule, each.match.node, state.module):
                left.append(_left(rule, each.match, LeftKind.SKIPPED, _DECIDED))
            else:
                wanted.append(each.match)
        return wanted, left

    def _rewrite(self, state: _State, rule: Rule, matches: Sequence[Match]) -> list[Left] | None:
        """Rewrite once. None: something changed, look again. Else: what was skipped, for nothing else was there."""
        from py3port.rewrite import rewrite

        try:
            result = rewrite(state.module, rule, matches, port=self.port_text)
        except CannotRewrite as error:
            if len(matches) > 1:
                return self._rewrite_one(state, rule, matches)
            return [_left(rule, match, LeftKind.SKIPPED, str(error)) for match in matches]
        except SourceError as error:
            raise ProofError(f"the rewritten text cannot be encoded: {error}") from error
        if not result.edits:
            return [_left(rule, match, LeftKind.SKIPPED, reason) for match, reason in result.skipped]
        after = self._proven(state, result.source, result.edits)
        state.advance(after, Module(after, self.options, state.surroundings))
        state.fixed[rule.name] += len(result.fixed)
        state.unsafe += sum(not _is_safe(Detected(rule, match, match.node)) for match in result.fixed)
        return None

    def _rewrite_one(self, state: _State, rule: Rule, matches: Sequence[Match]) -> list[Left] | None:
        """Rewrite the first match that can be on its own: their edits got in each other's way."""
        left: list[Left] = []
        for match in matches:
            skipped = self._rewrite(state, rule, [match])
            if skipped is None:
                return None
            left += skipped
        return left

    def _proven(self, state: _State, source: Source, edits: Sequence[Edit]) -> Tree:
        """The tree of the new text, of which the old one may have become a part.

        Raises:
            ProofError: something is wrong with the text.
        """
        tree, mode = state.tree, self.options.mode
        try:
            if not state.is_part:
                source = Source.from_bytes(source.raw)
            part = reparse(tree, source, edits)
            if part is not None:
                check_text(tree.source, source, edits)
                prove(part.before, part.after, part.edits, mode=mode)
                return part.graft()
            after = parse(source)
        except (SourceError, ParseError) as error:
            raise ProofError(f"the rewritten text would not parse: {error}") from error
        prove(tree, after, edits, mode=mode)
        return after


class _State:
    """A file on its way through the rules."""

    def __init__(
        self,
        tree: Tree,
        module: Module,
        surroundings: Surroundings,
        standing: Standing,
        *,
        is_part: bool = False,
    ) -> None:
        self.tree = tree
        self.standing = standing
        self.is_part = is_part
        self.module = module
        self.surroundings = surroundings
        self.fixed: Counter[str] = Counter()
        self.unsafe = 0
        self.left: list[Left] = []
        self.failed: dict[str, Left] = {}
        self.is_ported: Tree | None = None
        """The text in which no rule of an earlier stage has anything left to do, once that was asked for."""

    def advance(self, tree: Tree, module: Module) -> None:
        """Go on with a new text."""
        self.module.release()
        self.standing.advance(self.tree.source.raw, tree.source.raw)
        # What a cleanup leaves behind is Python 3's: it need not be asked about again.
        self.is_ported = tree if self.is_ported is self.tree else None
        self.tree, self.module = tree, module

    def mark(self) -> tuple[Tree, Counter[str], int]:
        """Remember where we are."""
        return self.tree, self.fixed.copy(), self.unsafe

    def reset(self, mark: tuple[Tree, Counter[str], int]) -> None:
        """Go back."""
        tree, self.fixed, self.unsafe = mark
        if tree is not self.tree:
            # Its nodes may have gone into later trees.
            tree = parse(tree.source)
            self.advance(tree, Module(tree, self.module.options, self.surroundings))


def _has_bytes(tree: Tree) -> bool:
    """Whether the file speaks of bytes before anything is done to it."""
    if any(each.id == "bytes" for each in tree.nodes.get(ast.Name, ())):  # type: ignore[attr-defined]
        return True
    return any(isinstance(each.value, bytes) for each in tree.nodes.get(ast.Constant, ()))  # type: ignore[attr-defined]


def _would_change(module: Module, rule: Rule, matches: Sequence[Match]) -> bool:
    """Whether a rule has an edit for its matches: what it refuses to do must not be waited for."""
    from py3port.rewrite import rewrite

    try:
        return bool(rewrite(module, rule, matches).edits)
    except (CannotRewrite, SourceError):
        return False


def _is_safe(detected: Detected) -> bool:
    return detected.applicability is Applicability.SAFE


def _left(rule: Rule, match: Match, kind: LeftKind, reason: str) -> Left:
    return Left(rule.name, getattr(match.node, "lineno", 0), kind, reason)

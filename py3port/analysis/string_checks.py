"""What tests of a string's type say: `if isinstance(x, unicode)` tells text from all else, and what it is made then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from typing import TYPE_CHECKING, Any

from py3port.analysis.reaching import Reaching
from py3port.analysis.scopes import Scope
from py3port.analysis.string_slots import CHECKED, SAME
from py3port.python2 import ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_TEXT = (("__builtin__.unicode",), ("six.text_type",), ("types.UnicodeType",))
_NATIVE = (("__builtin__.str",), ("types.StringType",))
_STRINGS = frozenset(
    {
        "__builtin__.unicode", "__builtin__.str", "__builtin__.bytes", "__builtin__.basestring", "six.text_type",
        "types.UnicodeType", "types.StringType", "types.StringTypes",
    }
)  # fmt: skip


class Checks:
    """Looks up the tests that decide what a variable holds."""

    def __init__(self, inference: Inference, reaching: Reaching, *, trusts_bytes: bool) -> None:
        self._trusts_bytes = trusts_bytes
        self._inference = inference
        self._reaching = reaching
        self._conversions: dict[tuple[str, Scope], Set[ast.AST]] = {}

    def is_text(self, use: ast.Name, owner: Scope) -> bool:
        """Whether it is text by a test, which tells that elsewhere it may be none."""
        return self._is_checked(use, owner, truth=True)

    def is_bytes(self, use: ast.Name, owner: Scope) -> bool:
        """Whether a test of the author's has found it to be `bytes`, whichever module has that for both Pythons."""
        if not self._trusts_bytes:
            return False
        tests = self._inference.flow.isinstance_guards(use, owner)
        return any(getattr(call.args[1], "id", "") == "bytes" for call in tests)

    @property
    def all_bytes(self) -> Iterator[ast.Name]:
        """The uses of variables that a test has found to be `bytes`."""
        scopes = self._inference.scopes
        calls: Any = (self._inference.tree.parents.get(each) for each in scopes.names.get("bytes", ()))
        subjects = [each.args[0] for each in calls if isinstance(each, ast.Call) and len(each.args) == 2]
        for subject in subjects:
            owner = scopes.lookup(subject.id, subject) if isinstance(subject, ast.Name) else None
            if owner is not None and isinstance(subject, ast.Name):
                loads = (use for use in scopes.uses(subject.id, owner) if isinstance(use.ctx, ast.Load))
                yield from (use for use in loads if self.is_bytes(use, owner))

    def is_told_apart(self, use: ast.Name, owner: Scope) -> bool:
        """Whether a test tells if it is text, or bytes: what it is there says nothing about it elsewhere."""
        return use.id in self._inference.flow.tested_names and (
            self.is_text(use, owner)
            or self._is_checked(use, owner, truth=False)
            or self.is_bytes(use, owner)
            or (self._is_decoded(use) and self._is_checked(use, owner, truth=True, kinds=_NATIVE))
        )

    def seen_by(self, use: ast.Name, owner: Scope) -> Collection[ast.AST] | None:
        """The bindings whose values a use is likely to share; None where it may be any."""
        return self._reaching.bindings(use, owner)

    def distance(self, binding: ast.AST, use: ast.Name, owner: Scope) -> int:
        """The weight between a binding and a use that may see it, or what some kinds of string are made there."""
        if use.id not in self._inference.flow.tested_names:
            return SAME
        conversions = self._conversions_of(use.id, owner)
        if not conversions or binding in conversions:
            return SAME
        seen = self._reaching.bindings(use, owner)
        return CHECKED if seen is None or not conversions.isdisjoint(seen) else SAME

    def _conversions_of(self, name: str, owner: Scope) -> Set[ast.AST]:
        """The bindings by which a name gets something made of itself after a test of its type."""
        known = self._conversions.get((name, owner))
        if known is None:
            found = (each for each in owner.binding(name) if self._converts(each, owner))
            known = self._conversions[name, owner] = frozenset(found)
        return known

    def _converts(self, binding: Any, owner: Scope) -> bool:
        statement: Any = self._inference.tree.parents.get(binding)
        if not isinstance(statement, ast.Assign) or not isinstance(binding, ast.Name):
            return False
        return any(
            isinstance(each, ast.Name) and each.id == binding.id and self._is_of_kind(each, owner)
            for each in ast.walk(statement.value)
        )

    def _is_of_kind(self, use: ast.Name, owner: Scope) -> bool:
        tests = self._inference.flow.tests_of_type(use, owner)
        return any(not _STRINGS.isdisjoint(self._kinds(call)) for call, _ in tests)

    def _is_decoded(self, use: ast.Name) -> bool:
        return getattr(self._inference.tree.parents.get(use), "attr", "") == "decode"

    def _is_checked(
        self, use: ast.Name, owner: Scope, *, truth: bool, kinds: Collection[tuple[str, ...]] = _TEXT
    ) -> bool:
        tests = self._inference.flow.tests_of_type(use, owner)
        return any(self._kinds(call) in kinds for call, found in tests if found is truth)

    def _kinds(self, call: ast.Call) -> tuple[str, ...]:
        kinds = call.args[1]
        return tuple(self._inference.names.candidates(kinds))

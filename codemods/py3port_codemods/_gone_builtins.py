"""What the rules for the built-in functions that Python 3 dropped have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from py3port.rule import Applicability, Editor, Match, Module, Rule, ast, unparenthesized
from py3port_codemods._builtins import is_builtin_reference
from py3port_codemods._gone_names import Gone
from py3port_codemods._gone_rendering import rendered


class GoneBuiltin(Rule):
    """A built-in that is gone; where it can be told, what stands in its place."""

    nodes = (ast.Name, ast.Attribute)
    counts: ClassVar[frozenset[int]] = frozenset()
    """How many arguments it takes, if that matters: it cannot be meant where a call has another number."""

    @property
    @abstractmethod
    def gone(self) -> Gone:
        """What replaces it."""

    @property
    def builtin(self) -> str:
        """Its name."""
        return self.words[0]

    def names(self) -> frozenset[str]:
        """The name of the built-in."""
        return frozenset({self.builtin})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference, also through `__builtin__` and under another name."""
        if not is_builtin_reference(node, self.builtin, module):
            return
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            call = None
        if call is not None and self._is_odd(call):
            yield Match(call, f"{self._message}; Python 2 rejects such a call", Applicability.MANUAL)
            return
        if call is not None and is_plain(call):
            code = self.gone.call(len(call.args), module.mode)
            if code is not None:
                yield Match(call, self._message, self.applicability_of(call, module), code)
                return
        code = self.gone.code(module.mode)
        yield Match(
            node, self._message, self.applicability_of(node, module) if code else Applicability.MANUAL, code
        )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """What the table says."""
        is_call = isinstance(match.node, ast.Call)
        arguments = [each.value for each in node.args] if is_call else []
        by_name = "functools" in match.data or "six.moves" in match.data
        new = rendered(match.data, arguments, match.node, editor, by_name=by_name)
        drop_builtin(match.node, editor)
        if _stands_alone(match.node, editor.module):
            new = unparenthesized(new)
        return new.with_changes(lpar=[*node.lpar, *new.lpar], rpar=[*new.rpar, *node.rpar])

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """How far one use can be replaced; None: as the rule says."""
        return self.gone.applicability

    def _is_odd(self, call: ast.Call) -> bool:
        """Whether a call has arguments that the built-in would not take."""
        if not self.counts:
            return False
        has_stars = any(isinstance(each, ast.Starred) for each in call.args)
        return (
            bool(call.keywords)
            or (len(call.args) not in self.counts and not has_stars)
            or (has_stars and len(self.counts) == 1)
        )

    @property
    def _message(self) -> str:
        note = self.gone.note
        return f"`{self.builtin}` is gone in Python 3" + (f": {note}" if note else "")


def _stands_alone(node: ast.AST, module: Module) -> bool:
    """Whether any expression may stand in its place without parentheses."""
    parent: Any = module.parent(node)
    if isinstance(parent, ast.Call):
        return any(each is node for each in parent.args)
    return isinstance(parent, (ast.Assign, ast.Return, ast.keyword))


def is_plain(call: ast.Call) -> bool:
    """Whether a call has positional arguments only, each written out."""
    return not call.keywords and not any(isinstance(each, ast.Starred) for each in call.args)


def drop_builtin(node: ast.AST, editor: Editor) -> None:
    """Let go of the import by which a built-in was referred to, if there was any."""
    name = node.func if isinstance(node, ast.Call) else node
    editor.drop_import(name.value if isinstance(name, ast.Attribute) else name)

"""What the rules for the names of six and its kin have in common: which name is meant, and what is written for it."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from py3port.rule import Applicability, CannotRewrite, Editor, Match, Module, Rule, ast
from py3port_codemods._gone_rendering import rendered
from py3port_codemods._let_go import let_go, root_name

WORDS = ("six", "future", "past", "compat")
_LIBRARY = re.compile(r"(?:[\w.]*\.)?six\.(?!moves\b)(\w+)|future\.utils\.(\w+)|past\.builtins\.(\w+)")
_DECORATOR = re.compile(r"[\w.]+\.(python_2_unicode_compatible)")


class Successor(NamedTuple):
    """What to write for a name of such a library; placeholders and imports as in `Gone`."""

    reference: str | None = None
    """For the name itself; None: only its calls have a successor."""
    calls: Mapping[int, str] = {}
    """For a call with so many arguments."""
    iterated: Mapping[int, str] = {}
    """For a call whose result is iterated over at once."""
    applicability: Applicability = Applicability.SAFE


def compat_name(node: ast.AST, module: Module) -> str:
    """The name of six, or of a library that offers the same names, that an expression means; empty for none.

    A copy of six inside of another package is one of them.
    """
    names = set()
    for qualified in module.qualified_names(node):
        found = _LIBRARY.fullmatch(qualified) or _DECORATOR.fullmatch(qualified)
        names.add(next(filter(None, found.groups())) if found else "")
    return names.pop() if len(names) == 1 else ""


class CompatNames(Rule):
    """Names of six and its kin, and what Python 3 calls the same: a table."""

    words = WORDS
    nodes = (ast.Name, ast.Attribute)

    @property
    @abstractmethod
    def table(self) -> Mapping[str, Successor]:
        """The names, as six has them."""

    def names(self) -> frozenset[str]:
        """The names of the table."""
        return frozenset(self.table)

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every use of one of the names."""
        if not isinstance(node.ctx, ast.Load):
            return
        name = compat_name(node, module)
        successor = self.table.get(name)
        if successor is None or (isinstance(node, ast.Name) and _is_found_by_import(successor)):
            return
        message = f"`{module.text(node)}` is for code that Python 2 runs as well"
        call: Any = module.parent(node)
        if isinstance(call, ast.Call) and call.func is node:
            code = self.code_for_call(call, successor, module)
            if code is not None:
                likely = Applicability.MANUAL if module.has_comment(call) else successor.applicability
                yield Match(call, message, likely, code)
                return
        known = successor.reference is not None
        yield Match(
            node, message, successor.applicability if known else Applicability.MANUAL, successor.reference
        )

    def code_for_call(self, call: ast.Call, successor: Successor, module: Module) -> str | None:
        """What is written for a call; None where nothing of the table fits."""
        if call.keywords or any(isinstance(each, ast.Starred) for each in call.args):
            return None
        count = len(call.args)
        if count in successor.iterated and is_iterated(call, module):
            return successor.iterated[count]
        return successor.calls.get(count)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """What the table says, with its imports; the library's own import goes with its last use."""
        if match.data is None:
            raise CannotRewrite("it has no counterpart")
        is_call = isinstance(match.node, ast.Call)
        name: Any = match.node.func if isinstance(match.node, ast.Call) else match.node
        arguments = [each.value for each in node.args] if is_call else []
        new = rendered(match.data, arguments, match.node, editor, by_name=isinstance(name, ast.Name))
        let_go(root_name(name), editor)
        return new.with_changes(lpar=[*node.lpar, *new.lpar], rpar=[*new.rpar, *node.rpar])


def _is_found_by_import(successor: Successor) -> bool:
    """Whether all that changes is where a name is imported from, which is another rule's."""
    return bool(re.fullmatch(r"\{[\w.]+:\w+\}", successor.reference or ""))


def is_iterated(node: ast.expr, module: Module) -> bool:
    """Whether a loop, a comprehension or a call that takes it in at once iterates over the value."""
    from py3port.rule import Consumer

    return set(module.consumers(node)) <= {Consumer.ITERATED, Consumer.LISTED} and bool(
        module.consumers(node)
    )

"""What the rules for names that the standard library dropped have in common: tables, and how they are applied."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Match,
    Mode,
    Module,
    Rule,
    as_argument,
    ast,
    cst,
    parenthesized,
)

SAME = "="
"""The code for both modes is that for `py3`."""

_PLACEHOLDER = re.compile(r"\$(\d)")
_IMPORT = re.compile(r"\{([\w.]+)(?::(\w+))?\}")
_CLOSED = ("Name", "Attribute", "Call", "Subscript", "SimpleString", "List", "Dict", "Set")


@dataclass(frozen=True)
class Gone:
    """A name that Python 3 dropped, and what stands in its place.

    In code `{module:name}` is a name to be imported, `{module}` a module, `$1` the first argument of the call.
    """

    since: str
    """The first version without it."""
    py3: str | None = None
    """What replaces a reference; None: nothing does."""
    dual: str | None = SAME
    """What replaces it where Python 2.7 must run the code as well."""
    calls: Mapping[int, str] = field(default_factory=dict)
    """What replaces a call, by the number of its arguments; a reference is then never sure to be replaced right."""
    dual_calls: Mapping[int, str] | None = None
    """The same for both interpreters; None: as `calls`."""
    applicability: Applicability = Applicability.SAFE
    note: str = ""
    """What to look at, or to use instead."""

    def code(self, mode: Mode) -> str | None:
        """What replaces a reference."""
        return self.py3 if mode is Mode.PY3 or self.dual == SAME else self.dual

    def call(self, arguments: int, mode: Mode) -> str | None:
        """What replaces a call with so many arguments."""
        calls = self.calls if mode is Mode.PY3 or self.dual_calls is None else self.dual_calls
        return calls.get(arguments)


@dataclass(frozen=True, eq=False)
class Use:
    """A use of a dropped name."""

    qualified: str
    node: ast.expr
    root: ast.Name
    by_name: bool
    """Whether it was imported by `from module import name`."""
    code: str | None = None


class GoneNames(Rule):
    """Names of the standard library that are gone, and what to write for them: a table."""

    nodes = (ast.Import, ast.ImportFrom)

    @property
    @abstractmethod
    def table(self) -> Mapping[str, Gone]:
        """The names, by dotted name."""

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """The uses of what an import brings in, and the import itself where nothing here uses it."""
        for imported in module.imports.of(node):
            if self._prefixes.isdisjoint(_packages(imported)) or module.is_own_module(imported):
                continue
            if imported.bound == "*":
                yield from self._star(imported, module)
                continue
            line = self._new_line(imported, node, module)
            if line is not None:
                message = self.message(imported.qualified, self.table[imported.qualified])
                yield Match(node, message, self.table[imported.qualified].applicability, [line])
                continue
            uses = module.references(imported.bound, imported.scope.node)
            for use in uses:
                yield from self._use(use, imported, module)
            gone = self._entry(imported.qualified, module)
            if gone is not None and isinstance(node, ast.ImportFrom) and not uses:
                likely = Applicability.MANUAL if imported.bound in module.exports else Applicability.UNSAFE
                yield Match(imported.alias, self.message(imported.qualified, gone), likely, imported)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """What the table says, with its imports."""
        if isinstance(match.node, ast.alias):
            editor.drop_import(match.node)
            return node
        if isinstance(match.data, list):
            editor.replace_import(match.node, match.data)  # type: ignore[arg-type]
            return node
        use: Use = match.data
        if use.code is None:
            raise CannotRewrite("the table has no replacement")
        arguments = node.args if use.node is not match.node else ()
        plain = re.fullmatch(r"\{([\w.]+):(\w+)\}", use.code)
        if plain and not arguments and not use.by_name and use.qualified.rpartition(".")[0] == plain[1]:
            return node.with_changes(attr=cst.Name(plain[2]))
        if use.node is not match.node and "#" in editor.module.text(match.node):
            raise CannotRewrite("a comment stands inside the call")
        new = rendered(use.code, [each.value for each in arguments], match.node, editor, by_name=use.by_name)
        if use.by_name or f"{{{use.qualified.rpartition('.')[0]}:" not in use.code:
            editor.drop_import(use.root)
        return new.with_changes(lpar=[*node.lpar, *new.lpar], rpar=[*new.rpar, *node.rpar])

    def message(self, qualified: str, gone: Gone) -> str:
        """What is wrong with a name, and what to do about it."""
        return f"`{qualified}` is gone since Python {gone.since}" + (f": {gone.note}" if gone.note else "")

    def applicability_of(self, use: Use, gone: Gone, module: Module) -> Applicability:
        """How far the replacement of one use can be trusted."""
        if (
            gone.calls
            and isinstance(use.node, (ast.Name, ast.Attribute))
            and use.code == gone.code(module.mode)
        ):
            return max(Applicability.UNSAFE, gone.applicability, key=list(Applicability).index)
        return gone.applicability

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        """All dotted names of the table, and the packages in front of them."""
        found: set[str] = set()
        for name in self.table:
            parts = name.split(".")
            found.update(".".join(parts[:end]) for end in range(1, len(parts) + 1))
        return frozenset(found)

    def _entry(self, qualified: str, module: Module) -> Gone | None:
        gone = self.table.get(qualified)
        return gone if gone is not None and _number(gone.since) <= _number(module.options.target) else None

    def _new_line(self, imported: Any, node: ast.Import | ast.ImportFrom, module: Module) -> str | None:
        """The import that takes the place of one on its own, where the name stays and only its module is another."""
        gone = self._entry(imported.qualified, module)
        code = gone.code(module.mode) if gone is not None else None
        plain = re.fullmatch(r"\{([\w.]+):(\w+)\}", code or "")
        if not plain or isinstance(node, ast.Import) or len(node.names) != 1:
            return None
        return f"from {plain[1]} import {plain[2]}" if plain[2] == imported.bound else None

    def _star(self, imported: Any, module: Module) -> Iterator[Match]:
        """What `from string import *` brings in: names that nothing else binds."""
        head = f"{imported.module}."
        names = {name.removeprefix(head) for name in self.table if name.startswith(head)}
        for name in module.nodes(ast.Name):
            if name.id in names and isinstance(name.ctx, ast.Load) and module.lookup(name.id, name) is None:
                yield from self._match(head + name.id, name, name, module, by_name=True)

    def _use(self, root: ast.Name, imported: Any, module: Module) -> Iterator[Match]:
        others = module.imported(root)
        if not others or others[0] is not imported or len(set(module.qualified_names(root))) != 1:
            return
        if any(module.is_guarded(each.node) for each in others):
            return
        node: Any = root
        qualified = module.imports.qualified(imported)
        found: tuple[str, Any] | None = None
        while True:
            if self._entry(qualified, module) is not None:
                found = qualified, node
            parent = module.parent(node)
            if not isinstance(parent, ast.Attribute):
                break
            node, qualified = parent, f"{qualified}.{parent.attr}"
        if found is not None and isinstance(found[1].ctx, ast.Load):
            by_name = isinstance(imported.node, ast.ImportFrom) and found[1] is root
            yield from self._match(*found, root, module, by_name=by_name)

    def _match(
        self, qualified: str, node: Any, root: ast.Name, module: Module, *, by_name: bool
    ) -> Iterator[Match]:
        gone = self.table[qualified]
        message = self.message(qualified, gone)
        call = module.parent(node)
        if isinstance(call, ast.Call) and call.func is node:
            plain = not call.keywords and not any(isinstance(each, ast.Starred) for each in call.args)
            code = gone.call(len(call.args), module.mode) if plain else None
            if code is not None:
                use = Use(qualified, node, root, by_name, code)
                yield Match(call, message, self.applicability_of(use, gone, module), use)
                return
        use = Use(qualified, node, root, by_name, gone.code(module.mode))
        known = use.code is not None
        yield Match(
            node, message, self.applicability_of(use, gone, module) if known else Applicability.MANUAL, use
        )


def rendered(
    code: str, arguments: Iterable[Any], near: ast.AST, editor: Editor, *, by_name: bool = False
) -> Any:
    """The LibCST expression for the code of a table, its imports asked for and its arguments put in."""

    def imported(found: re.Match[str]) -> str:
        name = found[2]
        if name is None:
            return editor.add_import(found[1])
        if by_name and found[1] != "six":
            return editor.add_import(found[1], name)
        return f"{editor.add_import(found[1])}.{name}"

    _check_builtins(code, near, editor, _dropped(near, editor) if by_name else ())
    text = _PLACEHOLDER.sub(r"_argument_\1_", _IMPORT.sub(imported, code))
    filled = {f"_argument_{number}_": each for number, each in enumerate(arguments, 1)}
    expression = cst.parse_expression(text)
    return _filled(expression, filled) if filled else expression


def _filled(expression: Any, filled: Mapping[str, Any]) -> Any:
    """The expression with arguments for its placeholders, in parentheses where they need them."""

    class Fill(cst.CSTTransformer):
        def leave_Arg(self, original_node: Any, updated_node: Any) -> Any:
            name = getattr(original_node.value, "value", None)
            if isinstance(original_node.value, cst.Name) and name in filled:
                return updated_node.with_changes(value=as_argument(filled[str(name)]))
            return updated_node

        def leave_Slice(self, original_node: Any, updated_node: Any) -> Any:
            bounds = {
                side: as_argument(filled[bound.value])
                for side in ("lower", "upper")
                if isinstance(bound := getattr(original_node, side), cst.Name) and bound.value in filled
            }
            return updated_node.with_changes(**bounds)

        def leave_Name(self, original_node: Any, updated_node: Any) -> Any:
            argument = filled.get(original_node.value)
            return updated_node if argument is None else _operand(argument)

    return expression.visit(Fill())


def _operand(argument: Any) -> Any:
    """The argument as it may stand before a dot or a bracket."""
    closed = type(argument).__name__ in _CLOSED or argument.lpar
    return argument if closed else parenthesized(argument)


def _dropped(node: Any, editor: Editor) -> Iterable[ast.AST]:
    """The parts of imports that bind what a node refers to."""
    root = node.func if isinstance(node, ast.Call) else node
    return [each.alias for each in editor.module.imported(root)]


def _check_builtins(code: str, near: ast.AST, editor: Editor, dropped: Iterable[ast.AST]) -> None:
    """Make sure that the built-ins in a piece of code mean themselves.

    Raises:
        CannotRewrite: one does not.
    """
    bare = re.sub(r"'[^']*'|\{[^}]*\}|\$\d|\.\w+", "", code)
    for name in re.findall(r"[A-Za-z_]\w*", bare):
        scope = editor.module.lookup(name, near)
        if scope is None or name in ("None", "True", "not", "in", "is"):
            continue
        if any(binding not in dropped for binding in scope.binding(name)):
            raise CannotRewrite(f"`{name}` means something else here")


def _packages(imported: Any) -> Iterator[str]:
    """The dotted names that an import may lead to a dropped name through."""
    yield imported.module if imported.bound == "*" else imported.qualified


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def method(name: str, *counts: int) -> Mapping[int, str]:
    """The calls of a function that became a method of its first argument."""
    return {count: f"$1.{name}({', '.join(f'${each}' for each in range(2, count + 1))})" for count in counts}

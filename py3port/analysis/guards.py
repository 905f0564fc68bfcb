"""Which code runs on Python 2 only, or is the half for Python 2 of a pair that has its half for Python 3."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from py3port.analysis.imports import Imports
from py3port.analysis.names import Names
from py3port.analysis.stdlib_modules import GONE_BUILTINS, is_gone, is_in_python3
from py3port.analysis.versions import PYTHON2_ATTRIBUTES, VersionTests, is_version_name
from py3port.python2 import Tree, ast

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
_EVERYTHING = frozenset({"", "Exception", "BaseException", "StandardError"})
_IMPORTS = (ast.Import, ast.ImportFrom)
_BLOCKS = ("body", "orelse", "finalbody")
_TRIES = tuple(getattr(ast, name) for name in ("Try", "TryStar") if hasattr(ast, name))
_SKIPS = {"skipIf": False, "skipif": False, "skip_if": False, "skipUnless": True, "skip_unless": True}
_ENDS = frozenset({"Return", "Raise", "Continue", "Break"})
_EXITS = frozenset({"exit", "_exit", "quit", "abort"})
_SAYS = frozenset({"print", "write", "warn", "warning", "debug", "info", "error", "log"})
_FEW = 2
_PYTHON2_PACKAGES = frozenset({"cElementTree", "elementtree"})
"""Packages that the library took in, and that Python 3 never had apart from it."""


class Guards:
    """Answers for one module; `target` is the Python 3 that alternatives must work on."""

    def __init__(
        self, tree: Tree, names: Names, imports: Imports, versions: VersionTests, *, target: str = "3.13"
    ) -> None:
        self._parents = tree.parents
        self._names = names
        self._imports = imports
        self._versions = versions
        self._target = target
        self._exits: dict[tuple[ast.AST, str], Sequence[tuple[Sequence[ast.stmt], tuple[int, int]]]] = {}
        self._steps: dict[ast.AST, bool | tuple[ast.AST, ast.AST]] = {}
        self._for_python3: dict[ast.AST, bool] = {}

    def is_guarded(self, node: ast.AST) -> bool:
        """Whether Python 3 never runs `node`, or runs its counterpart where `node` fails."""
        try:
            return self._is_guarded(node)
        except RecursionError:
            return False

    def is_only_missed(self, statement: ast.stmt) -> bool:
        """Whether all that guards an import is a handler which has nothing in its place: it says so, or passes."""
        around: Any = self._parents.get(statement)
        if not isinstance(around, _TRIES) or not any(statement is each for each in around.body):
            return False
        imports = (each for each in around.body if isinstance(each, _IMPORTS))
        names = {each.bound for half in imports for each in self._imports.of(half)}
        has_nothing = all(_has_nothing_for(names, handler.body) for handler in around.handlers)
        return has_nothing and not self.is_guarded(around)

    def is_sure_import(self, statement: ast.Import | ast.ImportFrom) -> bool:
        """Whether Python 3 is sure to manage an import: its library has all of it, or a package for either Python."""
        if self._is_gone_import(statement):
            return False
        return all(
            "six" in each.module.split(".") or (is_in_python3(each.module, self._target) and not each.level)
            for each in self._imports.of(statement)
        )

    def is_for_python3(self, node: ast.AST) -> bool:
        """Whether only Python 3 runs `node`: a branch of its own, or what takes over where Python 2's way fails."""
        try:
            return self._is_for_python3(node)
        except RecursionError:
            return False

    def _is_for_python3(self, node: ast.AST) -> bool:
        """What is found is kept for every statement on the way: chains of `elif` are nested thousands deep."""
        passed = []
        found = False
        child, parent = node, self._parents.get(node)
        while parent is not None and not found:
            if child in self._for_python3:
                found = self._for_python3[child]
                break
            if isinstance(child, ast.stmt):
                passed.append(child)
            found = self._is_branch_for_python3(parent, child)
            child, parent = parent, self._parents.get(parent)
        self._for_python3.update(dict.fromkeys(passed, found))
        return found

    def _is_branch_for_python3(self, parent: Any, child: ast.AST) -> bool:
        if isinstance(parent, (ast.If, ast.IfExp)) and child is not parent.test:
            body = parent.body if isinstance(parent.body, list) else [parent.body]
            return self._versions.means_python3(parent.test, any(child is each for each in body))
        if isinstance(parent, _TRIES) and isinstance(child, ast.ExceptHandler):
            return self._is_handler_for_python3(parent, child)
        if not isinstance(parent, (ast.FunctionDef, ast.Module)) or not isinstance(child, ast.stmt):
            return False
        return self._comes_after(parent, child, self._sends_python2_away)

    def _sends_python2_away(self, statement: ast.stmt) -> bool:
        if not isinstance(statement, ast.If):
            return False
        return _terminates(statement.body) and self._versions.means_python3(statement.test, False)

    def _is_handler_for_python3(self, parent: Any, handler: ast.ExceptHandler) -> bool:
        """Whether the body of the `try` is sure to fail on Python 3 with what the handler catches."""
        caught, body = _caught(handler), parent.body
        if caught & _IMPORT_ERRORS and any(self._is_gone_import(each) for each in body):
            return True
        if len(body) > _FEW:
            return False
        if "NameError" in caught and any(self._is_gone_name(each) for each in _walk(body)):
            return True
        return "AttributeError" in caught and any(
            isinstance(each, ast.Attribute) and each.attr in PYTHON2_ATTRIBUTES for each in _walk(body)
        )

    def _is_guarded(self, node: ast.AST) -> bool:
        step = self._next_step(node)
        while isinstance(step, tuple):
            parent, child = step
            if self._try(parent, child, node) or self._follows_exit(parent, child):
                return True
            step = self._next_step(parent)
        return step

    def _next_step(self, node: ast.AST) -> bool | tuple[ast.AST, ast.AST]:
        """The next `try` around a node, where it matters what the node is, and its part; or whether all else guards it.

        It is kept for every statement on the way: chains of `elif` are nested thousands deep.
        """
        passed = []
        found: bool | tuple[ast.AST, ast.AST] = False
        child, parent = node, self._parents.get(node)
        while parent is not None and not found:
            if child in self._steps:
                found = self._steps[child]
                break
            if isinstance(child, ast.stmt):
                passed.append(child)
            guards = _GUARDS.get(type(parent))
            if isinstance(parent, _TRIES):
                found = parent, child
            elif guards is not None and guards(self, parent, child):
                found = True
            else:
                found = self._follows_exit(parent, child)
            child, parent = parent, self._parents.get(parent)
        self._steps.update(dict.fromkeys(passed, found))
        return found

    def _if(self, parent: ast.If, child: ast.AST) -> bool:
        if child is parent.test:
            return False
        return self._versions.means_python2(parent.test, any(child is each for each in parent.body))

    def _if_expression(self, parent: ast.IfExp, child: ast.AST) -> bool:
        return child is not parent.test and self._versions.means_python2(parent.test, child is parent.body)

    def _bool(self, parent: ast.BoolOp, child: ast.AST) -> bool:
        before = []
        for value in parent.values:
            if value is child:
                break
            before.append(value)
        is_and = isinstance(parent.op, ast.And)
        if not is_and and any(_asks_for_another(value, child) for value in before):
            return True
        return any(self._versions.means_python2(value, is_and) for value in before)

    def _while(self, parent: ast.While, child: ast.AST) -> bool:
        in_body = any(child is each for each in parent.body)
        return in_body and self._versions.means_python2(parent.test, True)

    def _definition(self, parent: Any, child: ast.AST) -> bool:
        for decorator in parent.decorator_list:
            if not isinstance(decorator, ast.Call) or not decorator.args:
                continue
            runs = _SKIPS.get(_last_part(decorator.func))
            if runs is not None and self._versions.means_python2(decorator.args[0], runs):
                return True
        return False

    def _follows_exit(self, parent: ast.AST, child: ast.AST) -> bool:
        """Whether a statement before `child` in its block has sent Python 3 away."""
        return isinstance(child, ast.stmt) and self._comes_after(parent, child, self._sends_python3_away)

    def _comes_after(self, parent: ast.AST, child: ast.stmt, is_exit: Callable[[ast.stmt], bool]) -> bool:
        """Whether a statement stands in a block behind one of some kind."""
        key = (parent, is_exit.__name__)
        if key not in self._exits:
            self._exits[key] = list(_blocks_with(parent, is_exit))
        for block, exit_at in self._exits[key]:
            # Looking through the block comes last: it may be thousands of statements long.
            if exit_at < (child.lineno, child.col_offset) and any(child is each for each in block):
                return True
        return False

    def _sends_python3_away(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Assert):
            return self._versions.means_python2(statement.test, True)
        if not isinstance(statement, ast.If):
            return False
        if _terminates(statement.body) and self._versions.means_python2(statement.test, False):
            return True
        return _terminates(statement.orelse) and self._versions.means_python2(statement.test, True)

    def _try(self, parent: Any, child: ast.AST, node: ast.AST) -> bool:
        if isinstance(child, ast.ExceptHandler):
            return self._is_handler_for_python2(parent, child)
        if any(child is each for each in parent.body):
            return self._has_way_out(parent, child, node)
        if any(child is each for each in parent.orelse):
            last = parent.body[-1]
            return any(self._way_out_of_import(handler, parent.body, last) for handler in parent.handlers)
        return False

    def _has_way_out(self, parent: Any, child: ast.AST, node: ast.AST) -> bool:
        """Whether a handler takes over where the body of the `try` fails on Python 3 at or before `child`."""
        for handler in parent.handlers:
            caught = _caught(handler)
            if self._way_out_of_import(handler, parent.body, child, node=node):
                return True
            if not self._works(handler.body):
                continue
            if "NameError" in caught and _only_renames_builtins(parent.body):
                return True
            if not _is_substantial(handler):
                continue
            if "NameError" in caught:
                return True
            # Who waits for the end of an iteration as well has a `None` in mind, not another Python.
            is_lacking = "AttributeError" in caught and "StopIteration" not in caught
            if is_lacking and len(parent.body) <= _FEW and _is_attribute(node):
                return True
        return False

    def _way_out_of_import(
        self,
        handler: ast.ExceptHandler,
        body: Sequence[ast.stmt],
        child: ast.AST,
        *,
        node: ast.AST | None = None,
    ) -> bool:
        caught = _caught(handler)
        is_broad = bool(caught & _EVERYTHING)
        if not caught & _IMPORT_ERRORS and not is_broad:
            return False
        if is_broad and not _only_imports(body):
            return False
        if not self._works(handler.body):
            return False
        for statement in body:
            if self._is_gone_import(statement):
                return True
            if statement is child:
                break
        # An import that Python 3 may well manage, if not this way: `import forms` of a sibling.
        is_import = isinstance(child, _IMPORTS)
        return (
            is_import and node is not None and any(isinstance(each, _IMPORTS) for each in _walk(handler.body))
        )

    def _is_handler_for_python2(self, parent: Any, handler: ast.ExceptHandler) -> bool:
        """Whether the body of the `try` is sure to do on Python 3, so that the handler is for Python 2."""
        caught = _caught(handler)
        body = parent.body
        imports = [each for each in body if isinstance(each, _IMPORTS)]
        if imports and caught & (_IMPORT_ERRORS | _EVERYTHING):
            if not caught & _IMPORT_ERRORS and not _only_imports(body):
                return False
            return all(self.is_sure_import(each) for each in imports)
        if len(body) > _FEW:
            return False
        if "NameError" in caught:
            given = _assigned(handler.body)
            return not any(
                self._is_gone_name(each) or getattr(each, "id", "") in given & GONE_BUILTINS
                for each in _walk(body)
            )
        return "AttributeError" in caught and self._uses_new_attribute(body)

    def _uses_new_attribute(self, body: Sequence[ast.stmt]) -> bool:
        found = False
        for node in _walk(body):
            if self._is_gone_name(node):
                return False
            if isinstance(node, ast.Attribute):
                names = self._names.candidates(node)
                if any(is_gone(name, self._target) for name in names if not name.startswith("__builtin__.")):
                    return False
                found = found or bool(names) or node.attr == "__next__"
        return found

    def _works(self, block: Iterable[ast.stmt]) -> bool:
        """Whether a block that stands in for another can do so on Python 3."""
        return all(self._statement_works(statement) for statement in block)

    def _statement_works(self, statement: ast.stmt) -> bool:
        if isinstance(statement, _IMPORTS):
            packages = {each.module.partition(".")[0] for each in self._imports.of(statement)}
            return packages.isdisjoint(_PYTHON2_PACKAGES) and not self._is_gone_import(statement)
        if isinstance(statement, _TRIES):
            alternatives = [handler.body for handler in statement.handlers]
            return self._works(statement.body) or any(self._works(each) for each in alternatives)
        if isinstance(statement, ast.Assign):
            return not self._is_gone_name(statement.value)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return _last_part(statement.value.func) not in _EXITS
        return type(statement).__name__ != "Raise"

    def _is_gone_import(self, statement: ast.stmt) -> bool:
        if not isinstance(statement, _IMPORTS):
            return False
        for each in self._imports.of(statement):
            if self._imports.is_own(each):
                continue
            if is_gone(each.module, self._target) or is_gone(each.qualified, self._target):
                return True
        return False

    def _is_gone_name(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id in GONE_BUILTINS and self._names.is_builtin(node, node)


_GUARDS: dict[type[ast.AST], Any] = {
    ast.If: Guards._if,
    ast.IfExp: Guards._if_expression,
    ast.BoolOp: Guards._bool,
    ast.While: Guards._while,
    ast.FunctionDef: Guards._definition,
    ast.AsyncFunctionDef: Guards._definition,
    ast.ClassDef: Guards._definition,
}


def _blocks_with(
    parent: ast.AST, is_wanted: Callable[[ast.stmt], bool]
) -> Iterator[tuple[Sequence[ast.stmt], tuple[int, int]]]:
    """The blocks of a statement that hold one of some kind, each with the place of the first."""
    for block in (getattr(parent, field, None) for field in _BLOCKS):
        first = next(filter(is_wanted, block), None) if isinstance(block, list) else None
        if first is not None:
            yield block, (first.lineno, first.col_offset)  # type: ignore[misc]


def _asks_for_another(value: ast.expr, node: ast.AST) -> bool:
    """Whether `value` is a `getattr(x, "new", None)` for another name than `node`, an `x.old`, asks for."""
    is_call = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "getattr"
    attribute: Any = node.func if isinstance(node, ast.Call) else node
    if not is_call or not isinstance(value, ast.Call) or not isinstance(attribute, ast.Attribute):
        return False
    if len(value.args) != 3 or ast.dump(value.args[0]) != ast.dump(attribute.value):
        return False
    name = getattr(value.args[1], "value", None)
    return isinstance(name, str) and name != attribute.attr and name not in PYTHON2_ATTRIBUTES


def _caught(handler: ast.ExceptHandler) -> frozenset[str]:
    """The last parts of the names of the exceptions that a handler catches; `""` for all."""
    kind = handler.type
    if kind is None:
        return frozenset({""})
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return frozenset(_last_part(each) for each in kinds)


def _last_part(node: Any) -> str:
    return getattr(node, "attr", None) or getattr(node, "id", None) or "?"


def _terminates(block: Sequence[ast.stmt]) -> bool:
    if not block:
        return False
    last = block[-1]
    if isinstance(last, ast.If):
        return _terminates(last.body) and _terminates(last.orelse)
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return _last_part(last.value.func) in _EXITS
    return type(last).__name__ in _ENDS


def _is_substantial(handler: ast.ExceptHandler) -> bool:
    return any(not isinstance(each, ast.Pass) for each in handler.body)


def _only_renames_builtins(block: Iterable[ast.stmt]) -> bool:
    """Whether a block gives names that Python 3 has anyway to what Python 2 has: `range = xrange`."""
    return all(
        isinstance(each, ast.Assign)
        and all(isinstance(target, ast.Name) and hasattr(builtins, target.id) for target in each.targets)
        for each in block
    )


def _has_nothing_for(names: Iterable[str], block: Iterable[ast.stmt]) -> bool:
    """Whether the handler of a failed import gives its names no other meaning, and takes it for no other Python."""
    if any(hasattr(builtins, name) for name in names):
        return False
    return all(_is_lament(each) for each in block)


def _assigned(block: Iterable[ast.stmt]) -> frozenset[str]:
    """The names that the assignments of a block bind."""
    targets = (target for each in block if isinstance(each, ast.Assign) for target in each.targets)
    return frozenset(target.id for target in targets if isinstance(target, ast.Name))


def _is_lament(statement: ast.stmt) -> bool:
    """Whether a statement does no more than note that something is missing."""
    if isinstance(statement, ast.Assign):
        is_flag = any(
            isinstance(target, ast.Name) and is_version_name(target.id) for target in statement.targets
        )
        return isinstance(statement.value, ast.Constant) and not is_flag
    if isinstance(statement, ast.Expr):
        is_said = isinstance(statement.value, ast.Call) and _last_part(statement.value.func) in _SAYS
        return is_said or isinstance(statement.value, ast.Constant)
    return type(statement).__name__ in ("Pass", "Print")


def _is_attribute(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) or isinstance(getattr(node, "func", None), ast.Attribute)


def _only_imports(block: Iterable[ast.stmt]) -> bool:
    return all(isinstance(each, (ast.Import, ast.ImportFrom, ast.Assign)) for each in block)


def _walk(block: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    for statement in block:
        yield from ast.walk(statement)

"""Functions that are handed on to be called elsewhere: what they give and what they take is part of their value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_parameters import taking, weight_of
from py3port.analysis.string_slots import CALL, SAME, Edges
from py3port.analysis.string_tables import Path
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

RESULT = "()"
"""The step of a path to what calling a value gives."""
_ARGUMENT = "("
_RAISING_ASSERTIONS = frozenset({"assertRaises", "failUnlessRaises", "assert_raises", "raises"})
"""They call their second argument with those that follow."""
CALLED = (RESULT, f"{_ARGUMENT}0", f"{_ARGUMENT}1")
"""The steps to what most functions that are handed on have."""


def argument_step(position: int) -> str:
    """The step of a path to what a value is called with."""
    return f"{_ARGUMENT}{position}"


def position_of(step: str | int) -> int | None:
    """The position of the argument that a step leads to; None for any other step."""
    return int(step[1:]) if isinstance(step, str) and step[:1] == _ARGUMENT and step != RESULT else None


def is_of_function(path: Path) -> bool:
    """Whether a path leads to what only a function has."""
    return bool(path) and str(path[0])[:1] == _ARGUMENT


def of_result(path: Path) -> Path:
    """The path from a function to what lies there in its result: what that is called with is not what it is."""
    return (RESULT, *path) if is_of_function(path) else path


def is_of_returned_function(path: Path) -> bool:
    """Whether a path leads to what only a function has that the function returns."""
    return path[:1] == (RESULT,) and is_of_function(path[1:])


def called_by(call: ast.Call) -> tuple[ast.expr, int]:
    """What a call comes to calling, and how many of its arguments that does not get."""
    if len(call.args) > 2:
        spelled = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if spelled in _RAISING_ASSERTIONS:
            return call.args[1], 2
    return call.func, 0


class Callbacks:
    """The edges of functions as values, for `StringCalls`."""

    def __init__(self, tree: Tree, inference: Inference) -> None:
        self._tree = tree
        self._parents = tree.parents
        self._inference = inference
        self._stored: dict[str, bool] = {}

    def is_variable(self, function: ast.expr) -> bool:
        """Whether what is called is held by a parameter, a variable or an attribute that is assigned to."""
        if isinstance(function, ast.Name):
            owner = self._inference.scopes.lookup(function.id, function)
            bindings = owner.binding(function.id) if owner is not None else ()
            return any(isinstance(each, (ast.arg, ast.Name)) for each in bindings)
        if not isinstance(function, ast.Attribute) or not self._is_stored(function.attr):
            return False
        return isinstance(self._inference.classes.self_class(function.value), ast.ClassDef)

    def called(self, call: ast.Call, path: Path) -> Edges:
        """What a path into the function that is called leads to: the call, or one of its arguments."""
        position = position_of(path[0])
        if position is None:
            yield (call, path[1:]), CALL
        elif position < len(call.args) and ast.Starred not in map(type, call.args[: position + 1]):
            yield (call.args[position], path[1:]), CALL

    def held(self, function: Any, path: Path) -> Edges:
        """Where a path into a function that is a value leads: to its result, to a parameter, to whatever holds it."""
        position = position_of(path[0])
        if position is None:
            yield (function, path[1:]), SAME
        else:
            for parameter, prefix in taking(function, position, self._is_method(function)):
                yield (parameter, (*prefix, *path[1:])), weight_of(prefix, SAME)
        for use in self.references(function):
            yield (use, path), SAME

    def taken(self, parameter: ast.arg, function: Any, path: Path) -> Edges:
        """What a parameter is given wherever the function is called as a value."""
        if not isinstance(function, ast.Lambda) and not any(self.references(function)):
            return
        position = next((index for index, each in enumerate(function.args.args) if each is parameter), None)
        offset = self._is_method(function)
        if position is not None and position >= offset:
            yield (function, (argument_step(position - offset), *path)), SAME

    def references(self, function: Any) -> Iterator[ast.Name]:
        """The uses of the name of a function that do not call it."""
        name = getattr(function, "name", "")
        owner = self._inference.scopes.lookup(name, function) if name else None
        for use in self._inference.scopes.uses(name, owner) if owner is not None else ():
            if isinstance(use.ctx, ast.Load) and getattr(self._parents.get(use), "func", None) is not use:
                yield use

    def _is_method(self, function: Any) -> int:
        return int(isinstance(self._parents.get(function), ast.ClassDef))

    def _is_stored(self, attribute: str) -> bool:
        """Whether an attribute of that name is assigned to somewhere."""
        known = self._stored.get(attribute)
        if known is None:
            nodes = self._tree.attributes.get(attribute, ())
            known = self._stored[attribute] = any(isinstance(each.ctx, ast.Store) for each in nodes)
        return known

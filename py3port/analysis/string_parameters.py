"""Which parameter takes which argument of a call, and where in it the argument lies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from py3port.analysis.string_slots import CALL, VARIED
from py3port.analysis.string_tables import ELEM, Path, step_of
from py3port.python2 import ast

Place = tuple[ast.arg, Path]
"""A parameter, and where in its value an argument lies: one of `*args` is an element of a tuple."""


def weight_of(prefix: Path, known: int = CALL) -> int:
    """The weight of passing an argument: those that `*args` takes are seldom of one kind."""
    is_named = not prefix or (prefix != (ELEM,) and isinstance(prefix[0], str))
    return known if is_named else max(known, VARIED)


def taking(function: Any, position: int | str, offset: int = 0) -> Iterator[Place]:
    """The parameters that take an argument by its position, or by its name; `offset` counts those bound already."""
    arguments: ast.arguments = function.args
    if isinstance(position, str):
        named = [each for each in arguments.args if getattr(each, "arg", "") == position]
        if named:
            yield named[0], ()
        elif arguments.kwarg is not None:
            yield arguments.kwarg, (step_of(position),)
        return
    index = position + offset
    if index < len(arguments.args):
        if index >= 0 and isinstance(arguments.args[index], ast.arg):
            yield arguments.args[index], ()
    elif arguments.vararg is not None:
        yield arguments.vararg, (index - len(arguments.args),)
        yield arguments.vararg, (ELEM,)


def given(
    parameter: ast.arg, function: Any, call: ast.Call, offset: int, path: Path
) -> Iterator[tuple[Any, Path, Path]]:
    """The arguments of a call that a parameter takes, the path in each, and where in the parameter it lies."""
    for index, argument in enumerate(call.args):
        if isinstance(argument, ast.Starred):
            break
        yield from _parts(argument, taking(function, index, offset), parameter, path)
    for keyword in call.keywords:
        if keyword.arg:
            yield from _parts(keyword.value, taking(function, keyword.arg), parameter, path)


def _parts(
    argument: ast.expr, places: Iterator[Place], parameter: ast.arg, path: Path
) -> Iterator[tuple[Any, Path, Path]]:
    for taker, prefix in places:
        if taker is parameter and path[: len(prefix)] == prefix:
            yield argument, path[len(prefix) :], prefix

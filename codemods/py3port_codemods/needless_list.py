"""The rule for lists that are made only to be iterated over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Change, Editor, Example, Match, Module, Rule, Stage, ast

_VIEWS = frozenset({"items", "keys", "values"})
_EAGER = frozenset({"dict", "frozenset", "set", "sorted", "sum", "tuple"})
_LISTS = frozenset({"list", "sorted"})


class NeedlessList(Rule):
    """Older tools put `list(...)` around whatever gave a list in Python 2: `for i in list(range(3))`.

    Where a loop or a function such as `sorted` takes the members one by one it makes a list for nothing. It stays
    where the loop may change the dictionary it goes over, and around calls that would be made later without it.
    """

    name = "needless-list"
    title = "Iterate without making a list first"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("C414",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#views-and-iterators-instead-of-lists",)
    words = ("list(",)
    nodes = (ast.Call,)
    examples = (
        Example("x = 0\nfor i in list(range(3)):\n    x += i\n", "x = 0\nfor i in range(3):\n    x += i\n"),
        Example(
            "d = {1: 2}\nx = 0\nfor k, v in list(d.items()):\n    x += v\n",
            "d = {1: 2}\nx = 0\nfor k, v in d.items():\n    x += v\n",
        ),
        Example("x = [i for i in list(range(3))]\n", "x = [i for i in range(3)]\n"),
        Example("x = sorted(list({1: 2}.keys()))\n", "x = sorted({1: 2}.keys())\n"),
        Example("x = ','.join(list(map(str, [1])))\n", "x = ','.join(map(str, [1]))\n"),
        Example("x = list(sorted([2, 1]))\n", "x = sorted([2, 1])\n"),
        Example("x = list(list(range(2)))\n", "x = list(range(2))\n", findings=1),
        Example("d = {1: 2}\nfor k in list(d.keys()):\n    del d[k]\n", None),
        Example("for i in list(map(print_it, [1])):\n    pass\n", None, runs=False),
        Example("x = list(range(3))\ny = sorted(list({2}))\n", None),
        Example("d = {}\nfor k in list(d):\n    f(d)\n", None),
    )

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """`list` around a call whose result can be iterated over in its place."""
        if not _is_call_of(node, {"list"}, module) or len(node.args) != 1 or module.has_comment(node):
            return
        made = node.args[0]
        if not isinstance(made, ast.Call) or "\n" in module.text(node):
            return
        if _is_call_of(made, _LISTS, module) or _is_needless(node, made, module):
            yield Match(node, "a list is made only to be iterated over")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """What the list is made of."""
        made = node.args[0].value
        return made.with_changes(lpar=[*node.lpar, *made.lpar], rpar=[*made.rpar, *node.rpar])


def _is_needless(node: ast.Call, made: ast.Call, module: Module) -> bool:
    around: Any = module.parent(node)
    is_range = _is_call_of(made, {"range"}, module)
    is_view = isinstance(made.func, ast.Attribute) and made.func.attr in _VIEWS and not made.args
    if isinstance(around, ast.For) and around.iter is node:
        return is_range or (is_view and _stays(around, made, module))
    if isinstance(around, ast.comprehension) and around.iter is node:
        return is_range
    if not isinstance(around, ast.Call) or around.args[:1] != [node]:
        return False
    is_joined = isinstance(around.func, ast.Attribute) and around.func.attr == "join"
    is_eager = len(around.args) == 1 and _is_call_of(around, _EAGER, module)
    is_lazy = _is_call_of(made, {"map", "filter", "zip"}, module)
    return (is_eager or (is_joined and len(around.args) == 1)) and (is_range or is_view or is_lazy)


def _stays(loop: ast.For, made: ast.Call, module: Module) -> bool:
    """Whether the body of a loop is sure not to change the dictionary."""
    container: Any = made.func
    return module.change_in_loop(loop, container.value) is Change.NONE


def _is_call_of(call: ast.Call, names: Iterable[str], module: Module) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Name)
        and function.id in names
        and not call.keywords
        and module.is_builtin(function)
    )

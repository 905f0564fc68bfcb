"""The rule for special methods of numbers that Python 3 does not call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst

_MESSAGES = {
    "__coerce__": "Python 3 never calls `__coerce__`: the operators have to take what they are given",
    "__hex__": "Python 3 never calls `__hex__`: `hex()` asks `__index__`",
    "__oct__": "Python 3 never calls `__oct__`: `oct()` asks `__index__`",
    "__long__": "Python 3 never calls `__long__`: `int()` asks `__int__`",
    "__trunc__": "Python 3.14's `int()` does not ask `__trunc__`",
}


class NumberMethods(Rule):
    """Python 3 calls no `__long__`, `__hex__`, `__oct__` or `__coerce__`, and 3.14 no `__trunc__` for `int()`.

    In a class without `__int__` the method becomes that one, in `dual` mode by another name beside it. What the
    others did has to be done by `__index__` or by the operators, which is for a person.
    """

    name = "number-methods"
    title = "Define the special methods that are called"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("hex-method", "W1628", "oct-method", "W1627", "coerce-method", "W1614")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = tuple(_MESSAGES)
    nodes = (ast.FunctionDef,)
    examples = (
        Example(
            "class A(object):\n    def __long__(self):\n        return 7\nx = A().__long__ is None\n",
            "class A(object):\n    def __long__(self):\n        return 7\n\n    __int__ = __long__\n"
            "x = A().__long__ is None\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def __long__(self):  # 7\n        return 7\n",
            "class A(object):\n    def __int__(self):  # 7\n        return 7\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __trunc__(self):\n        return 7\n\n    def f(self):\n        return 1\n"
            "x = int(A())\n",
            "class A(object):\n    def __trunc__(self):\n        return 7\n\n    __int__ = __trunc__\n\n"
            "    def f(self):\n        return 1\nx = int(A())\n",
        ),
        Example(
            "class A(object):\n    def __hex__(self):\n        return '0x'\n    def __coerce__(self, other):\n"
            "        return None\n",
            None,
            findings=2,
        ),
        Example(
            "class A(object):\n    def __int__(self):\n        return 1\n    def __long__(self):\n        return 1\n"
            "    def __trunc__(self):\n        return 1\n",
            None,
        ),
        Example("def __hex__(a):\n    return a\n", None),
    )

    def detect(self, node: ast.FunctionDef, module: Module) -> Iterable[Match]:
        """One of the methods, in a class."""
        owner = module.parent(node)
        if node.name not in _MESSAGES or not isinstance(owner, ast.ClassDef):
            return
        if node.name not in ("__long__", "__trunc__"):
            yield Match(node, _MESSAGES[node.name], Applicability.MANUAL)
        elif not module.class_defines(owner, "__int__") and not node.decorator_list:
            yield Match(node, _MESSAGES[node.name])

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The method by its new name, or that name beside it."""
        method: Any = match.node
        if method.name == "__long__" and editor.mode is Mode.PY3:
            return node.with_changes(name=cst.Name("__int__"))
        editor.insert_after(method, f"\n__int__ = {method.name}")
        return node

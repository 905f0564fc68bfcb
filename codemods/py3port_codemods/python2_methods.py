"""The rule for second names that Python 2 knows methods by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_SUCCESSORS = {
    "next": ("__next__",),
    "__nonzero__": ("__bool__", "__len__"),
    "__div__": ("__truediv__", "__floordiv__"),
    "__rdiv__": ("__rtruediv__", "__rfloordiv__"),
    "__idiv__": ("__itruediv__", "__ifloordiv__"),
    "__unicode__": ("__str__",),
    "__long__": ("__int__",),
    "__getslice__": ("__getitem__",),
}


class Python2Methods(Rule):
    """A class for both Pythons gives some methods two names: `__nonzero__ = __bool__`, `next = __next__`.

    Python 3 calls the one, and only Python 2 the other; so it is with a method that does no more than to call the
    other. A name that this file uses itself is left to a person.

    Fix safety: other files may call `.next()` by name, so for that one the fix waits for `--unsafe`.
    """

    name = "python2-methods"
    title = "Drop names of methods that only Python 2 calls"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = tuple(_SUCCESSORS)
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "class A(object):\n    def __bool__(self):\n        return not 1\n    __nonzero__ = __bool__\n"
            "x = bool(A())\n",
            "class A(object):\n    def __bool__(self):\n        return not 1\nx = bool(A())\n",
        ),
        Example(
            "class A(object):\n    def __str__(self):\n        return 'a'\n\n    def __unicode__(self):\n"
            "        return self.__str__()\n\n    y = 1\nx = str(A())\n",
            "class A(object):\n    def __str__(self):\n        return 'a'\n\n    y = 1\nx = str(A())\n",
        ),
        Example(
            "class A(object):\n    def __next__(self):\n        return 1\n    next = __next__\nx = next(A())\n",
            "class A(object):\n    def __next__(self):\n        return 1\nx = next(A())\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def __next__(self):\n        return 1\n    next = __next__\nx = A().next()\n",
            None,
            findings=1,
        ),
        Example("class A(object):\n    def __nonzero__(self):\n        return True\n", None),
        Example("class A(object):\n    def next(self):\n        return self.__next__() + 1\n", None),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """Every such name in the body of a class."""
        for statement in node.body:
            name = _second_name(statement)
            if not name or len(node.body) == 1:
                continue
            is_used = any(each.attr == name for each in module.nodes(ast.Attribute))
            index = module.surroundings.index
            # Of an object of some class with a `next`, others call it by that name.
            is_used = is_used or (name == "next" and index is not None and index.has_other_next())
            likely = Applicability.UNSAFE if name == "next" else None
            yield Match(
                statement,
                f"only Python 2 calls `{name}`",
                Applicability.MANUAL if is_used else likely,
                statement,
            )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Nothing in its place."""
        editor.remove_statement(match.data)
        return node


def _second_name(statement: ast.stmt) -> str:
    """The name, where a statement gives it to a method that has Python 3's name for it as well."""
    if (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.value, ast.Name)
    ):
        name = getattr(statement.targets[0], "id", "")
        return name if statement.value.id in _SUCCESSORS.get(name, ()) else ""
    if not isinstance(statement, ast.FunctionDef) or len(statement.body) != 1 or statement.decorator_list:
        return ""
    only = statement.body[0]
    call = only.value if isinstance(only, ast.Return) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return ""
    parameters = [getattr(each, "arg", "") for each in statement.args.args]
    given = [getattr(each, "id", "?") for each in (call.func.value, *call.args)]
    is_same = (
        given == parameters and not call.keywords and not statement.args.vararg and not statement.args.kwarg
    )
    return statement.name if is_same and call.func.attr in _SUCCESSORS.get(statement.name, ()) else ""

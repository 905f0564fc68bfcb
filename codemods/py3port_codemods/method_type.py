"""The rule for `types.MethodType` with a class, or without an object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    as_argument,
    ast,
    parenthesized,
)


class MethodType(Rule):
    """`types.MethodType(f, x, C)` made a method of `f`: bound to `x`, or unbound where `x` was None.

    Python 3 has no unbound methods, and a bound one does not know the class that it was taken from: the type takes a
    function and an object. The class, which nothing but a `repr` showed, is left out.

    Fix safety: the function itself takes the place of an unbound method. As an attribute of a class it does the same;
    elsewhere it no longer checks what it is called with.
    """

    name = "method-type"
    title = "Make methods of a function and an object"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/library/types.html#types.MethodType",)
    words = ("MethodType",)
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import types\nm = types.MethodType(len, [1, 2], list)\nx = m()\n",
            "import types\nm = types.MethodType(len, [1, 2])\nx = m()\n",
        ),
        Example(
            "from types import MethodType\nclass A(object):\n    pass\ndef f(self):\n    return 3\n"
            "A.f = MethodType(f, None, A)\nx = A().f()\n",
            "class A(object):\n    pass\ndef f(self):\n    return 3\nA.f = f\nx = A().f()\n",
            unsafe=True,
        ),
        Example(
            "import types\nclass A(object):\n    pass\nA.f = types.MethodType(lambda self:\n               3,\n"
            "               None, A)\nx = A().f()\n",
            "class A(object):\n    pass\nA.f = (lambda self:\n               3)\nx = A().f()\n",
            unsafe=True,
        ),
        Example("import types\nx = isinstance(3, types.MethodType)\n", None),
        Example("import types\nm = types.MethodType(len, [1, 2])\n", None),
    )

    def names(self) -> frozenset[str]:
        """The type."""
        return frozenset({"MethodType", "UnboundMethodType"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """A call with a class, or with None for the object."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or call.keywords:
            return
        if module.qualified_name(node) not in ("types.MethodType", "types.UnboundMethodType"):
            return
        if len(call.args) not in (2, 3) or any(isinstance(each, ast.Starred) for each in call.args):
            return
        if _is_none(call.args[1]):
            yield Match(call, "Python 3 has no unbound methods", Applicability.UNSAFE, node)
        elif len(call.args) == 3:
            yield Match(call, "`MethodType` takes no class in Python 3", data=None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The function, or the method without its class."""
        if editor.module.has_comment(match.node):
            raise CannotRewrite("a comment stands inside the call")
        if match.data is None:
            last = node.args[1].with_changes(comma=node.args[2].comma)
            return node.with_changes(args=[node.args[0], last])
        function = match.data
        editor.drop_import(function if isinstance(function, ast.Name) else function.value)
        method = as_argument(node.args[0].value)
        written: Any = match.node.args[0]  # type: ignore[attr-defined]
        return method if method.lpar or written.lineno == written.end_lineno else parenthesized(method)


def _is_none(node: ast.expr) -> bool:
    return getattr(node, "id", "") == "None" or (isinstance(node, ast.Constant) and node.value is None)

"""The rule for the third argument of `types.MethodType`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    as_argument,
    ast,
    cst,
    parenthesized,
)


class MethodTypeClass(Rule):
    """Python 3's methods know no class of their own: `types.MethodType(function, object)` takes two arguments.

    An unbound method, `types.MethodType(function, None, cls)`, is the plain function in Python 3.
    """

    name = "method-type-class"
    title = "Make methods of a function and an object"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = ("MethodType", "instancemethod")
    nodes = (ast.Call,)
    examples = (
        Example(
            "import types\nclass A(object):\n    pass\na = A()\n"
            "a.f = types.MethodType(lambda self: 1, a, A)  # f\nx = a.f()\n",
            "import types\nclass A(object):\n    pass\na = A()\n"
            "a.f = types.MethodType(lambda self: 1, a)  # f\nx = a.f()\n",
        ),
        Example(
            "import types\nclass A(object):\n    pass\ndef f(self):\n    return 1\n"
            "A.f = types.MethodType(f, None, A)\nx = A().f()\n",
            "class A(object):\n    pass\ndef f(self):\n    return 1\nA.f = f\nx = A().f()\n",
            mode=Mode.PY3,
        ),
        Example(
            "import types\nclass A(object):\n    pass\ndef f(self):\n    return 1\n"
            "A.f = types.MethodType(f, None, A)\nx = A().f()\n",
            "import types\n\nimport six\n\nclass A(object):\n    pass\ndef f(self):\n    return 1\n"
            "A.f = (types.MethodType(f, None, A) if six.PY2 else f)\nx = A().f()\n",
            mode=Mode.DUAL,
        ),
        Example("import types\nf = lambda a, b: types.MethodType(a, b)\n", None),
    )

    def functions(self) -> frozenset[str]:
        """The class, by both of its names."""
        return frozenset({"MethodType", "instancemethod"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call that gives the class."""
        if module.qualified_name(node.func) not in ("types.MethodType", "new.instancemethod"):
            return
        if (
            len(node.args) == 3
            and not node.keywords
            and not any(isinstance(each, ast.Starred) for each in node.args)
        ):
            is_unbound = isinstance(node.args[1], ast.Constant) and node.args[1].value is None
            yield Match(node, "Python 3's `types.MethodType` takes no class", data=is_unbound)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Without the class; the function where there is no object either."""
        call: Any = match.node
        if editor.module.has_comment(call):
            raise CannotRewrite("a comment stands inside the call")
        if not match.data:
            comma = cst.MaybeSentinel.DEFAULT
            return node.with_changes(args=[node.args[0], node.args[1].with_changes(comma=comma)])
        function = as_argument(node.args[0].value)
        if editor.mode is Mode.PY3:
            root = call.func
            while isinstance(root, ast.Attribute):
                root = root.value
            editor.drop_import(root)
            return parenthesized(function) if isinstance(function, cst.Lambda) else function
        test = cst.parse_expression(f"{editor.add_import('six')}.PY2")
        return parenthesized(cst.IfExp(test=test, body=node, orelse=function))

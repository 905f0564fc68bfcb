"""The rule for `inspect.getmembers` that asks for the methods of a class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst


class MethodsOfClass(Rule):
    """`inspect.getmembers(C, inspect.ismethod)` found the methods of a class in Python 2; Python 3 finds none.

    Python 3 has no unbound methods: what a class gives is the function itself, of which `inspect.ismethod` is false.
    `inspect.isfunction` is true of it.

    Fix safety: static methods are functions in both Pythons, and are found as well from then on.
    """

    name = "methods-of-class"
    title = "Ask a class for its functions"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/inspect.html#inspect.ismethod",)
    words = ("ismethod",)
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import inspect\nclass A(object):\n    def f(self):\n        pass\n"
            "x = [name for name, _ in inspect.getmembers(A, inspect.ismethod)]\n",
            "import inspect\nclass A(object):\n    def f(self):\n        pass\n"
            "x = [name for name, _ in inspect.getmembers(A, "
            "lambda each: inspect.ismethod(each) or inspect.isfunction(each))]\n",
            unsafe=True,
        ),
        Example(
            "import inspect\nclass A(object):\n    def f(self):\n"
            "        return len(inspect.getmembers(self.__class__, predicate=inspect.ismethod))\nx = A().f()\n",
            "import inspect\nclass A(object):\n    def f(self):\n        return len(inspect.getmembers(self.__class__, "
            "predicate=lambda each: inspect.ismethod(each) or inspect.isfunction(each)))\nx = A().f()\n",
            unsafe=True,
        ),
        Example(
            "from inspect import getmembers, ismethod\nclass A(object):\n    @classmethod\n    def f(cls):\n"
            "        return len(getmembers(cls, ismethod))\nx = A.f()\n",
            "from inspect import getmembers, isfunction, ismethod\nclass A(object):\n"
            "    @classmethod\n    def f(cls):\n"
            "        return len(getmembers(cls, lambda each: ismethod(each) or isfunction(each)))\nx = A.f()\n",
            unsafe=True,
        ),
        Example(
            "import inspect\nclass A(object):\n    def f(self):\n"
            "        return inspect.getmembers(self, inspect.ismethod), inspect.ismethod(self)\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The function that is asked for each member."""
        return frozenset({"ismethod"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """The function, handed to `inspect.getmembers` with a class."""
        holder: Any = module.parent(node)
        call = module.parent(holder) if isinstance(holder, ast.keyword) else holder
        if not isinstance(call, ast.Call) or not call.args or node is call.func or node is call.args[0]:
            return
        if module.qualified_name(node) != "inspect.ismethod":
            return
        if module.qualified_name(call.func) == "inspect.getmembers" and _is_class(call.args[0], module):
            yield Match(node, "what a class gives is a function in Python 3, and no method")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """A function that asks for both."""
        is_method = cst.Module([]).code_for_node(node)
        if isinstance(node, cst.Attribute):
            is_function = is_method.removesuffix("ismethod") + "isfunction"
        else:
            is_function = editor.add_import("inspect", "isfunction")
        name = editor.fresh_name("each", match.node)
        return cst.parse_expression(f"lambda {name}: {is_method}({name}) or {is_function}({name})")


def _is_class(node: ast.expr, module: Module) -> bool:
    """Whether an expression is a class: by its name, as the first parameter of a class method, or `x.__class__`."""
    known = module.type_of(node)
    if known is not None:
        return known.name == "class"
    if isinstance(node, ast.Attribute):
        return node.attr == "__class__"
    if isinstance(node, ast.Call):
        return module.qualified_name(node.func) == "__builtin__.type" and len(node.args) == 1
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    function = scope.node if scope is not None else None
    if not isinstance(node, ast.Name) or not isinstance(function, ast.FunctionDef) or not function.args.args:
        return False
    is_first = getattr(function.args.args[0], "arg", "") == node.id
    return is_first and any(getattr(each, "id", "") == "classmethod" for each in function.decorator_list)

"""The rule for comparisons of what may be None."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast

_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_SORTERS = frozenset({"__builtin__.sorted", "__builtin__.max", "__builtin__.min"})


class NoneComparison(Rule):
    """None was less than everything in Python 2; in Python 3 it has no order, and comparing it is a TypeError.

    This points at parameters and attributes whose default is None and at `d.get(key)` where they are compared by
    `<` or `>`, or sorted by, and nothing near asks for None.

    Fix safety: there is no fix. Compare with a default that is a number, or ask for None first.
    """

    name = "none-comparison"
    title = "Look at comparisons of what may be None"
    stage = Stage.ADVICE
    applicability = Applicability.MANUAL
    references = ("https://docs.python.org/3/whatsnew/3.0.html#ordering-comparisons",)
    words = ("None", ".get(")
    nodes = (ast.Compare, ast.Lambda)
    fixable = False
    examples = (
        Example("def f(x=None):\n    return x > 3\n", None, findings=1),
        Example(
            "class A(object):\n    limit = None\n    def over(self, n):\n        return n > self.limit\n",
            None,
            findings=1,
        ),
        Example(
            "d = {}\nx = d.get('a') > 3\ny = sorted([{}], key=lambda row: row.get('a'))\n", None, findings=2
        ),
        Example(
            "def f(x=None, y=None, z=None):\n    if x is None:\n        x = 1\n    if y:\n"
            "        return y > 2\n"
            "    z = 3\n    return x > 3 and z > 1\nx = {}.get('a', 0) > 3\n",
            None,
        ),
        Example(
            "class A(object):\n    limit = None\n    def over(self, n):\n"
            "        return self.limit is not None and n > self.limit\n",
            None,
        ),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every such comparison."""
        if isinstance(node, ast.Lambda):
            if _is_sort_key(node, module) and any(map(_is_open_get, _parts(node.body))):
                yield Match(node, "`get` may give None, which has no order in Python 3")
            return
        sides = [node.left, *node.comparators]
        for index, operator in enumerate(node.ops):
            for side in sides[index : index + 2] if isinstance(operator, _ORDERS) else ():
                why = _why_none(side, module)
                if why:
                    yield Match(node, f"{why} may be None, which has no order in Python 3")
                    return


def _why_none(node: Any, module: Module) -> str:
    """What may be None in an expression; empty where nothing says so."""
    if _is_open_get(node):
        return f"`{module.text(node)}`"
    if isinstance(node, ast.Name):
        return f"`{node.id}`" if _is_optional_parameter(node, module) else ""
    if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self":
        return f"`self.{node.attr}`" if _is_none_in_class(node, module) else ""
    return ""


def _is_open_get(node: Any) -> bool:
    """Whether an expression is `d.get(key)`, without a default."""
    is_get = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"
    return (
        is_get
        and len(node.args) == 1
        and not node.keywords
        and isinstance(node.args[0], (ast.Constant, ast.Name))
    )


def _parts(node: ast.expr) -> Iterable[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _is_sort_key(node: ast.Lambda, module: Module) -> bool:
    keyword: Any = module.parent(node)
    call = module.parent(keyword) if isinstance(keyword, ast.keyword) and keyword.arg == "key" else None
    if not isinstance(call, ast.Call):
        return False
    return getattr(call.func, "attr", "") == "sort" or module.qualified_name(call.func) in _SORTERS


def _is_optional_parameter(node: ast.Name, module: Module) -> bool:
    """Whether a name is a parameter with the default None that its function never asks about, nor sets."""
    scope = module.lookup(node.id, node)
    function: Any = scope.node if scope is not None else None
    if scope is None or not isinstance(function, ast.FunctionDef) or len(scope.binding(node.id)) != 1:
        return False
    arguments = function.args
    defaults = dict(
        zip(reversed([*arguments.posonlyargs, *arguments.args]), reversed(arguments.defaults), strict=False)
    )
    default = next((value for each, value in defaults.items() if getattr(each, "arg", "") == node.id), None)
    if not (isinstance(default, ast.Constant) and default.value is None):
        return False
    return not any(_asks(each, node.id) for each in ast.walk(function))


def _is_none_in_class(node: ast.Attribute, module: Module) -> bool:
    """Whether an attribute is None in the body of the class, no method sets it, and the function does not ask."""
    owner = next((each for each in module.ancestors(node) if isinstance(each, ast.ClassDef)), None)
    function = next((each for each in module.ancestors(node) if isinstance(each, ast.FunctionDef)), None)
    if owner is None or function is None:
        return False
    is_none = any(
        isinstance(each, ast.Assign)
        and any(getattr(target, "id", "") == node.attr for target in each.targets)
        and isinstance(each.value, ast.Constant)
        and each.value.value is None
        for each in owner.body
    )
    if not is_none or any(_asks(each, node.attr) for each in ast.walk(function)):
        return False
    return not any(
        isinstance(each, ast.Attribute) and each.attr == node.attr and isinstance(each.ctx, ast.Store)
        for each in ast.walk(owner)
    )


def _asks(node: Any, name: str) -> bool:
    """Whether a part of a function asks for the truth of a name, or compares it with None."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        is_none = any(isinstance(each, ast.Constant) and each.value is None for each in sides)
        return is_none and any(_is_called(each, name) for each in sides)
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        return _is_called(node.test, name)
    if isinstance(node, ast.BoolOp):
        return any(_is_called(each, name) for each in node.values)
    if isinstance(node, ast.Call):
        return (
            getattr(node.func, "id", "") == "isinstance"
            and bool(node.args)
            and _is_called(node.args[0], name)
        )
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and _is_called(node.operand, name)


def _is_called(node: Any, name: str) -> bool:
    return getattr(node, "id", getattr(node, "attr", "")) == name

"""The rule for what is no truth value any more, and for `~` of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    ast,
    call,
    unparenthesized,
)

_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})


class BooleanInvert(Rule):
    """`~` of a bool is deprecated since Python 3.12, and `NotImplemented` is no truth value: an error since 3.14.

    `not self.__eq__(other)` asks for the truth of `NotImplemented` where the two cannot be compared, and was False
    there; `not self == other` is True.

    `~int(x)` is what `~x` has been. Where `not` was meant somebody has to say so.

    Fix safety: what depends on the truth of `NotImplemented` is only reported.
    """

    name = "boolean-invert"
    title = "Invert no bools, ask no truth of NotImplemented"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    since = "3.12"
    references = ("https://docs.python.org/3/whatsnew/3.12.html#deprecated",)
    words = ("~", "NotImplemented")
    nodes = (ast.UnaryOp, ast.Name)
    examples = (
        Example(
            "class A(object):\n    def __eq__(self, other):\n        return NotImplemented\n"
            "    def __ne__(self, other):\n        return not self.__eq__(other)\nx = A() != 3\n",
            None,
            findings=1,
        ),
        Example("x = ~True\ny = 1 > 2\nz = ~y\n", "x = ~int(True)\ny = 1 > 2\nz = ~int(y)\n"),
        Example("x = 1\ny = ~ (x == 1)  # or not\n", "x = 1\ny = ~ int(x == 1)  # or not\n"),
        Example("x = bool(NotImplemented)\nif not NotImplemented:\n    pass\n", None, findings=2),
        Example(
            "x = ~3\ndef f():\n    return NotImplemented\nclass A(object):\n    __add__ = NotImplemented\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The constant."""
        return frozenset({"NotImplemented"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every such place."""
        if isinstance(node, ast.Name):
            if node.id == "NotImplemented" and _is_truth(node, module):
                yield Match(node, "`NotImplemented` is no truth value", Applicability.MANUAL)
        elif isinstance(node.op, ast.Invert):
            known = module.type_of(node.operand)
            if known is not None and known.name == "bool":
                yield Match(node, "`~` of a bool is deprecated since Python 3.12; `not` may be meant")
        elif isinstance(node.op, ast.Not) and _returns_not_implemented(node.operand, module):
            message = "The comparison may return `NotImplemented`, which is no truth value"
            yield Match(node.operand, message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The number that the bool stands for, inverted."""
        return node.with_changes(expression=call("int", unparenthesized(node.expression)))


def _is_truth(node: ast.Name, module: Module) -> bool:
    parent: Any = module.parent(node)
    if isinstance(parent, (ast.If, ast.While, ast.IfExp)):
        return parent.test is node
    if isinstance(parent, ast.Call):
        return module.qualified_name(parent.func) == "__builtin__.bool"
    return isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)


def _returns_not_implemented(call: Any, module: Module) -> bool:
    """Whether a call of a comparison's method is one of a class here that may refuse to compare."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or len(call.args) != 1:
        return False
    if call.func.attr not in _COMPARISONS:
        return False
    owner = next((each for each in module.ancestors(call) if isinstance(each, ast.ClassDef)), None)
    methods = module.class_bindings(owner, call.func.attr) if owner is not None else ()
    return any(getattr(each, "id", "") == "NotImplemented" for method in methods for each in ast.walk(method))

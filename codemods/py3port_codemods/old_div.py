"""The rule for `old_div`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst, parenthesized
from py3port_codemods._let_go import let_go, root_name

_CLOSED = ("Name", "Attribute", "Call", "Subscript", "Integer", "Float")


class OldDiv(Rule):
    """Futurize writes `old_div(a, b)` for every `/` it does not understand: it divides as Python 2 did.

    Where both operands are known to be integers that is `//`, where one is a float it is `/`. Any other is left to a
    person, who knows what is meant.
    """

    name = "old-div"
    title = "Divide by an operator, not by old_div"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = ("https://python-future.org/automatic_conversion.html",)
    words = ("old_div",)
    nodes = (ast.Call,)
    examples = (
        Example("from past.utils import old_div\nx = old_div(7, 2)\n", "x = 7 // 2\n", runs=False),
        Example(
            "from past.utils import old_div\nx = old_div(7 + 1, 2.0) * 3\n",
            "x = ((7 + 1) / 2.0) * 3\n",
            runs=False,
        ),
        Example(
            "from past.utils import old_div\nx = old_div(len('a'), 2)\n", "x = len('a') // 2\n", runs=False
        ),
        Example("from past.utils import old_div\nx = -old_div(7, 2)\n", "x = -(7 // 2)\n", runs=False),
        Example("from past.utils import old_div\nx = old_div(a, b)\n", None, findings=1, runs=False),
        Example("def old_div(a, b):\n    return a\nx = old_div(1, 2)\n", None),
    )

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """Every call."""
        if module.qualified_name(node.func) != "past.utils.old_div" or len(node.args) != 2 or node.keywords:
            return
        kinds = [module.type_of(each) for each in node.args]
        operator = ""
        if all(each is not None and each.is_integer for each in kinds):
            operator = "//"
        elif any(each is not None and each.name in ("float", "complex") for each in kinds):
            operator = "/"
        is_sure = operator and "\n" not in module.text(node)
        message = "`old_div` divides as Python 2 did"
        yield Match(node, message, None if is_sure else Applicability.MANUAL, operator)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The division."""
        let_go(root_name(match.node.func), editor)  # type: ignore[attr-defined]
        operator = cst.FloorDivide() if match.data == "//" else cst.Divide()
        left, right = (_operand(each.value) for each in node.args)
        new = cst.BinaryOperation(left, operator, right, lpar=node.lpar, rpar=node.rpar)
        is_inner = isinstance(
            editor.module.parent(match.node), (ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Subscript)
        )
        return parenthesized(new) if is_inner and not node.lpar else new


def _operand(node: Any) -> Any:
    return node if type(node).__name__ in _CLOSED or node.lpar else parenthesized(node)

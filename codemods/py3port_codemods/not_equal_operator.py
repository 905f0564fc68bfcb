"""The rule for `<>`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst


class NotEqualOperator(Rule):
    """Python 2 knew `<>` as another spelling of `!=`; Python 3 refuses it. `!=` means the same in both."""

    name = "not-equal-operator"
    title = "Compare with != instead of <>"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_ne", "E1607", "old-ne-operator", "W0331")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#removed-syntax",)
    words = ("<>",)
    nodes = (ast.Compare,)
    guardable = False
    examples = (
        Example("x = 1 <> 2\n", "x = 1 != 2\n"),
        Example("x = 1<>2\n", "x = 1!=2\n"),
        Example("x = 1 <> 2 <> 3 != 4 <> 4\n", "x = 1 != 2 != 3 != 4 != 4\n", findings=1),
        Example("x = (1 <> 2) <> (3 <> 3)\n", "x = (1 != 2) != (3 != 3)\n", findings=3),
        Example("x = (1 <> 2) == (3 != 3)\n", "x = (1 != 2) == (3 != 3)\n", findings=1),
        Example("x = [y for y in (1, 2) if y <> 1]\n", "x = [y for y in (1, 2) if y != 1]\n"),
        Example("x = (1  # one\n     <> 2)\n", "x = (1  # one\n     != 2)\n"),
        Example("if 1 <> 2 and 2 <> 1: print('<>')\n", "if 1 != 2 and 2 != 1: print('<>')\n", findings=2),
        Example("x = 1 \\\n    <> 2\n", "x = 1 \\\n    != 2\n"),
        Example("x = '<>' != '<'  # <>\n", None),
    )

    def detect(self, node: ast.Compare, module: Module) -> Iterable[Match]:
        """Every comparison with `<>` between two of its own operands."""
        left: Any = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.NotEq) and _is_old(left, right, module):
                yield Match(node, "`<>` is spelled `!=` in Python 3")
                return
            left = right

    def rewrite(self, node: Any, match: Match, editor: Editor) -> cst.Comparison:
        """The comparison with the operators exchanged and the white space around them kept."""
        comparisons = [
            each.with_changes(operator=each.operator.with_changes(value="!="))
            if isinstance(each.operator, cst.NotEqual)
            else each
            for each in node.comparisons
        ]
        return node.with_changes(comparisons=comparisons)  # type: ignore[no-any-return]


def _is_old(left: Any, right: Any, module: Module) -> bool:
    offset = module.source.offset
    start = offset(left.end_lineno, left.end_col_offset)
    return "<>" in module.tree.masked.code[start : offset(right.lineno, right.col_offset)]

"""The rule for literals compared by identity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst


class LiteralIdentity(Rule):
    """`x is 1` asks for the same object, which equal numbers and strings may or may not be: a SyntaxWarning since 3.8.

    `==` asks what was meant.

    Fix safety: `==` is true where `is` was not, for `1.0`, `True` and equal strings that are not the same, so
    the fix waits for `--unsafe`.
    """

    name = "literal-identity"
    title = "Compare literals with =="
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.8"
    aliases = ("F632", "literal-comparison", "R0123")
    references = ("https://docs.python.org/3/whatsnew/3.8.html#changes-in-python-behavior",)
    words = (" is ", "is not", ")is", "is(", "is\t", "is'", 'is"')
    nodes = (ast.Compare,)
    examples = (
        Example("x = 1\ny = x is 1, x is not 2  # one\n", "x = 1\ny = x == 1, x != 2  # one\n", unsafe=True),
        Example(
            "x = ''\nif x is '' or not x is  '': y = 1\n",
            "x = ''\nif x == '' or not x ==  '': y = 1\n",
            unsafe=True,
        ),
        Example("a = b = 1\nx = a is b is 1 is a\n", "a = b = 1\nx = a is b == 1 == a\n", unsafe=True),
        Example(
            "x = 1\ny = x is None, x is True, x == 1, x is not (), x is Ellipsis, x in (1, 'is 1')\n", None
        ),
    )

    def detect(self, node: ast.Compare, module: Module) -> Iterable[Match]:
        """A comparison by identity with a number or string on either side."""
        if not any(type(operator) in (ast.Is, ast.IsNot) for operator in node.ops):
            return
        sides = [node.left, *node.comparators]
        wrong = tuple(
            index
            for index, operator in enumerate(node.ops)
            if isinstance(operator, (ast.Is, ast.IsNot)) and any(map(_is_literal, sides[index : index + 2]))
        )
        if wrong:
            yield Match(node, "Equal literals need not be the same object; compare with `==`", data=wrong)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`==` and `!=`."""
        targets = list(node.comparisons)
        for index in match.data:
            old = targets[index].operator
            new = cst.NotEqual() if isinstance(old, cst.IsNot) else cst.Equal()
            new = new.with_changes(
                whitespace_before=old.whitespace_before, whitespace_after=old.whitespace_after
            )
            targets[index] = targets[index].with_changes(operator=new)
        return node.with_changes(comparisons=targets)


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float, complex, str, bytes)

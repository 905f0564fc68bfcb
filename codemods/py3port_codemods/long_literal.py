"""The rule for numbers with an L."""

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
    cst,
    cst2,
    parenthesized,
)
from py3port_codemods._number_marks import is_glued, marked_numbers


class LongLiteral(Rule):
    """Python 2's `10L` is a syntax error in Python 3, where every int is as long as it needs (PEP 237).

    In Python 2 `10` is an int where `10L` was a long: they are equal, hash and compute alike, but for their repr
    and type.
    """

    name = "long-literal"
    title = "Write long numbers without an L"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_long", "fix_numliterals", "E1606", "long-suffix")
    references = ("https://peps.python.org/pep-0237/",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example("x = 10L\n", "x = 10\n"),
        Example(
            "x = [0L, 1l, 0xFFL, 0XffL, 0b11L, 0o17L]\n", "x = [0, 1, 0xFF, 0Xff, 0b11, 0o17]\n", findings=6
        ),
        Example("x = -9223372036854775808L\n", "x = -9223372036854775808\n"),
        Example("x = 123456789012345678901234567890L\n", "x = 123456789012345678901234567890\n"),
        Example("x = 10L.__add__(1)\n", "x = (10).__add__(1)\n"),
        Example("x = (10L).__add__(1)\n", "x = (10).__add__(1)\n"),
        Example("x = 1Lor 2\n", "x = (1)or 2\n"),
        Example("x = 0Lif 1else 2\n", "x = (0)if 1else 2\n"),
        Example("x = 2L ** 40L % 7L\n", "x = 2 ** 40 % 7\n"),
        Example("x = 0777L\n", "x = 0777\n", runs=False, mode=None),
        Example(
            "def f(n=1L):\n    return n << 3L  # 3L\nx = f()\n",
            "def f(n=1):\n    return n << 3  # 3L\nx = f()\n",
        ),
        Example("x = 10, 0xFF, 1.5, 1j\n", None),
        Example("x = '10L'  # 10L\nx10L = 1\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every number of the file that ends in an L."""
        for number in marked_numbers(module):
            if module.text(number)[-1] in "lL":
                yield Match(number, "Python 3 has one kind of int, and no `L` for it")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The number without its L, in parentheses where it would run into what follows."""
        text = node.value.rstrip("lL")
        is_old_octal = text.startswith("0") and text.isdigit() and text.strip("0")
        kind: Any = cst2.Integer if is_old_octal else cst.Integer
        number = kind(text, lpar=node.lpar, rpar=node.rpar)
        return parenthesized(number) if is_glued(match.node, editor.module) else number

"""The rule for octal numbers with nothing but a zero before them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst, cst2
from py3port_codemods._number_marks import marked_numbers

_OLD = re.compile(r"0[0-7]*[1-7][0-7]*[lL]?")


class OctalLiteral(Rule):
    """Python 2 read `0777` as octal; Python 3 refuses it and wants `0o777` (PEP 3127), which 2.6 knows too.

    `00` is zero in both and stays.
    """

    name = "octal-literal"
    title = "Write octal numbers with 0o"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_numliterals", "E1608", "old-octal-literal")
    references = ("https://peps.python.org/pep-3127/",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example("mode = 0777\n", "mode = 0o777\n"),
        Example("x = [010, 007, 0, 10, 08.5, 0x10]\n", "x = [0o10, 0o07, 0, 10, 08.5, 0x10]\n", findings=2),
        Example("x = 0777L\n", "x = 0o777L\n", mode=None, runs=False, findings=1),
        Example("x = -017\n", "x = -0o17\n"),
        Example("x = 1 if 01else 2\n", "x = 1 if 0o1else 2\n"),
        Example(
            "def f(mode=0644):\n    return mode\nx = f(0700) | f()\n",
            "def f(mode=0o644):\n    return mode\nx = f(0o700) | f()\n",
        ),
        Example("x = 0o17, 0x17, 0b11, 0, 00, 000, 0.7, 007.5, 07e1, 01j\n", None),
        Example("x = '0777'  # 0777\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every octal number of the file in the old spelling."""
        for number in marked_numbers(module):
            text = module.text(number)
            if _OLD.fullmatch(text):
                yield Match(number, f"`{text}` is spelled `0o{text[1:]}` in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The number with `0o`."""
        text = f"0o{node.value[1:]}"
        kind: Any = cst2.Integer if text[-1] in "lL" else cst.Integer
        return kind(text, lpar=node.lpar, rpar=node.rpar)

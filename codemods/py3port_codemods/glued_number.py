"""The rule for numbers that are followed by a keyword at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, words_in

_KEYWORD = r"(?=(?:and|else|for|if|in|is|not|or)\b)"
_GLUED = (
    r"(?<![\w.])(?:0[xX][0-9a-fA-F]+[lL]?|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[jJlL]?|0[oO][0-7]+[lL]?|0[bB][01]+[lL]?)"
    rf"{_KEYWORD}"
)
_AFTER_DIGIT = re.compile(r"[0-9]\w*(?:and|else|for|if|in|is|not|or)")
_AFTER_POINT = re.compile(rf"\.(?<=[0-9]\.)(?:[eE][0-9]+)?{_KEYWORD}")


class GluedNumber(Rule):
    """A number right before a keyword, as in `1if x else 2`, is a warning since Python 3.12 and will be an error.

    A blank sets them apart.
    """

    name = "glued-number"
    title = "Put a blank between number and keyword"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.12"
    references = ("https://docs.python.org/3/whatsnew/3.12.html#other-language-changes",)

    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example("x = 1if 0else 2\n", "x = 1 if 0 else 2\n", findings=2),
        Example(
            "x = 0in [0], 1.5and .5or 2e3or 1jor 3\n",
            "x = 0 in [0], 1.5 and .5 or 2e3 or 1j or 3\n",
            findings=5,
        ),
        Example("x = [0x1for y in [1]]\n", "x = [0x1f or y in [1]]\n"),
        Example("x = 1Lor 2\n", "x = 1L or 2\n", runs=False),
        Example(
            "x1if = e1or = x0in = 3\nx = '1if', x1if  # 1if\nx = [0xF for y in [1]]\n",
            None,
            runs=False,
            findings=0,
        ),
    )

    def may_find(self, text: str) -> bool:
        """Whether there may be such a number in the text."""
        # A digit is less than any letter.
        numbers = [word for word in words_in(text) if word < "A"]
        return any(map(_AFTER_DIGIT.fullmatch, numbers)) or _AFTER_POINT.search(text) is not None

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every such number."""
        ends = {found.end(): found for found in re.finditer(_GLUED, module.tree.masked.code)}
        if not ends:
            return
        offset = module.source.offset
        for number in module.nodes(ast.Constant):
            if isinstance(number.value, (str, bytes)):
                continue
            end = offset(number.end_lineno, number.end_col_offset)
            if end in ends:
                yield Match(number, f"`{module.text(number)}` runs into the keyword after it", data=end)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put in the blanks."""
        for match in matches:
            editor.replace_span(match.data, match.data, " ")
        return True

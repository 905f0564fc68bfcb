"""The rule for bare tuples and lambdas in comprehensions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Kind, Match, Module, Rule, Stage, ast


class ListcompBareTuple(Rule):
    """Python 2 let a list comprehension run over `1, 2` and over a lambda, and filter by one, without parentheses.

    Python 3 has one grammar for all comprehensions, in which they need them; Python 2 reads them with parentheses too.
    """

    name = "listcomp-bare-tuple"
    title = "Parenthesise tuples and lambdas in comprehensions"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_paren",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#changed-syntax",)
    words = ("for",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example("x = [y for y in 1, 2]\n", "x = [y for y in (1, 2)]\n"),
        Example("x = [y for y in 1, 2, if y > 1]\n", "x = [y for y in (1, 2,) if y > 1]\n"),
        Example("x = [y for y in 'a', ('b', 'c')]\n", "x = [y for y in ('a', ('b', 'c'))]\n"),
        Example("x = [y for y in (1, 2), (3)]\n", "x = [y for y in ((1, 2), (3))]\n"),
        Example(
            "x = [y + z for y in 1, 2 for z in 3, 4]\n",
            "x = [y + z for y in (1, 2) for z in (3, 4)]\n",
            findings=2,
        ),
        Example(
            "x = [[z for z in 1, y] for y in 2, 3]\n",
            "x = [[z for z in (1, y)] for y in (2, 3)]\n",
            findings=2,
        ),
        Example(
            "x = [z for z in [y for y in 1, 2], 3]\n",
            "x = [z for z in ([y for y in (1, 2)], 3)]\n",
            findings=2,
        ),
        Example("x = [y() for y in lambda: 1, lambda: 2]\n", "x = [y() for y in (lambda: 1, lambda: 2)]\n"),
        Example(
            "x = [y for y in 1, 2 if lambda: y]\n", "x = [y for y in (1, 2) if (lambda: y)]\n", findings=2
        ),
        Example("x = list(y for y in (1, 2) if lambda: y)\n", "x = list(y for y in (1, 2) if (lambda: y))\n"),
        Example("x = [y for y in 1, # one\n     2]\n", "x = [y for y in (1, # one\n     2)]\n"),
        Example("x = [y for y in\n     1, 2]  # why\n", "x = [y for y in\n     (1, 2)]  # why\n"),
        Example("for x in 1, 2:\n    print(x)\n", None),
        Example("x = [y for y in (1, 2)]\nx = [(y, 1) for y in [2] if (lambda: y)]\n", None),
        Example("x = [(lambda: y)() for y in (1, 2) if [lambda: 1]]\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every part of a comprehension that Python 3 would not take as it stands."""
        marks = [mark for mark in module.tree.masked.marks if mark.kind is Kind.REGION]
        if not marks:
            return
        offset = module.source.offset
        comprehensions = module.nodes(ast.comprehension)
        parts = [
            (offset(part.lineno, part.col_offset), part) for each in comprehensions for part in _parts(each)
        ]
        for mark in marks:
            # A parenthesis may stand before the first item of the tuple: the outermost part begins first.
            inside = [each for each in parts if mark.offset <= each[0] < mark.end]
            if inside:
                _, part = min(inside, key=lambda each: each[0])
                kind = "a lambda" if isinstance(part, ast.Lambda) else "a tuple"
                message = f"{kind} in a comprehension needs parentheses in Python 3"
                yield Match(part, message, data=(mark.offset, mark.end))

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put parentheses around each part; LibCST cannot parse the statement as it stands."""
        spans = sorted(match.data for match in matches)
        outermost = [span for span in spans if not any(_holds(other, span) for other in spans)]
        for start, end in outermost:
            inside = [span for span in spans if _holds((start, end), span)]
            editor.replace_span(
                start, end, f"({_parenthesized(editor.module.source.text, start, end, inside)})"
            )
        return True


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def _parenthesized(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    """The text from `start` to `end` with parentheses around the spans."""
    added = sorted([(begin, 1, "(") for begin, _ in spans] + [(stop, 0, ")") for _, stop in spans])
    pieces, at = [], start
    for offset, _, parenthesis in added:
        pieces += [text[at:offset], parenthesis]
        at = offset
    return "".join([*pieces, text[at:end]])


def _parts(comprehension: ast.comprehension) -> Sequence[Any]:
    return [comprehension.iter, *comprehension.ifs]

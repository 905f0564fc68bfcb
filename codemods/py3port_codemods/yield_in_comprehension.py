"""The rule for `yield` in list comprehensions."""

from __future__ import annotations

from collections.abc import Iterator

from py3port.rule import Applicability, Example, Module, Stage, ast
from py3port_codemods._unrolled import UnrolledComprehension


class YieldInComprehension(UnrolledComprehension):
    """A `yield` in a list comprehension made the function around it a generator; since Python 3.8 it is an error.

    The comprehension becomes the loop that it was, which does the same on both.
    """

    name = "yield-in-comprehension"
    title = "Yield from loops, not from comprehensions"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.8"
    aliases = ("F704", "yield-inside-list-comprehension")
    references = ("https://docs.python.org/3/whatsnew/3.8.html#changes-in-python-behavior",)
    words = ("yield",)
    examples = (
        Example(
            "def walk(n):\n    [(yield x) for x in range(n)]\nx = list(walk(3))\n",
            "def walk(n):\n    for x in range(n):\n        (yield x)\nx = list(walk(3))\n",
        ),
        Example(
            "def f():\n    x = [(yield i) for i in (1, 2)]\n    print(x)\nx = list(f())\n",
            "def f():\n    x = []\n    for i in (1, 2):\n        x.append((yield i))\n    print(x)\n"
            "x = list(f())\n",
        ),
        Example(
            "def f():\n    print([i for i in (1, 2) if (yield i)])\nx = list(f())\n",
            "def f():\n    items = []\n    for i in (1, 2):\n        if (yield i):\n"
            "            items.append(i)\n"
            "    print(items)\nx = list(f())\n",
        ),
        Example(
            "def f():\n    yield [i for i in (1, 2)]\n    g = [lambda: (yield 1) for i in (1, 2)]\n"
            "x = list(f())\n",
            None,
        ),
    )

    def reason(self, node: ast.ListComp, module: Module) -> str:
        """It has a `yield`."""
        return "A comprehension cannot yield in Python 3" if any(_yields(node)) else ""


def _yields(node: ast.ListComp) -> Iterator[ast.AST]:
    first = node.generators[0]
    pending: list[ast.AST] = [node.elt, *first.ifs, *node.generators[1:]]
    while pending:
        each = pending.pop()
        if isinstance(each, ast.Yield):
            yield each
        if not isinstance(each, ast.Lambda):
            pending += ast.iter_child_nodes(each)

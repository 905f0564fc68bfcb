"""The rule for `round`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._builtins import is_builtin_reference


class RoundBuiltin(Rule):
    """Python 3's `round` rounds halves to the even neighbour, 2.5 to 2, and returns an integer without digits.

    Python 2's rounded them away from zero and always returned a float. Money and statistics notice the first, code that
    prints or divides the second.

    Fix safety: there is no fix; `decimal` can round either way.
    """

    name = "round-builtin"
    title = "Look at what is rounded"
    stage = Stage.ADVICE
    applicability = Applicability.MANUAL
    aliases = ("W1633", "fix_round")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("round",)
    nodes = (ast.Name, ast.Attribute)
    fixable = False
    examples = (
        Example("x = round(2.5)\ny = int(round(x))\nz = list(map(round, [x]))\n", None, findings=3),
        Example("import __builtin__\nx = __builtin__.round(2.5)\n", None, findings=1),
        Example(
            "from __future__ import print_function\nprint(round(0.5))\nx = round(2.675, 2)\n",
            None,
            findings=2,
        ),
        Example("def round(x):\n    return x\ny = round(2.5)\nz = a.round(3)\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The built-in."""
        return frozenset({"round"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every use of the built-in."""
        if not is_builtin_reference(node, "round", module):
            return
        call: Any = module.parent(node)
        is_call = isinstance(call, ast.Call) and call.func is node
        message = "Halves are rounded to the even neighbour in Python 3"
        if is_call and len(call.args) == 1 and not _is_made_integer(call, module):
            message += ", and the result is an integer"
        yield Match(call if is_call else node, message)


def _is_made_integer(call: ast.Call, module: Module) -> bool:
    outer = module.parent(call)
    return isinstance(outer, ast.Call) and module.qualified_name(outer.func) in (
        "__builtin__.int",
        "__builtin__.long",
    )

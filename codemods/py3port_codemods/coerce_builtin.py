"""The rule for `coerce`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Module, Stage, ast
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class CoerceBuiltin(GoneBuiltin):
    """`coerce` brought two numbers to one type, and called `__coerce__`; Python 3 has neither, and no replacement.

    Arithmetic converts by itself: both numbers get the type of their sum.

    Fix safety: objects that say by `__coerce__` what they become are not asked any more. The fix waits for `--unsafe`.
    """

    name = "coerce-builtin"
    title = "Convert numbers without coerce"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    aliases = ("W1605",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("coerce",)
    gone = Gone(
        "3.0",
        "(lambda left, right: tuple(type(left + right)(number) for number in (left, right)))",
        calls={2: "tuple(type($1 + $2)(number) for number in ($1, $2))"},
        applicability=Applicability.UNSAFE,
        note="convert the numbers to the type that is meant",
    )
    examples = (
        Example(
            "a, b = coerce(1, 2.0)\n",
            "a, b = tuple(type(1 + 2.0)(number) for number in (1, 2.0))\n",
            unsafe=True,
        ),
        Example(
            "f = coerce\nx = f(2, 1.5)\n",
            "f = lambda left, right: tuple(type(left + right)(number) for number in (left, right))\nx = f(2, 1.5)\n",
            unsafe=True,
        ),
        Example("def f(a):\n    return coerce(a(), 1)\n", None, findings=1),
        Example("def coerce(a, b):\n    return a, b\nx = coerce(1, 2)\n", None),
        Example("x = y.coerce(1, 2)\n", None, runs=False),
    )

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """The numbers are named twice: nothing may happen when they are."""
        arguments = node.args if isinstance(node, ast.Call) else []
        plain = (ast.Name, ast.Attribute, ast.Constant)
        return None if all(isinstance(each, plain) for each in arguments) else Applicability.MANUAL

"""The rule for `coerce`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Stage
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class CoerceBuiltin(GoneBuiltin):
    """`coerce` brought two numbers to one type, and called `__coerce__`; Python 3 has neither, and no replacement.

    Arithmetic converts by itself; what wants both numbers in one type has to say which.
    """

    name = "coerce-builtin"
    title = "Convert numbers without coerce"
    stage = Stage.COMMON
    applicability = Applicability.MANUAL
    fixable = False
    aliases = ("W1605",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("coerce",)
    gone = Gone("3.0", note="convert the numbers to the type that is meant")
    examples = (
        Example("a, b = coerce(1, 2.0)\n", None, findings=1),
        Example("f = coerce\n", None, findings=1),
        Example("def coerce(a, b):\n    return a, b\nx = coerce(1, 2)\n", None),
        Example("x = y.coerce(1, 2)\n", None, runs=False),
    )

"""The rule for `reduce`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Stage
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class ReduceBuiltin(GoneBuiltin):
    """`reduce` was a built-in; Python 3 has it in `functools` only, where Python 2.6 and 2.7 have it as well."""

    name = "reduce-builtin"
    title = "Import reduce from functools"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_reduce", "W1610")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("reduce",)
    counts = frozenset({2, 3})
    gone = Gone("3.0", "{functools:reduce}", note="it is in `functools`")
    examples = (
        Example(
            "seven = 7\nx = reduce(lambda a, b: a * b, [1, 2, 3], seven)\n",
            "from functools import reduce\n\nseven = 7\nx = reduce(lambda a, b: a * b, [1, 2, 3], seven)\n",
        ),
        Example(
            "import abc\n\nfold = reduce\nx = fold(max, [1, 3, 2])\n",
            "import abc\nfrom functools import reduce\n\nfold = reduce\nx = fold(max, [1, 3, 2])\n",
        ),
        Example(
            "import __builtin__\nx = __builtin__.reduce(max, [1, 3])\n",
            "from functools import reduce\nx = reduce(max, [1, 3])\n",
        ),
        Example(
            "import functools\nx = reduce(max, [1, 3])\n",
            "import functools\nfrom functools import reduce\nx = reduce(max, [1, 3])\n",
        ),
        Example("from functools import reduce\nx = reduce(max, [1, 3])\n", None),
        Example("import functools\nx = functools.reduce(max, [1, 3])\n", None),
        Example("def reduce(a, b):\n    return b\nx = reduce(max, [1, 3])\n", None),
        Example("class A(object):\n    def reduce(self):\n        return 1\nx = A().reduce()\n", None),
        Example(
            "try:\n    reduce\nexcept NameError:\n    from functools import reduce\nx = reduce(max, [1])\n",
            None,
        ),
    )

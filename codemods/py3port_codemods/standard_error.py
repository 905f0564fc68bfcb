"""The rule for `StandardError`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Stage
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class StandardError(GoneBuiltin):
    """Python 2's `StandardError` stood between `Exception` and the errors; Python 3 has `Exception` in its place."""

    name = "standard-error"
    title = "Use Exception for StandardError"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_standarderror", "standarderror-builtin", "W1611")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#changes-to-exceptions",)
    words = ("StandardError",)
    gone = Gone("3.0", "Exception", note="use `Exception`")
    examples = (
        Example(
            "class E(StandardError):\n    pass\ntry:\n    raise E('a')\nexcept StandardError:\n    print('caught')\n",
            "class E(Exception):\n    pass\ntry:\n    raise E('a')\nexcept Exception:\n    print('caught')\n",
        ),
        Example(
            "try:\n    x = {}[1]\nexcept (ValueError, StandardError) as e:\n    x = str(e)\n",
            "try:\n    x = {}[1]\nexcept (ValueError, Exception) as e:\n    x = str(e)\n",
        ),
        Example("import __builtin__\nE = __builtin__.StandardError\n", "E = Exception\n"),
        Example("class StandardError(Exception):\n    pass\nx = str(StandardError('a'))\n", None),
        Example(
            "try:\n    StandardError\nexcept NameError:\n    StandardError = Exception\nE = StandardError\n",
            None,
        ),
        Example("x = y.StandardError\n", None, runs=False),
    )

"""The rule for `intern`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Mode, Stage
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class InternBuiltin(GoneBuiltin):
    """`intern` was a built-in and is in `sys` since Python 3.0; `six.moves` has it for both."""

    name = "intern-builtin"
    title = "Use intern of sys"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_intern", "W1634")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("intern",)
    counts = frozenset({1})
    gone = Gone("3.0", "{sys:intern}", "{six.moves:intern}", note="it is in `sys`")
    examples = (
        Example("x = intern('a')\n", "import sys\n\nx = sys.intern('a')\n", mode=Mode.PY3),
        Example(
            "a = 'a'\nx = intern(a)\n",
            "from six.moves import intern\n\na = 'a'\nx = intern(a)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import os, sys\nx = list(map(intern, sys.path[:0])), os.name\n",
            "import os, sys\nx = list(map(sys.intern, sys.path[:0])), os.name\n",
            mode=Mode.PY3,
        ),
        Example("from sys import intern\nx = intern('a')\n", None, runs=False),
        Example("from six.moves import intern\nx = intern('a')\n", None),
        Example("def f(intern):\n    return intern('a')\nx = f(str)\n", None),
        Example("x = y.intern('a')\n", None, runs=False),
    )

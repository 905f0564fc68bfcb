"""The rule for `reload`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Mode, Stage
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone


class ReloadBuiltin(GoneBuiltin):
    """`reload` was a built-in; it is in `importlib` since Python 3.4. `imp`, where 3.0 had put it, is gone."""

    name = "reload-builtin"
    title = "Use reload of importlib"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_reload", "W1626")
    references = ("https://docs.python.org/3/library/importlib.html#importlib.reload",)
    words = ("reload",)
    counts = frozenset({1})
    gone = Gone("3.0", "{importlib:reload}", "{six.moves:reload_module}", note="it is in `importlib`")
    examples = (
        Example(
            "import string\nx = reload(string) is string\n",
            "import importlib\nimport string\nx = importlib.reload(string) is string\n",
            mode=Mode.PY3,
        ),
        Example(
            "import string\nx = reload(string) is string\n",
            "import string\n\nfrom six.moves import reload_module\n\nx = reload_module(string) is string\n",
            mode=Mode.DUAL,
        ),
        Example("import string\nfrom importlib import reload\nx = reload(string)\n", None, runs=False),
        Example("def reload(x):\n    return x\nx = reload(3)\n", None),
        Example("x.reload()\n", None, runs=False),
    )

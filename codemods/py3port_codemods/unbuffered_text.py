"""The rule for text files without a buffer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst

_OPENERS = frozenset({"__builtin__.open", "__builtin__.file", "os.fdopen"})


class UnbufferedText(Rule):
    """Python 3 refuses to open a file of text without a buffer: `open(path, 'w', 0)`; only files of bytes have none.

    A buffer of one line, `1`, is there on both, and as good for what people read as they wait.

    Fix safety: what is written comes out at the end of each line, not at once.
    """

    name = "unbuffered-text"
    title = "Buffer files of text by lines"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/functions.html#open",)
    nodes = (ast.Name, ast.Attribute)
    words = ("open", "file")
    examples = (
        Example(
            "import os\nf = open(os.devnull, 'w', 0)\nf.write('a')\nf.close()\n",
            "import os\nf = open(os.devnull, 'w', 1)\nf.write('a')\nf.close()\n",
            unsafe=True,
        ),
        Example(
            "f = open(path, 'w', buffering=0)\n",
            "f = open(path, 'w', buffering=1)\n",
            unsafe=True,
            runs=False,
        ),
        Example("import os\nf = open(os.devnull, 'wb', 0)\ng = open(os.devnull, 'w', 1)\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions that open files."""
        return frozenset({"open", "file", "fdopen"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call that asks for text and no buffer."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or not call.args:
            return
        buffering: Any = call.args[2] if len(call.args) > 2 else None
        mode: Any = call.args[1] if len(call.args) > 1 else None
        for keyword in call.keywords:
            buffering = keyword.value if keyword.arg in ("buffering", "bufsize") else buffering
            mode = keyword.value if keyword.arg == "mode" else mode
        value = getattr(buffering, "value", None)
        if value != 0 or isinstance(value, bool) or not _OPENERS.intersection(module.qualified_names(node)):
            return
        if mode is None or (isinstance(getattr(mode, "value", None), str) and "b" not in mode.value):
            yield Match(buffering, "a file of text needs a buffer in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """A buffer of one line."""
        return cst.Integer("1")

"""The rule for `bytes` of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._binary import is_number


class BytesCall(Rule):
    """`bytes(5)` was `str(5)` in Python 2, `'5'`; in Python 3 it is five zero bytes.

    `str` does on both what `bytes` did; what is not known to be a number is left alone.
    """

    name = "bytes-call"
    title = "Use str for the text of numbers"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/library/stdtypes.html#bytes",)
    nodes = (ast.Name,)
    words = ("bytes(",)
    examples = (
        Example("x = bytes(5)\n", "x = str(5)\n"),
        Example("n = len('abc')\nx = bytes(n) + '!'\n", "n = len('abc')\nx = str(n) + '!'\n"),
        Example("x = bytes('a')\ny = bytes()\ndef f(n):\n    return bytes(n)\n", None),
        Example("import six\nif six.PY3:\n    x = bytes(5)\n", None),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"bytes"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every call with a number."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 1 or call.keywords:
            return
        if module.is_builtin(node) and is_number(call.args[0], module) and not module.is_for_python3(node):
            yield Match(node, "`bytes` of a number makes zeros in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`str`."""
        return cst.Name("str")

"""The rule for `str` around a string."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_LITERAL = re.compile(r"[uU]?[rR]?['\"]")


class NativeLiteral(Rule):
    """`str('name')` was how a file with `unicode_literals` spelled a native string of Python 2.

    In Python 3 it is the string itself.
    """

    name = "native-literal"
    title = "Write strings without str around them"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP018",)
    references = ("https://docs.python.org/3/library/stdtypes.html#str",)
    words = ("str('", 'str("', "str(u'", 'str(u"', "str(r")
    nodes = (ast.Call,)
    examples = (
        Example("x = str('a')\n", "x = 'a'\n"),
        Example("x = type(str(u'A'), (dict,), {}).__name__\n", "x = type(u'A', (dict,), {}).__name__\n"),
        Example("x = str('a').upper() + str(\"b\")\n", "x = 'a'.upper() + \"b\"\n", findings=2),
        Example("x = str(b'a'), str(1), str('a', 'ascii') if 0 else 1\n", None, runs=False),
        Example("x = str('a'\n        'b')\n", None),
        Example("def f(str):\n    return str('a')\n", None),
    )

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """`str` called with a string literal on one line."""
        function = node.func
        if not isinstance(function, ast.Name) or function.id != "str" or len(node.args) != 1 or node.keywords:
            return
        argument = node.args[0]
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, (str, bytes)):
            return
        text = module.text(node)
        is_plain = _LITERAL.match(module.text(argument)) and "\n" not in text and "#" not in text
        if is_plain and module.is_builtin(function):
            yield Match(node, "a string needs no `str` around it")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The string."""
        string = node.args[0].value
        return string.with_changes(lpar=[*node.lpar, *string.lpar], rpar=[*string.rpar, *node.rpar])

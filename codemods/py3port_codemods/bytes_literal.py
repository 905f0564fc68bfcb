"""The rule for bytes literals with characters beyond ASCII."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._bytes_literals import with_prefix


class BytesLiteral(Rule):
    r"""Python 3 takes ASCII only between the quotes of `b'...'`; escapes like `\xe9` say the same on both."""

    name = "bytes-literal"
    title = "Escape what is not ASCII in bytes literals"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/reference/lexical_analysis.html#strings",)
    nodes = (ast.Module,)
    words = ("b'", 'b"', "B'", 'B"')
    guardable = False
    examples = (
        Example("# coding: utf-8\nx = len(b'é')\n", "# coding: utf-8\nx = len(b'\\xc3\\xa9')\n"),
        Example("# coding: utf-8\nx = b'a\\xe9'\ny = u'é'\n", None),
    )

    def may_find(self, text: str) -> bool:
        """Only beyond ASCII."""
        return super().may_find(text) and not text.isascii()

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every such literal with a character beyond ASCII."""
        for constant in module.nodes(ast.Constant):
            if isinstance(constant.value, bytes) and not module.text(constant).isascii():
                yield Match(constant, "Python 3 takes ASCII only in bytes literals")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The literal with escapes."""
        return with_prefix(node, editor.module.source.encoding)

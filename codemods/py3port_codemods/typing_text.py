"""The rule for `typing.Text`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._let_go import let_go, root_name


class TypingText(Rule):
    """`typing.Text` is `unicode` for Python 2 and `str` for Python 3, where `str` says it without an import."""

    name = "typing-text"
    title = "Use str for typing.Text"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP019",)
    references = ("https://docs.python.org/3/library/typing.html#typing.Text",)
    words = ("Text",)
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example("from typing import Text\nx = Text\n", "x = str\n", runs=False),
        Example(
            "import typing\nx = [typing.Text, typing.Any]\n",
            "import typing\nx = [str, typing.Any]\n",
            runs=False,
        ),
        Example("import typing\ndef f(str):\n    return typing.Text\n", None, findings=1, runs=False),
        Example("class Text:\n    pass\nx = Text\n", None),
    )

    def names(self) -> frozenset[str]:
        """The name."""
        return frozenset({"Text"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every use of the name."""
        if module.qualified_name(node) == "typing.Text" and isinstance(node.ctx, ast.Load):
            yield Match(node, "`typing.Text` is `str` in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The built-in."""
        if not editor.module.is_builtin("str", match.node):
            raise CannotRewrite("`str` means something else here")
        let_go(root_name(match.node), editor)
        return cst.Name("str", lpar=node.lpar, rpar=node.rpar)

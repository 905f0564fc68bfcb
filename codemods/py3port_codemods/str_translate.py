"""The rule for `translate` with characters to delete."""

from __future__ import annotations

from collections.abc import Iterable

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast


class StrTranslate(Rule):
    """`s.translate(table, "abc")` deleted characters from a Python 2 string; text in Python 3 takes no second argument.

    For bytes nothing changes. For text the characters go into the table, as `{ord(c): None for c in "abc"}`, which
    Python 2 takes for `unicode` only. Which of the two it is has to be known, so this only reports.
    """

    name = "str-translate"
    title = "Delete characters of text by the table"
    stage = Stage.SEMANTIC
    applicability = Applicability.MANUAL
    fixable = False
    aliases = ("deprecated-str-translate-call", "W1650")
    references = ("https://docs.python.org/3/library/stdtypes.html#str.translate",)
    words = ("translate",)
    nodes = (ast.Call,)
    examples = (
        Example("x = 'abc'.translate(None, 'b')\n", None, findings=1),
        Example("def f(s, table):\n    return s.translate(table, '\\r\\n')\n", None, findings=1),
        Example("x = b'abc'.translate(None, b'b')\n", None),
        Example(
            "def f(s, table):\n    return s.translate(table), translate(s, None), s.translate(1, 2, 3)\n",
            None,
        ),
    )

    def functions(self) -> frozenset[str]:
        """The method."""
        return frozenset({"translate"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call of the method with two arguments, the second a string."""
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr != "translate":
            return
        if len(node.args) != 2 or node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            return
        deleted = node.args[1]
        text = module.text(deleted)
        is_string = isinstance(deleted, ast.Constant) and isinstance(deleted.value, (str, bytes))
        is_none = isinstance(node.args[0], (ast.Name, ast.Constant)) and module.text(node.args[0]) == "None"
        if (is_string or is_none) and text[:1] not in ("b", "B") and not module.qualified_name(function):
            yield Match(node, "text in Python 3 has no `translate` with characters to delete")

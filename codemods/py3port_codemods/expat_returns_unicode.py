"""The rule for `returns_unicode` of expat's parsers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast

_IN_DUAL = "import xml.parsers.expat\n\nimport six\n\np = xml.parsers.expat.ParserCreate()\nif six.PY2:\n"


class ExpatReturnsUnicode(Rule):
    """Parsers of expat had a switch for whether they give `unicode` or native strings; Python 3 has text only.

    To set it is an AttributeError there. Where it is switched on, which it is to begin with, the statement goes, and
    in `dual` mode is for Python 2 only. Where it is switched off somebody has to see who wants native strings.
    """

    name = "expat-returns-unicode"
    title = "Do not tell expat to return unicode"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    references = (
        "https://docs.python.org/2/library/pyexpat.html#xml.parsers.expat.xmlparser.returns_unicode",
    )
    words = ("returns_unicode",)
    nodes = (ast.Assign,)
    examples = (
        Example(
            "import xml.parsers.expat\np = xml.parsers.expat.ParserCreate()\np.returns_unicode = True\n",
            "import xml.parsers.expat\np = xml.parsers.expat.ParserCreate()\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "import xml.parsers.expat\np = xml.parsers.expat.ParserCreate()\np.returns_unicode = 1\n",
            f"{_IN_DUAL}    p.returns_unicode = 1\n",
            mode=Mode.DUAL,
            runs=False,
        ),
        Example("p.returns_unicode = False\n", None, findings=1, runs=False),
        Example(
            "class Parser(object):\n    pass\np = Parser()\nif hasattr(p, 'returns_unicode'):\n"
            "    p.returns_unicode = True\n",
            None,
        ),
    )

    def detect(self, node: ast.Assign, module: Module) -> Iterable[Match]:
        """Every statement that sets it, unless it asks whether there is such a thing."""
        target = node.targets[0]
        if (
            len(node.targets) != 1
            or not isinstance(target, ast.Attribute)
            or target.attr != "returns_unicode"
        ):
            return
        if any(_asks(each, module) for each in module.ancestors(node) if isinstance(each, (ast.If, ast.Try))):
            return
        is_on = isinstance(node.value, ast.Constant) and bool(node.value.value)
        yield Match(node, "expat gives text only in Python 3", None if is_on else Applicability.MANUAL)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Nothing, or what only Python 2 runs."""
        for match in matches:
            statement: Any = match.node
            if editor.mode is Mode.PY3:
                editor.remove_statement(statement)
            else:
                code = editor.module.text(statement)
                editor.replace_statement(statement, f"if {editor.add_import('six')}.PY2:\n    {code}")
        return True


def _asks(around: ast.If | ast.Try, module: Module) -> bool:
    """Whether a test names the attribute, or a `try` catches that it is not there."""
    if isinstance(around, ast.If):
        return "returns_unicode" in module.text(around.test)
    return any("AttributeError" in module.text(each.type) for each in around.handlers if each.type) or any(
        each.type is None for each in around.handlers
    )

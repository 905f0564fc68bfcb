"""The rule for `ElementTree.tostring`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Flavour, Match, Mode, Module, Rule, Stage, ast, cst

_NAMES = frozenset({"xml.etree.ElementTree.tostring", "xml.etree.cElementTree.tostring"})


class ElementTreeTostring(Rule):
    """`ElementTree.tostring(x)` gives bytes in Python 3, unless its `encoding` is `'unicode'`, which Python 2 lacks.

    Fix safety: that the result is text is likely, where nothing that takes bytes takes it. Python 2 wrote what is not
    ASCII as references to characters, and `'unicode'` writes the characters. In `dual` mode six's `ensure_str` makes
    text of the bytes in Python 3.
    """

    name = "element-tree-tostring"
    title = "Ask ElementTree for text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/xml.etree.elementtree.html",)
    nodes = (ast.Name, ast.Attribute)
    words = ("tostring",)
    examples = (
        Example(
            "import xml.etree.ElementTree as ET\nx = ET.tostring(ET.fromstring('<a/>')).startswith('<a')\n",
            "import xml.etree.ElementTree as ET\n"
            "x = ET.tostring(ET.fromstring('<a/>'), encoding='unicode').startswith('<a')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import xml.etree.ElementTree as ET\nx = ET.tostring(ET.fromstring('<a/>')).startswith('<a')\n",
            "import xml.etree.ElementTree as ET\n\nimport six\n\n"
            "x = six.ensure_str(ET.tostring(ET.fromstring('<a/>'))).startswith('<a')\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "try:\n    import xml.etree.ElementTree as ET\nexcept ImportError:\n"
            "    import elementtree.ElementTree as ET\nx = ET.tostring(ET.fromstring('<a/>')) == '<a />'\n",
            "try:\n    import xml.etree.ElementTree as ET\nexcept ImportError:\n"
            "    import elementtree.ElementTree as ET\n"
            "x = ET.tostring(ET.fromstring('<a/>'), encoding='unicode') == '<a />'\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import xml.etree.ElementTree as ET\nx = ET.tostring(ET.fromstring('<a/>'), 'utf-8')\n", None
        ),
        Example(
            "import xml.etree.ElementTree as ET, zlib\nx = zlib.compress(ET.tostring(ET.fromstring('<a/>')))\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"tostring"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call that names no encoding, and whose result is not used as bytes."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 1 or call.keywords:
            return
        names = module.qualified_names(node)
        # Copies from before the standard library had it may stand in for it.
        is_meant = _NAMES.intersection(names) and all(each.endswith("ElementTree.tostring") for each in names)
        around: Any = module.parent(call)
        is_done = getattr(around, "attr", getattr(getattr(around, "func", None), "attr", ""))
        if not is_meant or is_done in ("decode", "ensure_str"):
            return
        if module.strings.use(call) is not Flavour.BINARY:
            yield Match(call, "this gives bytes in Python 3, and text in Python 2")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`ET.tostring(x, encoding='unicode')`, or six's function around the call."""
        if editor.mode is Mode.DUAL:
            bare = node.with_changes(lpar=[], rpar=[])
            return cst.Call(cst.parse_expression(f"{editor.add_import('six')}.ensure_str"), [cst.Arg(bare)])
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        added = cst.Arg(cst.SimpleString("'unicode'"), keyword=cst.Name("encoding"), equal=equal)
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        return node.with_changes(args=[node.args[0].with_changes(comma=comma), added])

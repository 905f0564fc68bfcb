"""The rule for `ElementTree.tostring`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Flavour, Match, Mode, Module, Rule, Stage, ast, cst

_NAMES = frozenset({"xml.etree.ElementTree.tostring", "xml.etree.cElementTree.tostring"})


class ElementTreeTostring(Rule):
    """`ElementTree.tostring(x)` gives bytes in Python 3, unless its `encoding` is `'unicode'`, which Python 2 lacks.

    Where another encoding is named, and the result is used as text, it is decoded again.

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
    after = ("bytes-indexing",)
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
            "import xml.etree.ElementTree as ET\nclass A(object):\n    def __str__(self):\n"
            "        return ET.tostring(ET.fromstring('<a/>'), encoding='utf-8')[-5:]\nx = str(A())\n",
            "import xml.etree.ElementTree as ET\nclass A(object):\n    def __str__(self):\n"
            "        return ET.tostring(ET.fromstring('<a/>'), encoding='utf-8').decode('utf-8')[-5:]\nx = str(A())\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import xml.etree.ElementTree as ET\nprint(ET.tostring(ET.fromstring('<a/>'), 'us-ascii'))\n",
            "import xml.etree.ElementTree as ET\n\nimport six\n\n"
            "print(six.ensure_str(ET.tostring(ET.fromstring('<a/>'), 'us-ascii'), 'us-ascii'))\n",
            mode=Mode.DUAL,
            unsafe=True,
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
        """Every call whose result is not used as bytes; one that names an encoding where it is used as text."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) not in (1, 2):
            return
        if len(call.args) + len(call.keywords) > 2 or any(each.arg != "encoding" for each in call.keywords):
            return
        names = module.qualified_names(node)
        # Copies from before the standard library had it may stand in for it.
        is_meant = _NAMES.intersection(names) and all(each.endswith("ElementTree.tostring") for each in names)
        around: Any = module.parent(call)
        is_done = getattr(around, "attr", getattr(getattr(around, "func", None), "attr", ""))
        if not is_meant or is_done in ("decode", "ensure_str"):
            return
        encoding = _encoding(call)
        if getattr(encoding, "value", "") == "unicode":
            return
        used = module.strings.use(call)
        if used is Flavour.TEXT or (used is None and encoding is None):
            yield Match(call, "this gives bytes in Python 3, and text in Python 2", data=encoding)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`ET.tostring(x, encoding='unicode')`, or what decodes it; six's function around the call."""
        codec = [cst.Arg(cst.parse_expression(editor.module.text(match.data)))] if match.data else []
        bare = node.with_changes(lpar=[], rpar=[])
        if editor.mode is Mode.DUAL:
            function = cst.parse_expression(f"{editor.add_import('six')}.ensure_str")
            return cst.Call(function, [cst.Arg(bare), *codec], lpar=node.lpar, rpar=node.rpar)
        if codec:
            return cst.Call(cst.Attribute(bare, cst.Name("decode")), codec, lpar=node.lpar, rpar=node.rpar)
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        added = cst.Arg(cst.SimpleString("'unicode'"), keyword=cst.Name("encoding"), equal=equal)
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        return node.with_changes(args=[node.args[0].with_changes(comma=comma), added])


def _encoding(call: ast.Call) -> ast.expr | None:
    """The encoding that a call names."""
    return call.args[1] if len(call.args) > 1 else call.keywords[0].value if call.keywords else None

"""The rule for temporary files of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Flavour, Match, Module, Rule, Stage, ast, cst

_NAMES = frozenset({"TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"})


class TemporaryFileMode(Rule):
    """`tempfile` opens files of bytes, `mode='w+b'`, unless it is told otherwise; Python 2 wrote text to them as well.

    Fix safety: that the file holds text is likely, where nothing that takes or gives bytes meets its contents.
    """

    name = "temporary-file-mode"
    title = "Open temporary files of text as text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/tempfile.html",)
    nodes = (ast.Name, ast.Attribute)
    words = ("TemporaryFile",)
    after = ("binary-as-text",)
    examples = (
        Example(
            "import tempfile\nf = tempfile.TemporaryFile()\nf.write('text')\nf.seek(0)\nx = f.read()\n",
            "import tempfile\nf = tempfile.TemporaryFile(mode='w+')\nf.write('text')\nf.seek(0)\nx = f.read()\n",
            unsafe=True,
        ),
        Example(
            "import struct, tempfile\nf = tempfile.TemporaryFile()\nf.write(struct.pack('B', 1))\n", None
        ),
        Example("import tempfile\nf = tempfile.NamedTemporaryFile()\nx = f.name != ''\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions."""
        return _NAMES

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call that names no mode, and whose file is written to, or read, as text."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or call.args:
            return
        if any(each.arg in (None, "mode") for each in call.keywords):
            return
        name = module.qualified_name(node) or ""
        if name.startswith("tempfile.") and module.strings.use(call, ("elem",)) is Flavour.TEXT:
            yield Match(call, "the file is one of bytes, and holds text")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`mode='w+'`."""
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        mode = cst.Arg(cst.SimpleString("'w+'"), keyword=cst.Name("mode"), equal=equal)
        if not node.args:
            return node.with_changes(args=[mode])
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        return node.with_changes(args=[mode.with_changes(comma=comma), *node.args])

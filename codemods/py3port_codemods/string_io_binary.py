"""The rule for `StringIO` that holds bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Flavour,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)

_CLASSES = frozenset({"StringIO.StringIO", "cStringIO.StringIO"})


class StringIoBinary(Rule):
    """`StringIO` held bytes as well as text in Python 2; Python 3 has `io.BytesIO` and `io.StringIO`.

    `io.BytesIO` takes no `unicode`, and has a `fileno`, so that in `dual` mode Python 2 keeps its own: six's `BytesIO`.

    Fix safety: that it holds something binary is likely by what is written to it, read from it or done with it.
    """

    name = "string-io-binary"
    title = "Use BytesIO for files of bytes in memory"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/io.html#io.BytesIO",)
    nodes = (ast.Name, ast.Attribute)
    words = ("StringIO",)
    beside_binary = True
    examples = (
        Example(
            "import StringIO\nimport struct\nf = StringIO.StringIO()\nf.write(struct.pack('>H', 1))\n"
            "x = len(f.getvalue())\n",
            "import io\nimport struct\nf = io.BytesIO()\nf.write(struct.pack('>H', 1))\n"
            "x = len(f.getvalue())\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import StringIO\nimport struct\nf = StringIO.StringIO()\nf.write(struct.pack('>H', 1))\n"
            "x = len(f.getvalue())\n",
            "import struct\n\nimport six\n\nf = six.BytesIO()\nf.write(struct.pack('>H', 1))\n"
            "x = len(f.getvalue())\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from cStringIO import StringIO\nimport struct\nx = struct.unpack('B', StringIO(b'a').read(1))\n",
            "import io\nimport struct\nx = struct.unpack('B', io.BytesIO(b'a').read(1))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "from StringIO import StringIO\nimport struct\nf = StringIO()\nf.write(u'text')\nx = f.getvalue()\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The class."""
        return frozenset({"StringIO"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call of the class that makes a file of something binary."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            return
        names = module.qualified_names(node)
        if not names or not _CLASSES.issuperset(names):
            return
        if module.strings.flavour(call, ("elem",)) is Flavour.BINARY:
            yield Match(node, "this `StringIO` holds bytes, for which Python 3 has `BytesIO`")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`io.BytesIO`, `six.BytesIO`."""
        root: Any = match.node
        while isinstance(root, ast.Attribute):
            root = root.value
        editor.drop_import(root)
        module = editor.add_import("six" if editor.mode is Mode.DUAL else "io")
        return cst.parse_expression(f"{module}.BytesIO")

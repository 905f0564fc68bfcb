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

_FIRM = 8
"""Uses as something binary that are further away say less than what it is given."""
_CLASSES = frozenset(
    {
        "StringIO.StringIO",
        "cStringIO.StringIO",
        "six.StringIO",
        "six.moves.StringIO",
        "six.moves.cStringIO",
    }
)


class StringIoBinary(Rule):
    """`StringIO` held bytes as well as text in Python 2; Python 3 has `io.BytesIO` and `io.StringIO`.

    `io.BytesIO` takes no `unicode`, and has a `fileno`, so that in `dual` mode Python 2 keeps its own: six's `BytesIO`,
    which is that of the module `StringIO`, or the one of `cStringIO`.

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
    after = ("str-type-check",)
    examples = (
        Example(
            "import ConfigParser, zlib\nfrom StringIO import StringIO\ndef f(data):\n"
            "    parser = ConfigParser.ConfigParser()\n    parser.readfp(StringIO(zlib.decompress(data)))\n",
            None,
            findings=1,
        ),
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
            "try:\n    from cStringIO import StringIO\nexcept ImportError:\n    from StringIO import StringIO\n"
            "import struct\nx = struct.unpack('B', StringIO(b'a').read(1))\n",
            "import struct\n"
            "try:\n    from cStringIO import StringIO as BytesIO\nexcept ImportError:\n    from io import BytesIO\n"
            "x = struct.unpack('B', BytesIO(b'a').read(1))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from six.moves import cStringIO as StringIO\nimport struct\n"
            "x = struct.unpack('B', StringIO(b'a').read(1))\n",
            "import struct\nimport six\nx = struct.unpack('B', six.BytesIO(b'a').read(1))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from xml.parsers import expat\nfrom StringIO import StringIO\nseen = []\n"
            "parser = expat.ParserCreate()\nparser.StartElementHandler = lambda name, _: seen.append(str(name))\n"
            "parser.ParseFile(StringIO('<%s/>' % 'a'))\n",
            "import io\nfrom xml.parsers import expat\nseen = []\n"
            "parser = expat.ParserCreate()\nparser.StartElementHandler = lambda name, _: seen.append(str(name))\n"
            "parser.ParseFile(io.BytesIO('<%s/>' % 'a'))\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import os, zlib, StringIO\nfile = StringIO.StringIO(os.path.join('a', 'b'))\n"
            "x = file.read().decode('utf-8')\n",
            None,
            runs=False,
        ),
        Example(
            "from StringIO import StringIO\nimport struct\nf = StringIO()\nf.write(u'text')\nx = f.getvalue()\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The class."""
        return frozenset({"StringIO", "cStringIO"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call of the class that makes a file of something binary."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            return
        names = module.qualified_names(node)
        if not names or not _CLASSES.issuperset(names):
            return
        if not _holds_binary(call, module):
            return
        if _is_read_as_text(call, module):
            message = "this `StringIO` is given bytes, and read as text: decode them"
            yield Match(node, message, Applicability.MANUAL)
        else:
            yield Match(node, "this `StringIO` holds bytes, for which Python 3 has `BytesIO`")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`io.BytesIO`, `six.BytesIO`."""
        root: Any = match.node
        while isinstance(root, ast.Attribute):
            root = root.value
        editor.drop_import(root)
        if editor.mode is Mode.PY3:
            return cst.parse_expression(f"{editor.add_import('io')}.BytesIO")
        if "cStringIO.StringIO" in editor.module.qualified_names(match.node):
            return cst.Name(
                editor.add_import("cStringIO", "StringIO", alias="BytesIO", otherwise="io.BytesIO")
            )
        return cst.parse_expression(f"{editor.add_import('six')}.BytesIO")


def _is_read_as_text(call: ast.Call, module: Module) -> bool:
    """Whether the file goes right to a parser of configuration, which takes lines of text."""
    reader = module.parent(call)
    return isinstance(reader, ast.Call) and getattr(reader.func, "attr", "") in ("readfp", "read_file")


def _holds_binary(call: ast.Call, module: Module) -> bool:
    """Whether bytes are wanted from a file, or are what it gets; text that it is given goes before weak signs."""
    if module.strings.use(call, ("elem",), within=_FIRM) is Flavour.BINARY:
        return True
    given = (each for each in call.args if not isinstance(each, ast.Constant))
    if any(module.strings.flavour(each) is Flavour.TEXT for each in given):
        return False
    return module.strings.flavour(call, ("elem",)) is Flavour.BINARY

"""The rule for files of bytes that are opened in text mode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Flavour,
    Match,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)

_OPENERS = frozenset({"__builtin__.open", "__builtin__.file", "os.fdopen"})


class OpenBinary(Rule):
    """Python 2's files gave bytes in every mode; Python 3's give text unless they are opened with a `b` in the mode.

    Fix safety: that the contents are binary is likely by what they are used for. On Windows, Python 2 changed the ends
    of lines in files opened without `b`.
    """

    name = "open-binary"
    title = "Open files of bytes in binary mode"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/functions.html#open",)
    nodes = (ast.Name, ast.Attribute)
    words = ("open(", "file(")
    beside_binary = True
    after = ("email-from-string",)
    examples = (
        Example(
            "import os, struct\nf = open(os.devnull)\nx = f.read() + struct.pack('B', 65)\nf.close()\n",
            "import os, struct\nf = open(os.devnull, 'rb')\nx = f.read() + struct.pack('B', 65)\nf.close()\n",
            unsafe=True,
        ),
        Example(
            "import os, struct\nwith open(os.devnull, 'w') as f:\n    f.write(struct.pack('B', 65))\n",
            "import os, struct\nwith open(os.devnull, 'wb') as f:\n    f.write(struct.pack('B', 65))\n",
            unsafe=True,
        ),
        Example(
            "import os, hashlib\nx = hashlib.md5(open(os.devnull, 'rU').read()).hexdigest()\n",
            "import os, hashlib\nx = hashlib.md5(open(os.devnull, 'rb').read()).hexdigest()\n",
            unsafe=True,
        ),
        Example(
            "import os, zlib\nclass A(object):\n    name = os.path.join('a', 'b.png')\n    def f(self):\n"
            "        return open(self.name).read()\n",
            "import os, zlib\nclass A(object):\n    name = os.path.join('a', 'b.png')\n    def f(self):\n"
            "        return open(self.name, 'rb').read()\n",
            unsafe=True,
        ),
        Example("import os, hashlib\nx = open(os.devnull).read() + 'a' + hashlib.md5().hexdigest()\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions that open files."""
        return frozenset({"open", "file", "fdopen"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call that opens a file of bytes without saying so."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) not in (1, 2, 3):
            return
        mode = call.args[1] if len(call.args) > 1 else None
        if (
            call.keywords
            or not _is_text_mode(mode)
            or not _OPENERS.intersection(module.qualified_names(node))
        ):
            return
        if module.strings.flavour(call, ("elem",)) is Flavour.BINARY:
            yield Match(call, "the file holds bytes, and is opened as one of text")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put a `b` in the mode."""
        if len(node.args) == 1:
            comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            path = node.args[0].with_changes(comma=comma)
            return node.with_changes(args=[path, cst.Arg(cst.SimpleString("'rb'"))])
        mode = node.args[1].value
        letters = mode.evaluated_value.replace("U", "").replace("t", "")
        letters = letters[:1] + "b" + letters[1:] if letters else "rb"
        quote = mode.quote
        new = mode.with_changes(value=f"{mode.prefix}{quote}{letters}{quote}")
        arguments = [node.args[0], node.args[1].with_changes(value=new), *node.args[2:]]
        return node.with_changes(args=arguments)


def _is_text_mode(mode: Any) -> bool:
    if mode is None:
        return True
    value = getattr(mode, "value", None)
    return isinstance(value, str) and value != "" and "b" not in value and mode.kind is None

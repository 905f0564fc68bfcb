"""The rule for `chr` of bytes."""

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


class ChrBuiltin(Rule):
    """`chr(n)` made a byte in Python 2 and makes a character in Python 3, which does not mix with bytes.

    Where the result is binary, `bytes((n,))` makes a byte in Python 3, and six's `int2byte` on both. Where a variable
    is called `bytes`, `struct.pack('B', n)` does.

    Fix safety: that the result is binary is likely by what becomes of it, not certain.
    """

    name = "chr-builtin"
    title = "Make bytes, not characters, of numbers"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/functions.html#chr",)
    nodes = (ast.Name,)
    words = ("chr",)
    beside_binary = True
    after = ("bytes-iteration",)
    examples = (
        Example(
            "import struct\nx = struct.unpack('BB', chr(255) + chr(65))\n",
            "import struct\nx = struct.unpack('BB', bytes((255,)) + bytes((65,)))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import struct\nx = struct.unpack('B', chr(255))\n",
            "import struct\n\nimport six\n\nx = struct.unpack('B', six.int2byte(255))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import struct\nx = struct.unpack('BB', b''.join(map(chr, [1, 2])))\n",
            "import struct\nx = struct.unpack('BB', b''.join(map(lambda n: bytes((n,)), [1, 2])))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import struct\ndef f(bytes):\n    return struct.unpack('B', chr(len(bytes)))\nx = f('ab')\n",
            "import struct\ndef f(bytes):\n    return struct.unpack('B', struct.pack('B', len(bytes)))\nx = f('ab')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("import zlib\nx = chr(65)\ny = '%s' % chr(66)\n", None),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"chr"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every call, or use as the function of a `map`, that makes something binary."""
        parent = module.parent(node)
        if node.id != "chr" or not isinstance(parent, ast.Call) or not module.is_builtin(node):
            return
        message = "`chr` makes text in Python 3, and this is binary"
        if parent.func is node:
            if len(parent.args) == 1 and module.strings.flavour(parent) is Flavour.BINARY:
                yield Match(parent, message)
        elif _is_mapped(node, parent, module) and module.strings.flavour(parent, ("elem",)) is Flavour.BINARY:
            yield Match(node, message)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`bytes((n,))`, `six.int2byte(n)`."""
        is_call = isinstance(match.node, ast.Call)
        if editor.mode is Mode.DUAL:
            int2byte = cst.parse_expression(f"{editor.add_import('six')}.int2byte")
            return node.with_changes(func=int2byte) if is_call else int2byte
        if not editor.module.is_builtin("bytes", match.node):
            return _packed(node, is_call, editor)
        if not is_call:
            return cst.parse_expression("lambda n: bytes((n,))")
        number = cst.Tuple([cst.Element(node.args[0].value, comma=cst.Comma())])
        return cst.Call(cst.Name("bytes"), [cst.Arg(number)], lpar=node.lpar, rpar=node.rpar)


def _packed(node: Any, is_call: bool, editor: Editor) -> Any:
    """`struct.pack('B', n)`, for where `bytes` means something else."""
    pack = f"{editor.add_import('struct')}.pack"
    if not is_call:
        return cst.parse_expression(f"lambda n: {pack}('B', n)")
    value: Any = cst.parse_expression(f"{pack}('B', _)")
    return value.with_changes(args=[value.args[0], *node.args], lpar=node.lpar, rpar=node.rpar)


def _is_mapped(node: ast.Name, call: ast.Call, module: Module) -> bool:
    return module.qualified_name(call.func) == "__builtin__.map" and call.args[0] is node

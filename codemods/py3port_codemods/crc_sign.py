"""The rule for checksums that are packed as signed numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst

_SUMS = frozenset({"zlib.crc32", "zlib.adler32", "binascii.crc32"})
_UNSIGNED = {"i": "I", "l": "L"}


class CrcSign(Rule):
    """`zlib.crc32` and its like gave signed numbers in Python 2, and give unsigned ones in Python 3.

    `struct.pack('!i', crc)` then fails on every second one; `struct.pack('!I', crc & 0xffffffff)` makes the same bytes
    on both.
    """

    name = "crc-sign"
    title = "Pack checksums as unsigned numbers"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/library/zlib.html#zlib.crc32",)
    nodes = (ast.Attribute, ast.Name)
    words = ("crc32", "adler32")
    examples = (
        Example(
            "import struct, zlib\ncrc = zlib.crc32(b'abc')\ncrc = zlib.crc32(b'abcd', crc)\n"
            "x = len(struct.pack('!i', crc))\ncrc = 0\n",
            "import struct, zlib\ncrc = zlib.crc32(b'abc')\ncrc = zlib.crc32(b'abcd', crc)\n"
            "x = len(struct.pack('!I', crc & 0xffffffff))\ncrc = 0\n",
        ),
        Example(
            "import struct, zlib\nx = len(struct.pack('<l', zlib.crc32(b'abc')))\n",
            "import struct, zlib\nx = len(struct.pack('<L', zlib.crc32(b'abc') & 0xffffffff))\n",
        ),
        Example("import struct, zlib\nx = struct.pack('!I', zlib.crc32(b'abc') & 0xffffffff)\n", None),
        Example("import struct, zlib\nx = struct.pack('!Ii', zlib.crc32(b'abc') & 0xffffffff, 3)\n", None),
    )

    def names(self) -> frozenset[str]:
        """The function that packs."""
        return frozenset({"pack"})

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every call that packs one checksum as a signed number."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 2 or call.keywords:
            return
        template = getattr(call.args[0], "value", None)
        if not isinstance(template, str) or template.lstrip("@=<>!") not in _UNSIGNED:
            return
        if module.qualified_name(node) == "struct.pack" and _is_sum(call.args[1], module):
            yield Match(call, "checksums have no sign in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`struct.pack('!I', crc & 0xffffffff)`."""
        written = node.args[0].value
        template = written.value
        for old, new in _UNSIGNED.items():
            template = template[:-2] + template[-2].replace(old, new) + template[-1]
        masked = cst.BinaryOperation(node.args[1].value, cst.BitAnd(), cst.Integer("0xffffffff"))
        first = node.args[0].with_changes(value=written.with_changes(value=template))
        return node.with_changes(args=[first, node.args[1].with_changes(value=masked)])


def _is_sum(node: ast.expr, module: Module) -> bool:
    """Whether an expression is a checksum: a call, or a name that some assignment gives one."""
    if isinstance(node, ast.Call):
        return module.qualified_name(node.func) in _SUMS
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    for binding in scope.binding(node.id) if scope is not None else ():  # type: ignore[attr-defined]
        statement = module.parent(binding)
        value = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(value, ast.Call) and module.qualified_name(value.func) in _SUMS:
            return True
    return False

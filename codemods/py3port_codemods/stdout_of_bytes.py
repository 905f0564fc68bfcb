"""The rule for bytes that are written to the standard streams."""

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

_STREAMS = frozenset({"sys.stdout.write", "sys.stderr.write", "sys.__stdout__.write"})


class StdoutOfBytes(Rule):
    """`sys.stdout` takes text only in Python 3; bytes go to `sys.stdout.buffer`, which Python 2 does not have.

    Fix safety: that what is written is binary is likely by its origin. Text written before may still be waiting in
    `sys.stdout`, and come out later.
    """

    name = "stdout-of-bytes"
    title = "Write bytes to the buffer of a stream"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/sys.html#sys.stdout",)
    nodes = (ast.Attribute,)
    words = ("sys.std",)
    beside_binary = True
    after = ("open-binary",)
    examples = (
        Example(
            "import struct, sys\nsys.stdout.write(struct.pack('BB', 65, 10))\n",
            "import struct, sys\nsys.stdout.buffer.write(struct.pack('BB', 65, 10))\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import struct, sys\nsys.stdout.write(struct.pack('BB', 65, 10))\n",
            "import struct, sys\ngetattr(sys.stdout, 'buffer', sys.stdout).write(struct.pack('BB', 65, 10))\n",
            mode=Mode.DUAL,
            unsafe=True,
            runs=False,
        ),
        Example("import struct, sys\nsys.stdout.write('%d' % struct.calcsize('B'))\n", None),
    )

    def names(self) -> frozenset[str]:
        """The method."""
        return frozenset({"write"})

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of the method with something binary."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 1:
            return
        if module.qualified_name(node) not in _STREAMS or isinstance(call.args[0], ast.Constant):
            return
        if module.strings.origin(call.args[0]) is Flavour.BINARY:
            yield Match(node.value, "the standard streams take text only in Python 3, and this is binary")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`sys.stdout.buffer`."""
        if editor.mode is Mode.PY3:
            return cst.Attribute(node, cst.Name("buffer"))
        stream = cst.Module([]).code_for_node(node)
        return cst.parse_expression(f"getattr({stream}, 'buffer', {stream})")

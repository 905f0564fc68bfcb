"""The rule for checks whether something binary is a `str`."""

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
    may_hold_binary,
)


class StrTypeCheck(Rule):
    """`isinstance(data, str)` is true of bytes in Python 2 and false in Python 3; `bytes` means the same on both.

    Fix safety: that what is checked is binary is likely by its origin and its uses, not certain.
    """

    name = "str-type-check"
    title = "Check for bytes where the string is binary"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Name,)
    words = ("isinstance", "type(")
    examples = (
        Example(
            "import struct\ndata = struct.pack('B', 1)\nx = isinstance(data, str), type(data) is str\n",
            "import struct\ndata = struct.pack('B', 1)\nx = isinstance(data, bytes), type(data) is bytes\n",
            unsafe=True,
        ),
        Example(
            "import zlib\ndef f(x):\n    if isinstance(x, str):\n        x = x.decode('ascii')\n    return x\n"
            "y = f(u'a'), f(b'a')\n",
            "import zlib\ndef f(x):\n    if isinstance(x, bytes):\n        x = x.decode('ascii')\n    return x\n"
            "y = f(u'a'), f(b'a')\n",
            unsafe=True,
        ),
        Example(
            "import struct\ndef f(x):\n    x = x or struct.pack('B', 1)\n"
            "    return isinstance(x, str), isinstance(x, bytes)\n",
            None,
        ),
        Example("import struct\nx = isinstance('a', str), type(u'a') is str\n", None),
    )

    def names(self) -> frozenset[str]:
        """The type."""
        return frozenset({"str"})

    def may_find(self, text: str) -> bool:
        """Only beside something binary."""
        return "str" in text and any(word in text for word in self.words) and may_hold_binary(text)

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every use of the type in a check on something binary."""
        if not isinstance(node.ctx, ast.Load) or not module.is_builtin(node):
            return
        if not module.is_builtin("bytes", node) or _is_told_from_bytes(node, module):
            return
        if module.strings.flavour(node, ("type",)) is Flavour.BINARY or _leads_to_decoding(node, module):
            yield Match(node, "what is checked is binary: `bytes` in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`bytes`."""
        return cst.Name("bytes")


def _is_told_from_bytes(node: ast.Name, module: Module) -> bool:
    """Whether the same object is checked for `bytes` in the same scope: then `str` is text already."""
    checked, scope = _checked(node, module), module.scope(node)
    others = (each for each in module.nodes(ast.Name) if each.id == "bytes" and module.scope(each) is scope)
    return checked != "" and any(_checked(each, module) == checked for each in others)


def _checked(node: ast.AST, module: Module) -> str:
    """The source of what `isinstance` asks a type of; empty where it is not asked so."""
    check = module.parent(node)
    if isinstance(check, ast.Tuple):
        check = module.parent(check)
    if not isinstance(check, ast.Call) or module.qualified_name(check.func) != "__builtin__.isinstance":
        return ""
    return module.text(check.args[0])


def _leads_to_decoding(node: ast.Name, module: Module) -> bool:
    """Whether it is the test of an `if` that decodes at once what was checked."""
    check = module.parent(node)
    branch: Any = module.parent(check) if isinstance(check, ast.Call) else None
    if (
        not isinstance(check, ast.Call)
        or not isinstance(branch, (ast.If, ast.IfExp))
        or branch.test is not check
    ):
        return False
    if module.qualified_name(check.func) != "__builtin__.isinstance" or len(check.args) != 2:
        return False
    first: Any = branch.body[0] if isinstance(branch, ast.If) else branch.body
    decoded: Any = first.value if isinstance(first, (ast.Assign, ast.Return)) else first
    method = decoded.func if isinstance(decoded, ast.Call) else None
    if not isinstance(method, ast.Attribute) or method.attr != "decode":
        return False
    return module.text(method.value) == module.text(check.args[0])

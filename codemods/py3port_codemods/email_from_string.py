"""The rule for messages that are read from bytes."""

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
    may_hold_binary,
)

_NEW = {"message_from_string": "message_from_bytes", "message_from_file": "message_from_binary_file"}


class EmailFromString(Rule):
    """`email.message_from_string` takes text in Python 3; for bytes there is `message_from_bytes`, which 2.7 lacks.

    Fix safety: that the message is binary is likely by its origin. In `dual` mode a person has to decide.
    """

    name = "email-from-string"
    title = "Read messages from bytes"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/email.parser.html#email.message_from_bytes",)
    nodes = (ast.Attribute,)
    words = ("message_from_",)
    examples = (
        Example(
            "import email\nx = email.message_from_string(u'A: b\\n\\n'.encode('utf-8'))['A']\n",
            "import email\nx = email.message_from_bytes(u'A: b\\n\\n'.encode('utf-8'))['A']\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("import email\nx = email.message_from_string('A: b\\n\\n')['A']\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions."""
        return frozenset(_NEW)

    def may_find(self, text: str) -> bool:
        """Only beside something binary."""
        return "message_from_" in text and may_hold_binary(text)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call with something binary, or a file of it."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 1:
            return
        if module.qualified_name(node) != f"email.{node.attr}":
            return
        path = () if node.attr == "message_from_string" else ("elem",)
        is_binary = module.strings.flavour(call.args[0], path) is Flavour.BINARY
        if is_binary or (not path and module.strings.origin(call.args[0]) is Flavour.BINARY):
            manual = module.mode is Mode.DUAL
            yield Match(
                node, "this takes text in Python 3, and gets bytes", Applicability.MANUAL if manual else None
            )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`email.message_from_bytes`."""
        return node.with_changes(attr=cst.Name(_NEW[node.attr.value]))

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
)

_NEW = {"message_from_string": "message_from_bytes", "message_from_file": "message_from_binary_file"}


class EmailFromString(Rule):
    """`email.message_from_string` takes text in Python 3; for bytes there is `message_from_bytes`, which 2.7 lacks.

    In `dual` mode six's `ensure_str` makes text of the bytes where Python 3 runs.

    Fix safety: that the message is binary is likely by its origin. In `dual` mode a file is left to a person, and a
    message that is not in UTF-8 is an error in Python 3.
    """

    name = "email-from-string"
    title = "Read messages from bytes"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/email.parser.html#email.message_from_bytes",)
    nodes = (ast.Attribute, ast.Name)
    words = ("message_from_",)
    beside_binary = True
    after = ("element-tree-tostring",)
    examples = (
        Example(
            "import email\nx = email.message_from_string(u'A: b\\n\\n'.encode('utf-8'))['A']\n",
            "import email\nx = email.message_from_bytes(u'A: b\\n\\n'.encode('utf-8'))['A']\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import email\nx = email.message_from_string(u'A: b\\n\\n'.encode('utf-8'))['A']\n",
            "import email\n\nimport six\n\n"
            "x = email.message_from_string(six.ensure_str(u'A: b\\n\\n'.encode('utf-8')))['A']\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from email import message_from_string\nx = message_from_string(u'A: b\\n\\n'.encode('utf-8'))['A']\n",
            "from email import message_from_bytes\nx = message_from_bytes(u'A: b\\n\\n'.encode('utf-8'))['A']\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("import email\nx = email.message_from_string('A: b\\n\\n')['A']\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions."""
        return frozenset(_NEW)

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every call with something binary, or a file of it."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 1 or call.keywords:
            return
        name = (module.qualified_name(node) or "").removeprefix("email.")
        if name not in _NEW or getattr(getattr(call.args[0], "func", None), "attr", "") == "ensure_str":
            return
        path = () if name == "message_from_string" else ("elem",)
        is_binary = module.strings.flavour(call.args[0], path) is Flavour.BINARY
        if is_binary or (not path and module.strings.origin(call.args[0]) is Flavour.BINARY):
            manual = module.mode is Mode.DUAL and bool(path)
            message = "this takes text in Python 3, and gets bytes"
            yield Match(call, message, Applicability.MANUAL if manual else None, name)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`email.message_from_bytes`, or six's function around the bytes."""
        if editor.mode is Mode.DUAL:
            function = cst.parse_expression(f"{editor.add_import('six')}.ensure_str")
            return node.with_changes(args=[cst.Arg(cst.Call(function, [cst.Arg(node.args[0].value)]))])
        new = _NEW[match.data]
        if isinstance(node.func, cst.Attribute):
            return node.with_changes(func=node.func.with_changes(attr=cst.Name(new)))
        name = editor.add_import("email", new, instead_of=f"email.{match.data}")
        editor.drop_import(match.node.func)  # type: ignore[attr-defined]
        return node.with_changes(func=cst.Name(name))

"""The rule for text that is decoded."""

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
    may_hold_binary,
)

_TYPES = frozenset({"str", "bytes", "unicode"})


class TextDecode(Rule):
    """`'text'.decode('ascii')` made `unicode` of a native string; text of Python 3 has no `decode`, and needs none.

    In `py3` mode the call goes. In `dual` mode it is left to a person: Python 2 may need the `unicode`.

    Fix safety: that the string is text in Python 3 is likely by where it comes from, not certain.
    """

    name = "text-decode"
    title = "Leave out the decoding of text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Attribute,)
    after = ("binary-codec", "subprocess-output")
    examples = (
        Example(
            "import socket, string\nx = string.digits.decode('ascii') == u'0123456789'\n",
            "import socket, string\nx = string.digits == u'0123456789'\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import socket, string\nx = string.digits\nif x:\n    x = x.decode('ascii')\ny = str(x)\n",
            "import socket, string\nx = string.digits\nif x:\n    pass\ny = str(x)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import socket, string\nx = string.digits.decode('ascii')\n", None, mode=Mode.DUAL, findings=1
        ),
        Example(
            "import zlib, string\ndef f(x):\n    t = type(x)\n    if t is str:\n        return x.decode('ascii')\n"
            "    return x\nf(string.digits)\n",
            None,
        ),
        Example(
            "import zlib\ndef f(x):\n    return zlib.decompress(x).decode('ascii'), x.decode('utf-8')\n", None
        ),
    )

    def names(self) -> frozenset[str]:
        """The method."""
        return frozenset({"decode"})

    def may_find(self, text: str) -> bool:
        """Only beside something binary."""
        return "decode" in text and may_hold_binary(text)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of the method on text."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or isinstance(node.value, ast.Constant):
            return
        if module.strings.flavour(node.value) is Flavour.BINARY or _is_checked(node, module):
            return
        if module.strings.origin(node.value, without=call) is Flavour.TEXT:
            manual = module.mode is Mode.DUAL
            yield Match(call, "text has no `decode` in Python 3", Applicability.MANUAL if manual else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The text itself; nothing where it was only put back in its variable."""
        value = node.func.value
        statement = editor.module.parent(match.node)
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            decoded: Any = match.node
            if editor.module.text(statement.targets[0]) == editor.module.text(decoded.func.value):
                editor.remove_statement(statement)
                return node
        return value.with_changes(lpar=node.lpar, rpar=node.rpar) if node.lpar and not value.lpar else value


def _is_checked(node: ast.AST, module: Module) -> bool:
    """Whether it stands in a branch for strings of one type, where decoding tells that they are binary."""
    child: ast.AST = node
    for parent in module.ancestors(node):
        if isinstance(parent, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            return False
        if isinstance(parent, (ast.If, ast.IfExp)):
            body: Any = parent.body
            names = {each.id for each in ast.walk(parent.test) if isinstance(each, ast.Name)}
            if names & _TYPES and (child is body or (isinstance(body, list) and child in body)):
                return True
        child = parent
    return False

"""The rule for `basestring`."""

from __future__ import annotations

from typing import Any

from py3port.rule import Applicability, Editor, Example, Flavour, Match, Mode, Module, Stage, ast, cst
from py3port_codemods._binary import bytes_type
from py3port_codemods._builtins import BuiltinType, is_type_check_argument, replace_elements


class Basestring(BuiltinType):
    """`basestring` was the common base of Python 2's `str` and `unicode`, there to be given to `isinstance`.

    Python 3 has no such base: text is `str`, and what is binary is checked for both. In `dual` mode
    `six.string_types`, a tuple, stands for it, so only where `isinstance` and `issubclass` take it; any other use
    is left to a person.
    """

    name = "basestring"
    title = "Use the string types of Python 3 for basestring"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_basestring", "basestring-builtin", "W1602")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    words = ("basestring",)
    builtin = "basestring"
    successor = "str"
    examples = (
        Example(
            "ok = isinstance(u'a', basestring)\n",
            "import six\n\nok = isinstance(u'a', six.string_types)\n",
            mode=Mode.DUAL,
        ),
        Example("ok = isinstance('a', basestring)\n", "ok = isinstance('a', str)\n", mode=Mode.PY3),
        Example(
            "import os\n\nok = isinstance('a', (int, basestring))\n",
            "import os\n\nimport six\n\nok = isinstance('a', (int, six.string_types))\n",
            mode=Mode.DUAL,
        ),
        Example("ok = isinstance('a', (str, basestring))\n", "ok = isinstance('a', str)\n", mode=Mode.PY3),
        Example(
            "import zlib\ndata = zlib.compress(b'a')\nok = isinstance(data, basestring)\n",
            "import zlib\ndata = zlib.compress(b'a')\nok = isinstance(data, (str, bytes))\n",
            mode=Mode.PY3,
        ),
        Example(
            "ok = isinstance(b'a', basestring)\n", "ok = isinstance(b'a', (str, bytes))\n", mode=Mode.PY3
        ),
        Example(
            "def f(x):\n    if isinstance(x, basestring):\n        if isinstance(x, bytes):\n"
            "            x = x.decode('utf-8')\n        return x\ny = f('a'), f(b'a'), f(1)\n",
            "def f(x):\n    if isinstance(x, (str, bytes)):\n        if isinstance(x, bytes):\n"
            "            x = x.decode('utf-8')\n        return x\ny = f('a'), f(b'a'), f(1)\n",
            mode=Mode.PY3,
        ),
        Example("kinds = [basestring]\n", None, findings=1, mode=Mode.DUAL),
        Example("kinds = len([basestring])\n", "kinds = len([str])\n", mode=Mode.PY3),
        Example("basestring = str\nprint(isinstance('a', basestring))\n", None),
        Example(
            "try:\n    basestring\nexcept NameError:\n    basestring = str\nisinstance('', basestring)\n",
            None,
        ),
    )

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """`six.string_types` is no type: only a type check takes it."""
        if module.mode is Mode.DUAL and not is_type_check_argument(node, module):
            return Applicability.MANUAL
        return None

    def _replacement(self, node: Any, match: Match, editor: Editor) -> Any:
        """`str`; with `bytes` where what is checked is binary."""
        new = super()._replacement(node, match, editor)
        check: Any = editor.module.parent(match.node)
        if editor.mode is Mode.DUAL or not is_type_check_argument(match.node, editor.module):
            return new
        value = check.args[0]
        is_binary = isinstance(getattr(value, "value", None), bytes)
        is_binary = is_binary or editor.module.strings.flavour(value) is Flavour.BINARY
        is_binary = is_binary or _is_decoded_there(check, value, editor.module)
        binary = bytes_type(check, editor.module) if is_binary else None
        return cst.parse_expression(f"(str, {binary})") if binary else new

    def dual(self, node: Any, match: Match, editor: Editor) -> Any:
        """`six.string_types`."""
        return cst.parse_expression(f"{editor.add_import('six')}.string_types").with_changes(
            lpar=node.lpar, rpar=node.rpar
        )

    def dual_tuple(self, node: Any, match: Match, editor: Editor) -> Any:
        """`isinstance` takes tuples in tuples."""
        return replace_elements(node, match.data, f"{editor.add_import('six')}.string_types")


def _is_decoded_there(check: ast.Call, value: ast.expr, module: Module) -> bool:
    """Whether the body of the `if` that a check decides decodes what was checked: it may be bytes."""
    branch = module.parent(check)
    body = branch.body if isinstance(branch, ast.If) and branch.test is check else ()
    checked = module.text(value)
    called = (each.func for statement in body for each in ast.walk(statement) if isinstance(each, ast.Call))
    methods = (each for each in called if isinstance(each, ast.Attribute) and each.attr == "decode")
    return any(module.text(each.value) == checked for each in methods)

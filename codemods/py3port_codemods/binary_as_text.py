"""The rule for bytes that are used as text."""

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
    parenthesized,
    weakly_binary_names,
)

_TEXT_METHODS = {
    "datetime.tzinfo": frozenset({"tzname"}),
    "json.JSONEncoder": frozenset({"encode"}),
    "logging.Formatter": frozenset({"format", "formatTime", "formatException"}),
}
"""Methods that the library calls, and whose results have to be text in Python 3, by their class."""
_TEXT_METHOD_NAMES = frozenset(name for names in _TEXT_METHODS.values() for name in names)


class BinaryAsText(Rule):
    """`binascii.hexlify`, `base64.b64encode` and their like give bytes in Python 3, which do not mix with text.

    Where the result is used as text, `py3` mode decodes it, and six's `ensure_str` in `dual` mode: a native string
    stays one. So it is with bytes that a method returns which the library takes text from, as `tzname` of a time zone.

    Fix safety: that it is used as text is likely by what becomes of it.
    """

    name = "binary-as-text"
    title = "Decode bytes that are used as text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/binascii.html#binascii.hexlify",)
    nodes = (ast.Name, ast.Attribute, ast.FunctionDef)
    beside_binary = True
    after = ("subprocess-output",)
    examples = (
        Example(
            "import binascii\nx = u'0x' + binascii.hexlify(b'ab')\n",
            "import binascii\nx = u'0x' + binascii.hexlify(b'ab').decode('ascii')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import binascii\nprint(binascii.hexlify(b'ab'))\n",
            "import binascii\nprint(binascii.hexlify(b'ab').decode('ascii'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import binascii\nx = u'0x' + binascii.hexlify(b'ab')\n",
            "import binascii\n\nimport six\n\nx = u'0x' + six.ensure_str(binascii.hexlify(b'ab'))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import datetime, zlib\nclass Zone(datetime.tzinfo):\n    def __init__(self, data):\n"
            "        self.name = zlib.decompress(data)\n"
            "    def tzname(self, when):\n        if when is None:\n            return None\n"
            "        return self.name[:3]\n",
            "import datetime, zlib\nclass Zone(datetime.tzinfo):\n    def __init__(self, data):\n"
            "        self.name = zlib.decompress(data)\n"
            "    def tzname(self, when):\n        if when is None:\n            return None\n"
            "        return self.name[:3].decode('ascii')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import datetime\nclass Zone(datetime.tzinfo):\n    def __init__(self, file):\n"
            "        self.name = open(file).read()\n    def tzname(self, when):\n        return self.name\n",
            None,
        ),
        Example("import base64, zlib\nx = zlib.crc32(base64.b64encode(b'a')) > 0\n", None),
        Example("import base64\nx = base64.b64encode(b'a').decode('ascii') + u'b'\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions."""
        return weakly_binary_names()

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every result of such a function that is used as text, and all that has to be text where it is returned."""
        if isinstance(node, ast.FunctionDef):
            yield from _returned(node, module)
            return
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            return
        if not module.strings.is_weakly_binary(call) or _is_method_called(call, module):
            return
        if module.strings.use(call) is Flavour.TEXT:
            yield Match(call, "this gives bytes in Python 3, and is used as text")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`result.decode('ascii')`, or six's function around it."""
        bare = node.with_changes(lpar=[], rpar=[])
        if not isinstance(bare, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)):
            bare = parenthesized(bare)
        if editor.mode is Mode.DUAL:
            function = cst.parse_expression(f"{editor.add_import('six')}.ensure_str")
            return cst.Call(function, [cst.Arg(bare)], lpar=node.lpar, rpar=node.rpar)
        codec = cst.Arg(cst.SimpleString("'ascii'"))
        return cst.Call(cst.Attribute(bare, cst.Name("decode")), [codec], lpar=node.lpar, rpar=node.rpar)


def _returned(function: ast.FunctionDef, module: Module) -> Iterable[Match]:
    """What a method returns that is binary, where the library wants text of it."""
    definition = module.parent(function)
    if function.name not in _TEXT_METHOD_NAMES or not isinstance(definition, ast.ClassDef):
        return
    bases = {module.qualified_name(each) or "" for each in module.foreign_bases(definition)}
    if not any(function.name in _TEXT_METHODS.get(each, ()) for each in bases):
        return
    for statement in module.nodes(ast.Return):
        value = statement.value
        if module.scope(statement).node is not function or getattr(value, "value", "") is None:
            continue
        is_decoded = getattr(getattr(value, "func", None), "attr", "") in ("decode", "ensure_str")
        if value is not None and not is_decoded and module.strings.flavour(value) is Flavour.BINARY:
            yield Match(value, f"`{function.name}` has to return text in Python 3")


def _is_method_called(node: ast.Call, module: Module) -> bool:
    """Whether it is decoded already."""
    parent = module.parent(node)
    around = getattr(parent, "func", parent)
    return getattr(around, "attr", "") in ("decode", "ensure_str")

"""The rule for codecs that make strings of bytes from strings of bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from py3port.rule import Applicability, Editor, Example, Flavour, Match, Mode, Module, Rule, Stage, ast, cst

_BINASCII = {
    ("hex", "encode"): "hexlify",
    ("hex", "decode"): "unhexlify",
    ("base64", "decode"): "a2b_base64",
}
"""The functions that take what the codecs of `codecs` refuse: text, if it is ASCII, where they decode."""
_CODECS: Mapping[str, str] = {
    "hex": "hex", "hex_codec": "hex", "base64": "base64", "base_64": "base64", "base64_codec": "base64",
    "zlib": "zlib", "zip": "zlib", "zlib_codec": "zlib", "bz2": "bz2", "bz2_codec": "bz2", "uu": "uu", "uu_codec": "uu",
    "quopri": "quopri", "quoted_printable": "quopri", "quopri_codec": "quopri", "rot13": "rot13", "rot_13": "rot13",
    "string_escape": "string_escape",
}  # fmt: skip


class BinaryCodec(Rule):
    """`data.encode('hex')` and its like are gone in Python 3: `encode` is for text, and `decode` gives text.

    `binascii` does the same for `hex`, and decodes `base64`; `codecs.encode` and `codecs.decode` are for the other
    codecs. They give bytes.

    Fix safety: decoding gives bytes, as it should. Where the result of encoding is used as text, text is made of it,
    by six in `dual` mode; where nothing tells how it is used it waits for `--unsafe`. `string_escape` is left to a
    person.
    """

    name = "binary-codec"
    title = "Use binascii and codecs for codecs of bytes"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    aliases = ("W1646", "invalid-str-codec")
    requires = ("six",)
    references = ("https://docs.python.org/3/library/codecs.html#binary-transforms",)
    nodes = (ast.Attribute,)
    words = tuple(_CODECS)
    examples = (
        Example(
            "x = ord('6162'.decode('hex')[:1])\n",
            "import binascii\n\nx = ord(binascii.unhexlify('6162')[:1])\n",
        ),
        Example(
            "import struct\nx = struct.unpack('4s', b'ab'.encode('hex')) == (b'6162',)\n",
            "import binascii\nimport struct\nx = struct.unpack('4s', binascii.hexlify(b'ab')) == (b'6162',)\n",
            unsafe=True,
        ),
        Example(
            "x = u'x ' + b'ab'.encode('hex')\n",
            "import binascii\n\nx = u'x ' + binascii.hexlify(b'ab').decode('ascii')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "x = u'x ' + b'ab'.encode('hex')\n",
            "import binascii\n\nimport six\n\nx = u'x ' + six.ensure_str(binascii.hexlify(b'ab'))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "def f(data):\n    return data.decode('base64').decode('zlib')\n",
            "import binascii\nimport codecs\n\ndef f(data):\n"
            "    return codecs.decode(binascii.a2b_base64(data), 'zlib')\n",
        ),
        Example(
            "x = ord(str(u'YWI=').decode('base64')[:1])\n",
            "import binascii\n\nx = ord(binascii.a2b_base64(str(u'YWI='))[:1])\n",
        ),
        Example("x = 'abc'.encode('rot13')\n", "import codecs\n\nx = codecs.encode('abc', 'rot13')\n"),
        Example(
            "x = ('%(a)s' % {'a': 'b'}).encode('base64').strip() == u'Yg=='\n",
            "import codecs\n\n"
            "x = codecs.encode(('%(a)s' % {'a': 'b'}).encode('utf-8'), 'base64').decode('ascii').strip() == u'Yg=='\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("x = 'a\\\\n'.decode('string_escape')\n", None, findings=1),
        Example("x = u'abc'.encode('utf-8').decode('ascii')\n", None),
        Example(
            "class C(object):\n    def encode(self, name):\n        return name\nx = C().encode('hex')\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The methods."""
        return frozenset({"encode", "decode"})

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of the methods with the name of such a codec."""
        call = module.parent(node)
        if node.attr not in self.names() or not isinstance(call, ast.Call) or call.func is not node:
            return
        if len(call.args) != 1 or call.keywords or module.qualified_name(node):
            return
        written = getattr(call.args[0], "value", None)
        codec = _CODECS.get(written.lower().replace("-", "_")) if isinstance(written, str) else None
        known = module.type_of(node.value)
        if codec is None or (known is not None and not known.is_string):
            return
        yield Match(
            call,
            f"the codec `{written}` is no longer one of strings in Python 3",
            _applicability(codec, node),
            data=codec,
        )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`binascii.hexlify(data)`, `codecs.encode(data, 'zlib')`."""
        method = match.node.func.attr  # type: ignore[attr-defined]
        codec: str = match.data
        encoded = node.func.value
        if method == "encode" and codec != "rot13" and _is_text(match.node.func.value, editor.module):  # type: ignore[attr-defined]
            encoded = _bytes_of(encoded, editor)
        converter = _BINASCII.get((codec, method))
        if converter is not None:
            arguments = [cst.Arg(encoded)]
            function = f"{editor.add_import('binascii')}.{converter}"
        else:
            function = f"{editor.add_import('codecs')}.{method}"
            arguments = [
                cst.Arg(encoded, comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))),
                node.args[0].with_changes(value=node.args[0].value),
            ]
        called = cst.Call(cst.parse_expression(function), arguments)
        if method == "encode" and _is_used_as_text(codec, match.node, editor.module):
            called = _text_of(called, editor)
        return called.with_changes(lpar=node.lpar, rpar=node.rpar)


def _text_of(called: cst.Call, editor: Editor) -> cst.Call:
    """`result.decode('ascii')`, or six's function around it."""
    if editor.mode is Mode.DUAL:
        return cst.Call(cst.parse_expression(f"{editor.add_import('six')}.ensure_str"), [cst.Arg(called)])
    return cst.Call(cst.Attribute(called, cst.Name("decode")), [cst.Arg(cst.SimpleString("'ascii'"))])


def _bytes_of(text: Any, editor: Editor) -> cst.Call:
    """`text.encode('utf-8')`, or six's function around it."""
    if editor.mode is Mode.DUAL:
        return cst.Call(cst.parse_expression(f"{editor.add_import('six')}.ensure_binary"), [cst.Arg(text)])
    return cst.Call(cst.Attribute(text, cst.Name("encode")), [cst.Arg(cst.SimpleString("'utf-8'"))])


def _is_text(node: ast.expr, module: Module) -> bool:
    """Whether what is encoded is text by its origin; a literal gets a prefix instead."""
    return not isinstance(node, ast.Constant) and module.strings.origin(node) is Flavour.TEXT


def _is_used_as_text(codec: str, call: Any, module: Module) -> bool:
    if codec == "rot13":
        return False
    use = module.strings.use(call)
    # Such are names, headers and the like, unless something wants bytes.
    return use is Flavour.TEXT or (codec in ("hex", "base64") and use is not Flavour.BINARY)


def _applicability(codec: str, node: ast.Attribute) -> Applicability | None:
    if codec == "string_escape":
        return Applicability.MANUAL
    if codec == "rot13" or node.attr == "decode":
        return None
    return Applicability.UNSAFE

"""The rule for native string literals that are binary."""

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
)
from py3port_codemods._binary import fills_in_text
from py3port_codemods._bytes_literals import with_prefix


class BinaryStringLiteral(Rule):
    r"""`'\x00'` was a string of bytes in Python 2 and is one of characters in Python 3, which never mix with bytes.

    Python 3 refuses `data + ''` and `data.startswith('P')` where `data` is bytes, and finds `data == 'PK'` false.
    `b'...'` is the same as `'...'` for 2.7. Binary is what comes from or goes to sockets, `struct`, `zlib`,
    `hashlib`, `pickle`, files opened in binary mode and the like; it is followed through assignments, attributes,
    parameters and results of the module.

    Fix safety: what lies next to something that is binary for certain is rewritten. Elsewhere the nearest evidence
    decides, which is likely, and waits for `--unsafe`; where evidence for both is equally near a person has to.
    """

    name = "binary-string-literal"
    title = "Write binary strings as bytes literals"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Module,)
    beside_binary = True
    after = (
        "binary-codec", "bytes-indexing", "bytes-iteration", "chr-builtin", "open-binary", "str-type-check",
        "string-io-binary", "binary-str-method", "binary-as-text",
        "empty-read",
        "text-as-binary",
        "subprocess-output",
        "text-decode",
        "temporary-file-mode",
    )  # fmt: skip
    examples = (
        Example(
            "import struct\nx = struct.pack('>H', 1) + 'a'\n",
            "import struct\nx = struct.pack('>H', 1) + b'a'\n",
        ),
        Example(
            "import struct\nhead = struct.pack('>H', 1)\nx = head == '\\x00\\x01', head.startswith('\\x00')\n",
            "import struct\nhead = struct.pack('>H', 1)\nx = head == b'\\x00\\x01', head.startswith(b'\\x00')\n",
        ),
        Example(
            "import struct\nx = struct.pack('>H', 1) + ('a'  # one\n    r'\\b')\n",
            "import struct\nx = struct.pack('>H', 1) + (b'a'  # one\n    br'\\b')\n",
        ),
        Example(
            "import struct\nclass Writer(object):\n    def __init__(self, head=''):\n        self.data = head\n"
            "    def add(self, number):\n        self.data += struct.pack('B', number)\n"
            "w = Writer('RIFF')\nw.add(1)\nx = len(w.data.split('F'))\n",
            "import struct\nclass Writer(object):\n    def __init__(self, head=b''):\n        self.data = head\n"
            "    def add(self, number):\n        self.data += struct.pack('B', number)\n"
            "w = Writer(b'RIFF')\nw.add(1)\nx = len(w.data.split(b'F'))\n",
            unsafe=True,
        ),
        Example(
            "import re, zlib\nx = bool(re.compile(r'^a+$').match(zlib.decompress(zlib.compress('aa'))))\n",
            "import re, zlib\nx = bool(re.compile(br'^a+$').match(zlib.decompress(zlib.compress(b'aa'))))\n",
            unsafe=True,
        ),
        Example(
            "import hashlib\ndef digest(*parts):\n    return hashlib.md5(''.join(parts)).hexdigest()\n"
            "x = hashlib.md5('abc').hexdigest()\n",
            "import hashlib\ndef digest(*parts):\n    return hashlib.md5(b''.join(parts)).hexdigest()\n"
            "x = hashlib.md5(b'abc').hexdigest()\n",
            unsafe=True,
        ),
        Example(
            "import zlib\ndecoders = {}\ndef register(decoder, kind):\n    decoders[kind] = decoder\n"
            "def get(kind):\n    return decoders[kind]\nregister(zlib.decompress, 'zip')\n"
            "x = len(get('zip')(zlib.compress('a')))\n",
            "import zlib\ndecoders = {}\ndef register(decoder, kind):\n    decoders[kind] = decoder\n"
            "def get(kind):\n    return decoders[kind]\nregister(zlib.decompress, 'zip')\n"
            "x = len(get('zip')(zlib.compress(b'a')))\n",
            unsafe=True,
        ),
        Example(
            "# coding: utf-8\nimport struct\nx = struct.pack('B', 1) + 'é'\n",
            "# coding: utf-8\nimport struct\nx = struct.pack('B', 1) + b'\\xc3\\xa9'\n",
        ),
        Example(
            "import struct\nx = 'size: %d' % struct.calcsize('>H')\ny = {'name': 'value'}['name']\n"
            "z = struct.unpack('>H', struct.pack('>H', 1))[0] == 'a'\n",
            None,
        ),
        Example(
            "import struct, sys\nif sys.version_info > (3,):\n    b = lambda x: x.encode('latin-1')\n"
            "else:\n    b = lambda x: x\nx = struct.pack('>H', 1) + b('a')\n",
            None,
        ),
        Example(
            "import sys\nif sys.version_info > (2, 6):\n    from io import BytesIO as StringIO\n"
            "else:\n    from cStringIO import StringIO\nx = StringIO('a')\n",
            "import sys\nif sys.version_info > (2, 6):\n    from io import BytesIO as StringIO\n"
            "else:\n    from cStringIO import StringIO\nx = StringIO(b'a')\n",
            unsafe=True,
        ),
        Example(
            "import zlib\nx = unicode('caf\\xc3\\xa9', 'utf-8') == u'caf\\xe9'\n",
            "import zlib\nx = unicode(b'caf\\xc3\\xa9', 'utf-8') == u'caf\\xe9'\n",
            unsafe=True,
            runs=False,
        ),
        Example("import zlib\nx = zlib.decompress(zlib.compress('%(a)s' % {'a': 'b'}))\n", None),
        Example(
            "import socket\nx = socket.inet_ntoa(socket.inet_aton('127.0.0.1')) + ':80'\ny = u'a' + 'b'\n",
            None,
        ),
        Example(
            "from __future__ import unicode_literals\nimport struct\n"
            "x = struct.pack(b'>H', 1).decode('utf-16') + 'a'\n",
            None,
        ),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every literal that the evidence reaches."""
        for constant, path in module.strings.reached:
            if path or not isinstance(constant, ast.Constant) or not isinstance(constant.value, str):
                continue
            if constant.kind == "u" or "unicode_literals" in module.tree.future:
                continue
            flavour = module.strings.flavour(constant)
            is_next = module.strings.is_next_to_binary(constant)
            if (flavour is Flavour.BINARY or is_next) and _can_be_bytes(constant, module):
                yield Match(
                    constant,
                    "this string is binary: bytes, and written b'', in Python 3",
                    None if is_next else Applicability.UNSAFE,
                )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The literal with a prefix, or each of several side by side."""
        return with_prefix(node, editor.module.source.encoding)


def _can_be_bytes(constant: ast.Constant, module: Module) -> bool:
    """Whether nothing that only text can do is done with the literal: `%` puts no text and no number in it by `%s`."""
    operation = module.parent(constant)
    if (
        isinstance(operation, ast.Call)
        and operation.func is not constant
        and _is_either(operation.func, module)
    ):
        return False
    is_format = isinstance(operation, ast.BinOp) and operation.left is constant
    return not (is_format and fills_in_text(operation, module))  # type: ignore[arg-type]


def _is_either(function: ast.expr, module: Module) -> bool:
    """Whether a function is one of several, as `b` may be for each Python another: it takes what it is written for."""
    if len(module.strings.outside.definitions(function)) > 1:
        return True
    owner = module.lookup(function.id, function) if isinstance(function, ast.Name) else None
    bindings = owner.binding(function.id) if owner is not None else ()  # type: ignore[attr-defined]
    return len(bindings) > 1 and not all(isinstance(each, ast.alias) for each in bindings)

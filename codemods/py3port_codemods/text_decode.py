"""The rule for text that is decoded."""

from __future__ import annotations

import codecs
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
    parenthesized,
)

_ASCII = frozenset({"ascii", "utf-8", "iso8859-1", "cp1252"})
_TYPES = frozenset({"str", "bytes", "unicode", "basestring", "text_type", "binary_type", "string_types"})
_OTHER_WAYS = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "utf-7"})
"""Codecs that say text otherwise, in ASCII."""


class TextDecode(Rule):
    """`text.decode('ascii')` and `unicode(text, 'ascii')` made `unicode` of a native string; Python 3's text is that.

    In `py3` mode the call goes. In `dual` mode six's `ensure_text` decodes on Python 2 only. A literal in the file's
    own encoding becomes one of `unicode`. Where a type was asked for before `unicode(str(x), codec)`, bytes are
    decoded and all else becomes text.

    Fix safety: that the string is text in Python 3 is likely by where it comes from, not certain.
    """

    name = "text-decode"
    title = "Leave out the decoding of text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Attribute, ast.Name)
    words = ("unicode(", "decode")
    after = ("temporary-file-mode",)
    examples = (
        Example(
            "import zlib\ndef f(s):\n    s = str(s)\n"
            "    return '%s is' % s.decode('string_escape'), s.decode('idna')\n",
            None,
            findings=1,
        ),
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
            "import socket, string\nx = string.digits.decode('ascii') == u'0123456789'\n",
            "import socket, string\n\nimport six\n\n"
            "x = six.ensure_text(string.digits, 'ascii') == u'0123456789'\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import string\nx = unicode(string.digits, 'ascii') == u'0123456789'\n",
            "import string\nx = string.digits == u'0123456789'\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import string\nx = unicode(string.digits, 'ascii', 'replace') == u'0123456789'\n",
            "import string\n\nimport six\n\n"
            "x = six.ensure_text(string.digits, 'ascii', 'replace') == u'0123456789'\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "# coding: utf-8\nx = unicode('M\xf6hren', 'utf8') == u'M\\xf6hren'\n",
            "# coding: utf-8\nx = u'M\xf6hren' == u'M\\xf6hren'\n",
            unsafe=True,
        ),
        Example(
            "x = unicode('abc', encoding='ascii', errors='replace') == u'abc'\n",
            "x = u'abc' == u'abc'\n",
            unsafe=True,
        ),
        Example("x = unicode('caf\\xc3\\xa9', 'utf8') == u'caf\\xe9'\n", None),
        Example(
            "import string\ndef f(x):\n    if isinstance(x, unicode):\n        return x\n"
            "    return unicode(x, 'ascii')\ny = f(string.digits)\n",
            None,
        ),
        Example(
            "def f(x, codec):\n    if not isinstance(x, unicode):\n        x = unicode(str(x), codec)\n    return x\n"
            "y = f(1, 'ascii'), f(b'\\xc3\\xa9', 'utf-8'), f(u'a', 'ascii')\n",
            "def f(x, codec):\n    if not isinstance(x, unicode):\n"
            "        x = x.decode(codec) if isinstance(x, bytes) else str(x)\n    return x\n"
            "y = f(1, 'ascii'), f(b'\\xc3\\xa9', 'utf-8'), f(u'a', 'ascii')\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "def f(x):\n    if type(x) is not unicode:\n        return str(x.a).decode('utf-8') + u'.'\n    return x\n",
            "import six\n\n"
            "def f(x):\n    if type(x) is not unicode:\n"
            "        return six.ensure_text(x.a if isinstance(x.a, bytes) else str(x.a), 'utf-8') + u'.'\n"
            "    return x\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import string, six\ndef f(x):\n    if isinstance(x, six.text_type):\n        return x\n"
            "    return x.decode('ascii')\ny = f(string.digits)\n",
            None,
        ),
        Example("a, b = b'x', u'x'\nx = a.decode('ascii') == b, b.encode('ascii') == a\n", None),
        Example(
            "import string, zlib\ndef f(y):\n    x = string.digits\n    if y:\n        return x.decode('ascii')\n"
            "    x = zlib.decompress(y)\n    if isinstance(x, str):\n        return x.decode('ascii')\n    return x\n"
            "z = f(1) == u'0123456789'\n",
            "import string, zlib\ndef f(y):\n    x = string.digits\n    if y:\n        return x\n"
            "    x = zlib.decompress(y)\n    if isinstance(x, str):\n        return x.decode('ascii')\n    return x\n"
            "z = f(1) == u'0123456789'\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import zlib, string\ndef f(x):\n    t = type(x)\n    if t is str:\n        return x.decode('ascii')\n"
            "    return x\nf(string.digits)\n",
            None,
        ),
        Example(
            "def f(x):\n    return u'%s' % x\ndata = b'name'\nx = f(data), f('a name'), data.decode('ascii')\n",
            None,
            runs=False,
        ),
        Example(
            "import zlib\ndef f(x):\n    return zlib.decompress(x).decode('ascii'), x.decode('utf-8')\n", None
        ),
    )

    def names(self) -> frozenset[str]:
        """The method, and the type."""
        return frozenset({"decode", "unicode"})

    def may_find(self, text: str) -> bool:
        """Only beside something binary, or where text is made of a string and a codec."""
        return "unicode(" in text or ("decode" in text and may_hold_binary(text))

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every call of the method, or of the type with a codec, on text."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            return
        decoded = _decoded(node, call, module)
        if decoded is None or _is_binary_codec(_codec(call)):
            return
        is_charset = _codec_name(_codec(call)) not in _OTHER_WAYS
        if isinstance(decoded, ast.Constant):
            if isinstance(node, ast.Name) and _is_in_own_encoding(decoded, call, module):
                yield Match(call, "a native string is text in Python 3", data=decoded)
            return
        converted = _converted(decoded, module)
        if converted is not None and is_charset and _is_checked(node, converted, module):
            yield Match(call, "`str` gives text in Python 3, which is not decoded", data=converted)
            return
        if module.strings.is_binary_by_more_than_conversion(decoded) or _is_checked(node, decoded, module):
            return
        if module.strings.is_own_conversion(call) or module.strings.is_certain(decoded):
            return
        if module.strings.origin(decoded, without=call) is Flavour.TEXT:
            applicability = None if is_charset else Applicability.MANUAL
            yield Match(call, "text is not decoded in Python 3", applicability, data=decoded)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The text itself; nothing where it was only put back in its variable."""
        is_method = isinstance(node.func, cst.Attribute)
        value = node.func.value if is_method else node.args[0].value
        if isinstance(match.data, ast.Constant):
            return value.with_changes(value="u" + value.value, lpar=node.lpar, rpar=node.rpar)
        call: Any = match.node
        converted = _converted(call.func.value if is_method else call.args[0], editor.module)
        is_either = converted is match.data
        if is_either and editor.mode is Mode.PY3:
            return _decoded_if_bytes(node, value.args[0].value, call, editor.module)
        if editor.mode is Mode.DUAL:
            function = cst.parse_expression(f"{editor.add_import('six')}.ensure_text")
            value = _if_not_bytes(value) if is_either else value
            first = cst.Arg(value, comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
            rest = node.args if is_method else node.args[1:]
            return node.with_changes(func=function, args=[first, *rest] if rest else [cst.Arg(value)])
        statement = editor.module.parent(match.node)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        is_put_back = target is not None and editor.module.text(target) == editor.module.text(match.data)
        if is_put_back and isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            editor.remove_statement(statement)
            return node
        return value.with_changes(lpar=node.lpar, rpar=node.rpar) if node.lpar and not value.lpar else value


def _codec(call: ast.Call) -> object:
    """The name of the codec, where it is written there."""
    place = 0 if isinstance(call.func, ast.Attribute) else 1
    named = [each.value for each in call.keywords if each.arg == "encoding"]
    written = [*named, *call.args[place : place + 1]]
    return getattr(written[0], "value", None) if written else None


def _codec_name(codec: object) -> str:
    """The codec's own name for itself; empty where it is not known."""
    try:
        return codecs.lookup(codec).name if isinstance(codec, str) else ""
    except (LookupError, ValueError):
        return ""


def _is_binary_codec(codec: object) -> bool:
    """Whether a codec is none that Python 3 decodes text by: another rule's matter."""
    if not isinstance(codec, str):
        return False
    name = _codec_name(codec)
    return not name or not getattr(codecs.lookup(name), "_is_text_encoding", True)


def _decoded(function: ast.expr, call: ast.Call, module: Module) -> ast.expr | None:
    """What `x.decode(...)`, or `unicode(x, codec)`, decodes."""
    if any(isinstance(each, ast.Starred) for each in call.args):
        return None
    if any(each.arg not in ("encoding", "errors") for each in call.keywords):
        return None
    if isinstance(function, ast.Attribute):
        return None if isinstance(function.value, ast.Constant) else function.value
    has_codec = len(call.args) > 1 or any(each.arg == "encoding" for each in call.keywords)
    return call.args[0] if call.args and has_codec and module.is_builtin("unicode", function) else None


def _converted(decoded: ast.expr, module: Module) -> ast.expr | None:
    """What `str(x)` makes a string of, where it can be asked for twice."""
    if not isinstance(decoded, ast.Call) or len(decoded.args) != 1 or decoded.keywords:
        return None
    if module.qualified_name(decoded.func) != "__builtin__.str" or not module.is_builtin("bytes", decoded):
        return None
    root: ast.AST = decoded.args[0]
    while isinstance(root, ast.Attribute):
        root = root.value
    return decoded.args[0] if isinstance(root, ast.Name) else None


def _if_not_bytes(conversion: Any) -> Any:
    """`x if isinstance(x, bytes) else str(x)`."""
    argument = conversion.args[0].value
    is_bytes = cst.Call(cst.Name("isinstance"), [cst.Arg(argument), cst.Arg(cst.Name("bytes"))])
    return cst.IfExp(test=is_bytes, body=argument, orelse=conversion)


def _decoded_if_bytes(node: Any, argument: Any, call: ast.Call, module: Module) -> Any:
    """`x.decode(codec) if isinstance(x, bytes) else str(x)`."""
    is_method = isinstance(node.func, cst.Attribute)
    conversion = node.func.value if is_method else node.args[0].value
    how = node.args if is_method else node.args[1:]
    decoding = cst.Call(cst.Attribute(argument, cst.Name("decode")), how)
    chosen = _if_not_bytes(conversion).with_changes(body=decoding)
    is_whole = isinstance(module.parent(call), (ast.Assign, ast.Return))
    return chosen.with_changes(lpar=node.lpar, rpar=node.rpar) if is_whole else parenthesized(chosen)


def _is_in_own_encoding(literal: ast.Constant, call: ast.Call, module: Module) -> bool:
    """Whether a literal says as `unicode` what it says in the codec that it is decoded by."""
    written = module.text(literal)
    codec = _codec(call)
    if not isinstance(codec, str) or literal.kind is not None or "\\" in written or written[:1] not in "'\"":
        return False
    try:
        own, named = codecs.lookup(module.source.encoding).name, codecs.lookup(codec).name
    except LookupError:
        return False
    return own == named or (written.isascii() and named in _ASCII)


def _is_checked(node: ast.AST, decoded: ast.expr, module: Module) -> bool:
    """Whether the type of the string was asked for before, so that decoding tells that it is binary."""
    uses = module.strings.fellow_uses(decoded) if isinstance(decoded, ast.Name) else ()
    if any(_is_asked_for_type(each, module) for each in uses):
        return True
    child: ast.AST = node
    for parent in module.ancestors(node):
        if isinstance(parent, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            return False
        if isinstance(parent, (ast.If, ast.IfExp)):
            body: Any = parent.body
            if _names_type(parent.test) and (child is body or (isinstance(body, list) and child in body)):
                return True
        child = parent
    return False


def _is_asked_for_type(use: ast.Name, module: Module) -> bool:
    """Whether it is the subject of an `isinstance` for a type of strings."""
    call = module.parent(use)
    if not isinstance(call, ast.Call) or len(call.args) != 2 or use is not call.args[0]:
        return False
    return getattr(call.func, "id", "") == "isinstance" and _names_type(call.args[1])


def _names_type(node: ast.AST) -> bool:
    """Whether an expression has the name of a type of strings, Python's own or one of six."""
    return any(
        getattr(each, "id", None) in _TYPES or getattr(each, "attr", None) in _TYPES
        for each in ast.walk(node)
    )

"""The rule for text that is encoded to be used as text."""

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
from py3port_codemods._binary import bytes_type
from py3port_codemods._encoding_tests import (
    is_among_asserted_bytes,
    is_asked_for,
    is_expected,
    is_for_others_than_native,
    is_made_by_decoding,
    is_tried,
)

_FIRM = 12
"""Uses as text that are further away say nothing."""
_FIRM_OF_SAME = 24
"""What takes the place of the text itself is used as what that is where it comes to the same."""
_FIRM_OF_RESULTS = 18
"""What a function returns is used a call further away."""
_FIRM_OF_NATIVE = 36
"""So it is where the function gives native strings otherwise."""
_ASCII_FORMS = frozenset({"idna", "punycode"})
"""Codecs that say text otherwise, in ASCII."""
_ASCII = frozenset({"ascii", "us-ascii"})
_FIRM_OF_ASCII = 24
"""Who wants ASCII has a name, a key or the like at hand rather than data."""
_OF_TEXT = frozenset({"ascii", "us-ascii", "utf8", "utf-8", "utf_8", "latin1", "latin-1", "iso-8859-1"})


class TextEncode(Rule):
    """`text.encode(charset)` made a native string of `unicode`, to print it or to put it together with others.

    A native string is text in Python 3, so that in `py3` mode the call goes; what changes the text, `.encode('idna')`
    or `.encode('ascii', 'xmlcharrefreplace')`, is decoded again. In `dual` mode six's `ensure_str` encodes on Python 2
    only.

    Fix safety: that the result is used as text is likely by what becomes of it, not certain.
    """

    name = "text-encode"
    title = "Leave out the encoding of text"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Attribute,)
    after = ("binary-codec", "encoded-str-method", "str-type-check", "text-decode", "unicode-method")
    examples = (
        Example(
            "import urlparse\ndef f(path, charset):\n    path = path.encode(charset)\n"
            "    return urlparse.urlunsplit(['http', 'h', path, '', ''])\nx = f(u'/a', 'utf-8')\n",
            "import urlparse\ndef f(path, charset):\n"
            "    return urlparse.urlunsplit(['http', 'h', path, '', ''])\nx = f(u'/a', 'utf-8')\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import zlib\nprint(u'a'.encode('utf-8'))\n",
            "import zlib\nprint(u'a')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import zlib\nx = u'b'\nprint(x.encode('utf-8'))\n",
            "import zlib\n\nimport six\n\nx = u'b'\nprint(six.ensure_str(x, 'utf-8'))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import urlparse\nx = urlparse.urljoin('http://h', u'a.b'.encode('idna'))\n",
            "import urlparse\nx = urlparse.urljoin('http://h', u'a.b'.encode('idna').decode('ascii'))\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import zlib\ndef f(x):\n    print(x.encode('ascii', 'xmlcharrefreplace'))\nf(u'\\xe9')\n",
            "import zlib\ndef f(x):\n    print(x.encode('ascii', 'xmlcharrefreplace').decode('ascii'))\nf(u'\\xe9')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import zlib\ndef f(x, codec):\n    print(x.encode(codec, 'replace'))\nf(u'\\xe9', 'ascii')\n",
            "import zlib\n\nimport six\n\ndef f(x, codec):\n"
            "    print(six.ensure_str(x.encode(codec, 'replace'), codec))\nf(u'\\xe9', 'ascii')\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import zlib\ndef f(x, codec=None):\n"
            "    print(x.encode(codec or\n                   'ascii', 'replace'))\n",
            "import zlib\ndef f(x, codec=None):\n    print(x.encode(codec or\n                   'ascii', 'replace')"
            ".decode(codec or\n                   'ascii'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import zlib\ndef f(x):\n    try:\n        x = x.encode('ascii')\n    except UnicodeError:\n"
            "        x = 'no name'\n    print(x)\nf(u'\\xe9')\n",
            "import zlib\ndef f(x):\n    try:\n        x = x.encode('ascii').decode('ascii')\n"
            "    except UnicodeError:\n        x = 'no name'\n    print(x)\nf(u'\\xe9')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("import zlib\nx = zlib.compress(u'a'.encode('utf-8'))\ny = u'a'.encode('utf-8')\n", None),
        Example("import zlib\nx = input != u'a'.encode('utf-8')\nprint(input)\n", None),
        Example("import zlib\nx = unicode(b'a', 'utf-16', 'replace').encode('utf-8')\nprint(x)\n", None),
        Example("import zlib\nx = zlib.crc32(u'a'.encode('utf-8') + b'b')\n", None),
        Example("import zlib\ndef f(x):\n    print(unicode(x, 'utf-16').encode('utf-8'))\n", None),
        Example(
            "import zlib\ndef f(x):\n    x = x.encode('utf-8')\n    assert isinstance(x, bytes)\n    print(x)\n",
            None,
        ),
        Example(
            "import zlib\ndef f(x, codec):\n    return x.encode(codec)\nx = '%sname %s' % ('', f(u'a', 'utf-8'))\n",
            "import zlib\ndef f(x, codec):\n    return x\nx = '%sname %s' % ('', f(u'a', 'utf-8'))\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import zlib\nclass C(object):\n    def encode(self, x):\n        return x\ndef f(x, codec='utf-8'):\n"
            "    if isinstance(x, unicode):\n        return x.encode(codec)\n    return str(x)\n"
            "def g(x):\n    parts = []\n    for each in x:\n        each = f(each)\n        parts.append(each)\n"
            "    return ''.join(parts) + 'the end'\nx = g([u'a', 1])\n",
            "import zlib\nclass C(object):\n    def encode(self, x):\n        return x\ndef f(x, codec='utf-8'):\n"
            "    if isinstance(x, unicode):\n        return x\n    return str(x)\n"
            "def g(x):\n    parts = []\n    for each in x:\n        each = f(each)\n        parts.append(each)\n"
            "    return ''.join(parts) + 'the end'\nx = g([u'a', 1])\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import zlib\ndef f(x):\n    if isinstance(x, unicode):\n        x = x.encode('utf-8')\n    print(x)\n"
            "f(u'a')\n",
            "import zlib\ndef f(x):\n    print(x)\nf(u'a')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "def f(x):\n    if isinstance(x, unicode):\n        x = x.encode('utf-8')\n    return repr(x)\n"
            "x = f(u'a')\n",
            "def f(x):\n    return repr(x)\nx = f(u'a')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "def f(x):\n    if x is None:\n        x = ''\n    elif isinstance(x, unicode):\n"
            "        x = x.encode('utf-8')\n    return repr(x)\nx = f(u'a')\n",
            "def f(x):\n    if x is None:\n        x = ''\n    elif isinstance(x, unicode):\n        pass\n"
            "    return repr(x)\nx = f(u'a')\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import zlib\ndef f(x):\n    if isinstance(x, unicode):\n        x = '\\xef' + x.encode('utf-8')\n"
            "    return compile(x, 'x', 'eval')\n",
            None,
        ),
        Example(
            "import zlib\nclass Tags(list):\n    def find(self, key):\n        key = key.encode('ascii')\n"
            "        return [value for name, value in self if name == key]\n\n    def pprint(self):\n"
            "        for name, value in self:\n            print('%s: %s' % (name, value))\n",
            "import zlib\nclass Tags(list):\n    def find(self, key):\n"
            "        return [value for name, value in self if name == key]\n\n    def pprint(self):\n"
            "        for name, value in self:\n            print('%s: %s' % (name, value))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import zlib\nclass C(object):\n    def __init__(self, x):\n        self.x = 'no name'\n"
            "        self.x = x.encode('utf-8')\n        print(self.x)\nC(u'a')\n",
            "import zlib\nclass C(object):\n    def __init__(self, x):\n        self.x = 'no name'\n"
            "        self.x = x\n        print(self.x)\nC(u'a')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("import zlib\nx = {}\nx[1] = y = u'a'.encode('utf-8')\nprint(y)\n", None),
        Example("import zlib\nfrom compat import bytes\nprint(u'a'.encode('utf-8'))\n", None, runs=False),
        Example(
            "import zlib\ndef f(x):\n    if not isinstance(x, str):\n        x = x.encode('utf-8')\n    print(x)\n",
            None,
        ),
        Example(
            "import zlib\ndef f(x, codec=None):\n    if codec:\n        x = x.encode(codec)\n    print(x)\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The method."""
        return frozenset({"encode"})

    def may_find(self, text: str) -> bool:
        """Only where something is encoded."""
        return "encode" in text and may_hold_binary(text)

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of the method whose result is used as text nearby."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or not 0 < len(call.args) <= 2:
            return
        codec = getattr(call.args[0], "value", None)
        if call.keywords or any(isinstance(each, ast.Starred) for each in call.args):
            return
        is_changed = isinstance(codec, str) and codec.lower() not in _OF_TEXT
        if (is_changed and codec not in _ASCII_FORMS) or is_made_by_decoding(node.value, module):
            return
        if is_expected(call, module) or not (_is_shown(call, module) or _is_text(call, module)):
            return
        if module.strings.is_own_conversion(call) and not _is_checked(call, module):
            return
        if module.strings.is_made_binary(call):
            return
        # A file with a `bytes` of its own, from a module for both Pythons, has its strings apart already.
        if bytes_type(call, module) is None or is_among_asserted_bytes(call, module):
            return
        if is_asked_for(call, module) or is_for_others_than_native(call, module):
            return
        escapes = (len(call.args) > 1 and not _is_of_everything(call)) or is_tried(call, module)
        if (is_changed or escapes) and _is_decoded(call, module):
            return
        again = "'ascii'" if is_changed else module.text(call.args[0]) if escapes else ""
        yield Match(call, "encoded text is bytes in Python 3, and this is used as text", data=again)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The text itself, or what decodes it again."""
        if editor.mode is Mode.DUAL:
            function = cst.parse_expression(f"{editor.add_import('six')}.ensure_str")
            if match.data:
                bare = cst.Arg(node.with_changes(lpar=[], rpar=[]))
                is_ascii = match.data.strip("'\"") in ("ascii", "us-ascii")
                codec = [] if is_ascii else [node.args[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
                return cst.Call(function, [bare, *codec], lpar=node.lpar, rpar=node.rpar)
            comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            return node.with_changes(func=function, args=[cst.Arg(node.func.value, comma=comma), *node.args])
        if match.data:
            bare = node.with_changes(lpar=[], rpar=[])
            decode = cst.Attribute(bare, cst.Name("decode"))
            again = cst.SimpleString("'ascii'") if match.data == "'ascii'" else node.args[0].value
            return cst.Call(decode, [cst.Arg(again)], lpar=node.lpar, rpar=node.rpar)
        statement = editor.module.parent(match.node)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        encoded = match.node.func.value  # type: ignore[attr-defined]
        is_put_back = target is not None and editor.module.text(target) == editor.module.text(encoded)
        if is_put_back and isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            editor.remove_statement(_needless(statement, editor.module))
            return node
        value = node.func.value
        return value.with_changes(lpar=node.lpar, rpar=node.rpar) if node.lpar and not value.lpar else value


def _needless(statement: ast.stmt, module: Module) -> ast.stmt:
    """A statement, or the `if isinstance(...)` around it that has nothing else."""
    around = module.parent(statement)
    if not isinstance(around, ast.If) or len(around.body) > 1 or around.orelse:
        return statement
    return statement if module.text(around).startswith("elif") else around


def _is_text(call: ast.Call, module: Module) -> bool:
    """Whether the result is used as text nearby."""
    if _is_kept(call, module):
        return False
    return module.strings.use(call, within=_reach(call, module)) is Flavour.TEXT


def _is_shown(call: ast.Call, module: Module) -> bool:
    """Whether all that becomes of it is the `repr`: it was encoded lest a `u` stand in front."""
    statement: Any = module.parent(call)
    if not isinstance(statement, ast.Assign) or not _takes_its_place(call, module):
        return False
    target: Any = statement.targets[0]
    scope = module.lookup(target.id, target) if isinstance(target, ast.Name) else None
    uses = module.references(target.id, scope.node) if scope is not None else ()
    later = [each for each in uses if isinstance(each.ctx, ast.Load) and each.lineno > statement.lineno]
    return bool(later) and all(_is_repr(module.parent(each), module) for each in later)


def _is_repr(node: Any, module: Module) -> bool:
    called = module.qualified_name(node.func) if isinstance(node, ast.Call) else None
    return isinstance(node, ast.Repr) or called == "__builtin__.repr"


def _reach(call: ast.Call, module: Module) -> int:
    """How far away a use may be that tells: what else gives a native string, by `return str(x)`, gives no bytes."""
    if getattr(call.args[0], "value", None) in _ASCII:
        return _FIRM_OF_ASCII
    if not isinstance(module.parent(call), ast.Return):
        return _FIRM_OF_SAME if _takes_its_place(call, module) else _FIRM
    function = module.scope(call).node
    others = (each.value for each in module.nodes(ast.Return) if module.scope(each).node is function)
    calls = (each for each in others if isinstance(each, ast.Call) and len(each.args) == 1)
    is_native = any(module.qualified_name(each.func) == "__builtin__.str" for each in calls)
    return _FIRM_OF_NATIVE if is_native else _FIRM_OF_RESULTS


def _is_checked(call: ast.Call, module: Module) -> bool:
    """Whether a test around it says that what is encoded is a string: `if isinstance(x, unicode)`."""
    encoded = module.text(call.func.value)  # type: ignore[attr-defined]
    tests = (each.test for each in module.ancestors(call) if isinstance(each, (ast.If, ast.IfExp)))
    checks = (each for each in tests if isinstance(each, ast.Call) and len(each.args) == 2)
    return any(
        module.text(each.args[0]) == encoded and getattr(each.args[1], "id", "") in ("unicode", "str")
        for each in checks
        if module.qualified_name(each.func) == "__builtin__.isinstance"
    )


def _is_kept(call: ast.Call, module: Module) -> bool:
    """Whether it is stored in an object that holds no text else."""
    statement = module.parent(call)
    if not isinstance(statement, ast.Assign):
        return _is_beside_bytes(call, module)
    stored = [each for each in statement.targets if isinstance(each, (ast.Attribute, ast.Subscript))]
    if stored:
        # What a name has as well goes its own way.
        return len(statement.targets) > 1 or all(
            module.strings.origin(each, without=call) is not Flavour.TEXT for each in stored
        )
    return False


def _takes_its_place(call: ast.Call, module: Module) -> bool:
    """Whether it is `x = x.encode(codec)`."""
    statement = module.parent(call)
    encoded = call.func.value  # type: ignore[attr-defined]
    return isinstance(statement, ast.Assign) and any(
        module.text(each) == module.text(encoded) for each in statement.targets
    )


def _is_beside_bytes(call: ast.Call, module: Module) -> bool:
    """Whether bytes that are no ASCII are put before or after it: `'\\xef\\xbb\\xbf' + x.encode('utf-8')`."""
    around = module.parent(call)
    sides = (around.left, around.right) if isinstance(around, ast.BinOp) else ()
    values = (each.value for each in sides if isinstance(each, ast.Constant) and each.kind != "u")
    return any(isinstance(value, str) and not value.isascii() for value in values)


def _is_of_everything(call: ast.Call) -> bool:
    """Whether the codec knows all characters, so that there are no errors to be treated."""
    codec = str(getattr(call.args[0], "value", "")).lower().replace("_", "-")
    return codec in ("utf-8", "utf8") or getattr(call.args[1], "value", "") == "strict"


def _is_decoded(call: ast.Call, module: Module) -> bool:
    return getattr(module.parent(call), "attr", "") == "decode"

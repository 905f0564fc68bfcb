"""The rule for text that is passed where bytes are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    conversions,
    cst,
    demanding_names,
    parenthesized,
)
from py3port_codemods._binary import fills_in_text, is_number

_ASCII = frozenset(
    {"__builtin__.str", "__builtin__.repr", "__builtin__.hex", "__builtin__.oct", "__builtin__.bin"}
)
_QUOTING = frozenset({"urlencode", "quote", "quote_plus"})
_QUOTERS = frozenset({"urllib", "urllib.parse", "six.moves.urllib.parse"})
_MESSAGE = "bytes are wanted here, and this is text"
_FIRM = 20
"""Uses as something binary that are further away say nothing."""


class TextAsBinary(Rule):
    """Python 2 hashed, packed and sent text as it was; Python 3 wants bytes: `hashlib.md5(str(n))` is an error.

    `.encode('utf-8')` makes bytes of text; for what is ASCII it makes what Python 2 saw.

    In `dual` mode what is not `unicode` for certain, and may hold more than ASCII, goes through six's `ensure_binary`:
    Python 2 cannot encode it again.

    Fix safety: that the argument is text is certain where its type is known, and likely otherwise.
    """

    name = "text-as-binary"
    title = "Encode text where bytes are wanted"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/hashlib.html",)
    nodes = (ast.Name, ast.Attribute, ast.BinOp)
    beside_binary = True
    after = ("binary-codec", "binary-str-method", "text-encode")
    examples = (
        Example(
            "import hashlib\nx = hashlib.md5(str(3)).hexdigest()\n",
            "import hashlib\nx = hashlib.md5(str(3).encode('utf-8')).hexdigest()\n",
            unsafe=True,
        ),
        Example(
            "import zlib\nx = zlib.decompress(zlib.compress('%s-%s' % (1, u'a'))) == b'1-a'\n",
            "import zlib\nx = zlib.decompress(zlib.compress(('%s-%s' % (1, u'a')).encode('utf-8'))) == b'1-a'\n",
            unsafe=True,
        ),
        Example(
            "import zlib\nx = zlib.decompress(zlib.compress('%(a)s' % {'a': 'b'})) == b'b'\n",
            "import zlib\nx = zlib.decompress(zlib.compress(('%(a)s' % {'a': 'b'}).encode('utf-8'))) == b'b'\n",
            unsafe=True,
        ),
        Example(
            "import hashlib, os\nx = hashlib.md5(os.path.join('a', 'b')).hexdigest()\n",
            "import hashlib, os\nx = hashlib.md5(os.path.join('a', 'b').encode('utf-8')).hexdigest()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import hashlib, os\nx = hashlib.md5(os.path.join('a', 'b')).hexdigest()\n",
            "import hashlib, os\n\nimport six\n\n"
            "x = hashlib.md5(six.ensure_binary(os.path.join('a', 'b'))).hexdigest()\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import os, time\nwith open(os.devnull, 'wb') as out:\n    out.write(time.strftime('%Y'))\n",
            "import os, time\nwith open(os.devnull, 'wb') as out:\n"
            "    out.write(time.strftime('%Y').encode('utf-8'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import urllib, urllib2\ndef f(url, query):\n    data = urllib.urlencode(query)\n"
            "    r = urllib2.Request(url, data)\n    urllib2.urlopen(url, data=urllib.urlencode(query))\n",
            "import urllib, urllib2\ndef f(url, query):\n    data = urllib.urlencode(query)\n"
            "    r = urllib2.Request(url, data.encode('utf-8'))\n"
            "    urllib2.urlopen(url, data=urllib.urlencode(query).encode('utf-8'))\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "import urllib2\ndef f(url, data=None):\n    return urllib2.urlopen(url, data)\n",
            None,
            runs=False,
        ),
        Example(
            "import zlib\nclass Tags(list):\n    def write(self):\n        for tag, value in self:\n"
            "            zlib.compress('%s=%s' % (tag, value.encode('utf-8')))\n"
            "            print('%s: %s' % (tag, value))\nTags([(u'a', u'b')]).write()\n",
            "import zlib\nclass Tags(list):\n    def write(self):\n        for tag, value in self:\n"
            "            zlib.compress('%s=%s' % (tag.encode('utf-8'), value.encode('utf-8')))\n"
            "            print('%s: %s' % (tag, value))\nTags([(u'a', u'b')]).write()\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import struct\ndef f(name):\n    return struct.pack('B', 1) + 'the name is %s' % str(name)\nx = f(3)\n",
            "import struct\ndef f(name):\n"
            "    return struct.pack('B', 1) + ('the name is %s' % str(name)).encode('utf-8')\nx = f(3)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import zlib\nx = ('%s-%s' % (1, u'a')) in zlib.decompress(zlib.compress(b'1-a'))\n",
            "import zlib\nx = ('%s-%s' % (1, u'a')).encode('utf-8') in zlib.decompress(zlib.compress(b'1-a'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import base64\ndef f(name, password):\n    return base64.b64encode('%s:%s' % (name, password))\n"
            "x = f('a', 'b') == b'YTpi'\n",
            "import base64\ndef f(name, password):\n"
            "    return base64.b64encode(('%s:%s' % (name, password)).encode('utf-8'))\nx = f('a', 'b') == b'YTpi'\n",
            unsafe=True,
            mode=Mode.PY3,
        ),
        Example(
            "import random, time\ntry:\n    from hashlib import md5\nexcept ImportError:\n    from md5 import md5\n"
            "x = len(md5('%s:%s' % (time.time(), random.random())).hexdigest())\n",
            "import random, time\ntry:\n    from hashlib import md5\nexcept ImportError:\n    from md5 import md5\n"
            "x = len(md5(('%s:%s' % (time.time(), random.random())).encode('utf-8')).hexdigest())\n",
            unsafe=True,
        ),
        Example(
            "import hashlib, time\ndef f(seed):\n    return hashlib.sha1('%s%s' % (time.time(), seed)).hexdigest()\n"
            "x = len(f('\\xe9'))\n",
            "import hashlib, time\n\nimport six\n\ndef f(seed):\n"
            "    return hashlib.sha1(six.ensure_binary('%s%s' % (time.time(), seed))).hexdigest()\n"
            "x = len(f('\\xe9'))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("import struct\ndef f(name):\n    return struct.pack('B', 1) + '%s' % name\n", None),
        Example("import hashlib\nx = hashlib.md5('abc').hexdigest()\n", None),
        Example("import hashlib\ndef f(data):\n    return hashlib.md5(data).hexdigest()\n", None),
    )

    def names(self) -> frozenset[str]:
        """What takes something binary."""
        return demanding_names()

    def detect(self, node: ast.expr, module: Module) -> Iterable[Match]:
        """Every argument that has to be binary, and comes from text; what is put beside encoded text, among bytes."""
        if isinstance(node, ast.BinOp):
            message = "this is put together with bytes, and is text"
            is_dual = module.mode is Mode.DUAL
            yield from (Match(each, message, data=is_dual) for each in _beside_encoded(node, module))
            if _is_filled_for_binary(node, module):
                yield Match(node, _MESSAGE, data=is_dual)
            return
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            return
        for argument in module.strings.demands(call):
            if (
                _is_encoded(argument, module)
                or _encoded_operands(argument)
                or isinstance(argument, ast.Constant)
                or module.strings.is_certain(argument)
            ):
                continue
            known = module.type_of(argument)
            is_plain = (known is not None and known.name == "unicode") or _is_ascii(argument, module)
            is_filled = _is_filled(argument, module)
            if not is_plain and not is_filled and _is_binary(argument, module):
                continue
            if is_filled or module.strings.origin(argument) is Flavour.TEXT:
                is_sure = is_plain or (is_filled and _has_no_bytes(argument, module))
                yield Match(argument, _MESSAGE, data=module.mode is Mode.DUAL and not is_sure)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`text.encode('utf-8')`, or six's function where Python 2 may have bytes there."""
        if match.data:
            bare = node.with_changes(lpar=[], rpar=[]) if node.lpar else node
            return cst.Call(
                cst.parse_expression(f"{editor.add_import('six')}.ensure_binary"), [cst.Arg(bare)]
            )
        is_tight = isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) or node.lpar
        value = node if is_tight else parenthesized(node)
        return cst.Call(cst.Attribute(value, cst.Name("encode")), [cst.Arg(cst.SimpleString("'utf-8'"))])


def _beside_encoded(operation: ast.BinOp, module: Module) -> Iterator[ast.expr]:
    """What is text among the operands of a `%` or `+` of which another is encoded right there."""
    encoded = _encoded_operands(operation)
    if not encoded or module.strings.flavour(operation) is not Flavour.BINARY:
        return
    for each in _operands(operation):
        if each in encoded or isinstance(each, (ast.Constant, ast.BinOp)):
            continue
        if module.strings.origin(each, without=operation.left) is Flavour.TEXT:
            yield each


def _operands(operation: ast.BinOp) -> Sequence[ast.expr]:
    """What a `+` puts together, or a template that has nothing but `%s`."""
    if isinstance(operation.op, ast.Add):
        return (operation.left, operation.right)
    found = list(conversions(operation.left, operation)) if isinstance(operation.op, ast.Mod) else []
    operands = [operand for letter, operand in found if letter == "s" and operand is not None]
    return operands if len(operands) == len(found) else ()


def _encoded_operands(operation: ast.expr) -> Sequence[ast.expr]:
    """The operands of a `%` or `+` that are encoded right there: the result is bytes, or a mistake."""
    operands = _operands(operation) if isinstance(operation, ast.BinOp) else ()
    return [each for each in operands if _is_call_of_encode(each)]


def _is_call_of_encode(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("encode", "ensure_binary")


def _is_encoded(argument: ast.expr, module: Module) -> bool:
    """Whether it is encoded right there, or on some way to there: who does that has seen to it."""
    scope = module.lookup(argument.id, argument) if isinstance(argument, ast.Name) else None
    bindings = scope.binding(argument.id) if scope is not None and isinstance(argument, ast.Name) else ()
    given = (getattr(module.parent(binding), "value", None) for binding in bindings)
    return any(each is not None and _is_call_of_encode(each) for each in (argument, *given))


def _is_binary(argument: ast.expr, module: Module) -> bool:
    """Whether it is binary by more than its being wanted so, as far as this module tells."""
    if module.strings.flavour(argument) is not Flavour.BINARY:
        return False
    return module.strings.is_made_binary(argument) and not module.strings.is_made_elsewhere(argument)


def _is_ascii(argument: ast.expr, module: Module) -> bool:
    made_by = module.assigned_value(argument) if isinstance(argument, ast.Name) else argument
    if not isinstance(made_by, ast.Call):
        return False
    argument = made_by
    name = module.qualified_name(argument.func) or ""
    if name.rpartition(".")[2] in _QUOTING and name.rpartition(".")[0] in _QUOTERS:
        return True
    if name not in _ASCII:
        return getattr(argument.func, "attr", "") == "hexdigest"
    known = module.type_of(argument.args[0]) if argument.args else None
    return known is not None and known.is_number


def _is_filled_for_binary(operation: ast.BinOp, module: Module) -> bool:
    """Whether it is a template of text that is filled in where bytes are wanted nearby."""
    template = operation.left
    if not isinstance(operation.op, ast.Mod) or not isinstance(getattr(template, "value", None), str):
        return False
    if getattr(template, "kind", None) == "u" or module.strings.distances(template)[0] is None:
        return False
    if _is_call_of_encode(module.parent(module.parent(operation) or operation)):
        return False
    if (
        _encoded_operands(operation)
        or not fills_in_text(operation, module)
        or _is_demanded(operation, module)
    ):
        return False
    return module.strings.use(operation, within=_FIRM) is Flavour.BINARY


def _is_demanded(node: ast.expr, module: Module) -> bool:
    """Whether a function of the library demands it: then it is one of the arguments looked at."""
    call = module.parent(node)
    return isinstance(call, ast.Call) and any(each is node for each in module.strings.demands(call))


def _is_filled(argument: ast.expr, module: Module) -> bool:
    """Whether it is a template that is filled in with something that no bytes can take, or with nothing binary."""
    if not isinstance(argument, ast.BinOp) or not isinstance(argument.op, ast.Mod):
        return False
    return fills_in_text(argument, module) or _is_filled_with_unknown(argument, module)


def _has_no_bytes(template: Any, module: Module) -> bool:
    """Whether a template is filled in with numbers and text alone, as far as it is seen, in Python 2 as well."""
    return all(
        letter != "s"
        or operand is None
        or is_number(operand, module)
        or module.strings.origin(operand) is Flavour.TEXT
        for letter, operand in conversions(template.left, template)
    )


def _is_filled_with_unknown(template: ast.BinOp, module: Module) -> bool:
    """Whether `'%s:%s' % (name, password)` is put together of nothing that is binary, or would be for the template."""
    operands = _operands(template)
    is_native = isinstance(getattr(template.left, "value", None), str)
    return (
        is_native
        and bool(operands)
        and all(
            not isinstance(each, ast.Constant) and module.strings.origin(each) is not Flavour.BINARY
            for each in operands
        )
    )

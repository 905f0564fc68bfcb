"""The rule for objects whose `str` is bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from py3port_codemods._binary import is_number, is_string_for_certain
from py3port_codemods._class_bodies import indentation_step

OLD, NEW = "__str__", "__bytes__"
_BINARY_TYPES = frozenset({"instance", "str", "bytes", "bytearray", "basestring"})

_READERS = frozenset(
    """
    bz2.decompress cPickle.loads marshal.loads pickle.loads plistlib.readPlistFromString struct.unpack
    struct.unpack_from zlib.decompress
    """.split()
)
"""They read what their counterparts wrote: what a number or a list looks like is of no use to them."""


class BinaryStrMethod(Rule):
    """A class could give its bytes by `__str__`, so that `str(packet)` made something to be sent.

    Python 3's `__str__` has to return text; `bytes(packet)` asks `__bytes__`. In Python 2 `bytes` is `str`.

    Where no class gives bytes, and nothing tells that `x` is bytes itself, `str(x)` is text that is encoded.

    Fix safety: that the method returns something binary is likely by what it returns, not certain. What relies on
    `str` elsewhere, as a `%s` does, gives another text in Python 3.
    """

    name = "binary-str-method"
    title = "Give the bytes of an object by __bytes__"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/reference/datamodel.html#object.__bytes__",)
    nodes = (ast.FunctionDef, ast.Name, ast.Attribute)
    words = ("__str__", "str(")
    beside_binary = True
    after = ("binary-codec",)
    examples = (
        Example(
            "import struct\nclass Packet(object):\n    def __str__(self):\n        return struct.pack('B', 65)\n\n"
            "    def send(self):\n        return len(str(self) + struct.pack('B', 66))\nx = Packet().send()\n",
            "import struct\nclass Packet(object):\n    def __bytes__(self):\n        return struct.pack('B', 65)\n\n"
            "    def send(self):\n        return len(bytes(self) + struct.pack('B', 66))\nx = Packet().send()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import struct\nclass Packet(object):\n    def __str__(self):\n        return struct.pack('B', 65)\n\n"
            "    def send(self):\n        return len(str(self) + struct.pack('B', 66))\nx = Packet().send()\n",
            "import struct\n\nimport six\n\nclass Packet(object):\n    def __bytes__(self):\n"
            "        return struct.pack('B', 65)\n\n    if six.PY2:\n        __str__ = __bytes__\n\n"
            "    def send(self):\n        return len(bytes(self) + struct.pack('B', 66))\nx = Packet().send()\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import zlib\ndef f(data, options):\n    return zlib.decompress(zlib.compress(data + str(options)))\n"
            "x = f('a'.encode('utf-8'), [1])\n",
            "import zlib\ndef f(data, options):\n"
            "    return zlib.decompress(zlib.compress(data + str(options).encode('utf-8')))\n"
            "x = f('a'.encode('utf-8'), [1])\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import zlib\ndef f(data, options):\n    return zlib.decompress(zlib.compress(data + str(options)))\n"
            "x = f('a'.encode('utf-8'), [1])\n",
            "import zlib\n\nimport six\n\ndef f(data, options):\n"
            "    return zlib.decompress(zlib.compress(data + six.ensure_binary(str(options))))\n"
            "x = f('a'.encode('utf-8'), [1])\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import struct\nclass Value(object):\n    def __init__(self, value):\n        self.value = value\n"
            "    def __str__(self):\n        return self.value\n    def size(self):\n"
            "        return struct.pack('>H', 1) + self.value\nclass Text(Value):\n    def text(self):\n"
            "        return str(self).decode('utf-8')\nx = Text(b'a').text()\n",
            "import struct\nclass Value(object):\n    def __init__(self, value):\n        self.value = value\n"
            "    def __bytes__(self):\n        return self.value\n    def size(self):\n"
            "        return struct.pack('>H', 1) + self.value\nclass Text(Value):\n    def text(self):\n"
            "        return bytes(self).decode('utf-8')\nx = Text(b'a').text()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import struct\ndef f(data):\n    data = str(data).split(' ')\n"
            "    return struct.pack('>H', len(data)) + ''.join(data)\nx = len(f(bytearray(b'a')))\n",
            "import struct\ndef f(data):\n    data = bytes(data).split(' ')\n"
            "    return struct.pack('>H', len(data)) + ''.join(data)\nx = len(f(bytearray(b'a')))\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "import pickle\ndef f(text):\n    return pickle.loads(str(text))\nx = f(bytearray(pickle.dumps(1, 2)))\n",
            "import pickle\ndef f(text):\n    return pickle.loads(bytes(text))\nx = f(bytearray(pickle.dumps(1, 2)))\n",
            unsafe=True,
        ),
        Example(
            "import struct\nclass Packet(object):\n    def __str__(self):\n        return 'Packet'\nx = str(Packet())\n"
            "y = str(struct.unpack('B', struct.pack('B', 1))[0])\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The method, and the function that asks for it."""
        return frozenset({OLD, "str"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every such method, and every `str(x)` that makes something binary."""
        message = "`str` is text in Python 3, and this is binary"
        if isinstance(node, ast.FunctionDef):
            if node.name == OLD and _is_binary_method(node, module):
                yield Match(node, message)
        else:
            call = _string_made(node, module)
            if call is None or _is_encoded(call, module):
                return
            if module.strings.flavour(call) is Flavour.BINARY or (
                _is_decoded(call, module) and module.strings.gives_binary(OLD)
            ):
                yield Match(node if _may_be_binary(call, module) else call, message)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`__bytes__` for `__str__`, `bytes(x)` for `str(x)`."""
        if isinstance(match.node, ast.Call):
            if editor.mode is Mode.DUAL:
                function = cst.parse_expression(f"{editor.add_import('six')}.ensure_binary")
                made = cst.Call(function, [cst.Arg(node.with_changes(lpar=[], rpar=[]))])
            else:
                encode = cst.Attribute(node.with_changes(lpar=[], rpar=[]), cst.Name("encode"))
                made = cst.Call(encode, [cst.Arg(cst.SimpleString("'utf-8'"))])
            return made.with_changes(lpar=node.lpar, rpar=node.rpar)
        if isinstance(match.node, ast.Name):
            return cst.Name("bytes", lpar=node.lpar, rpar=node.rpar)
        if isinstance(match.node, ast.Attribute):
            return node.with_changes(attr=cst.Name(NEW))
        if editor.mode is Mode.DUAL:
            step = _step(match.node, editor.module)
            six = editor.add_import("six")
            editor.insert_after(match.node, f"\nif {six}.PY2:\n{step}{OLD} = {NEW}")  # type: ignore[arg-type]
        return node.with_changes(name=cst.Name(NEW))


def _string_made(node: ast.Name | ast.Attribute, module: Module) -> ast.Call | None:
    """The call that makes a string of an object that is no number: `str(x)`, `x.__str__()`."""
    call = module.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node:
        return None
    if not isinstance(node, ast.Name):
        return call if node.attr == OLD else None
    if node.id != "str" or len(call.args) != 1 or not module.is_builtin(node):
        return None
    if is_number(call.args[0], module) or not module.is_builtin("bytes", node):
        return None
    known = module.type_of(call.args[0])
    return call if known is None or known.name in _BINARY_TYPES else None


def _is_decoded(call: ast.Call, module: Module) -> bool:
    """Whether text is made of a string by the name of a codec: `str(x).decode(codec)`, `unicode(str(x), codec)`."""
    parent = module.parent(call)
    if isinstance(parent, ast.Attribute):
        return parent.attr == "decode"
    is_first = isinstance(parent, ast.Call) and len(parent.args) > 1 and parent.args[0] is call
    return is_first and module.qualified_name(parent.func) == "__builtin__.unicode"  # type: ignore[union-attr]


def _is_encoded(call: ast.Call, module: Module) -> bool:
    """Whether it is encoded right there: `str(x).encode(codec)`, `six.ensure_binary(str(x))`."""
    around = module.parent(call)
    called = around.func if isinstance(around, ast.Call) else around
    return getattr(called, "attr", "") in ("encode", "ensure_binary")


def _may_be_binary(call: ast.Call, module: Module) -> bool:
    """Whether `bytes` may take what `str` takes: it is bytes itself, or an object that gives bytes."""
    if not call.args or is_string_for_certain(call.args[0], module):
        return True
    reader = module.parent(call)
    if isinstance(reader, ast.Call) and module.qualified_name(reader.func) in _READERS:
        return True
    if _takes_its_place(call, module):
        return True
    return module.strings.origin(call.args[0]) is Flavour.BINARY or module.strings.gives_binary(OLD)


def _takes_its_place(call: ast.Call, module: Module) -> bool:
    """Whether it is `data = str(data)`, maybe with methods behind: a string of another kind is made a plain one."""
    around: Any = module.parent(call)
    while isinstance(around, ast.Attribute):
        called: Any = module.parent(around)
        if not isinstance(called, ast.Call) or called.func is not around:
            return False
        around = module.parent(called)
    is_alone = isinstance(around, ast.Assign) and len(around.targets) == 1
    return is_alone and module.text(around.targets[0]) == module.text(call.args[0])


def _step(method: Any, module: Module) -> str:
    holder: Any = module.parent(method)
    return indentation_step(holder, method, module)


def _is_binary_method(node: ast.FunctionDef, module: Module) -> bool:
    """Whether a method returns something binary that it has not just made of text."""
    if (
        not isinstance(module.parent(node), ast.ClassDef)
        or module.strings.flavour(node) is not Flavour.BINARY
    ):
        return False
    returned: Sequence[Any] = [
        each.value for each in module.nodes(ast.Return) if module.scope(each).node is node
    ]
    encoded = (
        each for each in returned if isinstance(each, ast.Call) and getattr(each.func, "attr", "") == "encode"
    )
    return not any(encoded)

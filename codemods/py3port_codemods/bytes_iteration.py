"""The rule for iterating over binary strings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
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
from py3port_codemods._binary import (
    bytes_type,
    is_loop_over_bytes,
    is_string,
    is_string_for_certain,
    uses_of_variable,
)

_LISTING = frozenset(
    {
        "__builtin__.list", "__builtin__.tuple", "__builtin__.set", "__builtin__.enumerate", "__builtin__.reversed",
        "__builtin__.sorted",
    }
)  # fmt: skip
_COPYING = frozenset({"__builtin__.list", "__builtin__.tuple", "__builtin__.reversed", "__builtin__.sorted"})
_CALLING = frozenset({"__builtin__.map", "__builtin__.filter", "__builtin__.reduce", "functools.reduce"})


class BytesIteration(Rule):
    """Iterating over bytes gives strings of one byte in Python 2 and numbers in Python 3.

    Where only `ord` is asked of each, `bytearray(data)` gives the numbers on both; else slices give the strings.

    Where nothing is done with each that only a string of one byte takes, it may as well be a list, and is left alone.

    Fix safety: that what is iterated over is binary is likely by its origin and its uses, not certain.
    """

    name = "bytes-iteration"
    title = "Iterate over bytes alike on Python 2 and 3"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/stdtypes.html#bytes-objects",)
    nodes = (ast.For, ast.comprehension, ast.Name)
    beside_binary = True
    after = ("binary-str-method",)
    examples = (
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = sum(ord(c) for c in data)\n",
            "import struct\ndata = struct.pack('>H', 258)\nx = sum(c for c in bytearray(data))\n",
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nn = 0\nfor c in data:\n    n += ord(c) * ord(c)\ndel c\n",
            "import struct\ndata = struct.pack('>H', 258)\nn = 0\nfor c in bytearray(data):\n    n += c * c\ndel c\n",
            unsafe=True,
        ),
        Example(
            "import hashlib\ndata = hashlib.md5('').digest()\nn = 0\nfor c in list(data):\n    n += ord(c)\n",
            "import hashlib\ndata = hashlib.md5('').digest()\nn = 0\nfor c in list(bytearray(data)):\n    n += c\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nn = 0\nfor c in data:\n    n += data.count(c)\n",
            "import struct\ndata = struct.pack('>H', 258)\nn = 0\n"
            "for c in [data[i:i + 1] for i in range(len(data))]:\n    n += data.count(c)\n",
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = list(map(ord, data))\n",
            "import struct\ndata = struct.pack('>H', 258)\nx = list(bytearray(data))\n",
            unsafe=True,
        ),
        Example(
            "import struct\nfrom functools import reduce\ndata = struct.pack('>H', 258)\n"
            "x = reduce(lambda a, b: (a << 8) + ord(b), data, 0)\n",
            "import struct\nfrom functools import reduce\ndata = struct.pack('>H', 258)\n"
            "x = reduce(lambda a, b: (a << 8) + b, bytearray(data), 0)\n",
            unsafe=True,
        ),
        Example(
            "import struct\nclass A(object):\n    def __init__(self, names):\n        self.names = names\n\n"
            "    def f(self):\n        struct.unpack('B', ''.join(self.names))\n"
            "        struct.unpack('B', self.names)\n        return [n for n in self.names]\n",
            None,
        ),
        Example(
            "import struct\nx = list(struct.pack('>H', 258)) == [b'\\x01', b'\\x02']\n",
            "import struct\nx = list([bytes((n,)) for n in bytearray(struct.pack('>H', 258))]) "
            "== [b'\\x01', b'\\x02']\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import struct\nx = list(struct.pack('>H', 258)) == [b'\\x01', b'\\x02']\n",
            "import struct\n\nimport six\n\n"
            "x = list([six.int2byte(n) for n in bytearray(struct.pack('>H', 258))]) "
            "== [b'\\x01', b'\\x02']\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = b''.join(reversed(data)) == b'\\x02\\x01'\n",
            "import struct\ndata = struct.pack('>H', 258)\n"
            "x = b''.join(reversed([data[i:i + 1] for i in range(len(data))])) == b'\\x02\\x01'\n",
            unsafe=True,
        ),
        Example(
            "import struct\nfor c in struct.unpack('BB', struct.pack('>H', 258)):\n    print(c)\n"
            "x = [ord(c) for c in 'text']\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The functions that iterate over their argument."""
        return frozenset(
            {"map", "filter", "reduce", "list", "tuple", "set", "enumerate", "reversed", "sorted"}
        )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Loops, comprehensions, and the functions that iterate."""
        if isinstance(node, ast.Name):
            call = module.parent(node)
            if not isinstance(call, ast.Call) or call.func is not node:
                return
            node = call
        iterated = _iterated(node, module)
        if iterated is None:
            return
        if module.strings.flavour(iterated) is not Flavour.BINARY or not is_string(iterated, module):
            return
        target = _target(node)
        mapped = target is None and iterated is not node.args[0]
        around: Any = module.parent(node)
        if target is None and not mapped and isinstance(around, (ast.For, ast.comprehension)):
            target = around.target if module.qualified_name(node.func) in _COPYING else None
        is_loop = target is not None and is_loop_over_bytes(target, module)
        if mapped or is_loop or is_string_for_certain(iterated, module):
            calls = () if target is None else _ord_calls(target, module)
            yield Match(
                node if mapped else iterated,
                "iterating over bytes gives numbers in Python 3",
                data=None if mapped else calls,
            )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`bytearray(data)`, or a list of slices."""
        if match.data is None:
            numbers = _called("bytearray", node.args[1].value)
            return numbers if _is_copied(match, editor) else _called("list", numbers)
        if match.data:
            for call in match.data:
                editor.replace(call, editor.module.text(call.args[0]))
            return _called("bytearray", node)
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return _made_of_numbers(node, match, editor)
        index = editor.fresh_name("i", match.node)
        data = cst.Module([]).code_for_node(node)
        return cst.parse_expression(f"[{data}[{index}:{index} + 1] for {index} in range(len({data}))]")


def _made_of_numbers(node: Any, match: Match, editor: Editor) -> Any:
    """Strings of one byte from something that must not be computed twice."""
    number = editor.fresh_name("n", match.node)
    if editor.mode is Mode.DUAL:
        element = f"{editor.add_import('six')}.int2byte({number})"
    else:
        new = bytes_type(match.node, editor.module)
        if new is None:
            raise CannotRewrite("`bytes` means something else here")
        element = f"{new}(({number},))"
    data = cst.Module([]).code_for_node(node)
    return cst.parse_expression(f"[{element} for {number} in bytearray({data})]")


def _called(name: str, argument: Any) -> Any:
    return cst.Call(cst.Name(name), [cst.Arg(argument)])


def _is_copied(match: Match, editor: Editor) -> bool:
    """Whether a list is made of the result anyway, or it is only iterated over."""
    parent = editor.module.parent(match.node)
    names = ("__builtin__.list", "__builtin__.tuple", "__builtin__.sum")
    return isinstance(parent, ast.Call) and editor.module.qualified_name(parent.func) in names


def _iterated(node: Any, module: Module) -> ast.expr | None:
    if not isinstance(node, ast.Call):
        found: ast.expr = node.iter
        return found
    name = module.qualified_name(node.func)
    if name in _LISTING and len(node.args) == 1:
        return node.args[0]
    if name in _CALLING and len(node.args) > 1 and _target(node) is not None:
        return node.args[1]
    if name == "__builtin__.map" and len(node.args) == 2:
        return node.args[1] if module.qualified_name(node.args[0]) == "__builtin__.ord" else None
    return None


def _target(node: Any) -> ast.AST | None:
    """What holds each element in turn: the variable of a loop, the last parameter of a lambda that is called."""
    if not isinstance(node, ast.Call):
        return node.target  # type: ignore[no-any-return]
    function = node.args[0] if node.args else None
    return function.args.args[-1] if isinstance(function, ast.Lambda) and function.args.args else None


def _ord_calls(target: ast.AST, module: Module) -> Sequence[ast.Call]:
    """The calls of `ord` that are all that is done with the variable of a loop; empty where more is."""
    if isinstance(target, ast.Name) and _is_bound_again(target, module):
        return ()
    found = []
    for use in uses_of_variable(target, module):
        call = module.parent(use)
        if not isinstance(call, ast.Call) or module.qualified_name(call.func) != "__builtin__.ord":
            return ()
        found.append(call)
    return found


def _is_bound_again(target: ast.Name, module: Module) -> bool:
    """Whether the variable of a loop gets another value somewhere."""
    scope = module.lookup(target.id, target)
    others = [each for each in scope.binding(target.id) if each is not target] if scope is not None else []
    return any(type(getattr(each, "ctx", None)) is not ast.Del for each in others)

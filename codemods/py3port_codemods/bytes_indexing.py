"""The rule for single bytes of binary strings."""

from __future__ import annotations

from collections.abc import Iterable
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
    is_string,
    is_string_for_certain,
    is_used_as_byte,
    may_be_one_byte,
)

_CAUGHT = frozenset({"IndexError", "LookupError", "StandardError", "Exception"})
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)


class BytesIndexing(Rule):
    """`data[0]` was a string of one byte in Python 2, and is a number in Python 3 where `data` is bytes.

    The slice `data[0:1]` is a string of one byte on both. An index that is more than a sum of names and numbers,
    which must not be computed twice, and one whose `IndexError` is caught are kept: `bytes((data[i()],))` in `py3`
    mode, six's `int2byte` and `indexbytes` in `dual`.

    `ord(data[0])` is sliced also where nothing tells what `data` is, since that does for text as well.

    Where nothing is done with what the index gives that only a string of one byte takes (compared with one, joined to
    a string, asked for its `ord`), `data` may as well be a list of strings or numbers, and is left alone.

    Fix safety: that `data` is binary is likely by its origin and its uses, not certain. Beyond the end of the string
    a slice is empty, where an index was an error; where a computed index may be negative, a slice may be empty, too.
    """

    name = "bytes-indexing"
    title = "Slice single bytes out of binary strings"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/stdtypes.html#bytes-objects",)
    nodes = (ast.Subscript,)
    beside_binary = True
    after = ("chr-builtin",)
    examples = (
        Example(
            "import struct\nx, y = struct.pack('>H', 258), 'ab'\nf = lambda pair: ord(pair[0]) + ord(pair[1])\n"
            "z = list(map(f, zip(y, y)))\n",
            None,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = data[0]\ny = ord(x)\nx = 3\ny += x & 127\n",
            "import struct\ndata = struct.pack('>H', 258)\nx = data[0:1]\ny = ord(x)\nx = 3\ny += x & 127\n",
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = ord(data[1])\ny = data[0] == data[-2]\n",
            "import struct\ndata = struct.pack('>H', 258)\nx = ord(data[1:2])\ny = data[0:1] == data[-2:-1]\n",
            unsafe=True,
            findings=3,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = ord(data[-1])\ni = 0\n"
            "y = ord(data[i]) + ord(data[i + 1])\n",
            "import struct\ndata = struct.pack('>H', 258)\nx = ord(data[-1:])\ni = 0\n"
            "y = ord(data[i:i + 1]) + ord(data[i + 1:i + 2])\n",
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\ni = 0\nx = ord(data[i * 2]) + ord(data[i * 2 + 1])\n",
            "import struct\ndata = struct.pack('>H', 258)\ni = 0\n"
            "x = ord(data[i * 2:i * 2 + 1]) + ord(data[i * 2 + 1:i * 2 + 2])\n",
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\ntry:\n    x = ord(data[2])\nexcept IndexError:\n    x = 0\n",
            "import struct\ndata = struct.pack('>H', 258)\ntry:\n    x = ord(bytes((data[2],)))\n"
            "except IndexError:\n    x = 0\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = ord(data[len('a')])\n",
            "import struct\ndata = struct.pack('>H', 258)\nx = ord(bytes((data[len('a')],)))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import struct\ndata = struct.pack('>H', 258)\nx = ord(data[len('a')])\n",
            "import struct\n\nimport six\n\ndata = struct.pack('>H', 258)\n"
            "x = ord(six.int2byte(six.indexbytes(data, len('a'))))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import struct\nx = struct.unpack('>H', struct.pack('>H', 1))[0]\n"
            "y = struct.pack('B', 65).decode('ascii')[0]\n"
            "z = [struct.pack('B', 1)][0]\n",
            None,
        ),
        Example(
            "import struct\ndef f(page, data):\n    data.extend(struct.unpack('>H', page['a'] + page['b']))\n"
            "    struct.unpack('>H', data[0])\n",
            None,
        ),
        Example(
            "import struct\nclass A(object):\n    data = struct.pack('B', 1)\n    kind = 2\n"
            "def f(other):\n    first = other.data[0]\n    return first.kind, other.data[0] == 3\n",
            None,
        ),
        Example(
            "import struct\ndef f(data, rows):\n    struct.pack('2s2s', data, rows)\n"
            "    return data[0] == '+' or rows[0]\n",
            "import struct\ndef f(data, rows):\n    struct.pack('2s2s', data, rows)\n"
            "    return data[0:1] == '+' or rows[0]\n",
            unsafe=True,
        ),
    )

    def detect(self, node: ast.Subscript, module: Module) -> Iterable[Match]:
        """Every index into a string that is binary."""
        if isinstance(node.slice, ast.Slice) or not isinstance(node.ctx, ast.Load):
            return
        if _is_put_in_bytes(node, module):
            return
        flavour = module.strings.flavour(node.value)
        if flavour is not Flavour.BINARY and (flavour is Flavour.TEXT or not _is_asked_for_ord(node, module)):
            return
        is_likely = is_string_for_certain(node.value, module) or is_used_as_byte(node, module)
        if is_likely and is_string(node.value, module) and may_be_one_byte(node, module):
            yield Match(node, "indexing bytes gives a number in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`data[i:i + 1]`, or six's functions where the index is more than that."""
        index = node.slice[0].slice.value
        is_caught = _may_be_caught(match.node, editor.module)
        end = None if is_caught else _following(match.node.slice, index)  # type: ignore[attr-defined]
        if end is not None:
            bounds = cst.Slice(lower=index, upper=end or None)
            return node.with_changes(slice=[node.slice[0].with_changes(slice=bounds)])
        if editor.mode is Mode.PY3:
            new = bytes_type(match.node, editor.module)
            if new is None:
                raise CannotRewrite("`bytes` means something else here")
            element = cst.Element(node.with_changes(lpar=[], rpar=[]), comma=cst.Comma())
            number = cst.Arg(cst.Tuple([element]))
            return cst.Call(cst.parse_expression(new), [number], lpar=node.lpar, rpar=node.rpar)
        six = editor.add_import("six")
        value: Any = cst.parse_expression(f"{six}.int2byte({six}.indexbytes(_, _))")
        inner = value.args[0].value
        arguments = [inner.args[0].with_changes(value=node.value), inner.args[1].with_changes(value=index)]
        outer = [value.args[0].with_changes(value=inner.with_changes(args=arguments))]
        return value.with_changes(args=outer, lpar=node.lpar, rpar=node.rpar)


def _may_be_caught(node: ast.AST, module: Module) -> bool:
    """Whether an `IndexError` of it may be waited for, which a slice never raises."""
    child: ast.AST = node
    for parent in module.ancestors(node):
        if isinstance(parent, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            return False
        if isinstance(parent, ast.Try) and child in parent.body:
            caught = [each.type for each in parent.handlers]
            if any(each is None or _CAUGHT & _names_in(each) for each in caught):
                return True
        child = parent
    return False


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _is_asked_for_ord(node: ast.Subscript, module: Module) -> bool:
    """Whether it is the argument of `ord`: a slice will do there for text as well."""
    call = module.parent(node)
    is_ord = isinstance(call, ast.Call) and getattr(call.func, "id", "") == "ord"
    return is_ord and module.is_builtin("ord", node)


def _is_put_in_bytes(node: ast.Subscript, module: Module) -> bool:
    """Whether it is the number that bytes are made of, as in `bytes((data[i()],))`."""
    holder = module.parent(node)
    call = module.parent(holder) if isinstance(holder, (ast.Tuple, ast.List)) else None
    return isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("bytes", "bytearray")


def _following(index: Any, written: Any) -> Any:
    """The index after one; False for the end of the string; None where computing it twice may not do."""
    negated = isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub)
    value = getattr(index.operand if negated else index, "value", None)
    if isinstance(value, int) and not isinstance(value, bool):
        if negated:
            return cst.parse_expression(str(1 - value)) if value > 1 else False
        return cst.Integer(str(value + 1))
    if isinstance(index, (ast.Name, ast.Attribute)) and _is_plain(index):
        return _sum(written, 1)
    if isinstance(index, ast.BinOp) and isinstance(index.op, (ast.Add, ast.Sub)):
        number = getattr(index.right, "value", None)
        if _is_plain(index.left) and isinstance(number, int) and not isinstance(index.left, ast.Constant):
            return _sum(written.left, number + 1 if isinstance(index.op, ast.Add) else 1 - number)
    return _sum(written, 1) if isinstance(index, ast.BinOp) and _is_plain(index) else None


def _is_plain(node: ast.expr) -> bool:
    """Whether it is made of variables and numbers only, and binds no looser than a sum."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, _ARITHMETIC) and _is_plain(node.left) and _is_plain(node.right)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int)
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _sum(left: Any, number: int) -> Any:
    if not number:
        return left
    operator = cst.Add() if number > 0 else cst.Subtract()
    return cst.BinaryOperation(left, operator, cst.Integer(str(abs(number))))

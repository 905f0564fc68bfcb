"""The rule for checks whether something binary is a `str`."""

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

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SAME = (ast.Is, ast.Eq, ast.In)
_TEXT = frozenset({"__builtin__.unicode", "__builtin__.str", "types.UnicodeType", "six.text_type"})
"""What is neither of these is binary where it is a string. Of two checks for `str` the first was one for `unicode`."""
_GONE = frozenset({"unicode", "basestring", "unichr", "long", "xrange", "raw_input", "reduce", "file", "cmp"})
"""Names that a file has no more when it is ported."""


class StrTypeCheck(Rule):
    """`isinstance(data, str)` is true of bytes in Python 2 and false in Python 3; `bytes` means the same on both.

    So it is in the `elif` of a check for `unicode`, where no text comes any more.

    Fix safety: that what is checked is binary is likely by its origin and its uses, not certain. In `py3` mode, where
    nothing tells whether a file was ported already, and the check one for `unicode`, it is for a person.
    """

    name = "str-type-check"
    title = "Check for bytes where the string is binary"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Name,)
    words = ("isinstance", "type(")
    after = ("str-translate",)
    examples = (
        Example(
            "import struct\ndata = struct.pack('B', 1)\nx = isinstance(data, str), type(data) is str\n",
            "import struct\ndata = struct.pack('B', 1)\nx = isinstance(data, bytes), type(data) is bytes\n",
            unsafe=True,
        ),
        Example(
            "import zlib\ndef f(x):\n    if isinstance(x, str):\n        x = x.decode('ascii')\n    return x\n"
            "y = f(u'a'), f(b'a')\n",
            "import zlib\ndef f(x):\n    if isinstance(x, bytes):\n        x = x.decode('ascii')\n    return x\n"
            "y = f(u'a'), f(b'a')\n",
            unsafe=True,
        ),
        Example(
            "def f(x, codec=None):\n    if type(x) is str:\n        codec = codec or 'ascii'\n"
            "        x = unicode(x, codec)\n    return x\ny = f(u'a'), f(b'a')\n",
            "def f(x, codec=None):\n    if type(x) is bytes:\n        codec = codec or 'ascii'\n"
            "        x = unicode(x, codec)\n    return x\ny = f(u'a'), f(b'a')\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "import zlib, re\ndef f(x):\n    if isinstance(x, str) and re.search('[x-z]', x):\n"
            "        x = x.decode('ascii')\n    return x\ny = f(u'a')\n",
            "import zlib, re\ndef f(x):\n    if isinstance(x, bytes) and re.search('[x-z]', x):\n"
            "        x = x.decode('ascii')\n    return x\ny = f(u'a')\n",
            unsafe=True,
        ),
        Example(
            "def f(x):\n    if isinstance(x, str):\n        return x.decode('utf-8', 'replace').encode('utf-8')\n"
            "    return x.encode('utf-8')\ny = f(u'a') == f(b'a')\n",
            "def f(x):\n    if isinstance(x, bytes):\n        return x.decode('utf-8', 'replace').encode('utf-8')\n"
            "    return x.encode('utf-8')\ny = f(u'a') == f(b'a')\n",
            unsafe=True,
        ),
        Example(
            "def f(x, y):\n    if isinstance(y, unicode) and isinstance(x, str):\n        x = x.decode('ascii')\n"
            "    return x + y\nz = f(b'a', u'b')\n",
            "def f(x, y):\n    if isinstance(y, unicode) and isinstance(x, bytes):\n        x = x.decode('ascii')\n"
            "    return x + y\nz = f(b'a', u'b')\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "import struct\ndef f(x):\n    x = x or struct.pack('B', 1)\n"
            "    return isinstance(x, str), isinstance(x, bytes)\n",
            None,
        ),
        Example(
            "import struct\ndef f(bytes):\n    if isinstance(bytes, str):\n        return struct.unpack('B', bytes)\n"
            "x = f(b'a'), f(long(1))\n",
            "import struct\ndef f(bytes):\n    if isinstance(bytes, type(b'')):\n"
            "        return struct.unpack('B', bytes)\nx = f(b'a'), f(long(1))\n",
            unsafe=True,
            runs=False,
        ),
        Example("import struct\nx = isinstance('a', str), type(u'a') is str\n", None),
        Example(
            "import struct\ndef f(x):\n    if isinstance(x, str):\n        print(x)\n"
            "    return struct.pack('>H', len(x)) + x\n",
            None,
            mode=Mode.PY3,
            findings=1,
            runs=False,
        ),
        Example(
            "def f(x):\n    if isinstance(x, unicode):\n        return 1\n    elif not isinstance(x, (str, int)):\n"
            "        return 2\n    return 3\ny = f(u'a'), f(b'a'), f(None)\n",
            "def f(x):\n    if isinstance(x, unicode):\n        return 1\n    elif not isinstance(x, (bytes, int)):\n"
            "        return 2\n    return 3\ny = f(u'a'), f(b'a'), f(None)\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "def f(x):\n    kind = type(x)\n    return 1 if kind is unicode else 2 if kind == str else 3\n"
            "y = f(u'a'), f(b'a'), f(None)\n",
            "def f(x):\n    kind = type(x)\n    return 1 if kind is unicode else 2 if kind == bytes else 3\n"
            "y = f(u'a'), f(b'a'), f(None)\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "def f(x, y):\n    if isinstance(y, unicode):\n        return 1\n    if isinstance(x, str):\n"
            "        return 2\n    elif isinstance(x, unicode):\n        return 3\n"
            "    elif isinstance(y, str):\n        return 4\nx = f('a', 1)\n",
            None,
        ),
    )

    def names(self) -> frozenset[str]:
        """The type."""
        return frozenset({"str"})

    def may_find(self, text: str) -> bool:
        """Only beside a check."""
        return "str" in text and any(word in text for word in self.words)

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every use of the type in a check on something binary."""
        if not isinstance(node.ctx, ast.Load) or not module.is_builtin(node):
            return
        new = bytes_type(node, module)
        if new is None or _is_told_from_bytes(node, module):
            return
        if _is_told_from_text(node, module) or _is_binary(node, module):
            applicability = Applicability.MANUAL if _may_be_ported(node, module) else None
            yield Match(node, "what is checked is binary: `bytes` in Python 3", applicability, data=new)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`bytes`, or another expression for it."""
        return cst.parse_expression(match.data)


def _is_binary(node: ast.Name, module: Module) -> bool:
    """Whether its origin or its uses say that what is checked is binary."""
    if _leads_to_decoding(node, module):
        return True
    may_be = may_hold_binary(module.source.text)
    return may_be and module.strings.flavour(node, ("type",)) is Flavour.BINARY


def _may_be_ported(node: ast.Name, module: Module) -> bool:
    """Whether it may have been `unicode`, which is `str` in `py3` mode: nothing of the project is Python 2 any more."""
    if module.mode is Mode.DUAL or module.was_python2 or _leads_to_decoding(node, module):
        return False
    subject, index = _subject(node, module), module.surroundings.index
    return (
        subject is not None
        and not (index is not None and index.has_python2())
        and not module.strings.is_certain(subject)
        and not any(name.id in _GONE and module.is_builtin(name) for name in module.nodes(ast.Name))
    )


def _is_told_from_bytes(node: ast.Name, module: Module) -> bool:
    """Whether the same object is checked for `bytes` in the same scope: then `str` is text already."""
    checked, scope = _checked(node, module), module.scope(node)
    others = (each for each in module.nodes(ast.Name) if each.id == "bytes" and module.scope(each) is scope)
    return checked != "" and any(
        _checked(each, module) == checked for each in others if module.is_builtin(each)
    )


def _is_told_from_text(node: ast.Name, module: Module) -> bool:
    """Whether what is checked is known not to be text there: a check for that leads elsewhere."""
    checked = _checked(node, module)
    child: Any = node
    for parent in module.ancestors(node) if checked else ():
        if isinstance(parent, (ast.If, ast.IfExp)):
            is_otherwise = child is parent.orelse or (isinstance(parent, ast.If) and child in parent.orelse)
            if is_otherwise and _asks_for_text(parent.test, checked, module):
                return True
        elif isinstance(parent, (*_FUNCTIONS, ast.ClassDef)):
            break
        child = parent
    return False


def _asks_for_text(test: ast.expr, checked: str, module: Module) -> bool:
    """Whether a test is just a check of the same object for a type of text, perhaps among others."""
    if not isinstance(test, (ast.Call, ast.Compare)):
        return False
    asked: Any = (
        test.args[-1] if isinstance(test, ast.Call) and test.args else getattr(test, "comparators", [None])[0]
    )
    types = asked.elts if isinstance(asked, (ast.Tuple, ast.List)) else [asked]
    return any(_checked(each, module) == checked and module.qualified_name(each) in _TEXT for each in types)


def _checked(node: ast.AST, module: Module) -> str:
    """The source of what is asked to be of a type; empty where nothing is."""
    subject = _subject(node, module)
    return module.text(subject) if subject is not None else ""


def _subject(node: ast.AST, module: Module) -> ast.expr | None:
    """What is asked to be of a type, be it by `isinstance` or by `type`."""
    check: Any = module.parent(node)
    if isinstance(check, (ast.Tuple, ast.List)):
        check = module.parent(check)
    if isinstance(check, ast.Call) and len(check.args) == 2:
        return check.args[0] if _calls(check, "isinstance", module) else None
    if not isinstance(check, ast.Compare) or not isinstance(check.ops[0], _SAME) or check.left is node:
        return None
    kind: Any = check.left
    if isinstance(kind, ast.Name):
        kind = module.assigned_value(kind)
    return kind.args[0] if isinstance(kind, ast.Call) and kind.args and _calls(kind, "type", module) else None


def _calls(call: ast.Call, builtin: str, module: Module) -> bool:
    return module.qualified_name(call.func) == f"__builtin__.{builtin}"


def _leads_to_decoding(node: ast.Name, module: Module) -> bool:
    """Whether it is the test, or one of those that all have to hold, of an `if` that decodes what was checked."""
    check, subject = module.parent(node), _subject(node, module)
    test: Any = check
    branch: Any = module.parent(check) if isinstance(check, (ast.Call, ast.Compare)) else None
    if isinstance(branch, ast.BoolOp) and isinstance(branch.op, ast.And):
        test, branch = branch, module.parent(branch)
    if subject is None or not isinstance(branch, (ast.If, ast.IfExp)) or branch.test is not test:
        return False
    if isinstance(check, ast.Compare) and isinstance(check.ops[0], ast.In):
        return False
    checked = module.text(subject)
    if isinstance(branch, ast.IfExp):
        return _decoded(branch.body, module) == checked
    for statement in branch.body:
        value = statement.value if isinstance(statement, (ast.Assign, ast.Return)) else None
        if value is not None and _decoded(value, module) == checked:
            return True
        if not isinstance(statement, (ast.Assign, ast.If)) or _binds(statement, checked, module):
            return False
    return False


def _decoded(node: ast.expr, module: Module) -> str:
    """The source of what `x.decode(...)` or `unicode(x, codec)` makes text of; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        if node.func.attr == "encode":
            return _decoded(node.func.value, module)
        return module.text(node.func.value) if node.func.attr == "decode" else ""
    has_codec = len(node.args) > 1 or any(each.arg == "encoding" for each in node.keywords)
    is_unicode = module.qualified_name(node.func) == "__builtin__.unicode"
    return module.text(node.args[0]) if is_unicode and has_codec and node.args else ""


def _binds(statement: ast.stmt, name: str, module: Module) -> bool:
    """Whether a statement, or a part of it, gives another value to what is written so."""
    targets = (each for each in ast.walk(statement) if type(getattr(each, "ctx", None)) is ast.Store)
    return any(module.text(each) == name for each in targets)

"""The rule for `buffer`."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Mode, Module, Stage, ast
from py3port_codemods._builtins import is_type_check_argument, type_check_tuple
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone

_MAKERS = {
    Mode.PY3: frozenset({"__builtin__.str"}),
    Mode.DUAL: frozenset({"__builtin__.str", "__builtin__.bytes"}),
}
"""What makes a string of a `buffer`, and of a `memoryview` one that says no more than where it lies."""


class BufferBuiltin(GoneBuiltin):
    """`buffer` looked at the bytes of an object without a copy; Python 2.7 and 3 have `memoryview` for that (PEP 3118).

    Fix safety: a slice of a `buffer` is a string, one of a `memoryview` another view, and some libraries of Python 2
    (among them sqlite3) take the one and not the other. The fix waits for `--unsafe`. In `dual` mode checks of the
    type stay: what Python 2's libraries return is a `buffer`.
    """

    name = "buffer-builtin"
    title = "Use memoryview for buffer"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    aliases = ("fix_buffer", "W1603")
    references = ("https://peps.python.org/pep-3118/",)
    words = ("buffer",)
    gone = Gone(
        "3.0",
        "memoryview",
        calls={2: "memoryview($1)[$2:]", 3: "memoryview($1)[$2:][:$3]"},
        applicability=Applicability.UNSAFE,
        note="`memoryview` comes nearest",
    )
    examples = (
        Example("x = len(buffer(b'abc'))\n", "x = len(memoryview(b'abc'))\n", unsafe=True),
        Example(
            "make = buffer\nx = len(make(b'abc'))\n",
            "make = memoryview\nx = len(make(b'abc'))\n",
            unsafe=True,
        ),
        Example(
            "x = len(buffer(b'abcd', 1)) + len(buffer(b'abcd', 1, 2))\n",
            "x = len(memoryview(b'abcd')[1:]) + len(memoryview(b'abcd')[1:][:2])\n",
            unsafe=True,
        ),
        Example("x = isinstance('a', buffer)\n", None, findings=1, mode=Mode.DUAL),
        Example(
            "x = isinstance('a', buffer)\n",
            "x = isinstance('a', memoryview)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("x = str(buffer('abcdef', 2, 3))\n", None, findings=1),
        Example("x = bytes(buffer(b'abcdef', 2, 3))\n", None, findings=1, mode=Mode.DUAL),
        Example(
            "x = isinstance('a', (str, buffer))\n",
            "x = isinstance('a', (str, memoryview))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("buffer = []\nbuffer.append(1)\n", None),
        Example("def f(buffer):\n    return buffer[0]\nx = f('a')\n", None),
        Example(
            "try:\n    buffer\nexcept NameError:\n    buffer = memoryview\nx = len(buffer(b'a'))\n", None
        ),
    )

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """What is checked against it may come from a library that makes buffers; a string has no view of memory."""
        known = module.type_of(node.args[0]) if isinstance(node, ast.Call) and node.args else None
        if known is not None and known.name in ("str", "unicode", "basestring"):
            return Applicability.MANUAL
        if _maker(node, module) in _MAKERS[module.mode]:
            return Applicability.MANUAL
        is_checked = is_type_check_argument(node, module) or type_check_tuple(node, module) is not None
        if is_checked and module.mode is Mode.DUAL:
            return Applicability.MANUAL
        return Applicability.UNSAFE


def _maker(node: ast.expr, module: Module) -> str | None:
    """The name of what a call is passed to, where that is a function alone."""
    call = module.parent(node)
    is_passed = isinstance(call, ast.Call) and node in call.args
    return module.qualified_name(call.func) if is_passed and isinstance(call, ast.Call) else None

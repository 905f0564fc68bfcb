"""The rule for what was read compared with the empty string."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Flavour, Match, Module, Rule, Stage, ast, cst

_READING = frozenset({"read", "readline", "recv"})
_TESTS = (ast.If, ast.While, ast.IfExp)


class EmptyRead(Rule):
    """`data == ''` told that a file was at its end; what is read from a file of bytes never equals it in Python 3.

    A loop that goes on until then goes on for ever. Whichever kind of string it is, the empty one is false.

    Fix safety: None, which a file that does not block gives where nothing is there yet, is false too. What is known to
    be text, or binary for certain, is left to other rules.
    """

    name = "empty-read"
    title = "Tell the end of a file by truth"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/io.html#io.RawIOBase.read",)
    words = tuple(f"{name}(" for name in sorted(_READING))
    nodes = (ast.Compare,)
    examples = (
        Example(
            "def f(file):\n    n = 0\n    while True:\n        data = file.read(1)\n        if data == '':\n"
            "            return n\n        n += 1\nimport io\nx = f(io.BytesIO(b'ab'))\n",
            "def f(file):\n    n = 0\n    while True:\n        data = file.read(1)\n        if not data:\n"
            "            return n\n        n += 1\nimport io\nx = f(io.BytesIO(b'ab'))\n",
            unsafe=True,
        ),
        Example(
            "def f(file):\n    line = file.readline()\n    while '' != line and line:\n        line = file.readline()\n"
            "    return file.read() == ''\nimport io\nx = f(io.BytesIO(b'ab'))\n",
            "def f(file):\n    line = file.readline()\n    while line and line:\n        line = file.readline()\n"
            "    return not file.read()\nimport io\nx = f(io.BytesIO(b'ab'))\n",
            unsafe=True,
        ),
        Example("def f(name):\n    return open(name).read() == ''\n", None),
        Example("def f(name):\n    return name == ''\n", None),
        Example(
            "def f(file):\n    data = ''\n    if file:\n        data = file.read()\n    return data != ''\n",
            None,
        ),
    )

    def detect(self, node: ast.Compare, module: Module) -> Iterable[Match]:
        """Every comparison of what was read, of no known kind, with the empty string."""
        if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            return
        sides = [node.left, node.comparators[0]]
        if not any(isinstance(each, ast.Constant) and each.value == "" for each in sides):
            return
        read = [each for each in sides if _is_read(each, module)]
        if not read or not _takes_truth(node, module):
            return
        strings = module.strings
        is_text = strings.flavour(read[0]) is Flavour.TEXT or strings.origin(read[0]) is Flavour.TEXT
        if is_text or strings.is_certain(read[0]):
            return
        yield Match(
            node, "what is read from a file of bytes never equals '' in Python 3", data=sides.index(read[0])
        )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`not data`, or `data`."""
        read = node.left if match.data == 0 else node.comparisons[0].comparator
        if isinstance(match.node.ops[0], ast.NotEq):  # type: ignore[attr-defined]
            return read.with_changes(lpar=[*node.lpar, *read.lpar], rpar=[*read.rpar, *node.rpar])
        return cst.UnaryOperation(cst.Not(), read, lpar=node.lpar, rpar=node.rpar)


def _is_read(node: ast.expr, module: Module) -> bool:
    """Whether it is the result of reading from some file, or a variable that holds nothing else."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in _READING
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    bindings = scope.binding(node.id) if scope is not None and isinstance(node, ast.Name) else ()
    statements = [module.parent(each) for each in bindings]
    return bool(statements) and all(
        isinstance(each, ast.Assign) and isinstance(each.value, ast.Call) and _is_read(each.value, module)
        for each in statements
    )


def _takes_truth(comparison: ast.Compare, module: Module) -> bool:
    """Whether `not data` may stand in its place, and where it is `!=`, the data itself."""
    around = module.parent(comparison)
    if isinstance(around, (ast.Compare, ast.BinOp)):
        return False
    if isinstance(comparison.ops[0], ast.Eq):
        return True
    if isinstance(around, (ast.BoolOp, ast.UnaryOp)):
        return isinstance(module.parent(around), _TESTS)
    return isinstance(around, _TESTS) and around.test is comparison

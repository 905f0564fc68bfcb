"""The rule for arrays of characters."""

from __future__ import annotations

from collections.abc import Iterable

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast


class ArrayTypecode(Rule):
    """Python 3.0 dropped the typecode `'c'` of `array.array`, an array of characters.

    `'B'` holds the same bytes, as numbers; a `bytearray` may be what is wanted. Which it is only a person can tell.
    """

    name = "array-typecode"
    title = "Make no arrays of characters"
    stage = Stage.COMMON
    applicability = Applicability.MANUAL
    fixable = False
    references = ("https://docs.python.org/2/library/array.html",)
    words = ("array",)
    nodes = (ast.Call,)
    examples = (
        Example("import array\na = array.array('c', 'abc')\n", None, findings=1),
        Example("from array import array\na = array('c')\nb = array('B', [1])\n", None, findings=1),
        Example("def array(code):\n    return code\na = array('c')\n", None),
    )

    def functions(self) -> frozenset[str]:
        """The class, and its former name."""
        return frozenset({"array", "ArrayType"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call that asks for characters."""
        code = node.args[0] if node.args else None
        if not isinstance(code, ast.Constant) or code.value not in ("c", b"c"):
            return
        if module.qualified_name(node.func) in ("array.array", "array.ArrayType"):
            yield Match(node, "Python 3 has no arrays of characters: `'B'` holds bytes, as numbers")

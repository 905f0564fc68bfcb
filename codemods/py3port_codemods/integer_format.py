"""The rule for floats that are formatted as integers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._shown import specifiers_of


class IntegerFormat(Rule):
    """`"%x"`, `"%X"`, `"%o"` and `"%c"` took floats in Python 2 and cut them off; Python 3 wants integers.

    `int()` around the number does the same on both. `"%d"` still takes floats.
    """

    name = "integer-format"
    title = "Format integers with %x and %o"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.5"
    aliases = ("bad-string-format-type", "PLE1307", "E1307")
    references = ("https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting",)
    words = ("%",)
    nodes = (ast.BinOp,)
    examples = (
        Example("x = '%x' % 10.0\n", "x = '%x' % int(10.0)\n"),
        Example(
            "n = 3\nx = '%s %04X%%' % ('a', n * 85.0)\n", "n = 3\nx = '%s %04X%%' % ('a', int(n * 85.0))\n"
        ),
        Example(
            "import time\nx = len('%x' % time.time()) > 3\n",
            "import time\nx = len('%x' % int(time.time())) > 3\n",
        ),
        Example("x = '%d %f %s' % (1.5, 1.5, 1.5), '%x' % 3, '%(a)x' % {'a': 1}, '%x' % int(1.5)\n", None),
    )

    def detect(self, node: ast.BinOp, module: Module) -> Iterable[Match]:
        """Every conversion to an integer of what is sure to be a float."""
        if not isinstance(node.op, ast.Mod) or not isinstance(node.left, ast.Constant):
            return
        specifiers = specifiers_of(node)
        if not any(each[-1] in "xXoc" for each in specifiers) or any(
            "*" in each or "(" in each for each in specifiers
        ):
            return
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        for specifier, value in zip(specifiers, values, strict=False):
            if specifier[-1] in "xXo" and _is_float(value, module):
                yield Match(value, f"`{specifier}` wants an integer in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`int(...)` around it."""
        if not editor.module.is_builtin("int", match.node):
            raise CannotRewrite("`int` means something else here")
        inner = node.with_changes(lpar=[], rpar=[])
        return cst.Call(cst.Name("int"), [cst.Arg(inner)], lpar=node.lpar, rpar=node.rpar)


def _is_float(node: Any, module: Module) -> bool:
    """Whether a number is sure to be a float: it is one, or a part of what is computed is."""
    known = module.type_of(node)
    if known is not None:
        return known.name == "float"
    is_computed = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div))
    return is_computed and (_is_float(node.left, module) or _is_float(node.right, module))

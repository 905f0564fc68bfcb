"""The rule for `math.floor` and `math.ceil`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._shown import NODES, shown

_FUNCTIONS = frozenset({"math.floor", "math.ceil"})


class FloorAndCeil(Rule):
    """`math.floor` and `math.ceil` returned floats in Python 2; in Python 3 they return integers.

    Where the result is shown, `2.0` becomes `2`; `float()` around it keeps what it was. Where it is only computed with,
    the two are alike.

    Fix safety: a result that is returned is seldom shown as it is, so that the fix waits for `--unsafe` there.
    """

    name = "floor-and-ceil"
    title = "Keep floats that floor and ceil return"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/library/math.html#math.floor",)
    words = ("floor", "ceil")
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import math\nx = str(math.floor(2.5)), '%s' % math.ceil(2.5)\n",
            "import math\nx = str(float(math.floor(2.5))), '%s' % float(math.ceil(2.5))\n",
        ),
        Example(
            "from math import floor as f\nprint(f(2.5))\n",
            "from math import floor as f\nprint(float(f(2.5)))\n",
        ),
        Example(
            "import math\ndef f(x):\n    return math.ceil(x / 2.0)\ny = f(3)\n",
            "import math\ndef f(x):\n    return float(math.ceil(x / 2.0))\ny = f(3)\n",
            unsafe=True,
        ),
        Example(
            "import math\nx = int(math.floor(2.5)), '%d' % math.floor(2.5), math.ceil(2.5) / 2, math.floor\n",
            None,
        ),
        Example("import math\nx = str(float(math.floor(2.5))), math.floor(2.5) + 1\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions."""
        return frozenset({"floor", "ceil"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call whose result is shown or returned."""
        call: Any = module.parent(node)
        if (
            not isinstance(call, ast.Call)
            or call.func is not node
            or module.qualified_name(node) not in _FUNCTIONS
        ):
            return
        message = f"`{module.text(node)}` returns an integer in Python 3"
        if _is_shown(call, module):
            yield Match(call, message)
        elif isinstance(module.parent(call), ast.Return):
            yield Match(call, message, Applicability.UNSAFE)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`float(...)` around it."""
        if not editor.module.is_builtin("float", match.node):
            raise CannotRewrite("`float` means something else here")
        inner = node.with_changes(lpar=[], rpar=[])
        return cst.Call(cst.Name("float"), [cst.Arg(inner)], lpar=node.lpar, rpar=node.rpar)


def _is_shown(call: ast.Call, module: Module) -> bool:
    """Whether text is made of the result at once."""
    outer: Any = module.parent(call)
    while isinstance(outer, (ast.Tuple, ast.List)):
        outer = module.parent(outer)
    return isinstance(outer, (*NODES, ast.Call)) and any(each is call for each, _ in shown(outer, module))

"""The rule for `sys.platform == 'linux2'`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst

_EQUAL = (ast.Eq, ast.NotEq)


class Linux2Platform(Rule):
    """`sys.platform` was `'linux2'` on Python 2 and is `'linux'` since Python 3.3, so a comparison fails silently.

    `startswith('linux')`, as the documentation recommends, is true of both.
    """

    name = "linux2-platform"
    title = "Test sys.platform with startswith"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.3"
    references = ("https://docs.python.org/3/library/sys.html#sys.platform",)
    words = ("linux2",)
    nodes = (ast.Compare,)
    examples = (
        Example(
            "import sys\nx = sys.platform == 'linux2'\n", "import sys\nx = sys.platform.startswith('linux')\n"
        ),
        Example(
            "import sys\nx = sys.platform != 'linux2' or 3\n",
            "import sys\nx = not sys.platform.startswith('linux') or 3\n",
        ),
        Example(
            "from sys import platform as _p\nx = 'linux2' == _p\n",
            "from sys import platform as _p\nx = _p.startswith('linux')\n",
        ),
        Example(
            "import sys\nx = sys.platform in ('linux2', 'darwin')\n",
            "import sys\nx = sys.platform in ('linux', 'linux2', 'darwin')\n",
        ),
        Example("import sys\nx = 1 + (sys.platform != 'linux2') * 2\n", None, findings=1),
        Example("import sys\nx = sys.platform in ('linux', 'linux2')\n", None),
        Example("import sys\nx = sys.platform.startswith('linux')\n", None),
        Example("sys = object\nx = lambda platform: platform == 'linux2'\n", None),
    )

    def detect(self, node: ast.Compare, module: Module) -> Iterable[Match]:
        """Comparisons with the name, alone or among others."""
        if len(node.ops) != 1:
            return
        sides = (node.left, node.comparators[0])
        message = "`sys.platform` is 'linux' since Python 3.3"
        if isinstance(node.ops[0], _EQUAL):
            for side, other in (sides, sides[::-1]):
                if _is_linux2(other) and module.qualified_name(side) == "sys.platform":
                    negated = isinstance(node.ops[0], ast.NotEq)
                    parent = module.parent(node)
                    loose = isinstance(parent, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute))
                    yield Match(
                        node, message, Applicability.MANUAL if negated and loose else None, side is node.left
                    )
        elif (
            isinstance(node.ops[0], (ast.In, ast.NotIn))
            and module.qualified_name(node.left) == "sys.platform"
        ):
            names = sides[1]
            if not isinstance(names, (ast.Tuple, ast.List)):
                return
            values = [getattr(each, "value", None) for each in names.elts]
            if "linux2" in values and "linux" not in values:
                yield Match(node, message, None, values.index("linux2"))

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`startswith`, or one name more."""
        compare: Any = match.node
        target = node.comparisons[0]
        if not isinstance(compare.ops[0], _EQUAL):
            names = target.comparator
            element = names.elements[match.data]
            quoted = element.value.with_changes(value=element.value.value.replace("linux2", "linux"))
            added = element.with_changes(
                value=quoted, comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            )
            elements = [*names.elements[: match.data], added, *names.elements[match.data :]]
            changed = target.with_changes(comparator=names.with_changes(elements=elements))
            return node.with_changes(comparisons=[changed])
        side, other = (node.left, target.comparator) if match.data else (target.comparator, node.left)
        prefix = other.with_changes(value=other.value.replace("linux2", "linux"))
        test: Any = cst.Call(cst.Attribute(side, cst.Name("startswith")), [cst.Arg(prefix)])
        if isinstance(compare.ops[0], ast.NotEq):
            test = cst.UnaryOperation(cst.Not(), test)
        return test.with_changes(lpar=node.lpar, rpar=node.rpar)


def _is_linux2(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "linux2"

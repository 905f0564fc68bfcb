"""The rule for `xrange`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)
from py3port_codemods._builtins import builtin_name, is_builtin_reference


class Xrange(Rule):
    """Python 2's `xrange` counted without making a list; Python 3's `range` does that, and `xrange` is gone.

    In `dual` mode the name stays and is imported from `six.moves`, so nothing changes on Python 2. In `py3` mode it is
    `builtins.range` where the program calls something of its own `range`.
    """

    name = "xrange"
    title = "Use range of Python 3 for xrange"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_xrange", "fix_xrange_six", "fix_xrange_with_import", "xrange-builtin", "W1613")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#views-and-iterators-instead-of-lists",)
    words = ("xrange",)
    nodes = (ast.Name, ast.Attribute)
    after = ("map-filter-zip-lists",)
    examples = (
        Example("for i in xrange(3):\n    print(i)\n", "for i in range(3):\n    print(i)\n", mode=Mode.PY3),
        Example(
            "for i in xrange(3):\n    print(i)\n",
            "from six.moves import xrange\n\nfor i in xrange(3):\n    print(i)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "count = xrange\nx = sum(xrange(2)) + len(count(2))\n",
            "count = range\nx = sum(range(2)) + len(count(2))\n",
            mode=Mode.PY3,
        ),
        Example("import __builtin__\nx = sum(__builtin__.xrange(3))\n", "x = sum(range(3))\n", mode=Mode.PY3),
        Example(
            "range = 3\nx = sum(xrange(range))\n",
            "import builtins\n\nrange = 3\nx = sum(builtins.range(range))\n",
            mode=Mode.PY3,
        ),
        Example(
            "range = xrange\nx = sum(range(3))\n",
            "range = range\nx = sum(range(3))\n",
            mode=Mode.PY3,
        ),
        Example("from six.moves import xrange\nx = sum(xrange(3))\n", None),
        Example(
            "try:\n    xrange\nexcept NameError:\n    xrange = range\nfor i in xrange(2):\n    pass\n", None
        ),
        Example("def f(xrange, yrange):\n    return xrange[0]\n", None),
        Example("ax.xrange = (1, 2)\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The name of the built-in."""
        return frozenset({"xrange"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference to the built-in, also through `__builtin__`."""
        if is_builtin_reference(node, "xrange", module):
            yield Match(node, "`xrange` is gone in Python 3, `range` does what it did")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`range`; in `dual` mode `xrange` from `six.moves`."""
        if isinstance(match.node, ast.Attribute):
            editor.drop_import(match.node.value)
        if editor.mode is Mode.DUAL:
            name = editor.add_import("six.moves", "xrange")
        else:
            name = builtin_name("range", match.node, editor)
        return cst.parse_expression(name).with_changes(lpar=node.lpar, rpar=node.rpar)

"""The rule for `map` without a function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
    follows_word,
    parenthesized,
)
from py3port_codemods._lists import Need, need_of


class MapOfNone(Rule):
    """`map(None, x)` was another way to say `list(x)`, and `map(None, a, b)` a `zip` that went on to the longest.

    Python 3 has `itertools.zip_longest` for the second; in `dual` mode six has it.
    """

    name = "map-of-none"
    title = "Use list and zip_longest for map of None"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    requires = ("six",)
    references = ("https://docs.python.org/3/library/itertools.html#itertools.zip_longest",)
    words = ("None",)
    nodes = (ast.Name,)
    examples = (
        Example("x = map(None, (1, 2))\n", "x = list((1, 2))\n"),
        Example(
            "x = map(None, [1], [2, 3])\n",
            "import itertools\n\nx = list(itertools.zip_longest([1], [2, 3]))\n",
            mode=Mode.PY3,
        ),
        Example(
            "x = map(None, [1], [2, 3])\n",
            "from six.moves import zip_longest\n\nx = list(zip_longest([1], [2, 3]))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "for a, b in map(None, [1], [2, 3]):\n    print((a, b))\n",
            "import itertools\n\nfor a, b in itertools.zip_longest([1], [2, 3]):\n    print((a, b))\n",
            mode=Mode.PY3,
        ),
        Example("x = map(None, *[[1], [2]])\n", None, findings=1),
        Example("def map(f, x):\n    return x\ny = map(None, [1])\nz = a.map(None, [1])\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The built-in."""
        return frozenset({"map"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every call of `map` with None for the function."""
        call: Any = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) < 2 or call.keywords:
            return
        first = call.args[0]
        if isinstance(first, ast.Constant) and first.value is None and module.is_builtin("map", node):
            is_open = any(isinstance(each, ast.Starred) for each in call.args)
            yield Match(call, "`map` takes no None in Python 3", Applicability.MANUAL if is_open else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`list(x)`, `list(zip_longest(a, b))`."""
        source: Any = match.node
        if not editor.module.is_builtin("list", source):
            raise CannotRewrite("`list` means something else here")
        new = node.with_changes(args=node.args[1:], lpar=[], rpar=[])
        if len(source.args) > 2:
            if editor.mode is Mode.PY3:
                name = f"{editor.add_import('itertools')}.zip_longest"
            else:
                name = editor.add_import("six.moves", "zip_longest")
            new = new.with_changes(func=cst.parse_expression(name))
            if need_of(source, editor.module, once=True) is not Need.NONE:
                new = cst.Call(cst.Name("list"), [cst.Arg(new)])
        else:
            new = new.with_changes(func=cst.Name("list"))
        new = new.with_changes(lpar=node.lpar, rpar=node.rpar)
        return parenthesized(new) if not node.lpar and follows_word(editor.module, source) else new

"""The rule for backticks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    ast,
    call,
    cst,
    follows_word,
    parenthesized,
    unparenthesized,
)


class Backticks(Rule):
    """Python 2's backticks are a syntax error in Python 3; `repr()` does the same in both."""

    name = "backticks"
    title = "Call repr instead of writing backticks"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_repr", "E1605", "W0333", "backtick")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#removed-syntax",)
    words = ("`",)
    nodes = (ast.Repr,)
    guardable = False
    examples = (
        Example("x = 1\ny = `x`\n", "x = 1\ny = repr(x)\n"),
        Example("y = `1` + `2`\n", "y = repr(1) + repr(2)\n", findings=2),
        Example("y = ` 1 `\n", "y = repr(1)\n"),
        Example("y = `1, 2`\n", "y = repr((1, 2))\n"),
        Example("y = `(1, 2)`\n", "y = repr((1, 2))\n"),
        Example("y = `(1 + 2)`\n", "y = repr(1 + 2)\n"),
        Example("y = `1 or 2`.upper()\n", "y = repr(1 or 2).upper()\n"),
        Example("y = `lambda: 1`[:9]\n", "y = repr(lambda: 1)[:9]\n"),
        Example("y = `1 if 2 else 3`\n", "y = repr(1 if 2 else 3)\n"),
        Example("y = `'a' 'b'`\n", "y = repr('a' 'b')\n"),
        Example("y = `[`1`, `2`]`\n", "y = repr([repr(1), repr(2)])\n", findings=3),
        Example("y = `[`x` for x in (1, 2)]`\n", "y = repr([repr(x) for x in (1, 2)])\n", findings=2),
        Example("y = -1 if`1`else`2`\n", "y = -1 if(repr(1))else(repr(2))\n"),
        Example("def f(x):\n    return`x`\ny = f(1)\n", "def f(x):\n    return(repr(x))\ny = f(1)\n"),
        Example("y = '%s' % `1`  # why\n", "y = '%s' % repr(1)  # why\n"),
        Example("y = {`1`: `2`}[`1`]\n", "y = {repr(1): repr(2)}[repr(1)]\n", findings=3),
        Example("y = `(1 +\n     2)`\n", "y = repr(1 +\n     2)\n"),
        Example(
            "def f():\n    x = `(yield)`\n    print(x)\nf()\n",
            "def f():\n    x = repr((yield))\n    print(x)\nf()\n",
        ),
        Example("if `1` == '1':\n    print('yes')\n", "if repr(1) == '1':\n    print('yes')\n"),
        Example("repr = str\ny = `1`\n", None, findings=1),
        Example("x = '`1`'  # `1`\n", None),
    )

    def detect(self, node: ast.Repr, module: Module) -> Iterable[Match]:
        """Every pair of backticks; where `repr` is another name the fix would call that."""
        if module.is_builtin("repr", node):
            yield Match(node, "backticks are spelled `repr()` in Python 3")
        else:
            message = "backticks are spelled `repr()` in Python 3, but `repr` means something else here"
            yield Match(node, message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> cst.BaseExpression:
        """`repr(value)`."""
        replacement = call("repr", unparenthesized(node.value)).with_changes(lpar=node.lpar, rpar=node.rpar)
        if follows_word(editor.module, match.node):
            return parenthesized(replacement)  # type: ignore[no-any-return]
        return replacement

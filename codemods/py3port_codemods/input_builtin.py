"""The rule for Python 2's `input`."""

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
)
from py3port_codemods._builtins import is_builtin_reference


class InputBuiltin(Rule):
    """Python 2's `input` evaluated what was typed; Python 3's returns it as text, as `raw_input` did (PEP 3111).

    Fix safety: `eval(input())` does what Python 2 did, but is seldom what was meant: `int(input())` or `literal_eval`
    are better. The fix waits for `--unsafe`. In `py3` mode nothing tells the two apart once `raw_input` is gone from a
    module, so only one that still calls `raw_input` is rewritten; in others the calls are pointed out.
    """

    name = "input-builtin"
    title = "Evaluate what input returns"
    stage = Stage.SIX
    applicability = Applicability.UNSAFE
    requires = ("six",)
    aliases = ("fix_input", "W1632")
    references = ("https://peps.python.org/pep-3111/",)
    words = ("input",)
    nodes = (ast.Name,)
    examples = (
        Example(
            "a = raw_input()\nb = input() + 1\n",
            "a = raw_input()\nb = eval(input()) + 1\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "a = b = 3\nif a < b:\n    b = input('? ')\n",
            "from six.moves import input\n\na = b = 3\nif a < b:\n    b = eval(input('? '))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("b = input()\n", None, mode=Mode.PY3, findings=1),
        Example("ask = input\n", None, findings=1),
        Example("b = eval(input())\n", None, mode=Mode.PY3),
        Example("from six.moves import input\nb = input()\n", None),
        Example("def f(input):\n    return input()\n", None),
        Example("try:\n    input = raw_input\nexcept NameError:\n    pass\nb = input()\n", None),
    )

    def names(self) -> frozenset[str]:
        """The name of the built-in."""
        return frozenset({"input"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every reference to the built-in, but where its value is evaluated already."""
        if node.id != "input" or not is_builtin_reference(node, "input", module):
            return
        call = module.parent(node)
        is_call = isinstance(call, ast.Call) and call.func is node
        outer = module.parent(call) if call is not None else None
        if isinstance(outer, ast.Call) and getattr(outer.func, "id", "") == "eval":
            return
        message = "Python 3's `input` returns what is typed as text and does not evaluate it"
        told_apart = module.mode is Mode.DUAL or any(
            each.id == "raw_input" and module.is_builtin(each) for each in module.nodes(ast.Name)
        )
        yield Match(
            call if is_call and call else node,
            message,
            None if is_call and told_apart else Applicability.MANUAL,
        )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`eval(input())`."""
        module = editor.module
        if not module.is_builtin("eval", match.node):
            raise CannotRewrite("`eval` means something else here")
        if editor.mode is Mode.DUAL:
            uses = [each for each in module.nodes(ast.Name) if each.id == "input" and module.is_builtin(each)]
            if not all(getattr(module.parent(each), "func", None) is each for each in uses):
                raise CannotRewrite("`input` is not only called here, but passed on")
            editor.add_import("six.moves", "input")
        return cst.Call(
            cst.Name("eval"), [cst.Arg(node.with_changes(lpar=[], rpar=[]))], lpar=node.lpar, rpar=node.rpar
        )

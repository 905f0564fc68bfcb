"""The rule for `raw_input`."""

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


class RawInput(Rule):
    """Python 2's `raw_input` returned the line typed, `input` evaluated it; Python 3's `input` returns it (PEP 3111).

    A module that uses Python 2's `input` as well is left to a person until that is gone: the two would look alike.
    """

    name = "raw-input"
    title = "Use input of Python 3 for raw_input"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_raw_input", "fix_raw_input_six", "fix_input_six", "raw_input-builtin", "W1609")
    references = ("https://peps.python.org/pep-3111/",)
    words = ("raw_input",)
    nodes = (ast.Name, ast.Attribute)
    after = ("input-builtin",)
    examples = (
        Example("name = raw_input('? ')\n", "name = input('? ')\n", mode=Mode.PY3, runs=False),
        Example("name = raw_input()\n", "name = input()\n", mode=Mode.PY3),
        Example("name = raw_input()\n", "from six.moves import input\n\nname = input()\n", mode=Mode.DUAL),
        Example("ask = raw_input\nname = ask()\n", "ask = input\nname = ask()\n", mode=Mode.PY3),
        Example("import __builtin__\nname = __builtin__.raw_input()\n", "name = input()\n", mode=Mode.PY3),
        Example("a = raw_input()\nb = input()\n", None, findings=1),
        Example(
            "a = raw_input()\nb = eval(input())\n",
            "a = input()\nb = eval(input())\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example("input = None\na = raw_input()\n", None, findings=1),
        Example("def raw_input():\n    return 'x'\nname = raw_input()\n", None),
        Example("try:\n    ask = raw_input\nexcept NameError:\n    ask = input\n", None),
        Example("from six.moves import input as raw_input\nname = raw_input()\n", None),
    )

    def names(self) -> frozenset[str]:
        """The name of the built-in."""
        return frozenset({"raw_input"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference to the built-in, also through `__builtin__`."""
        if is_builtin_reference(node, "raw_input", module):
            yield Match(node, "`raw_input` is called `input` in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`input`; in `dual` mode imported from `six.moves`."""
        module = editor.module
        for name in module.nodes(ast.Name):
            if name.id == "input" and module.is_builtin("input", name) and not _is_evaluated(name, module):
                raise CannotRewrite("the module uses `input` of Python 2 too, which evaluates what is typed")
        if isinstance(match.node, ast.Attribute):
            editor.drop_import(match.node.value)
        if editor.mode is Mode.DUAL:
            return cst.Name(editor.add_import("six.moves", "input"), lpar=node.lpar, rpar=node.rpar)
        if not module.is_builtin("input", match.node):
            raise CannotRewrite("`input` means something else here")
        return cst.Name("input", lpar=node.lpar, rpar=node.rpar)


def _is_evaluated(name: ast.Name, module: Module) -> bool:
    """Whether it is the `input` of `eval(input())`, as the rule for Python 2's `input` leaves it."""
    call = module.parent(name)
    outer = module.parent(call) if call is not None else None
    return isinstance(outer, ast.Call) and getattr(outer.func, "id", "") == "eval"

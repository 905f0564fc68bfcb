"""The rule for classes with an `iteritems` of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_SUCCESSORS = {"iteritems": "items", "iterkeys": "keys", "itervalues": "values"}


class IteritemsMethod(Rule):
    """A class that only has `iteritems` was enough of a mapping for Python 2; Python 3 asks every mapping for `items`.

    It gets the method by that name as well, so that `x.items()` and `six.iteritems(x)` work whatever `x` is.

    Fix safety: who asks whether there is an `items` gets another answer, so that the fix waits for `--unsafe`. A class
    with bases that the file does not show is left alone.
    """

    name = "iteritems-method"
    title = "Give classes with iteritems an items"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://peps.python.org/pep-3106/",)
    words = tuple(_SUCCESSORS)
    nodes = (ast.FunctionDef,)
    examples = (
        Example(
            "class A(object):\n    def iteritems(self):\n        return iter([(1, 2)])\n\n"
            "    y = 1\nx = list(A().iteritems())\n",
            "class A(object):\n    def iteritems(self):\n        return iter([(1, 2)])\n    items = iteritems\n\n"
            "    y = 1\nx = list(A().iteritems())\n",
            unsafe=True,
        ),
        Example(
            "class A:\n    def items(self):\n        return [(1, 2)]\n\n    def iteritems(self):\n"
            "        return iter(self.items())\nx = A().items()\n",
            None,
        ),
        Example(
            "class A(dict):\n    def iterkeys(self):\n        return iter([1])\nx = A(a=1).keys()\n", None
        ),
        Example("def iterkeys(d):\n    return iter(d)\nx = list(iterkeys({1: 2}))\n", None),
    )

    def detect(self, node: ast.FunctionDef, module: Module) -> Iterable[Match]:
        """Every such method of a class that has all its bases in the file and no method by the name of Python 3."""
        new = _SUCCESSORS.get(node.name)
        definition = module.parent(node)
        if new is None or not isinstance(definition, ast.ClassDef) or module.class_defines(definition, new):
            return
        if all(
            module.qualified_name(each) == "__builtin__.object" for each in module.foreign_bases(definition)
        ):
            yield Match(node, f"Python 3 calls `{new}`, not `{node.name}`", data=new)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The method with another name for it behind."""
        method: Any = match.node
        editor.insert_after(method, f"{match.data} = {method.name}")
        return node

"""The rule for list comprehensions that read names of the class around them."""

from __future__ import annotations

from py3port.rule import Applicability, Example, Module, Stage, ast
from py3port_codemods._unrolled import UnrolledComprehension, names_bound


class ClassComprehension(UnrolledComprehension):
    """In Python 2 a list comprehension in the body of a class sees the names of the class; in Python 3 it does not.

    There it has a scope of its own, and only what its first `for` runs over is evaluated in the class. It becomes the
    loop that it was, which does the same on both.
    """

    name = "class-comprehension"
    title = "Unroll comprehensions that read names of their class"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/reference/executionmodel.html#resolution-of-names",)
    examples = (
        Example(
            "class A(object):\n    n = 3\n    l = [n * i for i in range(2) if i not in (n,)]\nx = A.l\n",
            "class A(object):\n    n = 3\n    l = []\n    for i in range(2):\n        if i not in (n,):\n"
            "            l.append(n * i)\nx = A.l\n",
        ),
        Example(
            "class A(object):\n\tp = 'x'\n\td = dict([(p + i, i) for i in 'ab'])\nx = sorted(A.d)\n",
            "class A(object):\n\tp = 'x'\n\titems = []\n\tfor i in 'ab':\n\t\titems.append((p + i, i))\n"
            "\td = dict(items)\nx = sorted(A.d)\n",
        ),
        Example(
            "class A(object):\n    a = (1, 2)\n    b = (3, 4)\n    l = [(x, y) for x in a for y in b]\n"
            "x = A.l\n",
            "class A(object):\n    a = (1, 2)\n    b = (3, 4)\n    l = []\n    for x in a:\n"
            "        for y in b:\n"
            "            l.append((x, y))\nx = A.l\n",
        ),
        Example(
            "n = 1\nclass A(object):\n    a = (1, 2)\n    l = [x + n for x in a]\n    def f(self):\n"
            "        a = 1\n        return [x + a for x in self.a]\nx = A().f(), A.l\n",
            None,
        ),
    )

    def reason(self, node: ast.ListComp, module: Module) -> str:
        """It reads a name of the class."""
        scope = module.scope(node)
        if not isinstance(scope.node, ast.ClassDef):
            return ""
        own = set(names_bound(node))
        first, *others = node.generators
        parts = [node.elt, *first.ifs, *(part for each in others for part in (each.iter, *each.ifs))]
        for name in (each for part in parts for each in ast.walk(part)):
            if not isinstance(name, ast.Name) or name.id in own or not isinstance(name.ctx, ast.Load):
                continue
            if module.lookup(name.id, name) is scope:
                return f"The comprehension does not see `{name.id}` of the class in Python 3"
        return ""

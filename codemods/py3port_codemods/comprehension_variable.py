"""The rule for variables of list comprehensions that are read afterwards."""

from __future__ import annotations

from typing import Any

from py3port.rule import Applicability, Example, Module, Stage, ast
from py3port_codemods._later_uses import later_uses
from py3port_codemods._unrolled import UnrolledComprehension, is_within, names_bound


class ComprehensionVariable(UnrolledComprehension):
    """In Python 2 the variable of a list comprehension is one of the function around it, and outlives it.

    In Python 3 it is the comprehension's own. Where it is read afterwards the comprehension becomes the loop that it
    was, which does the same on both. One that something is evaluated before, in the same statement, is only reported.
    """

    name = "comprehension-variable"
    title = "Keep variables of list comprehensions that are read later"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("comprehension-escape", "W1662")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#changed-syntax",)
    examples = (
        Example(
            "def f(rows):\n    names = [(row.identification, row.patch_identification,\n"
            "              row.project_name) for row in rows]\n    return names, row\n",
            "def f(rows):\n    names = []\n    for row in rows:\n"
            "        names.append((row.identification, row.patch_identification,\n            row.project_name))\n"
            "    return names, row\n",
            runs=False,
        ),
        Example(
            "y = [x + 1 for x in (1, 2)]\nprint(x)\n",
            "y = []\nfor x in (1, 2):\n    y.append(x + 1)\nprint(x)\n",
        ),
        Example(
            "def f(l):\n    if [n for n in l if n > 1]:  # any\n        return n\nx = f([1, 2, 3])\n",
            "def f(l):\n    items = []\n    for n in l:\n        if n > 1:\n"
            "            items.append(n)\n"
            "    if items:  # any\n        return n\nx = f([1, 2, 3])\n",
        ),
        Example(
            "def f(x, l):\n    l = [x for x in l]\n    return x\ny = f(0, [1, 2])\n",
            "def f(x, l):\n    items = []\n    for x in l:\n        items.append(x)\n    l = items\n"
            "    return x\ny = f(0, [1, 2])\n",
        ),
        Example(
            "def f(d):\n    [str(k) for k, v in\n     d if v]\n    return v\nx = f([(1, 2), (3, 4)])\n",
            "def f(d):\n    for k, v in d:\n        if v:\n            str(k)\n    return v\n"
            "x = f([(1, 2), (3, 4)])\n",
        ),
        Example(
            "def f(l):\n    while [n for n in l if n > 1]:\n        l.remove(n)\n    return l\n"
            "x = f([1, 2])\n",
            None,
            findings=1,
        ),
        Example(
            "fs = [lambda: i for i in (1, 2)]\ni = 10\nx = [f() for f in fs]\n",
            "fs = []\nfor i in (1, 2):\n    fs.append(lambda: i)\ni = 10\nx = [f() for f in fs]\n",
        ),
        Example(
            "y = [x for x in (1, 2)]\nx = [x for x in y]\nprint(x)\nfor x in y:\n    print(x)\nx = 3\n"
            "z = [x for x in y if x]\nx = z\n"
            "print(x)\n",
            None,
        ),
        Example(
            "def f(x, l):\n    y = set(x for x in l)\n    if y:\n        return [x for x in y]\n"
            "    return x\nz = f(1, [2])\n",
            None,
        ),
        Example(
            "def f():\n    y = [x for x in (1, 2)]\n    def g(x):\n        return x\n    return g(y)\n"
            "z = f()\n",
            None,
        ),
    )

    def reason(self, node: ast.ListComp, module: Module) -> str:
        """A variable of it is read later."""
        statement = module.statement(node)
        for name in dict.fromkeys(names_bound(node)):
            owner = module.lookup(name, node.generators[0].target)
            if owner is None or _is_assigned(name, statement):
                continue
            if _is_read(name, node, owner, module) and later_uses(name, statement, module, since=node):
                return _message(name)
            if _is_captured(name, node, owner, module):
                return _message(name)
        return ""


def _message(name: str) -> str:
    return f"`{name}` belongs to the comprehension in Python 3, and is read afterwards"


def _is_read(name: str, node: ast.ListComp, owner: Any, module: Module) -> bool:
    """Whether anything outside of a comprehension reads or deletes a variable at all."""
    uses = [
        *module.references(name, owner.node),
        *(each for each in owner.binding(name) if _is_deleted(each)),
    ]
    return any(not is_within(each, node, module) for each in uses)


def _is_deleted(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)


def _is_assigned(name: str, statement: Any) -> bool:
    """Whether the statement itself gives the variable another value in the end."""
    targets = (
        statement.targets
        if isinstance(statement, ast.Assign)
        else [statement.target]
        if isinstance(statement, ast.For)
        else ()
    )
    return any(
        isinstance(each, ast.Name) and each.id == name for target in targets for each in ast.walk(target)
    )


def _is_captured(name: str, node: ast.ListComp, owner: Any, module: Module) -> bool:
    """Whether functions that the comprehension makes read a variable that gets other values later."""
    end = (node.end_lineno, node.end_col_offset)
    if not any(isinstance(each, ast.Lambda) for each in ast.walk(node.elt)):
        return False
    is_bound_later = any((each.lineno, each.col_offset) >= end for each in owner.binding(name))
    inner = (
        each for part in ast.walk(node.elt) if isinstance(part, ast.Lambda) for each in ast.walk(part.body)
    )
    return is_bound_later and any(isinstance(each, ast.Name) and each.id == name for each in inner)

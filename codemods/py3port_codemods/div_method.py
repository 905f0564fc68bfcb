"""The rule for `__div__` and its kin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast, cst

NAMES = {"__div__": "__truediv__", "__rdiv__": "__rtruediv__", "__idiv__": "__itruediv__"}


class DivMethod(Rule):
    """Python 2 asked `__div__`, `__rdiv__` and `__idiv__` for the operator `/`, Python 3 asks the `truediv` ones.

    With `from __future__ import division` Python 2 asks those too. In `dual` mode the old name stays as an
    alias. A class that has both names is left alone.

    Fix safety: a reference to the method of an object, such as `super(A, self).__div__(other)`, waits for
    `--unsafe` where the module defines no such method.
    """

    name = "div-method"
    title = "Name the division method __truediv__"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("div-method", "W1642", "idiv-method", "W1643", "rdiv-method", "W1644")
    references = ("https://peps.python.org/pep-0238/",)
    words = ("__div__", "__rdiv__", "__idiv__")
    nodes = (ast.FunctionDef, ast.Assign, ast.Attribute)
    examples = (
        Example(
            "class Length(object):\n    def __init__(self, n):\n        self.n = n\n\n"
            "    def __div__(self, other):  # half\n        return Length(self.n // other)\n\n"
            "    def __rdiv__(self, other):\n        return other // self.n\n\n"
            "    def __idiv__(self, other):\n        self.n //= other\n        return self\n\n"
            'a = Length(8)\na /= 2\nprint("%s %s" % ((a / 2).n, 12 / a))\n',
            "class Length(object):\n    def __init__(self, n):\n        self.n = n\n\n"
            "    def __truediv__(self, other):  # half\n        return Length(self.n // other)\n\n"
            "    def __rtruediv__(self, other):\n        return other // self.n\n\n"
            "    def __itruediv__(self, other):\n        self.n //= other\n        return self\n\n"
            'a = Length(8)\na /= 2\nprint("%s %s" % ((a / 2).n, 12 / a))\n',
            mode=Mode.PY3,
            findings=3,
        ),
        Example(
            "class Length(object):\n    def __div__(self, other):\n        return 1\n\n"
            "    def __rdiv__(self, other):\n        return 2\nx = Length() / 2\ny = 2 / Length()\n",
            "class Length(object):\n    def __truediv__(self, other):\n        return 1\n"
            "    __div__ = __truediv__\n\n    def __rtruediv__(self, other):\n        return 2\n"
            "    __rdiv__ = __rtruediv__\nx = Length() / 2\ny = 2 / Length()\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def half(self, other):\n        return 1\n    __div__ = half\n"
            "x = A() / 2\n",
            "class A(object):\n    def half(self, other):\n        return 1\n    __truediv__ = half\n"
            "x = A() / 2\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __div__(self, other):\n        return 1\n    __rdiv__ = __div__\n"
            "x = A() / 2, 2 / A()\n",
            "class A(object):\n    def __truediv__(self, other):\n        return 1\n"
            "    __rtruediv__ = __truediv__\nx = A() / 2, 2 / A()\n",
            mode=Mode.PY3,
            findings=2,
        ),
        Example(
            "class A(object):\n    def half(self, other):\n        return 1\n"
            "    __div__ = __floordiv__ = half\nx = A() / 2\n",
            "class A(object):\n    def half(self, other):\n        return 1\n"
            "    __div__ = __floordiv__ = half\n    __truediv__ = __div__\nx = A() / 2\n",
            mode=Mode.DUAL,
        ),
        Example(
            "class A(object):\n    def __div__(self, other):\n        return 1\n\nclass B(A):\n"
            "    def __div__(self, other):\n"
            "        return 1 + A.__div__(self, other) + super(B, self).__div__(other)\nx = B() / 2\n",
            "class A(object):\n    def __truediv__(self, other):\n        return 1\n\nclass B(A):\n"
            "    def __truediv__(self, other):\n"
            "        return 1 + A.__truediv__(self, other) + super(B, self).__truediv__(other)\n"
            "x = B() / 2\n",
            mode=Mode.PY3,
        ),
        Example(
            "class A(object):\n    def __div__(self, other):\n        return 1\n\n"
            "    def __truediv__(self, other):\n        return 2.0\nclass B(object):\n"
            "    def __truediv__(self, other):\n        return 2.0\n    __div__ = __truediv__\n"
            "def __div__(a, b):\n    return 1\n",
            None,
        ),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """The method, an assignment of it in a class, and in `py3` mode what refers to it."""
        if isinstance(node, ast.Attribute):
            if node.attr in NAMES and module.mode is Mode.PY3:
                defined = any(_bound(each) == node.attr for each in module.nodes(ast.FunctionDef))
                trust = None if defined else Applicability.UNSAFE
                yield Match(node, _message(node.attr), trust, data=node.attr)
            return
        name = _bound(node)
        if not name:
            return
        scope = module.scope(node)
        if isinstance(scope.node, ast.ClassDef) and not scope.binding(NAMES[name]):
            yield Match(node, _message(name), data=name)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Rename it; in `dual` mode keep the old name beside the new one."""
        old: str = match.data
        new = NAMES[old]
        if isinstance(match.node, ast.Attribute):
            return node.with_changes(attr=cst.Name(new))
        is_dual = editor.mode is Mode.DUAL
        if isinstance(match.node, ast.FunctionDef):
            if is_dual:
                editor.insert_after(match.node, f"{old} = {new}")
            return node.with_changes(name=cst.Name(new))
        if is_dual:
            editor.insert_after(editor.module.statement(match.node), f"{new} = {old}")
            return node
        targets = [
            each.with_changes(target=cst.Name(new)) if getattr(each.target, "value", "") == old else each
            for each in node.targets
        ]
        value = node.value
        if getattr(value, "value", "") in NAMES and editor.module.scope(match.node).binding(value.value):
            value = cst.Name(NAMES[value.value])
        return node.with_changes(targets=targets, value=value)


def _message(name: str) -> str:
    return f"Python 3 asks `{NAMES[name]}`, not `{name}`"


def _bound(node: Any) -> str:
    """The old name that a statement defines or assigns."""
    if isinstance(node, ast.FunctionDef):
        return node.name if node.name in NAMES else ""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return next((each.id for each in targets if isinstance(each, ast.Name) and each.id in NAMES), "")

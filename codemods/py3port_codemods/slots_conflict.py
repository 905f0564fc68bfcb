"""The rule for `__slots__` that name what the class itself binds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst


class SlotsConflict(Rule):
    """Python 2 made no slot of a name that the class binds; Python 3 raises ValueError when the class is defined.

    The name goes out of `__slots__`. A classic class took no notice of them at all: that is for `classic-class`.
    """

    name = "slots-conflict"
    title = "Take what a class binds out of __slots__"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.python.org/3/reference/datamodel.html#slots",)
    nodes = (ast.ClassDef,)
    words = ("__slots__",)
    examples = (
        Example(
            "class A(object):\n    __slots__ = ['__init__', 'x']\n\n    def __init__(self):\n        self.x = 1\n"
            "x = A().x\n",
            "class A(object):\n    __slots__ = ['x']\n\n    def __init__(self):\n        self.x = 1\nx = A().x\n",
        ),
        Example(
            "class A(object):\n    __slots__ = 'x', 'y'  # two\n    y = 3\nclass B(A):\n    __slots__ = ('z',)\n"
            "x = B().y\n",
            "class A(object):\n    __slots__ = 'x',  # two\n    y = 3\nclass B(A):\n    __slots__ = ('z',)\n"
            "x = B().y\n",
        ),
        Example(
            "class A(object):\n    __slots__ = 'y'\n    y = 3\nclass B(A):\n    __slots__ = ('z',)\n    z = 1\n"
            "x = B().y\n",
            "class A(object):\n    __slots__ = ()\n    y = 3\nclass B(A):\n    __slots__ = ()\n    z = 1\nx = B().y\n",
        ),
        Example(
            "class A(object):\n    __slots__ = ['x']\n    y = 3\n    def f(self):\n        x = self.x\n", None
        ),
        Example(
            "class A(object):\n    __slots__ = ['__dict__', '__weakref__']\n    __dict__ = property(lambda self: {})\n"
            "a = A()\na.x = 1\ny = a.x, a.__dict__\n",
            None,
        ),
        Example("def f(names):\n    class A(object):\n        __slots__ = names\n        x = 1\n", None),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """A class that binds one of its slots."""
        scope = module.scope_made_by(node)
        for statement in node.body:
            slots = _slots(statement)
            taken = [
                getattr(each, "value", None)
                for each in slots
                if scope is not None and _conflicts(str(getattr(each, "value", "")), scope)
            ]
            if taken:
                message = f"`{taken[0]}` is a slot and bound in the class, which Python 3 refuses"
                kept = [
                    index for index, each in enumerate(slots) if getattr(each, "value", None) not in taken
                ]
                yield Match(statement, message, data=kept)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The slots without these names."""
        if not match.data:
            return node.with_changes(value=cst.Tuple([]))
        kept = [node.value.elements[index] for index in match.data]
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return node.with_changes(value=node.value.with_changes(elements=kept))


def _conflicts(name: str, scope: Any) -> bool:
    """Whether a slot is bound in the class; what makes room for all other attributes is no slot of that name."""
    return name not in ("__dict__", "__weakref__") and bool(scope.binding(name))


def _slots(statement: ast.stmt) -> Sequence[ast.expr]:
    """What a statement makes slots of, where it is written out."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return ()
    if getattr(statement.targets[0], "id", "") != "__slots__":
        return ()
    value = statement.value
    return value.elts if isinstance(value, (ast.List, ast.Tuple, ast.Set)) else [value]

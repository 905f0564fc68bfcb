"""The rule for `__float__` without `__round__`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._class_bodies import indentation_step

_OLD = "__float__"
_NEW = "__round__"
_NUMBERS = frozenset({"decimal", "fractions", "numbers"})
_BUILTINS = frozenset({"__builtin__.float", "__builtin__.int", "__builtin__.long", "__builtin__.bool"})


class FloatMethod(Rule):
    """Python 2's `round` asked `__float__` of an object; Python 3's asks `__round__`, and raises a TypeError without.

    A `__round__` that rounds what `__float__` gives does what `round` did. Classes that inherit from numbers have one.

    Fix safety: nothing tells that the objects are ever rounded, so the fix waits for `--unsafe`.
    """

    name = "float-method"
    title = "Add __round__ beside __float__"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/reference/datamodel.html#object.__round__",)
    words = (_OLD,)
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "class Money(object):\n    def __init__(self, cents):\n        self.cents = cents\n\n"
            "    def __float__(self):  # euros\n        return self.cents / 100.0\n\n"
            "    def __int__(self):\n        return self.cents\n\n"
            "x = round(Money(126), 1), round(Money(351))\n",
            "class Money(object):\n    def __init__(self, cents):\n        self.cents = cents\n\n"
            "    def __float__(self):  # euros\n        return self.cents / 100.0\n\n"
            "    def __round__(self, ndigits=0):\n        return float(self).__round__(ndigits)\n\n"
            "    def __int__(self):\n        return self.cents\n\n"
            "x = round(Money(126), 1), round(Money(351))\n",
            unsafe=True,
        ),
        Example(
            "class P(object):\n    __int__ = lambda self: 3\n    __float__ = lambda self: 3.0\nx = round(P())\n",
            "class P(object):\n    __int__ = lambda self: 3\n    __float__ = lambda self: 3.0\n\n"
            "    def __round__(self, ndigits=0):\n        return float(self).__round__(ndigits)\nx = round(P())\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def __float__(self):\n        return 2.0\n    def __round__(self, n=0):\n"
            "        return 2.0\nclass B(A):\n    def __float__(self):\n        return 2.0\nx = round(B())\n",
            None,
        ),
        Example(
            "class A(float):\n    def __float__(self):\n        return 3.0\nx = round(A(2.0), 0)\n", None
        ),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """A class whose body binds the one and that has no other."""
        scope = module.scope_made_by(node)
        bindings = scope.binding(_OLD) if scope is not None else ()
        if not bindings or module.class_defines(node, _NEW):
            return
        names = {module.qualified_name(base) or "" for base in module.foreign_bases(node)}
        if names & _BUILTINS or any(name.partition(".")[0] in _NUMBERS for name in names):
            return
        statement = module.statement(bindings[-1])
        if module.parent(statement) is node:
            yield Match(node, f"Python 3's `round` asks `{_NEW}`, not `{_OLD}`", data=statement)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put the method behind the other one."""
        source: Any = match.node
        step = indentation_step(source, match.data, editor.module)
        code = f"\ndef {_NEW}(self, ndigits=0):\n{step}return float(self).{_NEW}(ndigits)"
        editor.insert_after(match.data, code)
        return node

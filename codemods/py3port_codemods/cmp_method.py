"""The rule for `__cmp__`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast
from py3port_codemods._class_bodies import indentation_step

OPERATORS = {"__eq__": "==", "__ne__": "!=", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


class CmpMethod(Rule):
    """Python 3 does not ask `__cmp__`: objects compare by identity, and `<` is a TypeError.

    The class gets the six methods that Python 3 asks, each calling `__cmp__`, so that subclasses which define
    their own order by `__cmp__` go on working. Those it has already stay. A class that Python 2 could hash
    keeps its hash, which `__eq__` would take away.

    Fix safety: the fix waits for `--unsafe` where bases from elsewhere may bring comparisons of their own, and
    where `__cmp__` may return `NotImplemented`. It is only reported where the bases are such as `str` and `int`.
    """

    name = "cmp-method"
    title = "Define the rich comparisons beside __cmp__"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("W1630",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#ordering-comparisons",)
    words = ("__cmp__",)
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "class Version(object):\n    def __init__(self, n):\n        self.n = n\n\n"
            "    def __cmp__(self, other):  # by number\n        return self.n - other.n\n\n"
            "one, two = Version(1), Version(2)\n"
            "x = [one < two, one <= two, one == two, one != two, one > two, one >= two, len(set([one, two]))]\n"
            "y = [each.n for each in sorted([two, one])]\n",
            "class Version(object):\n    def __init__(self, n):\n        self.n = n\n\n"
            "    def __cmp__(self, other):  # by number\n        return self.n - other.n\n\n"
            "    def __eq__(self, other):\n        return self.__cmp__(other) == 0\n\n"
            "    def __ne__(self, other):\n        return self.__cmp__(other) != 0\n\n"
            "    def __lt__(self, other):\n        return self.__cmp__(other) < 0\n\n"
            "    def __le__(self, other):\n        return self.__cmp__(other) <= 0\n\n"
            "    def __gt__(self, other):\n        return self.__cmp__(other) > 0\n\n"
            "    def __ge__(self, other):\n        return self.__cmp__(other) >= 0\n\n"
            "    __hash__ = object.__hash__\n\none, two = Version(1), Version(2)\n"
            "x = [one < two, one <= two, one == two, one != two, one > two, one >= two, len(set([one, two]))]\n"
            "y = [each.n for each in sorted([two, one])]\n",
        ),
        Example(
            "class Old:\n    n = 1\n    def __cmp__(self, other):\n        return self.n - other\n"
            "    def __eq__(self, other):\n        return False\n    def __ne__(self, other):\n"
            "        return True\n    def __hash__(self):\n        return 1\n\nclass New(Old):\n"
            "    n = 3\n    def __cmp__(self, other):\n        return other - self.n\n"
            "x = [2 < Old(), Old() < 2, Old() == 1, New() < 2, New() >= 2]\n",
            "class Old:\n    n = 1\n    def __cmp__(self, other):\n        return self.n - other\n\n"
            "    def __lt__(self, other):\n        return self.__cmp__(other) < 0\n\n"
            "    def __le__(self, other):\n        return self.__cmp__(other) <= 0\n\n"
            "    def __gt__(self, other):\n        return self.__cmp__(other) > 0\n\n"
            "    def __ge__(self, other):\n        return self.__cmp__(other) >= 0\n\n"
            "    def __eq__(self, other):\n        return False\n    def __ne__(self, other):\n"
            "        return True\n    def __hash__(self):\n        return 1\n\nclass New(Old):\n"
            "    n = 3\n    def __cmp__(self, other):\n        return other - self.n\n"
            "x = [2 < Old(), Old() < 2, Old() == 1, New() < 2, New() >= 2]\n",
            findings=1,
        ),
        Example(
            "class A(object):\n    def __lt__(self, other): return 1\n"
            "    __le__ = __gt__ = __ge__ = __ne__ = __lt__\n    def order(self, other): return -1\n"
            "    __cmp__ = order\nx = [A() < 1, A() == 1]\n",
            "class A(object):\n    def __lt__(self, other): return 1\n"
            "    __le__ = __gt__ = __ge__ = __ne__ = __lt__\n    def order(self, other): return -1\n"
            "    __cmp__ = order\n\n    def __eq__(self, other):\n"
            "        return self.__cmp__(other) == 0\n\n    __hash__ = object.__hash__\n"
            "x = [A() < 1, A() == 1]\n",
        ),
        Example(
            "from elsewhere import Base\nclass A(Base):\n    def __cmp__(self, other):\n"
            "        return 0\n    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = None\n",
            "from elsewhere import Base\nclass A(Base):\n    def __cmp__(self, other):\n"
            "        return 0\n\n    def __ge__(self, other):\n"
            "        return self.__cmp__(other) >= 0\n\n"
            "    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = None\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "class Name(str):\n    def __cmp__(self, other):\n        return 0\n",
            None,
            findings=1,
        ),
        Example(
            "class Partial(ValueError):\n    def __cmp__(self, other):\n        if other is None:\n"
            "            return NotImplemented\n        return 0\n"
            "    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = None\n"
            "x = [Partial() == None, Partial() == 1]\n",
            "class Partial(ValueError):\n    def __cmp__(self, other):\n        if other is None:\n"
            "            return NotImplemented\n        return 0\n\n    def __eq__(self, other):\n"
            "        order = self.__cmp__(other)\n"
            "        return order if order is NotImplemented else order == 0\n\n"
            "    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = None\n"
            "x = [Partial() == None, Partial() == 1]\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def __cmp__(self, other):\n        return 0\n"
            "    def __lt__(self, other):\n        return True\n"
            "    __eq__ = __ne__ = __le__ = __gt__ = __ge__ = __lt__\ndef __cmp__(a, b):\n"
            "    return 0\n",
            None,
        ),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """A class that binds `__cmp__` and lacks a method that Python 3 asks instead."""
        scope = module.scope_made_by(node)
        if scope is None or not scope.binding("__cmp__"):
            return
        if len(module.class_bindings(node, "__cmp__")) > len(scope.binding("__cmp__")):
            return
        missing = tuple(name for name in OPERATORS if not module.class_defines(node, name))
        if not missing:
            return
        statement = module.statement(scope.binding("__cmp__")[-1])
        bases = {module.qualified_name(base) or "?" for base in module.foreign_bases(node)}
        trust = None
        if bases - {"__builtin__.object"}:
            trust = Applicability.UNSAFE
        is_partial = _is_partial(statement)
        if is_partial:
            trust = Applicability.UNSAFE
        plain = {each for each in bases if _has_no_order(each)}
        if module.parent(statement) is not node or any(
            each.startswith("__builtin__.") for each in bases - plain
        ):
            trust = Applicability.MANUAL
        takes_hash = "__eq__" in missing and bases and not module.class_defines(node, "__hash__")
        if takes_hash and bases - plain and (len(node.bases) > 1 or module.mode is Mode.DUAL):
            trust = Applicability.MANUAL
        lines = [
            line
            for name in missing
            for line in _method(name, is_partial, indentation_step(node, statement, module))
        ]
        if takes_hash:
            base = module.text(node.bases[0]) if bases - plain else "object"
            lines += ["", f"__hash__ = {base}.__hash__"]
        yield Match(node, "Python 3 does not ask `__cmp__`", trust, data=(statement, lines))

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put the methods behind `__cmp__`."""
        statement, lines = match.data
        editor.insert_after(statement, "\n".join(lines))
        return node


def _method(name: str, is_partial: bool, indentation: str) -> list[str]:
    """The lines of a method that asks `__cmp__`."""
    comparison = f"{OPERATORS[name]} 0"
    body = [f"return self.__cmp__(other) {comparison}"]
    if is_partial:
        body = [
            "order = self.__cmp__(other)",
            f"return order if order is NotImplemented else order {comparison}",
        ]
    return ["", f"def {name}(self, other):", *(indentation + line for line in body)]


def _has_no_order(base: str) -> bool:
    """Whether a class of Python's own has no comparisons, as `object` and the exceptions."""
    _, _, name = base.partition("__builtin__.")
    return name.endswith(("object", "Exception", "Error", "Warning"))


def _is_partial(statement: ast.stmt) -> bool:
    """Whether a method may say that it knows no order."""
    return any(isinstance(each, ast.Name) and each.id == "NotImplemented" for each in ast.walk(statement))

"""The rule for classes that define equality and no hash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast

_MUTABLE = frozenset({"__builtin__.list", "__builtin__.dict", "__builtin__.set", "__builtin__.bytearray"})


class EqWithoutHash(Rule):
    """A class with an `__eq__` and no `__hash__` of its own inherited the hash in Python 2; in Python 3 it has none.

    Its instances can no longer be members of sets or keys of dictionaries: "unhashable type". The inherited
    hash, in most cases that by identity, is put back, so that everything stays as it was. Where the class is a
    container that can change, and where it was unhashable in Python 2 as well, there is nothing to put back.

    Fix safety: objects that are equal and have different hashes were hardly ever meant, so a person should
    look: the fix waits for `--unsafe`.
    """

    name = "eq-without-hash"
    title = "Keep the inherited hash beside __eq__"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    aliases = ("W1641",)
    references = ("https://docs.python.org/3/reference/datamodel.html#object.__hash__",)
    words = ("__eq__",)
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "class Point(object):\n    def __init__(self, x):\n        self.x = x\n\n"
            "    def __eq__(self, other):\n        return self.x == other.x  # same\n\n"
            "    def __ne__(self, other):\n        return not self == other\n\np = Point(1)\n"
            "x = (p in set([p]), len({p: 1, Point(1): 2}) > 2)\n",
            "class Point(object):\n    def __init__(self, x):\n        self.x = x\n\n"
            "    def __eq__(self, other):\n        return self.x == other.x  # same\n\n"
            "    __hash__ = object.__hash__\n\n    def __ne__(self, other):\n"
            "        return not self == other\n\np = Point(1)\n"
            "x = (p in set([p]), len({p: 1, Point(1): 2}) > 2)\n",
            unsafe=True,
        ),
        Example(
            "class Key(str):\n    def __eq__(self, other):\n        return True\n\nclass Sub(Key):\n"
            '    __eq__ = lambda self, other: False\nx = {Key("a"): 1, Sub("a"): 2}\nn = len(x)\n',
            "class Key(str):\n    def __eq__(self, other):\n        return True\n\n"
            "    __hash__ = str.__hash__\n\nclass Sub(Key):\n    __eq__ = lambda self, other: False\n"
            '    __hash__ = Key.__hash__\nx = {Key("a"): 1, Sub("a"): 2}\nn = len(x)\n',
            unsafe=True,
        ),
        Example(
            'from collections import namedtuple\nclass Point(namedtuple("Point", "x y")):\n'
            "    def __eq__(self, other):\n        return self.x == other.x\n"
            "n = len({Point(1, 2): 3})\n",
            'from collections import namedtuple\nclass Point(namedtuple("Point", "x y")):\n'
            "    def __eq__(self, other):\n        return self.x == other.x\n\n"
            "    __hash__ = tuple.__hash__\nn = len({Point(1, 2): 3})\n",
            unsafe=True,
        ),
        Example(
            "from zope.interface import Interface\nclass IPoint(Interface):\n    def __eq__(other):\n"
            "        'Whether it is the same point.'\n",
            None,
            runs=False,
        ),
        Example(
            "from elsewhere import Base\nclass A(Base):\n    def __eq__(self, other):\n        return True\n",
            "from elsewhere import Base\nclass A(Base):\n    def __eq__(self, other):\n"
            "        return True\n\n    __hash__ = Base.__hash__\n",
            unsafe=True,
            runs=False,
            mode=Mode.PY3,
        ),
        Example(
            "from elsewhere import Base\nclass A(Base):\n    def __eq__(self, other):\n        return True\n",
            None,
            findings=1,
            mode=Mode.DUAL,
        ),
        Example("class Classic:\n    def __eq__(self, other):\n        return True\n", None),
        Example(
            "class A(object):\n    def __eq__(self, other):\n        return True\n"
            "    def __hash__(self):\n        return 1\nclass B(object):\n    __hash__ = None\n"
            "    def __eq__(self, other):\n        return True\nclass C(list):\n"
            "    def __eq__(self, other):\n        return True\nclass D(C):\n"
            "    def __eq__(self, other):\n        return True\ndef __eq__(self, other):\n"
            "    return True\n",
            None,
        ),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """A class of the new style whose body binds `__eq__` and not `__hash__`."""
        scope = module.scope_made_by(node)
        if scope is None or not scope.binding("__eq__") or scope.binding("__hash__"):
            return
        bases = _foreign_names(node, module)
        if not bases or (bases & _MUTABLE and not module.class_defines(node, "__hash__")):
            return
        binding = scope.binding("__eq__")[-1]
        if _takes_nothing_to_compare(binding):
            return
        statement = module.statement(binding)
        base = _hash_of(node, module)
        message = "Python 3 takes the inherited hash from a class that defines `__eq__`"
        if base is None or module.parent(statement) is not node:
            yield Match(node, message, Applicability.MANUAL)
            return
        is_known = all(name.startswith("__builtin__.") or name == "collections.namedtuple" for name in bases)
        if not is_known and module.mode is Mode.DUAL:
            yield Match(node, f"{message}; is `{base}` of the new style?", Applicability.MANUAL)
            return
        yield Match(node, message, data=(statement, base))

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put the hash behind `__eq__`."""
        statement, base = match.data
        blank = "\n" if isinstance(statement, ast.FunctionDef) else ""
        editor.insert_after(statement, f"{blank}__hash__ = {base}.__hash__")
        return node


def _takes_nothing_to_compare(binding: ast.AST) -> bool:
    """Whether an `__eq__` has no `self`: it describes an interface, and nobody calls it."""
    return (
        isinstance(binding, ast.FunctionDef)
        and len(binding.args.args) < 2
        and binding.args.vararg is None
        and not binding.decorator_list
    )


def _foreign_names(node: ast.ClassDef, module: Module) -> set[str]:
    """The dotted names of what a class and its ancestors in the module inherit from elsewhere; `?` for any other."""
    found = set()
    for base in module.foreign_bases(node):
        called = base.func if isinstance(base, ast.Call) else base
        found.add(module.qualified_name(called) or "?")
    return found


def _hash_of(node: ast.ClassDef, module: Module) -> str | None:
    """The class whose hash is inherited, as it is written."""
    bases = list(node.bases)
    if len(bases) > 1:
        if module.class_defines(node, "__hash__") or _foreign_names(node, module) != {"__builtin__.object"}:
            return None
        return "object"
    base = bases[0]
    if isinstance(base, ast.Call):
        return "tuple" if module.qualified_name(base.func) == "collections.namedtuple" else None
    return module.text(base) if isinstance(base, (ast.Name, ast.Attribute)) else None

"""The rule for `object` as a base class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst

_BLIND = frozenset({"abc.ABCMeta", "__builtin__.type"})
"""Metaclasses that do not ask what the bases are."""
_MAKING, _BASES = ("__new__", "__init__"), 2
"""The methods of a metaclass that get the bases, and the position of those."""


class ObjectBase(Rule):
    """In Python 2 only a class that inherits from `object` was a new-style class; in Python 3 every class does.

    Before another base `object` stays: Python refuses such a class, unless that base is `object` as well. Beside a
    metaclass it stays, too: many look at the bases that are written there.
    """

    name = "object-base"
    title = "Drop object from the bases of classes"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("fix_newstyle", "UP004", "useless-object-inheritance", "R0205")
    references = ("https://docs.python.org/3/reference/datamodel.html#customizing-class-creation",)
    words = ("object",)
    nodes = (ast.ClassDef,)
    examples = (
        Example("class A(object):\n    x = 1\n", "class A:\n    x = 1\n"),
        Example("class A (object) : x = 1  # why\n", "class A : x = 1  # why\n"),
        Example("class A(dict, object):\n    pass\n", "class A(dict):\n    pass\n"),
        Example("class A(\n    dict,\n    object,\n):\n    pass\n", "class A(\n    dict,\n):\n    pass\n"),
        Example(
            "from abc import ABCMeta\nclass A(object, metaclass=ABCMeta):\n    pass\n",
            "from abc import ABCMeta\nclass A(metaclass=ABCMeta):\n    pass\n",
            runs=False,
        ),
        Example(
            "class M(type):\n    def __new__(cls, name, bases, body):\n"
            "        return type.__new__(cls, name, bases, body)\nclass A(object, metaclass=M):\n    pass\n",
            "class M(type):\n    def __new__(cls, name, bases, body):\n"
            "        return type.__new__(cls, name, bases, body)\nclass A(metaclass=M):\n    pass\n",
            runs=False,
        ),
        Example(
            "class M(type):\n    def __init__(cls, name, bases, body):\n        cls.is_root = bases == (object,)\n"
            "class A(object, metaclass=M):\n    pass\n",
            None,
            runs=False,
        ),
        Example("from base import M\nclass A(object, metaclass=M):\n    pass\n", None, runs=False),
        Example("class A(object):\n    __metaclass__ = type('M', (type,), {})\n", None),
        Example("@staticmethod\nclass A(object):\n    pass\n", "@staticmethod\nclass A:\n    pass\n"),
        Example("class A(dict,  # one\n        object):\n    pass\n", None, findings=1),
        Example("class A(object  # why\n        ):\n    pass\n", None, findings=1),
        Example("class A:\n    object = 1\nclass B(A):\n    x = object\n", None),
        Example("from base import object\nclass A(object):\n    pass\n", None, runs=False),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """A class whose last base is `object`."""
        last = node.bases[-1] if node.bases else None
        if isinstance(last, ast.Name) and last.id == "object" and module.is_builtin(last):
            if not all(_is_blind(each, module) for each in _metaclasses(node)):
                return
            is_noted = "#" in _around(node, module)
            message = "every class of Python 3 inherits from `object`"
            yield Match(node, message, Applicability.MANUAL if is_noted else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The header without the base, and without parentheses that would be empty."""
        bases = list(node.bases[:-1])
        if bases and not node.keywords:
            bases[-1] = bases[-1].with_changes(
                comma=node.bases[-1].comma, whitespace_after_arg=node.bases[-1].whitespace_after_arg
            )
        if bases or node.keywords:
            return node.with_changes(bases=bases)
        none = cst.SimpleWhitespace("")
        return node.with_changes(
            bases=[],
            lpar=cst.MaybeSentinel.DEFAULT,
            rpar=cst.MaybeSentinel.DEFAULT,
            whitespace_after_name=none,
        )


def _metaclasses(node: ast.ClassDef) -> Iterator[ast.expr]:
    """The metaclass that a class names, as Python 3 or as Python 2 has it."""
    yield from (each.value for each in node.keywords if each.arg == "metaclass")
    for statement in node.body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "__metaclass__":
            yield statement.value


def _is_blind(metaclass: ast.expr, module: Module) -> bool:
    """Whether a metaclass does no more with the bases than to hand them on."""
    if module.qualified_name(metaclass) in _BLIND:
        return True
    known = module.type_of(metaclass)
    if known is None or not isinstance(known.node, ast.ClassDef) or not known.node.bases:
        return False
    methods = (each for each in known.node.body if getattr(each, "name", "") in _MAKING)
    return all(_is_blind(each, module) for each in known.node.bases) and all(
        _hands_bases_on(each, module) for each in methods
    )


def _hands_bases_on(method: ast.AST, module: Module) -> bool:
    if not isinstance(method, ast.FunctionDef) or len(method.args.args) < _BASES + 1:
        return False
    name = method.args.args[_BASES].arg
    calls = (module.parent(each) for each in module.references(name, method))
    return all(
        isinstance(each, ast.Call)
        and getattr(each.func, "attr", getattr(each.func, "id", "")) in (*_MAKING, "type")
        for each in calls
    )


def _around(node: ast.ClassDef, module: Module) -> str:
    """The text from the base before the last, or the beginning of the class, to the next closing parenthesis."""
    source, last = module.source, node.bases[-1]
    before = node.bases[-2] if len(node.bases) > 1 else None
    first = (
        source.offset(before.end_lineno or 0, before.end_col_offset or 0)
        if before is not None
        else source.offset(node.lineno, node.col_offset)
    )
    return source.text[first : source.text.find(")", source.offset(last.lineno, last.col_offset))]

"""The rule for comparisons of what has no order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast

_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_NUMBERS = "number"
_TEXT = "text"
_KINDS = {
    "bool": _NUMBERS,
    "int": _NUMBERS,
    "long": _NUMBERS,
    "float": _NUMBERS,
    "str": _TEXT,
    "unicode": _TEXT,
    "basestring": _TEXT,
    "list": "list",
    "tuple": "tuple",
    "none": "none",
    "dict": "dict",
    "set": "set",
    "frozenset": "set",
    "function": "function",
    "class": "class",
    "complex": "complex",
}
_WITHOUT_ORDER = frozenset({"none", "dict", "function", "class", "complex"})
_SORTERS = frozenset({"__builtin__.sorted", "__builtin__.max", "__builtin__.min"})
_STRINGS = frozenset({"sys.argv", "os.environ"})


class UnorderableTypes(Rule):
    """Python 2 put everything in some order: None before numbers, numbers before strings, dictionaries by length.

    Python 3 raises a TypeError for values of different kinds, and for those that have no order of their own. This is
    about comparisons and sorting where the types are known.

    Fix safety: there is no fix; a `key` that says what is meant, or a test for None, is wanted.
    """

    name = "unorderable-types"
    title = "Compare only what has an order"
    stage = Stage.SEMANTIC
    applicability = Applicability.MANUAL
    references = ("https://docs.python.org/3/whatsnew/3.0.html#ordering-comparisons",)
    nodes = (ast.Compare, ast.Name, ast.Attribute)
    fixable = False
    examples = (
        Example("x = None < 0\ny = '1' < 1\nz = {1: 2} < {1: 3}\n", None, findings=3),
        Example("import sys\nx = len(sys.argv) > 1 and sys.argv[1] > 2\n", None, findings=1),
        Example("x = max(None, 1), max([None, 3, 1]), sorted([1, 'a'])\n", None, findings=3),
        Example("l = [3, None]\nl.sort()\nm = [(1, {}), (1, {})]\nm.sort()\n", None, findings=2),
        Example("class A(object):\n    pass\nx = sorted([A(), A()])\n", None, findings=1),
        Example("def f():\n    pass\ndef g():\n    pass\nx = sorted([f, g]), f < g\n", None, findings=2),
        Example(
            "class A(object):\n    def __cmp__(self, other):\n        return 0\nclass B(tuple):\n    pass\n"
            "x = sorted([A(), A()]), sorted([B(), B()]), sorted([A()]), sorted([(1, {}), (2, {})])\n",
            None,
        ),
        Example(
            "x = 1 < 2.5, 'a' < u'b', None == 3, [1] < [2], sorted([1, None], key=str), max([1, 2]), set() < set()\n",
            None,
        ),
        Example("def f(x, y):\n    return x < y, x < None or max(x), sorted(y)\n", None, findings=0),
    )

    def names(self) -> frozenset[str]:
        """What puts values in order."""
        return frozenset({"sorted", "max", "min", "sort"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every comparison, `sorted`, `max`, `min` and `sort` of what has no order."""
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for index, operator in enumerate(node.ops):
                left = _kind(sides[index], module) if isinstance(operator, _ORDERS) else ""
                right = _kind(sides[index + 1], module) if left else ""
                if right and not _have_order((left, right)):
                    yield Match(node, f"Python 3 has no order for {' and '.join(_names((left, right)))}")
                    return
            return
        call = module.parent(node)
        elements = list(_compared(call, module)) if isinstance(call, ast.Call) and call.func is node else []
        if len(elements) < 2:
            return
        kinds = [_kind(each, module) for each in elements]
        known = [each for each in kinds if each]
        if not _have_order(known) or (known and all(kinds) and _are_unordered(elements, module)):
            yield Match(call or node, f"Python 3 has no order for {' and '.join(_names(known))}")


def _names(kinds: Iterable[str]) -> list[str]:
    words = {
        "none": "None",
        _NUMBERS: "numbers",
        _TEXT: "strings",
        "class": "classes",
        "instance": "these objects",
    }
    return [words.get(each, f"{each}s") for each in dict.fromkeys(kinds)]


def _have_order(kinds: Sequence[str]) -> bool:
    """Whether values of these kinds can be compared with each other, as far as they are known."""
    if len(kinds) < 2:
        return True
    return len(set(kinds)) == 1 and kinds[0] not in _WITHOUT_ORDER


def _kind(node: Any, module: Module) -> str:
    """What an expression is; empty where it is not certain."""
    if isinstance(node, ast.Constant) and node.value is None:
        return "none"
    if isinstance(node, ast.Subscript) and module.qualified_name(node.value) in _STRINGS:
        return "" if isinstance(node.slice, ast.Slice) else _TEXT
    if isinstance(node, ast.Name):
        scope = module.lookup(node.id, node)
        bindings = scope.binding(node.id) if scope is not None else ()
        if len(bindings) == 1 and isinstance(bindings[0], ast.FunctionDef):
            return "function"
    known = module.type_of(node)
    if known is None:
        return ""
    if known.name == "instance":
        return "instance" if isinstance(known.node, ast.ClassDef) else ""
    return _KINDS.get(known.name, "")


def _compared(call: ast.Call, module: Module) -> Iterator[ast.expr]:
    """The values that a call of `sorted`, `max`, `min` or `sort` puts in order, if they are written out."""
    if any(each.arg in ("key", "cmp", None) for each in call.keywords):
        return
    name = module.qualified_name(call.func) if isinstance(call.func, ast.Name) else None
    if name in _SORTERS:
        if name != "__builtin__.sorted" and len(call.args) > 1:
            yield from (each for each in call.args if not isinstance(each, ast.Starred))
        elif len(call.args) == 1:
            yield from _elements(call.args[0], module)
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "sort" and not call.args:
        yield from _elements(call.func.value, module)


def _elements(node: Any, module: Module) -> Iterator[ast.expr]:
    if isinstance(node, ast.Name):
        scope = module.lookup(node.id, node)
        bindings = scope.binding(node.id) if scope is not None else ()
        statement = module.parent(bindings[0]) if len(bindings) == 1 else None
        node = statement.value if isinstance(statement, ast.Assign) else None
    if isinstance(node, (ast.List, ast.Tuple)):
        yield from (each for each in node.elts if not isinstance(each, ast.Starred))


def _are_unordered(elements: Sequence[Any], module: Module) -> bool:
    """Whether values of one kind have no order: what they hold has none, or their class defines none."""
    if all(isinstance(each, ast.Tuple) for each in elements):
        for column in zip(*(each.elts for each in elements), strict=False):
            kinds = [kind for kind in (_kind(each, module) for each in column) if kind]
            if not _have_order(kinds):
                return True
            texts = [module.text(each) for each in column]
            if len(set(texts)) == len(texts):
                return False  # The next column is looked at only where this one is equal.
        return False
    classes = []
    for each in elements:
        known = module.type_of(each)
        if known is None or known.name != "instance" or not isinstance(known.node, ast.ClassDef):
            return False
        classes.append(known.node)
    return all(_defines_no_order(each, module) for each in classes)


def _defines_no_order(definition: ast.ClassDef, module: Module) -> bool:
    foreign = [module.qualified_name(each) for each in module.foreign_bases(definition)]
    if (
        any(each not in ("__builtin__.object", None) for each in foreign)
        or None in foreign
        or definition.decorator_list
    ):
        return False
    return not any(
        module.class_defines(definition, name) for name in ("__lt__", "__gt__", "__cmp__", "__le__", "__ge__")
    )

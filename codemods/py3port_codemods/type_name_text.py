"""The rule for the names of types in strings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast

_NAMES = {
    "unicode": "str",
    "long": "int",
    "instance": "",
    "classobj": "type",
    "instancemethod": "method",
    "xrange": "range",
    "dictproxy": "mappingproxy",
    "__builtin__": "builtins",
    "exceptions": "builtins",
}
"""What Python 2 called its types and modules, and what Python 3 calls them."""
_TEXT = re.compile(r"<type '|\bexceptions\.[A-Z]\w*(?:Error|Exception|Warning)\b")
_OWNERS = frozenset({"__name__", "__module__"})


class TypeNameText(Rule):
    """`type(x).__name__ == "unicode"`, `"<type 'int'>"`, `"exceptions.ValueError"`: these texts are others in Python 3.

    `unicode` and `long` are `str` and `int` there, `<type ...>` is `<class ...>`, and exceptions are in `builtins`.

    Fix safety: there is no fix. Compare the types themselves, by `isinstance`.
    """

    name = "type-name-text"
    title = "Compare types, not their names"
    stage = Stage.SEMANTIC
    applicability = Applicability.MANUAL
    aliases = ("unidiomatic-typecheck", "C0123")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Module, ast.Name, ast.Attribute)
    fixable = False
    examples = (
        Example(
            "def f(x):\n    return type(x).__name__ == 'unicode', x.__class__.__name__ in ('long', 'float')\n",
            None,
            findings=2,
        ),
        Example("x = str(type(1)) == \"<type 'int'>\"\ny = 'exceptions.ValueError'\n", None, findings=2),
        Example(
            "x = type(u'a').__name__, (5L).__class__.__name__\ny = ValueError.__module__\n", None, findings=3
        ),
        Example("x = type(u'a') is str, str == type(u'b')\n", None, findings=2),
        Example(
            "def f(x):\n    return type(x).__name__ in ('str', 'unicode'), x == 'unicode', type(x).__name__ == 'A'\n"
            'class A(object):\n    """Raises exceptions.ValueError."""\n'
            "x = 'unicode', type(3) is int, A.__name__, impl.__class__.__name__\n",
            None,
            runs=False,
        ),
    )

    def names(self) -> frozenset[str]:
        """What gives the name of a type, or the type itself."""
        return _OWNERS | {"type"}

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every such text, and every comparison with such a name."""
        if isinstance(node, ast.Module):
            yield from _texts(module)
            return
        place = module.parent(node) if isinstance(node, ast.Name) else node
        outer = module.parent(place) if place is not None else None
        while isinstance(outer, ast.Call) and getattr(outer.func, "id", "") == "str":
            outer = module.parent(outer)
        if isinstance(outer, ast.Compare):
            yield from _compared(outer, node, module)
        if isinstance(node, ast.Attribute) and _is_renamed(node, module):
            yield Match(node, "This type has another name in Python 3")


def _texts(module: Module) -> Iterable[Match]:
    """The strings that have the text of a type, or the full name of an exception, in them."""
    text = module.source.text
    if "<type '" not in text and "exceptions." not in text:
        return
    for string in module.nodes(ast.Constant):
        is_text = isinstance(string.value, str) and _TEXT.search(string.value)
        if is_text and not isinstance(module.parent(string), ast.Expr):
            yield Match(string, "Types and exceptions are written otherwise in Python 3")


def _is_renamed(node: ast.Attribute, module: Module) -> bool:
    """Whether it is certain that a type has another name, or is in another module."""
    if node.attr == "__module__":
        name = module.qualified_name(node.value) or ""
        return name.startswith("__builtin__.")
    owner: Any = node.value
    if (
        isinstance(owner, ast.Call)
        and len(owner.args) == 1
        and module.qualified_name(owner.func) == "__builtin__.type"
    ):
        value = owner.args[0]
    elif isinstance(owner, ast.Attribute) and owner.attr == "__class__":
        value = owner.value
    else:
        return False
    known = module.type_of(value)
    is_long = isinstance(value, ast.Constant) and module.text(value)[-1:] in ("l", "L")
    return is_long or (known is not None and known.name in ("unicode", "long"))


def _compared(compare: ast.Compare, node: ast.expr, module: Module) -> Iterable[Match]:
    """A comparison with the old name of a type, or of the type of text with `str`."""
    sides = [compare.left, *compare.comparators]
    if isinstance(node, ast.Attribute):
        texts = {part.value for each in sides for part in ast.walk(each) if isinstance(part, ast.Constant)}
        old = {text for text in texts if text in _NAMES and _NAMES[text] not in texts - {text}}
        for text in sorted(map(str, old)):
            new = f"; it is `{_NAMES[text]}`" if _NAMES[text] else ""
            yield Match(compare, f"No type is called `{text}` in Python 3{new}")
        return
    call = module.parent(node)
    known = module.type_of(call.args[0]) if isinstance(call, ast.Call) and len(call.args) == 1 else None
    if known is not None and known.name == "unicode":
        names = {module.qualified_name(each) for each in sides if isinstance(each, ast.Name)}
        if "__builtin__.str" in names:
            yield Match(compare, "Text is `str` in Python 3: the comparison comes out the other way")

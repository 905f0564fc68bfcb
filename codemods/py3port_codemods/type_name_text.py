"""The rule for the names of types in strings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)

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
_WHOLE = re.compile(r"<type '(?:exceptions\.)?(\w+)'>")
_OWNERS = frozenset({"__name__", "__module__"})


class TypeNameText(Rule):
    """`type(x).__name__ == "unicode"`, `"<type 'int'>"`, `"exceptions.ValueError"`: these texts are others in Python 3.

    `unicode` and `long` are `str` and `int` there, `<type ...>` is `<class ...>`, and exceptions are in `builtins`.

    Fix safety: where such a text is compared with, the fix puts Python 3's in its place in `py3` mode, on request:
    the string may be there for something else. Better compare the types themselves, by `isinstance`.
    """

    name = "type-name-text"
    title = "Compare types, not their names"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    aliases = ("unidiomatic-typecheck", "C0123")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Module, ast.Name, ast.Attribute)
    examples = (
        Example(
            "def f(x):\n    return type(x).__name__ == 'unicode', x.__class__.__name__ in ('long', 'float')\n",
            None,
            findings=2,
            mode=Mode.DUAL,
        ),
        Example(
            "def f(x):\n    return type(x).__name__ == 'unicode', x.__class__.__name__ in ('dict', u'long')\n"
            "y = f(u'a'), f({})\n",
            "def f(x):\n    return type(x).__name__ == 'str', x.__class__.__name__ in ('dict', u'int')\n"
            "y = f(u'a'), f({})\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "x = str(type(1)) == \"<type 'int'>\", \"<type 'unicode'>\" in map(str, [type(u'a')])\n",
            "x = str(type(1)) == \"<class 'int'>\", \"<class 'str'>\" in map(str, [type(u'a')])\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example("x = str(type(1)) == \"<type 'int'>\"\n", None, findings=1, mode=Mode.DUAL),
        Example("y = 'exceptions.ValueError'\nz = \"no <type 'int'>\"\n", None, findings=2),
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
            yield Match(node, "This type has another name in Python 3", Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The string with Python 3's name."""
        if not isinstance(node, cst.SimpleString):
            raise CannotRewrite("the text is put together from several strings")
        return node.with_changes(value=f"{node.prefix}{node.quote}{match.data}{node.quote}")


def _texts(module: Module) -> Iterable[Match]:
    """The strings that have the text of a type, or the full name of an exception, in them."""
    text = module.source.text
    if "<type '" not in text and "exceptions." not in text:
        return
    written = [found for value, found in module.strings_by_text.items() if _TEXT.search(value)]
    for string in (each for found in written for each in found):
        if not isinstance(module.parent(string), ast.Expr):
            message = "Types and exceptions are written otherwise in Python 3"
            new = _class_text(str(string.value)) if isinstance(module.parent(string), ast.Compare) else ""
            yield _match(string, message, new, module)


def _match(string: ast.Constant, message: str, new: str, module: Module) -> Match:
    """What can be written anew where nothing but Python 3 has to run it."""
    is_sure = bool(new) and module.mode is Mode.PY3
    return Match(string, message, Applicability.UNSAFE if is_sure else Applicability.MANUAL, new)


def _class_text(text: str) -> str:
    """What Python 3 writes for a type; empty where the text is more than that."""
    found = _WHOLE.fullmatch(text)
    name = found[1] if found is not None else ""
    return f"<class '{_NAMES.get(name, name)}'>" if name else ""


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
        strings = [part for each in sides for part in ast.walk(each) if isinstance(part, ast.Constant)]
        texts = {part.value for part in strings}
        for part in strings:
            text = part.value if isinstance(part.value, str) else ""
            new = _NAMES.get(text)
            if new is None or new in texts:
                continue
            message = f"No type is called `{text}` in Python 3" + (f"; it is `{new}`" if new else "")
            yield _match(part, message, new, module)
        return
    call = module.parent(node)
    known = module.type_of(call.args[0]) if isinstance(call, ast.Call) and len(call.args) == 1 else None
    if known is not None and known.name == "unicode":
        names = {module.qualified_name(each) for each in sides if isinstance(each, ast.Name)}
        if "__builtin__.str" in names:
            message = "Text is `str` in Python 3: the comparison comes out the other way"
            yield Match(compare, message, Applicability.MANUAL)

"""The rule for what Python 3 adds to the names that a class statement binds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_OLD = "__module__"
_NEW = ("__qualname__", "__firstlineno__", "__static_attributes__")


class ClassNamespace(Rule):
    """A metaclass gets the names that a class statement binds; Python 3.3 added `__qualname__` to `__module__`.

    So 3.13 did with `__firstlineno__` and `__static_attributes__`. What takes out `__module__`, and raises an error for
    other names that it does not know, has to take them out as well.

    Fix safety: the function may let such names pass; then a class that is made inside another one forgets where.
    """

    name = "class-namespace"
    title = "Take out what Python 3 adds to classes"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.3"
    references = ("https://peps.python.org/pep-3155/",)
    words = (_OLD,)
    nodes = (ast.FunctionDef,)
    examples = (
        Example(
            "class Fields(object):\n    def __init__(self, name, bases, attrs):\n        del attrs['__module__']\n"
            "        for key, value in attrs.items():\n            if not isinstance(value, int):\n"
            "                raise TypeError(key)\n        self.names = sorted(attrs)\n"
            "Base = Fields('Base', (), {'__module__': 1})\nclass A(Base):\n    y = 1\nx = A.names\n",
            "class Fields(object):\n    def __init__(self, name, bases, attrs):\n        del attrs['__module__']\n"
            "        for added in ('__qualname__', '__firstlineno__', '__static_attributes__'):\n"
            "            attrs.pop(added, None)\n"
            "        for key, value in attrs.items():\n            if not isinstance(value, int):\n"
            "                raise TypeError(key)\n        self.names = sorted(attrs)\n"
            "Base = Fields('Base', (), {'__module__': 1})\nclass A(Base):\n    y = 1\nx = A.names\n",
            unsafe=True,
        ),
        Example(
            "class Meta(type):\n    def __new__(meta, name, bases, attrs):\n        attrs.pop('__module__', None)\n"
            "        for key in list(attrs):\n            if len(key) != 1:\n                raise TypeError(key)\n"
            "        return type.__new__(meta, name, bases, attrs)\n"
            "x = Meta('A', (object,), {'b': 1}).b\n",
            "class Meta(type):\n    def __new__(meta, name, bases, attrs):\n        attrs.pop('__module__', None)\n"
            "        for added in ('__qualname__', '__firstlineno__', '__static_attributes__'):\n"
            "            attrs.pop(added, None)\n"
            "        for key in list(attrs):\n            if len(key) != 1:\n                raise TypeError(key)\n"
            "        return type.__new__(meta, name, bases, attrs)\n"
            "x = Meta('A', (object,), {'b': 1}).b\n",
            unsafe=True,
        ),
        Example(
            "def make(name, bases, attrs):\n    module = attrs.pop('__module__')\n"
            "    for key, value in attrs.items():\n        print(key)\n    return module\n"
            "x = make('a', (), {'__module__': 3})\n",
            None,
        ),
        Example(
            "def check(name, bases, attrs):\n    del attrs['__module__']\n    attrs.pop('__qualname__', None)\n"
            "    for key in attrs:\n        raise TypeError(key)\nx = check('a', (), {'__module__': 3})\n",
            None,
        ),
        Example(
            "def f(attrs):\n    del attrs['__module__']\n    for key in attrs:\n        raise TypeError(key)\n",
            None,
        ),
    )

    def detect(self, node: ast.FunctionDef, module: Module) -> Iterable[Match]:
        """The loop that judges the names, behind what takes out one."""
        parameters = {getattr(each, "arg", "") for each in node.args.args[2:]}
        source = module.source
        if not parameters or _NEW[0] in source.text:
            return
        if _OLD not in source.lines(node.lineno, node.end_lineno or node.lineno):
            return
        taken = parameters & {name for each in ast.walk(node) for name in _left_without_module(each)}
        for loop in (each for each in ast.walk(node) if isinstance(each, ast.For)):
            read = {each.id for each in ast.walk(loop.iter) if isinstance(each, ast.Name)}
            for name in sorted(read & taken):
                if any(isinstance(each, ast.Raise) for each in ast.walk(loop)):
                    yield Match(loop, f"Python 3 puts `{_NEW[0]}` into `{name}` as well", data=name)
                    return

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Take them out before the loop."""
        added = editor.fresh_name("added", match.node)
        lines = f"for {added} in {_NEW!r}:\n    {match.data}.pop({added}, None)"
        editor.insert_before(match.node, lines)  # type: ignore[arg-type]
        return node


def _left_without_module(node: Any) -> Iterator[str]:
    """The name of the dictionary that `__module__` is taken out of."""
    if isinstance(node, ast.Delete):
        for each in node.targets:
            if isinstance(each, ast.Subscript) and getattr(each.slice, "value", None) == _OLD:
                yield getattr(each.value, "id", "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "pop":
        key = node.args[0] if node.args else None
        if getattr(key, "value", None) == _OLD:
            yield getattr(node.func.value, "id", "")

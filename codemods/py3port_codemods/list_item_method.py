"""The rule for item methods of classes that inherit from a list, a tuple or a string."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._class_bodies import indentation_step

_OLD = {"__getitem__": "__getslice__", "__setitem__": "__setslice__", "__delitem__": "__delslice__"}
_BASES = frozenset({"list", "tuple", "str", "unicode"})


class ListItemMethod(Rule):
    """Python 2 never asked `__getitem__` for `x[i:j]` where a base has `__getslice__`, as lists and strings do.

    Python 3 hands a slice to `__getitem__`, `__setitem__` and `__delitem__` of whatever class. One that expects a
    number or a name there fails on `del self[:]`; a beginning that leaves slices without a step to the base does on
    both what Python 2 did. A method that asks that of its base already, or speaks of slices, needs nothing.

    Fix safety: a class that is sliced nowhere gets a beginning that it does not need.
    """

    name = "list-item-method"
    title = "Leave slices of a list to the list"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = tuple(_OLD)
    nodes = (ast.FunctionDef,)
    after = ("getslice-method",)
    examples = (
        Example(
            "class Pairs(list):\n    def clear(self):\n        del self[:]\n\n"
            "class Named(Pairs):\n    def __delitem__(self, key):\n"
            "        for each in [each for each in self if each[0] == key.lower()]:\n            self.remove(each)\n"
            "x = Named([('a', 1), ('b', 2)])\ndel x['A']\ny = list(x)\nx.clear()\nz = list(x)\n",
            "class Pairs(list):\n    def clear(self):\n        del self[:]\n\n"
            "class Named(Pairs):\n    def __delitem__(self, key):\n"
            "        if isinstance(key, slice) and key.step is None:\n"
            "            return list.__delitem__(self, key)\n"
            "        for each in [each for each in self if each[0] == key.lower()]:\n            self.remove(each)\n"
            "x = Named([('a', 1), ('b', 2)])\ndel x['A']\ny = list(x)\nx.clear()\nz = list(x)\n",
            unsafe=True,
        ),
        Example(
            "class Row(tuple):\n    def __getitem__(self, name):\n        'Doc.'\n"
            "        return dict(zip('abc', self))[name]\nrow = Row([1, 2, 3])\nx = row['b'], row[1:]\n",
            "class Row(tuple):\n    def __getitem__(self, name):\n        'Doc.'\n"
            "        if isinstance(name, slice) and name.step is None:\n"
            "            return tuple.__getitem__(self, name)\n"
            "        return dict(zip('abc', self))[name]\nrow = Row([1, 2, 3])\nx = row['b'], row[1:]\n",
            unsafe=True,
        ),
        Example(
            "class Row(tuple):\n    def __getitem__(self, key):\n        if key == 'first':\n            key = 0\n"
            "        return tuple.__getitem__(self, key)\nx = Row([1, 2])[:1]\n",
            None,
        ),
        Example(
            "class Items(object):\n    def __getitem__(self, key):\n        return key\n\n"
            "class Keys(dict):\n    def __getitem__(self, key):\n        return key\n",
            None,
        ),
    )

    def detect(self, node: ast.FunctionDef, module: Module) -> Iterable[Match]:
        """Every such method."""
        owner = module.parent(node)
        if node.name not in _OLD or not isinstance(owner, ast.ClassDef) or node.decorator_list:
            return
        names = {module.qualified_name(each) or "" for each in module.foreign_bases(owner)}
        bases = {each.removeprefix("__builtin__.") for each in names} & _BASES
        if len(bases) != 1 or module.class_defines(owner, _OLD[node.name]):
            return
        parameters = [getattr(each, "arg", "") for each in node.args.args]
        is_plain = len(parameters) == 2 + (node.name == "__setitem__") and all(parameters)
        if is_plain and node.body[0].lineno > node.lineno and not _knows_slices(node, module):
            message = f"slices come to `{node.name}` in Python 3, and went to `{_OLD[node.name]}` of the base"
            yield Match(node, message, data=(bases.pop(), parameters))

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Put the beginning before what the method does."""
        function: Any = match.node
        base, parameters = match.data
        index, step = parameters[1], indentation_step(editor.module.parent(function), function, editor.module)  # type: ignore[arg-type]
        code = (
            f"if isinstance({index}, slice) and {index}.step is None:\n"
            f"{step}return {base}.{function.name}({', '.join(parameters)})"
        )
        editor.insert_in_body(function, code)
        return node


def _knows_slices(function: ast.FunctionDef, module: Module) -> bool:
    """Whether a method speaks of slices, or hands on to its base what it does not know itself."""
    if "slice" in module.text(function):
        return True
    asked = (each for each in ast.walk(function) if isinstance(each, ast.Attribute))
    return any(each.attr == function.name for each in asked)

"""The rule for `__getslice__` and its kin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._class_bodies import indentation_step

NAMES = {"__getslice__": "__getitem__", "__setslice__": "__setitem__", "__delslice__": "__delitem__"}
_EXTRA = {"__setslice__": 1}


class GetsliceMethod(Rule):
    """Python 2 asked `__getslice__` and its kin for `x[i:j]`; Python 3 hands a slice to `__getitem__`.

    `__getitem__` gets a beginning that hands slices without a step to the old method. A class whose
    `__getitem__` knows slices already needs nothing.

    Fix safety: Python 2 gave `sys.maxint` for an end left out, and now it is the length, so the fix waits for
    `--unsafe`. It is only reported where the class has no such method, or no `__len__`, to add to.
    """

    name = "getslice-method"
    title = "Take slices in __getitem__"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    aliases = ("getslice-method", "W1616", "setslice-method", "W1617", "delslice-method", "W1615")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#operators-and-special-methods",)
    words = ("slice__",)
    nodes = (ast.FunctionDef,)
    examples = (
        Example(
            "class Items(object):\n    def __init__(self, *items):\n        self.items = list(items)\n"
            "\n    def __len__(self):\n        return len(self.items)\n\n"
            "    def __getitem__(self, index):\n        'Doc.'\n        return self.items[index]\n\n"
            "    def __getslice__(self, i, j):  # part\n        return Items(*self.items[i:j])\n\n"
            "    def __setitem__(self, index, item):\n        self.items[index] = item\n\n"
            "    def __setslice__(self, i, j, items):\n        self.items[i:j] = list(items) * 2\n\n"
            "a = Items(1, 2, 3, 4)\n"
            "x = [a[0], len(a[1:3]), len(a[-3:]), len(a[:]), a[1:][:1][0], a[::2]]\na[1:2] = [7]\n"
            "y = a.items\n",
            "class Items(object):\n    def __init__(self, *items):\n        self.items = list(items)\n"
            "\n    def __len__(self):\n        return len(self.items)\n\n"
            "    def __getitem__(self, index):\n        'Doc.'\n"
            "        if isinstance(index, slice) and index.step is None:\n"
            "            return self.__getslice__(*index.indices(len(self))[:2])\n"
            "        return self.items[index]\n\n    def __getslice__(self, i, j):  # part\n"
            "        return Items(*self.items[i:j])\n\n    def __setitem__(self, index, item):\n"
            "        if isinstance(index, slice) and index.step is None:\n"
            "            start, stop, _ = index.indices(len(self))\n"
            "            return self.__setslice__(start, stop, item)\n"
            "        self.items[index] = item\n\n    def __setslice__(self, i, j, items):\n"
            "        self.items[i:j] = list(items) * 2\n\na = Items(1, 2, 3, 4)\n"
            "x = [a[0], len(a[1:3]), len(a[-3:]), len(a[:]), a[1:][:1][0], a[::2]]\na[1:2] = [7]\n"
            "y = a.items\n",
            findings=2,
            unsafe=True,
        ),
        Example(
            'class Items(list):\n    def __delitem__(self, index):\n        print("item")\n\n'
            '    def __delslice__(self, i, j):\n        print("%d to %d" % (i, j))\na = Items("abc")\n'
            "del a[1:2]\ndel a[0]\n",
            "class Items(list):\n    def __delitem__(self, index):\n"
            "        if isinstance(index, slice) and index.step is None:\n"
            "            return self.__delslice__(*index.indices(len(self))[:2])\n"
            '        print("item")\n\n    def __delslice__(self, i, j):\n'
            '        print("%d to %d" % (i, j))\na = Items("abc")\ndel a[1:2]\ndel a[0]\n',
            unsafe=True,
        ),
        Example(
            "class Items(list):\n    def __getslice__(self, i, j):\n"
            "        return Items(list.__getslice__(self, i, j))\n",
            None,
            findings=1,
        ),
        Example(
            "class Items(object):\n    def __getitem__(self, index):\n"
            "        if isinstance(index, slice):\n            return 1\n        return 2\n\n"
            "    def __getslice__(self, i, j):\n        return self[slice(i, j)]\n"
            "def __getslice__(self, i, j):\n    return 1\n",
            None,
        ),
    )

    def detect(self, node: ast.FunctionDef, module: Module) -> Iterable[Match]:
        """Such a method, unless the class takes slices in the other one."""
        owner = module.parent(node)
        if node.name not in NAMES or not isinstance(owner, ast.ClassDef):
            return
        scope = module.scope_made_by(owner)
        bindings = scope.binding(NAMES[node.name]) if scope is not None else ()
        method = bindings[0] if len(bindings) == 1 else None
        message = f"Python 3 hands slices to `{NAMES[node.name]}`, not `{node.name}`"
        if not isinstance(method, ast.FunctionDef) or module.parent(method) is not owner:
            yield Match(node, message, Applicability.MANUAL)
            return
        if "slice" in module.text(method):
            return
        parameters = [getattr(each, "arg", "") for each in method.args.args]
        expected = 2 + _EXTRA.get(node.name, 0)
        is_plain = len(parameters) == expected and all(parameters) and not method.decorator_list
        stands_alone = method.body[0].lineno > method.lineno
        names = {module.qualified_name(base) for base in module.foreign_bases(owner)}
        has_length = module.class_defines(owner, "__len__") or bool(names & _SIZED)
        if is_plain and stands_alone and has_length and not _asks_base(node, module):
            yield Match(node, message, data=(method, parameters, indentation_step(owner, method, module)))
        else:
            yield Match(node, message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Let the other method hand on slices."""
        function: Any = match.node
        method, (self, index, *value), step = match.data
        lines = [f"if isinstance({index}, slice) and {index}.step is None:"]
        if value:
            lines.append(f"{step}start, stop, _ = {index}.indices(len({self}))")
            lines.append(f"{step}return {self}.{function.name}(start, stop, {value[0]})")
        else:
            lines.append(f"{step}return {self}.{function.name}(*{index}.indices(len({self}))[:2])")
        editor.insert_in_body(method, "\n".join(lines))
        return node


_SIZED = frozenset({"__builtin__.list", "__builtin__.tuple", "__builtin__.str", "UserList.UserList"})


def _asks_base(node: ast.FunctionDef, module: Module) -> bool:
    """Whether a method calls one of its kind, which the base has no longer."""
    return any(isinstance(each, ast.Attribute) and each.attr in NAMES for each in ast.walk(node))

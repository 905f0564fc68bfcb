"""The rule for `__getslice__` and its kin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    `--unsafe`. It is only reported where the class has no such method, or no `__len__`, to add to; a list, tuple or
    string gets one.
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
            "        return Items(list.__getslice__(self, i, j))\n"
            "a = Items('abcd')\nx = len(a[1:3]), a[1], a[::2], a[1:3].__class__ is Items\n",
            "class Items(list):\n    def __getslice__(self, i, j):\n"
            "        return Items(list.__getitem__(self, slice(i, j)))\n\n"
            "    def __getitem__(self, index):\n"
            "        if isinstance(index, slice) and index.step is None:\n"
            "            return self.__getslice__(*index.indices(len(self))[:2])\n"
            "        return list.__getitem__(self, index)\n"
            "a = Items('abcd')\nx = len(a[1:3]), a[1], a[::2], a[1:3].__class__ is Items\n",
            unsafe=True,
        ),
        Example(
            "class Items(list):\n    def __setslice__(self, i, j, items):\n"
            "        super(Items, self).__setslice__(i, j, items * 2)\na = Items('abcd')\na[1:3] = [7]\nx = list(a)\n",
            "class Items(list):\n    def __setslice__(self, i, j, items):\n"
            "        super(Items, self).__setitem__(slice(i, j), items * 2)\n\n"
            "    def __setitem__(self, index, value):\n"
            "        if isinstance(index, slice) and index.step is None:\n"
            "            start, stop, _ = index.indices(len(self))\n"
            "            return self.__setslice__(start, stop, value)\n"
            "        return list.__setitem__(self, index, value)\na = Items('abcd')\na[1:3] = [7]\n"
            "x = list(a)\n",
            unsafe=True,
        ),
        Example(
            "class Items(Base):\n    def __getslice__(self, i, j):\n"
            "        return Items(Base.__getslice__(self, i, j))\n",
            None,
            findings=1,
            runs=False,
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
        message = f"Python 3 hands slices to `{NAMES[node.name]}`, not `{node.name}`"
        method = bindings[0] if len(bindings) == 1 else None
        asked = _asked_of_base(node, owner, module)
        if asked is None:
            yield Match(node, message, Applicability.MANUAL)
        elif not bindings and _builtin_base(owner, module) and node.lineno > owner.lineno:
            yield Match(node, message, data=_Plan(asked, step=indentation_step(owner, node, module)))
        elif not isinstance(method, ast.FunctionDef) or module.parent(method) is not owner:
            yield Match(node, message, Applicability.MANUAL)
        elif "slice" not in module.text(method):
            parameters = _parameters(method, 2 + _EXTRA.get(node.name, 0))
            names = {module.qualified_name(base) for base in module.foreign_bases(owner)}
            has_length = module.class_defines(owner, "__len__") or bool(names & _SIZED)
            if not parameters or method.body[0].lineno == method.lineno or not has_length:
                yield Match(node, message, Applicability.MANUAL)
                return
            step = indentation_step(owner, method, module)
            yield Match(node, message, data=_Plan(asked, method, parameters, step))

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Let the other method hand on slices, which asks the base for its own."""
        function: Any = match.node
        plan: _Plan = match.data
        for call, code in plan.asked.items():
            editor.replace(call, code)
        code = _handing_on(function.name, plan.parameters or ("self", "index", "value"), plan.step)
        if plan.method is not None:
            editor.insert_in_body(plan.method, code)
            return node
        name = NAMES[function.name]
        parameters = ", ".join(("self", "index", "value")[: 2 + _EXTRA.get(function.name, 0)])
        base = _builtin_base(editor.module.parent(function), editor.module)  # type: ignore[arg-type]
        body = "".join(f"{plan.step}{line}\n" for line in code.split("\n"))
        editor.insert_after(
            function, f"\ndef {name}({parameters}):\n{body}{plan.step}return {base}.{name}({parameters})"
        )
        return node


@dataclass(frozen=True)
class _Plan:
    """How slices come to the old method."""

    asked: Mapping[ast.Call, str]
    """What replaces the calls of the base's old method."""
    method: ast.FunctionDef | None = None
    """The method that gets a beginning; None: the class gets one."""
    parameters: tuple[str, ...] = ()
    step: str = "    "


def _handing_on(name: str, parameters: tuple[str, ...], step: str) -> str:
    """The beginning of a method that hands slices without a step to the old one."""
    self, index, *value = parameters[: 2 + _EXTRA.get(name, 0)]
    head = f"if isinstance({index}, slice) and {index}.step is None:\n"
    if not value:
        return f"{head}{step}return {self}.{name}(*{index}.indices(len({self}))[:2])"
    return (
        f"{head}{step}start, stop, _ = {index}.indices(len({self}))\n"
        f"{step}return {self}.{name}(start, stop, {value[0]})"
    )


def _parameters(method: ast.FunctionDef, expected: int) -> tuple[str, ...]:
    """The names of a method's parameters, if they are as many as expected, and plain."""
    names = tuple(getattr(each, "arg", "") for each in method.args.args)
    return names if len(names) == expected and all(names) and not method.decorator_list else ()


_SIZED = frozenset({"__builtin__.list", "__builtin__.tuple", "__builtin__.str", "UserList.UserList"})


_BUILTIN = frozenset({"list", "tuple", "str", "unicode"})


def _builtin_base(owner: ast.ClassDef, module: Module) -> str:
    """The built-in sequence that is all a class inherits from; empty where it is not."""
    names = {module.qualified_name(base) or "" for base in owner.bases}
    name = names.pop().removeprefix("__builtin__.") if len(names) == 1 else ""
    return name if name in _BUILTIN else ""


def _asked_of_base(
    node: ast.FunctionDef, owner: ast.ClassDef, module: Module
) -> Mapping[ast.Call, str] | None:
    """The calls of the old method of the base, and what asks the new one; None where one is not understood."""
    found: dict[ast.Call, str] = {}
    for attribute in ast.walk(node):
        if not isinstance(attribute, ast.Attribute) or attribute.attr not in NAMES:
            continue
        call = module.parent(attribute)
        receiver = module.text(attribute.value)
        if not isinstance(call, ast.Call) or call.func is not attribute or not _builtin_base(owner, module):
            return None
        is_super = receiver.startswith("super(")
        arguments = [module.text(each) for each in call.args]
        if call.keywords or len(arguments) != 3 - is_super + _EXTRA.get(attribute.attr, 0):
            return None
        if not is_super and receiver != _builtin_base(owner, module):
            return None
        first = [] if is_super else [arguments.pop(0)]
        sliced = f"slice({arguments[0]}, {arguments[1]})"
        found[call] = f"{receiver}.{NAMES[attribute.attr]}({', '.join([*first, sliced, *arguments[2:]])})"
    return found

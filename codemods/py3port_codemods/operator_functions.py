"""The rule for what `operator` no longer holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from py3port.rule import Applicability, Example, Match, Mode, Module, Stage, ast
from py3port_codemods._gone_names import Gone, GoneNames
from py3port_codemods._operator_functions import OPERATOR_FUNCTIONS

_DIVISIONS = {"div": ("floordiv", "truediv"), "idiv": ("ifloordiv", "itruediv")}


class OperatorFunctions(GoneNames):
    """Python 3 dropped functions of `operator` that other names or the language itself cover.

    Fix safety: `isSequenceType` and its like looked for methods, the abstract classes that replace them want to be
    inherited from or registered with; those wait for `--unsafe`. A call of `operator.div` is rewritten where the types
    of its arguments are known. The function itself stands for `/`, which is `truediv` now: that is likely to be meant.
    """

    name = "operator-functions"
    title = "Use what replaces dropped operator functions"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_operator", "deprecated-operator-function", "W1657")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#library-changes",)
    words = ("operator",)
    examples = (
        Example("import operator\nx = operator.isCallable(len)\n", "x = callable(len)\n"),
        Example(
            "from operator import isCallable as ok\nx = list(map(ok, [len]))\n",
            "x = list(map(callable, [len]))\n",
        ),
        Example(
            "import operator\nx = operator.sequenceIncludes([1, 2], 2)\n",
            "import operator\nx = operator.contains([1, 2], 2)\n",
        ),
        Example(
            "from operator import sequenceIncludes\nx = sequenceIncludes([1, 2], 2)\n",
            "from operator import contains\nx = contains([1, 2], 2)\n",
        ),
        Example(
            "import operator\nx = operator.repeat('ab', 2)\n", "import operator\nx = operator.mul('ab', 2)\n"
        ),
        Example("import operator\nx = operator.getslice('abcd', 1, 3)\n", "x = 'abcd'[1:3]\n"),
        Example(
            "import operator\na = [1, 2, 3]\noperator.setslice(a, 0, 2, [5])\noperator.delslice(a, 1, 2)\n",
            "import operator\na = [1, 2, 3]\noperator.setitem(a, slice(0, 2), [5])\n"
            "operator.delitem(a, slice(1, 2))\n",
        ),
        Example(
            "import operator\nx = operator.isSequenceType([])\n",
            "import collections.abc\nx = isinstance([], collections.abc.Sequence)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import operator\nx = operator.isMappingType({})\n",
            "import six.moves.collections_abc\nx = isinstance({}, six.moves.collections_abc.Mapping)\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "from operator import isNumberType\nx = isNumberType(3)\n",
            "from numbers import Number\nx = isinstance(3, Number)\n",
            unsafe=True,
        ),
        Example(
            "import operator\nx = operator.div(7, 2)\n", "import operator\nx = operator.floordiv(7, 2)\n"
        ),
        Example(
            "import operator\nx = operator.div(7.0, 2)\n", "import operator\nx = operator.truediv(7.0, 2)\n"
        ),
        Example(
            "import operator\nsigns = {operator.div: '/', operator.add: '+'}\nx = sorted(signs.values())\ndel signs\n",
            "import operator\nsigns = {operator.truediv: '/', operator.add: '+'}\nx = sorted(signs.values())\n"
            "del signs\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "from operator import add, div\nx = div is not None\ndel div\n",
            "from operator import add\nfrom operator import truediv as div\nx = div is not None\ndel div\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import operator\nf = operator.div\nx = f(4.0, 2)\ndel f\n",
            "import operator\nf = getattr(operator, 'div', operator.truediv)\nx = f(4.0, 2)\ndel f\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("import operator\ndef f(a, b):\n    return operator.div(a, b)\n", None, findings=1),
        Example("import operator\nx = operator.truediv(7.0, 2) + operator.mul(2, 3)\n", None),
        Example("def f(operator):\n    return operator.div(1, 2)\n", None),
    )

    def table(self, package: str) -> Mapping[str, Gone]:
        """The names that are gone."""
        return OPERATOR_FUNCTIONS if package == "operator" else {}

    def import_line(self, imported: Any, gone: Gone, module: Module) -> str | None:
        """A division that is not called here keeps its name: other modules may take it from this one."""
        new = _DIVISIONS.get(imported.alias.name, ("", ""))[1]
        uses = module.references(imported.bound, imported.scope.node)
        is_called = any(getattr(module.parent(use), "func", None) is use for use in uses)
        if new and module.mode is Mode.PY3 and not is_called:
            return f"from operator import {new} as {imported.bound}"
        return super().import_line(imported, gone, module)

    def _match(
        self, qualified: str, node: Any, root: ast.Name, module: Module, *, by_name: bool
    ) -> Iterator[Match]:
        """The types of the arguments decide which division is meant."""
        name = qualified.rpartition(".")[2].strip("_")
        for match in super()._match(qualified, node, root, module, by_name=by_name):
            division = _division(name, module.parent(node), node, module)
            if division is not None:
                use = match.data._replace(code=f"{{operator:{division}}}")
                yield Match(node, match.message, Applicability.SAFE, use)
            elif name in _DIVISIONS and getattr(module.parent(node), "func", None) is node:
                yield replace(match, applicability=Applicability.MANUAL)
            else:
                yield match


def _division(name: str, call: Any, function: Any, module: Module) -> str | None:
    """Which division a call of `operator.div` does; None where that is not known."""
    if name not in _DIVISIONS or not isinstance(call, ast.Call) or call.func is not function:
        return None
    types = [module.type_of(each) for each in call.args]
    names = {known.name if known is not None else "" for known in types}
    if len(types) != 2 or not names <= {"int", "long", "bool", "float"}:
        return None
    return _DIVISIONS[name]["float" in names]

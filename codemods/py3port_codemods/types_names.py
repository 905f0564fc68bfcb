"""The rule for the type names that `types` no longer holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Mode, Module, Stage, ast, cst
from py3port_codemods._builtins import (
    is_type_check_argument,
    looked_up_types,
    type_check_tuple,
    with_elements,
)
from py3port_codemods._gone_names import Gone, GoneNames, Use
from py3port_codemods._gone_rendering import rendered
from py3port_codemods._types_names import TYPES_NAMES

TEXT = {"types.StringTypes": "{six:string_types}"}
"""What stands for a name in an `isinstance` on both interpreters."""


class TypesNames(GoneNames):
    """`types.ListType` is another name of `list`; Python 3 dropped such names.

    `types.StringType` is the native string, `str`, in both; `types.StringTypes` is `six.string_types` where a type is
    checked against it, and `str` with Python 2 gone. `types.NoneType` was away from 3.0 to 3.9 only.

    Fix safety: classic classes are gone, so that `types.ClassType` becomes `type`, which a check against both
    already means; elsewhere that, and what comes nearest to files, buffers and unbound methods, waits for `--unsafe`.
    """

    name = "types-names"
    title = "Use the types by their own names"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_types", "deprecated-types-field", "W1652")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#library-changes",)
    words = ("types",)
    examples = (
        Example(
            "import types\nx = type([]) == types.ListType, isinstance({}, types.DictType)\n",
            "x = type([]) == list, isinstance({}, dict)\n",
        ),
        Example(
            "from types import ListType, StringType as S\nx = isinstance('a', (ListType, S))\n",
            "x = isinstance('a', (list, str))\n",
        ),
        Example(
            "import types\nx = isinstance('a', types.StringTypes)\n",
            "x = isinstance('a', str)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import types\nx = isinstance('a', types.StringTypes)\n",
            "import six\nx = isinstance('a', six.string_types)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import types\nx = type('a') in types.StringTypes\n",
            "import six\nx = type('a') in (str, six.text_type)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import types\nx = type('a') in types.StringTypes\n", "x = type('a') in (str,)\n", mode=Mode.PY3
        ),
        Example(
            "import types\nx = isinstance(3, (types.IntType, types.LongType))\n",
            "x = isinstance(3, int)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import types\nx = isinstance(3, (types.IntType, types.LongType, types.FloatType))\n",
            "import six\nx = isinstance(3, (int, six.integer_types[-1], float))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import types\nx = isinstance('', (types.StringType, types.UnicodeType, types.NoneType))\n",
            "import types\nx = isinstance('', (str, types.NoneType))\n",
            mode=Mode.PY3,
        ),
        Example(
            "import types\nx = isinstance('', (str, types.UnicodeType))\n",
            "import six\nx = isinstance('', six.string_types)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import types\nx = isinstance(3, (type, types.ClassType))\n",
            "x = isinstance(3, type)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import types\nx = isinstance(3, (types.TypeType, types.ClassType))\n",
            "import six\nx = isinstance(3, six.class_types)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import types\nx = isinstance(3, types.ClassType)\n",
            "x = isinstance(3, type)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import types\nx = isinstance(type.__dict__, types.DictProxyType)\n",
            "x = isinstance(type.__dict__, type(type.__dict__))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "import types\nx = isinstance(type.__dict__, types.DictProxyType)\n",
            "import types\nx = isinstance(type.__dict__, types.MappingProxyType)\n",
            mode=Mode.PY3,
        ),
        Example(
            "import types\nx = type(3) in [types.ClassType, int]\n",
            "import types\nx = type(3) in [getattr(types, 'ClassType', type), int]\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import types\nx = isinstance(3, types.InstanceType)\n",
            "import types\nx = isinstance(3, getattr(types, 'InstanceType', ()))\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import types\nx = type(3) in [int, types.InstanceType, types.FunctionType]\n",
            "import types\nx = type(3) in [int, types.FunctionType]\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import types\nx = isinstance(3, (types.ListType, types.InstanceType))\n",
            "x = isinstance(3, list)\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import types\nx = type(int.__add__) in [int, types.UnboundMethodType]\n",
            "import types\nx = type(int.__add__) in [int, getattr(types, 'UnboundMethodType', types.FunctionType)]\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import types\nx = type(3) in (type, types.ClassType)\n"
            "y = type(3) in [types.IntType, types.LongType, str]\n",
            "x = type(3) in (type,)\ny = type(3) in [int, str]\n",
            mode=Mode.PY3,
        ),
        Example(
            "import types\ndef f(x):\n    kinds = type, types.ClassType\n    return isinstance(x, kinds)\ny = f(3)\n",
            "def f(x):\n    kinds = type,\n    return isinstance(x, kinds)\ny = f(3)\n",
            mode=Mode.PY3,
        ),
        Example("from types import ListType\nx = 1\n", "x = 1\n", unsafe=True),
        Example("import types\nx = isinstance(open, types.BuiltinFunctionType)\n", None),
        Example("import types\nx = type(None) is types.NoneType\n", None),
        Example("import types\nx = types.ListType\n", None, siblings=("types",), runs=False),
        Example("types = object()\nx = lambda types: types.ListType\n", None),
        Example(
            "try:\n    from types import StringTypes\nexcept ImportError:\n    StringTypes = (str,)\n"
            "x = isinstance('a', StringTypes)\n",
            None,
        ),
    )

    def table(self, package: str) -> Mapping[str, Gone]:
        """The names that are gone."""
        return TYPES_NAMES if package == "types" else {}

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """The uses; those in one tuple of types are one match, so that no type stands in it twice."""
        tuples: dict[ast.Tuple | ast.List, list[Match]] = {}
        for match in super().detect(node, module):
            around = types_around(match.node, module) if isinstance(match.data, Use) else None
            if _is_stored_class_type(match, module):
                # `six` has a tuple for it, which only a type check takes.
                code = "getattr({types}, 'ClassType', type)"
                yield replace(match, applicability=Applicability.UNSAFE, data=match.data._replace(code=code))
            elif around is None and _is_needless(match, module):
                yield Match(module.parent(match.node), match.message, match.applicability, match.data)  # type: ignore[arg-type]
            elif around is None or match.data.code is None:
                yield match
            else:
                tuples.setdefault(around, []).append(match)
        for around, matches in tuples.items():
            certain = all(self._is_certain(each, around, module) for each in matches)
            likely = None if certain else Applicability.UNSAFE
            yield Match(around, matches[0].message, likely, [each.data for each in matches])

    def applicability_of(self, use: Use, gone: Gone, module: Module) -> Applicability:
        """What is compared tells `int` from `long`, which are one."""
        if use.qualified == "types.LongType" and isinstance(module.parent(use.node), ast.Compare):
            return Applicability.UNSAFE
        return super().applicability_of(use, gone, module)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The name of the type; a tuple of types as a whole."""
        if isinstance(match.data, Use) and match.node is not match.data.node:
            editor.drop_import(match.data.root)
            return _without(node, match.node.elts.index(match.data.node))  # type: ignore[attr-defined]
        if not isinstance(match.data, list):
            use = match.data
            is_checked = isinstance(use, Use) and is_type_check_argument(match.node, editor.module)
            if is_checked and use.qualified in TEXT:
                editor.drop_import(use.root)
                return _checked(use, editor)
            return super().rewrite(node, match, editor)
        uses = {use.node: use for use in match.data}
        elements: list[Any] = []
        seen: list[str] = []
        for element, source in zip(node.elements, match.node.elts, strict=True):  # type: ignore[attr-defined]
            known = uses.get(source)
            new = element.value if known is None else _checked(known, editor)
            code = cst.Module([]).code_for_node(new)
            if known is not None:
                editor.drop_import(known.root)
            if code not in seen and code != "()":
                seen.append(code)
                elements.append(element.with_changes(value=new))
        whole = _WHOLE.get(frozenset(seen))
        if whole is not None:
            return cst.parse_expression(whole.replace("six", editor.add_import("six"), 1))
        return with_elements(node, elements, is_alone=is_type_check_argument(match.node, editor.module))

    def _is_certain(self, match: Match, around: ast.Tuple | ast.List, module: Module) -> bool:
        """Whether a use in a tuple is replaced without changing what the tuple holds."""
        if match.data.qualified != "types.ClassType":
            return match.applicability in (None, Applicability.SAFE)
        names = [module.qualified_name(each) for each in around.elts]
        return "__builtin__.type" in names or "types.TypeType" in names


def types_around(node: ast.AST, module: Module) -> ast.Tuple | ast.List | None:
    """The types that `node` is one of, where it does not matter how often one is named."""
    return type_check_tuple(node, module) or looked_up_types(node, module)


def _is_stored_class_type(match: Match, module: Module) -> bool:
    """Whether the type of classic classes stands where no type check is, in code for both interpreters."""
    return (
        isinstance(match.data, Use)
        and match.data.qualified == "types.ClassType"
        and module.mode is Mode.DUAL
        and not is_type_check_argument(match.node, module)
        and types_around(match.node, module) is None
    )


def _is_needless(match: Match, module: Module) -> bool:
    """Whether a type that nothing is of stands among others, in a list or tuple."""
    parent = module.parent(match.node)
    return (
        isinstance(match.data, Use)
        and match.data.code == "()"
        and isinstance(parent, (ast.List, ast.Tuple))
        and len(parent.elts) > 1
        and isinstance(parent.ctx, ast.Load)
    )


def _without(node: Any, index: int) -> Any:
    """The list or tuple without one of its elements."""
    kept = [each for position, each in enumerate(node.elements) if position != index]
    return with_elements(node, kept, is_alone=False)


_WHOLE = {
    frozenset({"int", "six.integer_types[-1]"}): "six.integer_types",
    frozenset({"str", "six.text_type"}): "six.string_types",
    frozenset({"type", "six.class_types"}): "six.class_types",
}


def _checked(use: Use, editor: Editor) -> Any:
    """What stands for a name in an `isinstance`."""
    if use.qualified in TEXT:
        code = TEXT[use.qualified] if editor.mode is Mode.DUAL else "str"
    elif use.code is None:
        raise CannotRewrite("the table has no replacement")
    else:
        code = use.code
    return rendered(code, (), use.node, editor, by_name=use.by_name)

"""The rule for the types and values of six."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Stage, ast, cst
from py3port_codemods._builtins import looked_up_types
from py3port_codemods._compat_names import CompatNames, Successor, compat_name
from py3port_codemods._gone_rendering import rendered
from py3port_codemods._let_go import let_go, root_name

_CHECKS = frozenset({"isinstance", "issubclass"})
_TUPLES = {"string_types": "str", "integer_types": "int", "class_types": "type"}
_TABLE: Mapping[str, Successor] = {
    "text_type": Successor("str"),
    "binary_type": Successor("bytes"),
    "MAXSIZE": Successor("{sys:maxsize}"),
    "StringIO": Successor("{io:StringIO}"),
    "BytesIO": Successor("{io:BytesIO}"),
    "Iterator": Successor("object"),
    # What python-future calls the same.
    "basestring": Successor("str"),
    "unicode": Successor("str"),
    "unichr": Successor("chr"),
    "long": Successor("int"),
    "xrange": Successor("range"),
    "raw_input": Successor("input"),
    "reduce": Successor("{functools:reduce}"),
    "intern": Successor("{sys:intern}"),
    **{name: Successor(f"({one},)") for name, one in _TUPLES.items()},
}


class SixNames(CompatNames):
    """`six.text_type`, `six.string_types` and their like give one name to what Python 2 and Python 3 call differently.

    Without Python 2 that is the name Python 3 has for it: `str`, `bytes`, `int`. What six calls a tuple of types is one
    type where types are checked, and a tuple of one elsewhere. The same names of python-future's `future.utils` and
    `past.builtins`, and of any copy of six, count as well.
    """

    name = "six-names"
    title = "Use the types that six stands for"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = ("https://six.readthedocs.io/#constants",)
    examples = (
        Example("import six\nx = six.text_type(1)\n", "x = str(1)\n"),
        Example(
            "import os\n\nimport six\n\nx = isinstance('a', six.string_types), os.name == 1\n",
            "import os\n\nx = isinstance('a', str), os.name == 1\n",
        ),
        Example(
            "import six\nx = isinstance('a', (six.string_types, six.text_type, int))\n",
            "x = isinstance('a', (str, int))\n",
            findings=1,
        ),
        Example("import six\nx = isinstance('a', (six.string_types, str))\n", "x = isinstance('a', str)\n"),
        Example(
            "from six import string_types, integer_types\nx = isinstance(1, string_types + integer_types)\n",
            "x = isinstance(1, (str,) + (int,))\n",
            findings=2,
        ),
        Example(
            "import six\nx = six.BytesIO().read() == b''\n", "import io\nx = io.BytesIO().read() == b''\n"
        ),
        Example("from six import BytesIO\nx = BytesIO()\n", None),
        Example("import six\nx = six.MAXSIZE > 1\n", "import sys\nx = sys.maxsize > 1\n"),
        Example(
            "import six\nx = type(six.u('a')) is six.text_type\n", "import six\nx = type(six.u('a')) is str\n"
        ),
        Example(
            "from django.utils import six\nx = isinstance('a', six.string_types)\n",
            "x = isinstance('a', str)\n",
            runs=False,
        ),
        Example(
            "from past.builtins import basestring\nx = isinstance('a', basestring)\n",
            "x = isinstance('a', str)\n",
            runs=False,
        ),
        Example("import six\nclass A(six.Iterator):\n    pass\n", "class A(object):\n    pass\n", runs=False),
        Example("import six\ndef f(str):\n    return six.text_type(str)\n", None, findings=1),
        Example("import six\nx = type('a') in (str, six.text_type)\n", "x = type('a') in (str,)\n"),
        Example("import six\nx = six.integer_types[-1], six.string_types[0]\n", "x = int, str\n"),
        Example("import mine\nx = mine.text_type\n", None, runs=False),
        Example("six = {}\nx = six.get('text_type')\ntext_type = str\n", None),
    )

    @property
    def table(self) -> Mapping[str, Successor]:
        """The names."""
        return _TABLE

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every use; a tuple of types in a check counts as one."""
        around = module.parent(node)
        check = module.parent(around) if isinstance(around, ast.Tuple) else None
        is_asked = isinstance(around, ast.Tuple) and (
            _is_check(check, around) or _are_looked_up(around, node, module)
        )
        if isinstance(around, ast.Tuple) and is_asked and not module.has_comment(around):
            mine = [each for each in around.elts if compat_name(each, module) in _TABLE]
            if mine and mine[0] is node:
                yield Match(around, "six names what Python 3 has names for", data=mine)
            if node in mine:
                return
        for match in super().detect(node, module):
            name = compat_name(node, module)
            if isinstance(around, ast.Subscript) and name in _TUPLES and _is_end(around, node):
                yield Match(around, match.message, data=_TUPLES[name])
                continue
            if match.node is node and name in _TUPLES and _is_check(around, node):
                yield Match(node, match.message, data=_TUPLES[name])
            else:
                yield match

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The type, or the tuple with each type once."""
        if not isinstance(match.node, ast.Tuple):
            if isinstance(match.node, ast.Subscript):
                let_go(root_name(match.node.value), editor)
                return rendered(match.data, [], match.node, editor)
            return super().rewrite(node, match, editor)
        texts = []
        for each in match.node.elts:
            text = editor.module.text(each)
            if each in match.data:
                name = compat_name(each, editor.module)
                text = _TUPLES.get(name) or _plain(name, each, editor)
                let_go(root_name(each), editor)
            if text not in texts:
                texts.append(text)
        for name in {"str", "int", "type", "bytes"} & set(texts):
            if not editor.module.is_builtin(name, match.node):
                raise CannotRewrite(f"`{name}` means something else here")
        if len(texts) == 1:
            is_alone = _is_check(editor.module.parent(match.node), match.node)
            return cst.parse_expression(texts[0] if is_alone else f"({texts[0]},)")
        return cst.parse_expression(f"({', '.join(texts)})")


def _plain(name: str, node: ast.expr, editor: Editor) -> str:
    code = _TABLE[name].reference or ""
    if "{" in code:
        raise CannotRewrite("it would have to be imported")
    return code


def _is_end(subscript: ast.Subscript, node: ast.AST) -> bool:
    """Whether the first or last of the types is taken, which without Python 2 are one."""
    index: Any = subscript.slice
    operand = index.operand if isinstance(index, ast.UnaryOp) else index
    return subscript.value is node and getattr(operand, "value", None) == int(operand is not index)


def _are_looked_up(types: ast.Tuple, node: ast.expr, module: Module) -> bool:
    """Whether it does not matter how often a type is named among them, and none of them stands for several."""
    names = {compat_name(each, module) for each in types.elts}
    return names.isdisjoint(_TUPLES) and looked_up_types(node, module) is types


def _is_check(call: ast.AST | None, node: ast.AST) -> bool:
    """Whether something is the second argument of `isinstance` or `issubclass`."""
    return (
        isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in _CHECKS
        and len(call.args) == 2
        and call.args[1] is node
    )

"""The rule for the functions of six."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Stage, ast, cst
from py3port_codemods._compat_names import CompatNames, Successor, compat_name
from py3port_codemods._gone_names import method
from py3port_codemods._let_go import let_go, root_name

_LITERAL = re.compile(r"[rR]?['\"]")
_TEXT_ONLY = re.compile(r"\\[uUN]|[^\x00-\x7f]")
_ATTRIBUTES = {
    "get_function_closure": "__closure__",
    "get_function_code": "__code__",
    "get_function_defaults": "__defaults__",
    "get_function_globals": "__globals__",
    "get_method_function": "__func__",
    "get_method_self": "__self__",
}
_STATEMENTS = frozenset({"print", "exec"})
_ASSERTIONS = ("assertCountEqual", "assertNotRegex", "assertRaisesRegex", "assertRegex")
_TABLE: Mapping[str, Successor] = {
    **{
        f"{how}{what}": Successor(calls={1: f"{made}($1.{what}())"}, iterated={1: f"$1.{what}()"})
        for how, made in (("iter", "iter"), ("list", "list"))
        for what in ("items", "keys", "values")
    },
    **{f"view{what}": Successor(calls={1: f"$1.{what}()"}) for what in ("items", "keys", "values")},
    **{name: Successor(calls={1: f"$1.{attribute}"}) for name, attribute in _ATTRIBUTES.items()},
    **{name: Successor(calls=method(name, 1, 2, 3, 4, 5)) for name in _ASSERTIONS},
    "b": Successor(calls={1: "$1.encode('latin-1')"}),
    "u": Successor(calls={1: "$1"}),
    "advance_iterator": Successor("next"),
    "byte2int": Successor(calls={1: "$1[0]"}),
    "callable": Successor("callable"),
    "create_bound_method": Successor(calls={2: "{types:MethodType}($1, $2)"}),
    "create_unbound_method": Successor(calls={2: "$1"}),
    "ensure_binary": Successor(),
    "ensure_str": Successor(),
    "ensure_text": Successor(),
    "exec_": Successor("exec"),
    "get_unbound_function": Successor(calls={1: "$1"}),
    "indexbytes": Successor(calls={2: "$1[$2]"}),
    "int2byte": Successor(calls={1: "bytes([$1])"}),
    "iterbytes": Successor(calls={1: "iter($1)"}, iterated={1: "$1"}),
    "next": Successor("next"),
    "print_": Successor("print"),
    "unichr": Successor("chr"),
    "wraps": Successor("{functools:wraps}"),
    # What python-future adds.
    "bytes_to_native_str": Successor(calls={1: "$1.decode('ascii')"}),
    "lfilter": Successor(calls={2: "list(filter($1, $2))"}),
    "lmap": Successor(calls={2: "list(map($1, $2))"}),
    "lrange": Successor(calls={1: "list(range($1))", 2: "list(range($1, $2))"}),
    "lzip": Successor(calls={1: "list(zip($1))", 2: "list(zip($1, $2))"}),
    "native": Successor(calls={1: "$1"}),
    "text_to_native_str": Successor(calls={1: "$1"}),
}


class SixFunctions(CompatNames):
    """`six.iteritems(d)`, `six.b('a')` and their like are calls for what Python 2 and Python 3 spell differently.

    Without Python 2 they are written as Python 3 spells them: `d.items()`, `b'a'`. `six.ensure_str` and its like go
    where what they are given is a string literal; elsewhere they check and convert, which a person has to look at. The
    same functions of python-future's `future.utils` count as well.
    """

    name = "six-functions"
    title = "Spell out what the functions of six do"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    references = ("https://six.readthedocs.io/#object-model-compatibility",)
    examples = (
        Example(
            "import six\nd = {1: 2}\nx = [v for k, v in six.iteritems(d)]\n",
            "d = {1: 2}\nx = [v for k, v in d.items()]\n",
        ),
        Example(
            "from six import itervalues\nd = {1: 2}\ny = itervalues(d)\nx = next(y)\n",
            "d = {1: 2}\ny = iter(d.values())\nx = next(y)\n",
        ),
        Example(
            "import six\nd = {}\nfor k in six.iterkeys(d or {1: 2}):\n    x = k\n",
            "d = {}\nfor k in (d or {1: 2}).keys():\n    x = k\n",
        ),
        Example("import six\nx = six.b('a\\xff') == six.b(r'b')\n", "x = b'a\\xff' == br'b'\n", findings=2),
        Example(
            "import six\ny = 'ab'\nx = len(six.b(y) + six.b('\\x00' 'a'))\n",
            "y = 'ab'\nx = len(y.encode('latin-1') + ('\\x00' 'a').encode('latin-1'))\n",
        ),
        Example("import six\nx = six.u('a') + six.ensure_text('b')\n", "x = 'a' + 'b'\n", findings=2),
        Example(
            "import six\nx = six.indexbytes(b'ab', 1), six.int2byte(65) == b'A', list(six.iterbytes(b'a'))\n",
            "x = b'ab'[1], bytes([65]) == b'A', list(b'a')\n",
        ),
        Example("import six\nsix.print_('a', 'b', sep='-')\n", "print('a', 'b', sep='-')\n"),
        Example("import six\nsix.print_('a')\n", "print('a')\n"),
        Example(
            "from six import exec_\nx = {}\nexec_('y = 1', x)\n", "x = {}\nexec('y = 1', x)\n", runs=False
        ),
        Example("import six\nx = six.next(iter([1]))\n", "x = next(iter([1]))\n"),
        Example(
            "import six\ndef f(a=1):\n    pass\nx = six.get_function_defaults(f)\n",
            "def f(a=1):\n    pass\nx = f.__defaults__\n",
        ),
        Example(
            "import six\nclass T(Test):\n    def test(self):\n        with six.assertRaisesRegex(self, E, 'x'):\n"
            "            pass\n",
            "class T(Test):\n    def test(self):\n        with self.assertRaisesRegex(E, 'x'):\n            pass\n",
            runs=False,
        ),
        Example("import six\nx = six.iteritems({1: 2}, **{})\n", None, findings=1),
        Example("import six\nx = six.ensure_str(y)\n", None, findings=1, runs=False),
        Example("import six\nx = list(map(six.iteritems, [{}]))\n", None, findings=1),
        Example("def b(x):\n    return x\nsix = {}\nx = b('a')\n", None),
    )

    @property
    def table(self) -> Mapping[str, Successor]:
        """The names."""
        return _TABLE

    def code_for_call(self, call: ast.Call, successor: Successor, module: Module) -> str | None:
        """As in the table; of string literals more is known."""
        name = compat_name(call.func, module)
        literal = _literal(call, module)
        if name in ("b", "ensure_binary") and literal and not _TEXT_ONLY.search(literal):
            return f"b{literal}"
        if name in ("ensure_text", "ensure_str") and literal:
            return "$1"
        return super().code_for_call(call, successor, module)

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every use; `print` is no name in a file that Python 2 reads, but where it is called."""
        around = module.parent(node)
        for match in super().detect(node, module):
            if match.data not in _STATEMENTS or match.node is not node:
                yield match
            elif isinstance(around, ast.Call) and around.func is node:
                # The call as a whole: to Python 2 it becomes a statement.
                yield Match(around, match.message, match.applicability, match.data)
            else:
                yield Match(node, match.message, Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """As in the table; of `print` and `exec` the arguments stay."""
        if match.data not in _STATEMENTS:
            return super().rewrite(node, match, editor)
        let_go(root_name(match.node.func), editor)  # type: ignore[attr-defined]
        return node.with_changes(func=cst.Name(match.data))


def _literal(call: ast.Call, module: Module) -> str:
    """The text of the one argument of a call, if that is one string literal without a prefix but `r`."""
    if len(call.args) != 1 or call.keywords or not isinstance(call.args[0], ast.Constant):
        return ""
    text = module.text(call.args[0])
    is_one = _LITERAL.match(text) and isinstance(call.args[0].value, (str, bytes)) and _is_one_token(text)
    return text if is_one else ""


def _is_one_token(text: str) -> bool:
    body = text.lstrip("rR")
    quote = body[:3] if body[:3] in ("'''", '"""') else body[:1]
    return re.search(rf"(?<!\\){quote}", body[len(quote) : -len(quote)]) is None

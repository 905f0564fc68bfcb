"""The rule for `unicode`."""

from __future__ import annotations

from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Stage, cst
from py3port_codemods._builtins import BuiltinType, replace_elements


class UnicodeBuiltin(BuiltinType):
    """Python 2 had two string types: `str` for bytes and `unicode` for text. Python 3's only text type is called `str`.

    In `dual` mode `six.text_type` names the text type of either interpreter. In `py3` mode it is `builtins.str` where
    the program calls something of its own `str`.

    Fix safety: in `py3` mode a dictionary that has both as keys gets `bytes` and `str`, which waits for `--unsafe`.
    """

    name = "unicode-builtin"
    title = "Use the text type of Python 3 for unicode"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    other_successor = "bytes"
    requires = ("six",)
    aliases = ("fix_unicode", "fix_unicode_keep_u", "fix_unicode_type", "W1612")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    after = ("binary-str-method", "binary-string-literal", "str-type-check", "text-decode")
    words = ("unicode",)
    builtin = "unicode"
    successor = "str"
    examples = (
        Example("x = unicode(12)\n", "import six\n\nx = six.text_type(12)\n", mode=Mode.DUAL),
        Example("x = unicode(12)\n", "x = str(12)\n", mode=Mode.PY3),
        Example("text = unicode\nx = text(3)\n", "text = str\nx = text(3)\n", mode=Mode.PY3),
        Example("ok = isinstance(u'a', (str, unicode))\n", "ok = isinstance(u'a', str)\n", mode=Mode.PY3),
        Example(
            "import six\nok = isinstance(u'a', (str, unicode))\n",
            "import six\nok = isinstance(u'a', (str, six.text_type))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "x = u'a'\nok = isinstance(x, str) or x == 3 or isinstance(x, unicode)\n"
            "no = not isinstance(x, unicode) and not isinstance(x, str)\n"
            "is_plain = (type(x) is str or type(x) is unicode)\n",
            "x = u'a'\nok = isinstance(x, str) or x == 3\n"
            "no = not isinstance(x, str)\nis_plain = (type(x) is str)\n",
            mode=Mode.PY3,
        ),
        Example(
            "x = y = u'a'\nok = isinstance(x, str) or isinstance(y, unicode)\n",
            "x = y = u'a'\nok = isinstance(x, str) or isinstance(y, str)\n",
            mode=Mode.PY3,
        ),
        Example(
            "ok = type(u'a') in (str, unicode), type(3) not in [int, unicode, str]\n",
            "ok = type(u'a') in (str,), type(3) not in [int, str]\n",
            mode=Mode.PY3,
        ),
        Example(
            "def f(x):\n    kinds = (str, unicode)\n    one, two = others = (str, unicode)\n"
            "    return isinstance(x, kinds), type(x) in others\nok = f(u'a')\n",
            "def f(x):\n    kinds = (str,)\n    one, two = others = (str, str)\n"
            "    return isinstance(x, kinds), type(x) in others\nok = f(u'a')\n",
            mode=Mode.PY3,
        ),
        Example("ok = isinstance(3, (unicode, int,))\n", "ok = isinstance(3, (str, int,))\n", mode=Mode.PY3),
        Example("import __builtin__\nx = __builtin__.unicode(3)\n", "x = str(3)\n", mode=Mode.PY3),
        Example("def unicode(x):\n    return x\nprint(unicode(3))\n", None),
        Example("try:\n    unicode\nexcept NameError:\n    unicode = str\nprint(unicode(3))\n", None),
        Example("def f(unicode):\n    return unicode + 1\n", None),
        Example("class A:\n    def unicode(self):\n        return 1\nA().unicode()\n", None),
        Example("import six\nif six.PY2:\n    text = unicode\nelse:\n    text = str\n", None),
        Example("f(unicode=True)\n", None, runs=False),
        Example(
            "def f(str):\n    return isinstance(str, unicode) or isinstance(str, (int, unicode))\nx = f(u'a')\n",
            "import builtins\n\ndef f(str):\n"
            "    return isinstance(str, builtins.str) or isinstance(str, (int, builtins.str))\nx = f(u'a')\n",
            mode=Mode.PY3,
        ),
        Example("kinds = {str: 'text', unicode: 'wide'}\n", None, mode=Mode.DUAL, findings=1),
        Example(
            "kinds = {str: 'text', int: 'number', unicode: 'wide'}\n",
            "kinds = {bytes: 'text', int: 'number', str: 'wide'}\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "kinds = {int: 'number', unicode: 'wide'}\n",
            "kinds = {int: 'number', str: 'wide'}\n",
            mode=Mode.PY3,
        ),
    )

    def dual(self, node: Any, match: Match, editor: Editor) -> Any:
        """`six.text_type`."""
        return cst.parse_expression(f"{editor.add_import('six')}.text_type").with_changes(
            lpar=node.lpar, rpar=node.rpar
        )

    def dual_tuple(self, node: Any, match: Match, editor: Editor) -> Any:
        """`(str, six.text_type)`: on Python 2 both are wanted."""
        return replace_elements(node, match.data, f"{editor.add_import('six')}.text_type")

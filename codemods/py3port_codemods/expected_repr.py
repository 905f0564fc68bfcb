"""The rule for what tests expect `repr` to give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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

_TEXT = re.compile(r"""(?<![\w\\'"])u(\\?(['"]))((?:(?!\2)[ -~])*?)\1""")
_TYPE = re.compile(r"""<type (\\?(['"]))(\w+(?:\.\w+)*)\1>""")
_LITERAL = re.compile(r"""(\w*('{3}|"{3}|'|"))(.*)(\2)""", re.DOTALL)
_BUILTINS = frozenset(
    "basestring bool complex dict file float frozenset int list long object set str tuple type unicode xrange".split()
)
_RENAMED = {"unicode": "str", "long": "int", "xrange": "range"}
_MAKERS = frozenset({"__builtin__.repr", "__builtin__.str", "__builtin__.unicode"})


class ExpectedRepr(Rule):
    """`repr` writes `u'a'` as `'a'` in Python 3, and `<type 'int'>` as `<class 'int'>`.

    A literal that is compared with what `repr` or `str` gives, by `==` or an assertion, has to say the same. In `dual`
    mode the text is put in by `%r`, which writes it as either interpreter does.

    Fix safety: a `__repr__` may well write the `u` itself.
    """

    name = "expected-repr"
    title = "Expect what repr gives in Python 3"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#text-vs-data-instead-of-unicode-vs-8-bit",)
    nodes = (ast.Module,)
    words = ("u'", 'u"', "u\\'", 'u\\"', "<type ")
    after = ("backticks", "unicode-builtin")
    examples = (
        Example('x = repr(u"a") == "u\'a\'"\n', 'x = repr(u"a") == "\'a\'"\n', mode=Mode.PY3, unsafe=True),
        Example(
            "x = [repr([u'a', 1]) == \"[u'a', 1]\"]\n",
            "x = [repr([u'a', 1]) == \"[%r, 1]\" % u'a']\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "x = '{u\\'5%\\': u\\'b\\'}' != str({u'5%': u'b'})\n",
            "x = '{%r: %r}' % (u'5%', u'b') != str({u'5%': u'b'})\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n"
            '        self.assertEqual(repr(self.x), "X(u\'a\', u\\"it\'s\\")")\n',
            "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n"
            '        self.assertEqual(repr(self.x), "X(\'a\', \\"it\'s\\")")\n',
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "x = str(int) == \"<type 'int'>\"\n",
            "x = str(int) == \"<class 'int'>\"\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "x = str([dict]) == \"[<type 'dict'>]\"\n",
            'x = str([dict]) == "[%r]" % dict\n',
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("x = f() == \"u'a'\", repr('u') == \"'u'\", repr(\"u'a'\")\n", None, runs=False),
        Example("x = repr(u'\\xe9') == \"u'\\\\xe9'\"\n", None, findings=1),
        Example("x = repr(u'a') == r\"u'a'\"\n", "x = repr(u'a') == r\"'a'\"\n", mode=Mode.PY3, unsafe=True),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every literal with a value as Python 2 writes it that is compared with what is written there."""
        for text, constants in module.strings_by_text.items():
            if "u'" in text or 'u"' in text or "<type " in text:
                for constant in constants:
                    yield from self._written(constant, module)

    def _written(self, node: Any, module: Module) -> Iterable[Match]:
        if not any(_is_written(each, module) for each in _compared_with(node, module)):
            return
        if _TEXT.search(node.value) or any(found[3] in _BUILTINS for found in _TYPE.finditer(node.value)):
            message = "`repr` gives another text in Python 3"
            _, body, _ = _parts(module.text(node))
            yield Match(node, message, None if _pieces(body) else Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The literal without what only Python 2 writes, or with `%r` in its place."""
        if not isinstance(node, cst.SimpleString) or (
            editor.mode is Mode.DUAL and "r" in node.prefix.lower()
        ):
            raise CannotRewrite("the literal is raw or in parts")
        start, body, end = _parts(node.value)
        pieces = _pieces(body)
        if editor.mode is Mode.PY3:
            body = _replaced(body, pieces, [_in_python3(each) for each in pieces])
            return node.with_changes(value=f"{start}{body}{end}")
        template = f"{start}{_replaced(body, pieces, ['%r'] * len(pieces), percent='%%')}{end}"
        values = [_value(each) for each in pieces]
        operands = values[0] if len(values) == 1 else f"({', '.join(values)})"
        return cst.parse_expression(f"{template} % {operands}").with_changes(lpar=node.lpar, rpar=node.rpar)


def _compared_with(node: ast.expr, module: Module) -> Iterator[ast.expr]:
    """What the literal is said to be equal to."""
    parent: Any = module.parent(node)
    if (
        isinstance(parent, ast.Compare)
        and len(parent.ops) == 1
        and isinstance(parent.ops[0], (ast.Eq, ast.NotEq))
    ):
        yield parent.comparators[0] if node is parent.left else parent.left
    elif isinstance(parent, ast.Call) and node in parent.args[:2] and len(parent.args) > 1:
        name = getattr(parent.func, "attr", getattr(parent.func, "id", "")).lower()
        if "equal" in name or name in ("eq_", "eq", "ae"):
            yield parent.args[1 - parent.args.index(node)]


def _is_written(node: ast.expr, module: Module) -> bool:
    """Whether it is the text of a value: `repr(x)`, `str(x)`."""
    if isinstance(node, ast.Repr):
        return True
    return isinstance(node, ast.Call) and len(node.args) == 1 and module.qualified_name(node.func) in _MAKERS


def _parts(source: str) -> tuple[str, str, str]:
    """The source of a literal: its prefix and quotes, what is between them, and the quotes again."""
    found = _LITERAL.fullmatch(source)
    return (found[1], found[3], found[2]) if found is not None else ("", "", "")


def _pieces(body: str) -> list[re.Match[str]]:
    """The values in a literal that Python 3 writes otherwise, in its source; none where one of them cannot be told."""
    found = [*_TEXT.finditer(body), *_TYPE.finditer(body)]
    plain = body.replace("\\'", "'").replace('\\"', '"')
    expected = sum(len(each.findall(plain)) for each in (_TEXT, _TYPE))
    is_known = all("\\" not in each[3] and (each.re is _TEXT or each[3] in _BUILTINS) for each in found)
    return sorted(found, key=lambda each: each.start()) if is_known and len(found) == expected else []


def _replaced(body: str, pieces: list[re.Match[str]], new: list[str], *, percent: str = "%") -> str:
    parts, position = [], 0
    for piece, text in zip(pieces, new, strict=True):
        parts += [body[position : piece.start()].replace("%", percent), text]
        position = piece.end()
    return "".join((*parts, body[position:].replace("%", percent)))


def _in_python3(piece: re.Match[str]) -> str:
    if piece.re is _TEXT:
        return piece[0][1:]
    return piece[0].replace("<type ", "<class ", 1).replace(piece[3], _RENAMED.get(piece[3], piece[3]))


def _value(piece: re.Match[str]) -> str:
    """The value that a piece is the text of."""
    return f"u{piece[2]}{piece[3]}{piece[2]}" if piece.re is _TEXT else piece[3]

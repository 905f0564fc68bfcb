"""The rule for raw unicode strings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Kind, Match, Mode, Module, Rule, Stage, ast, cst

_PREFIX = re.compile(r"[uU][rR]")
_LIVE_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[uU]")
_BACKSLASHES = re.compile(r"(\\+)(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.|\Z)", re.DOTALL)


class UrString(Rule):
    r"""Python 3 does not know `ur'...'`, not even 3.3, which took `u'...'` back (PEP 414).

    In `py3` mode `r'...'` says the same. No raw literal is unicode in Python 2.7 and legal in Python 3, so in `dual`
    mode it becomes `u'...'` with its backslashes doubled (under `unicode_literals` `r'...'` does). In both modes so
    does one that holds a `\uXXXX`: Python 2 replaced that in raw unicode strings too, and it keeps its one backslash.
    """

    name = "ur-string"
    title = "Write raw unicode strings as Python 3 reads them"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_ur", "fix_unicode_literals_raw")
    references = ("https://peps.python.org/pep-0414/#exclusion-of-raw-unicode-literals",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example("x = ur'\\d+'\n", "x = r'\\d+'\n", mode=Mode.PY3),
        Example("x = ur'\\d+'\n", "x = u'\\\\d+'\n", mode=Mode.DUAL),
        Example('x = UR"a"\n', 'x = R"a"\n', mode=Mode.PY3),
        Example('x = UR"a"\n', 'x = U"a"\n', mode=Mode.DUAL),
        Example("x = ur'a\\'b\\\\'\n", "x = u'a\\\\\\'b\\\\\\\\'\n", mode=Mode.DUAL),
        Example("x = ur'a\\'b\\\\'\n", "x = r'a\\'b\\\\'\n", mode=Mode.PY3),
        Example("x = ur'\\u20ac\\d'\n", "x = u'\\u20ac\\\\d'\n"),
        Example("x = ur'\\\\u20ac\\d'\n", "x = r'\\\\u20ac\\d'\n", mode=Mode.PY3),
        Example("x = ur'\\\\u20ac'\n", "x = u'\\\\\\\\u20ac'\n", mode=Mode.DUAL),
        Example("x = ur'\\\\\\u20ac'\n", "x = u'\\\\\\\\\\u20ac'\n"),
        Example("x = ur'\\U0001f600\\x'\n", "x = u'\\U0001f600\\\\x'\n", runs=False),
        Example('x = ur"""a\\"""" "b"\n', 'x = u"""a\\\\\\"""" "b"\n', mode=Mode.DUAL),
        Example('x = ur"""\n\\d "x"\\\n"""\n', 'x = u"""\n\\\\d "x"\\\\\n"""\n', mode=Mode.DUAL),
        Example("x = ur'a\\\nb'\n", "x = u'a\\\\\\n\\\nb'\n", mode=Mode.DUAL),
        Example("x = [ur'a\\d', ur'b']\n", "x = [u'a\\\\d', u'b']\n", mode=Mode.DUAL, findings=2),
        Example(
            "x = (ur'a\\d'  # one\n     'b' ur'c\\d')\n",
            "x = (r'a\\d'  # one\n     'b' r'c\\d')\n",
            mode=Mode.PY3,
            findings=1,
        ),
        Example(
            "from __future__ import unicode_literals\nx = ur'a\\d'\n",
            "from __future__ import unicode_literals\nx = r'a\\d'\n",
        ),
        Example(
            "import re\nx = re.sub(ur'\\s+', u' ', u'a  b')\n",
            "import re\nx = re.sub(r'\\s+', u' ', u'a  b')\n",
            mode=Mode.PY3,
        ),
        Example("x = u'\\u20ac'\ny = r'\\d'\nz = \"ur'a'\"  # ur'a'\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every string of which a part has the prefix."""
        position = module.source.position
        places = sorted(
            position(mark.offset)
            for mark in module.tree.masked.marks
            if mark.kind is Kind.STRING and _PREFIX.match(mark.original)
        )
        if not places:
            return
        for string in module.nodes(ast.Constant):
            start = string.lineno, string.col_offset
            end = string.end_lineno, string.end_col_offset
            if isinstance(string.value, (str, bytes)) and any(start <= place < end for place in places):
                yield Match(string, "Python 3 knows no `ur` before a string")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The string, or each of the strings side by side, with a prefix that Python 3 knows."""
        keep_raw = editor.mode is Mode.PY3 or "unicode_literals" in editor.module.tree.future
        if isinstance(node, cst.ConcatenatedString):
            return _concatenated(node, keep_raw=keep_raw)
        return _ported(node, keep_raw=keep_raw)


def _concatenated(node: Any, *, keep_raw: bool) -> Any:
    right = node.right
    right = (
        _concatenated(right, keep_raw=keep_raw)
        if isinstance(right, cst.ConcatenatedString)
        else _ported(right, keep_raw=keep_raw)
    )
    return node.with_changes(left=_ported(node.left, keep_raw=keep_raw), right=right)


def _ported(node: Any, *, keep_raw: bool) -> Any:
    value = node.value
    if not _PREFIX.match(value):
        return node
    body = value[2:]
    if keep_raw and not _LIVE_ESCAPE.search(body):
        return node.with_changes(value=value[1:])
    quote = body[:3] if body[:3] in ('"""', "'''") else body[0]
    inner = body[len(quote) : len(body) - len(quote)]
    return node.with_changes(value=f"{value[0]}{quote}{_escaped(inner, quote)}{quote}")


def _escaped(inner: str, quote: str) -> str:
    """What stands in a raw unicode string, as it has to be spelled in one that is not raw."""

    def escape(found: re.Match[str]) -> str:
        backslashes, following = found[1], found[2]
        odd = len(backslashes) % 2
        if odd and following[:1] in ("u", "U") and len(following) > 1:
            return "\\\\" * (len(backslashes) - 1) + "\\" + following
        doubled = "\\\\" * len(backslashes)
        if odd and following == quote[0]:
            return doubled + "\\" + following
        if odd and following == "\n" and len(quote) == 1:
            return doubled + "\\n\\\n"
        return doubled + following

    return _BACKSLASHES.sub(escape, inner)

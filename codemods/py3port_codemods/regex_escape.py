"""The rule for escapes that regular expressions do not know."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._regexes import (
    NAMES,
    WORDS,
    Literal,
    call_of,
    characters,
    compiles,
    function_of,
    is_in_set,
    method_of,
    patterns_of,
    replacements_of,
    text_of,
)
from py3port_codemods._string_text import Character

_KNOWN = frozenset("AbBdDsSwWZafnrtvx")
_KNOWN_IN_SET = frozenset("bdDsSwWafnrtvx")
_KNOWN_IN_REPLACEMENT = frozenset("abfnrtvg")
_OF_UNICODE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[A-Z])")
"""What Python 3 takes for a character, and Python 2 for a letter and what follows: hardly anybody meant that."""
_UNKNOWN = re.compile(r"\\[a-zA-Z]")
_STRANGE = re.compile(rf"\\(?![{''.join(sorted(_KNOWN & _KNOWN_IN_SET))}])[a-zA-Z]")
"""What a pattern has that is worth a closer look."""
_LOOKS_SO = re.compile(r"[)\]][*+?]|\.[*+]|\[\^|\(\?[P:=!<]")
"""What a raw string that is no regular expression, such as a path of Windows, does not have."""

Change = tuple[int, int, str]


class RegexEscape(Rule):
    r"""A backslash before a letter that has no meaning there was ignored; since Python 3.7 it is an error.

    In a pattern `\y` meant `y`, and loses its backslash. In the replacement of `sub` it stayed as it was, and the
    backslash is doubled. Both do the same in Python 2.

    Fix safety: a string that comes by way of a variable may have other uses and waits for `--unsafe`, and so does a raw
    string in a table, or passed to another function, that looks like a regular expression.
    """

    name = "regex-escape"
    title = "Drop unknown escapes from regular expressions"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.7"
    references = ("https://docs.python.org/3/library/re.html#re.escape", "https://bugs.python.org/issue30647")
    words = WORDS
    nodes = (ast.Name, ast.Attribute, ast.Module)
    examples = (
        Example("import re\nx = re.findall(r'\\y\\d', 'y1')\n", "import re\nx = re.findall(r'y\\d', 'y1')\n"),
        Example(
            "import re\nx = re.findall('\\\\h[\\\\w\\\\m]', 'hm')\n",
            "import re\nx = re.findall('h[\\\\wm]', 'hm')\n",
        ),
        Example(
            "import re\nx = re.sub('a', r'\\d\\n', 'bab')\n",
            "import re\nx = re.sub('a', r'\\\\d\\n', 'bab')\n",
        ),
        Example(
            "from re import compile as c\np = c('a')\nx = p.sub('\\\\q', 'xa')\n",
            "from re import compile as c\np = c('a')\nx = p.sub('\\\\\\\\q', 'xa')\n",
        ),
        Example(
            "import re\n_W = r'\\h+'\nx = re.findall(_W + r'\\i', 'hhi')\n",
            "import re\n_W = r'\\h+'\nx = re.findall(_W + r'i', 'hhi')\n",
            runs=False,
        ),
        Example(
            "import re\n_W = r'\\h+'\nx = re.findall(_W, 'hhi')\n",
            "import re\n_W = r'h+'\nx = re.findall(_W, 'hhi')\n",
            unsafe=True,
        ),
        Example(
            "import re\nx = re.findall(r'\\w\\.\\[\\\\y[\\b\\]]\\Z', 'a'), re.sub('(a)', r'\\1\\g<1>\\\\d', 'a')\n",
            None,
        ),
        Example(
            "import re\n_T = [(r'(?:\\U[0-9a-f]{2}|\\y)+', 1)]\nx = list(re.findall(p, 'y U12') for p, n in _T)\n",
            "import re\n_T = [(r'(?:U[0-9a-f]{2}|y)+', 1)]\nx = list(re.findall(p, 'y U12') for p, n in _T)\n",
            unsafe=True,
        ),
        Example("import re\nx = [r'C:\\dir\\program', r'\\u0041+']\nre.match(r'\\u0041', 'a')\n", None),
        Example("import re\nx = re.sub('a', lambda m: r'\\d', 'a')\n", None),
    )

    def names(self) -> frozenset[str]:
        """The functions that take regular expressions."""
        return NAMES

    def detect(self, node: ast.Name | ast.Attribute | ast.Module, module: Module) -> Iterable[Match]:
        """Every string with such an escape that is passed as a pattern or a replacement, or looks like one."""
        if isinstance(node, ast.Module):
            for constant in module.nodes(ast.Constant):
                if "\\" in str(constant.value) and _may_be_pattern(constant.value):
                    yield from _in_table(constant, module)
            return
        call = call_of(node, module)
        if call is None:
            return
        for literal in patterns_of(call, module):
            if _STRANGE.search(literal.text):
                yield from _match(literal, list(_in_pattern(characters(literal, module))))
        for literal in replacements_of(call, module):
            if "\\" in literal.text:
                yield from _match(literal, list(_in_replacement(characters(literal, module))))

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Drop or double the backslashes."""
        for change in {change for match in matches for change in match.data}:
            editor.replace_span(*change)
        return True


def _may_be_pattern(value: object) -> bool:
    """Whether a constant looks like a regular expression that has escapes."""
    if not isinstance(value, (str, bytes)):
        return False
    text = str(value)
    return _UNKNOWN.search(text) is not None and _LOOKS_SO.search(text) is not None


def _in_table(node: ast.Constant, module: Module) -> Iterator[Match]:
    """A raw string by itself that is a regular expression for Python 2, and none for Python 3."""
    around = module.parent(node)
    if not isinstance(around, (ast.Tuple, ast.List, ast.Dict, ast.Call, ast.keyword)):
        return
    if isinstance(around, ast.Call) and (function_of(around, module) or method_of(around, module)):
        return
    if not _may_be_raw(module.text(node)):
        return
    literal = Literal(node, True, True)
    found = characters(literal, module)
    changes = list(_in_pattern(found)) if all(each.is_raw for each in found) else []
    dropped = {start for start, _, _ in changes}
    if changes and compiles(text_of([each for each in found if each.start not in dropped])):
        yield from _match(literal, changes)


def _may_be_raw(source: str) -> bool:
    """Whether a string is raw, unless its first part has another prefix than the rest, or is empty."""
    return "r" in source[:2].lower() or source[:2] in ("''", '""')


def _match(literal: Literal, changes: list[Change]) -> Iterator[Match]:
    if changes:
        message = "An unknown escape in a regular expression is an error since Python 3.7"
        yield Match(literal.node, message, Applicability.UNSAFE if literal.is_shared else None, changes)


def _escapes(found: Sequence[Character]) -> Iterator[tuple[int, str]]:
    """The index of each backslash that escapes a letter, and the letter."""
    at = 0
    while at < len(found) - 1:
        if found[at].value == "\\":
            if found[at + 1].value in string.ascii_letters:
                yield at, found[at + 1].value
            at += 1
        at += 1


def _in_pattern(found: Sequence[Character]) -> Iterator[Change]:
    text = text_of(found)
    inside = is_in_set(text)
    for at, letter in _escapes(found):
        is_known = letter in (_KNOWN_IN_SET if inside[at] else _KNOWN)
        if not is_known and not _OF_UNICODE.match(text, at):
            yield found[at].start, found[at].end, ""


def _in_replacement(found: Sequence[Character]) -> Iterator[Change]:
    for at, letter in _escapes(found):
        if letter not in _KNOWN_IN_REPLACEMENT:
            backslash = found[at].backslash
            yield found[at].start, found[at].end, backslash * 2

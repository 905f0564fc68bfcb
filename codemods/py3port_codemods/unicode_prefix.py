"""The rule for `u` before strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_PREFIX = re.compile(r"(?<![\w'\"])[uU]['\"]")
_TOKEN = re.compile(
    r"""#[^\n]*|([a-zA-Z]*)(?P<quote>'''|\"""|'|")(?:\\.|(?!(?P=quote)).)*(?P=quote)""", re.DOTALL
)


class UnicodePrefix(Rule):
    """Every string is text in Python 3, with a `u` before it or without.

    The letter came back in 3.3 so that code could run on both (PEP 414); without Python 2 it says nothing any more.
    """

    name = "unicode-prefix"
    title = "Drop the u before strings"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("fix_unicode", "UP025")
    references = ("https://peps.python.org/pep-0414/",)
    words = ("u'", 'u"', "U'", 'U"')
    nodes = (ast.Module,)
    examples = (
        Example("x = u'a'\n", "x = 'a'\n"),
        Example('x = U"\\u20ac"\n', 'x = "\\u20ac"\n'),
        Example("x = ['a' u'b', u'''c\nd''', u'']\n", "x = ['a' 'b', '''c\nd''', '']\n", findings=3),
        Example("x = (u'a'  # it's u'\n     u'b')\n", "x = ('a'  # it's u'\n     'b')\n", findings=1),
        Example("x = 1 if u'a'in u'ab'else 2\n", "x = 1 if 'a'in 'ab'else 2\n"),
        Example("class A(object):\n    u'''Doc.'''\n", "class A(object):\n    '''Doc.'''\n"),
        Example("x = \"u'a'\"  # u'a'\ny = b'u', r'u', '\\'u'\n", None),
    )

    def may_find(self, text: str) -> bool:
        """Whether something in it looks like the prefix."""
        return super().may_find(text) and _PREFIX.search(text) is not None

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every string of which a part has the prefix."""
        source = module.source
        near = frozenset(source.position(found.start())[0] for found in _PREFIX.finditer(source.text))
        for string in module.nodes(ast.Constant):
            if string.lineno == string.end_lineno and string.lineno not in near:
                continue
            if isinstance(string.value, (str, bytes)) and not _is_inside_another(string, module):
                prefixes = list(_prefixes(string, module))
                if prefixes:
                    yield Match(string, "every string is text in Python 3 without its `u`", data=prefixes)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Take the letters out."""
        for match in matches:
            for offset in match.data:
                editor.replace_span(offset, offset + 2, editor.module.source.text[offset + 1])
        return True


def _is_inside_another(string: ast.Constant, module: Module) -> bool:
    """Whether a string is a part of an f-string."""
    return any(isinstance(each, ast.JoinedStr) for each in module.ancestors(string))


def _prefixes(string: ast.Constant, module: Module) -> Iterator[int]:
    """Where the prefixes are in a string, or in those that stand side by side."""
    source = module.source
    start = source.offset(string.lineno, string.col_offset)
    end = source.offset(string.end_lineno or 0, string.end_col_offset or 0)
    for token in _TOKEN.finditer(source.text, start, end):
        if token[1] in ("u", "U"):
            yield token.start()

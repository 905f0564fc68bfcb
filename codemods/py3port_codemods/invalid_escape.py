"""The rule for backslashes that start no escape, or another one in Python 3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_ANY = re.compile(r"""\\(?:[^\n\\'"abfnrtvx0-7]|[4-7][0-7][0-7])""")
_TOKEN = re.compile(
    r"""#[^\n]*|([A-Za-z]{0,2})('{3}|"{3}|'|")([^\\'"]*(?:(?:\\.|(?!\2)['"])[^\\'"]*)*)\2""", re.DOTALL
)
_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
_KNOWN = frozenset("\n\\'\"abfnrtvx01234567")


class InvalidEscape(Rule):
    r"""Python warns of `"\d"`, whose backslash starts no escape: a SyntaxWarning since 3.12, one day an error.

    In a native string `\u1234`, `\U` and `\N{...}` were no escapes either. In Python 3 they are, so that the
    string is another one, or a syntax error as in `"C:\Users"`. An octal escape over `\377` had its upper bits
    cut off.

    A string without any real escape gets the prefix `r`; in all others the backslash is doubled. The value
    stays the same in every version.
    """

    name = "invalid-escape"
    title = "Escape backslashes that stand for themselves"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.0"
    aliases = (
        "W605",
        "W1401",
        "anomalous-backslash-in-string",
        "anomalous-unicode-escape-in-string",
        "W1402",
    )
    references = ("https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences",)
    words = ("\\",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example(
            "import re\nx = re.findall('\\d+', 'a 12')  # digits\n",
            "import re\nx = re.findall(r'\\d+', 'a 12')  # digits\n",
        ),
        Example("x = '\\d\\n', b'\\w', u'\\s'\n", "x = '\\\\d\\n', br'\\w', u'\\\\s'\n", findings=3),
        Example("x = 'C:\\Users\\name'\n", "x = 'C:\\\\Users\\name'\n"),
        Example(
            "x = 'C:\\Users', 'a\\N{DASH}', '\\u1234'\n", "x = r'C:\\Users', r'a\\N{DASH}', r'\\u1234'\n"
        ),
        Example("x = '\\400\\777'\n", "x = '\\000\\377'\n"),
        Example("x = u'\\400'\n", "x = u'\\u0100'\n"),
        Example("x = 1 if'\\d'else'\\w'\n", "x = 1 if'\\\\d'else'\\\\w'\n"),
        Example(
            "x = ('\\d' # it's\n     '\\\\' \"\\'\\.\")\n",
            "x = (r'\\d' # it's\n     '\\\\' \"\\'\\\\.\")\n",
            findings=1,
        ),
        Example(
            'def f():\n    """One \\| two.\n\n    \\\n    """\nx = f.__doc__\n',
            'def f():\n    """One \\\\| two.\n\n    \\\n    """\nx = f.__doc__\n',
        ),
        Example(
            "from __future__ import unicode_literals\nx = '\\d\\u1234', '\\w'\n",
            "from __future__ import unicode_literals\nx = '\\\\d\\u1234', r'\\w'\n",
        ),
        Example(
            "x = r'\\d', '\\\\d', '\\n\\t\\x00\\0\\'\\\"', u'\\u1234\\N{DIGIT ONE}', '\\\n'  # '\\d'\n", None
        ),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every string with such a backslash."""
        source = module.source
        wanted = frozenset(source.position(found.start())[0] for found in _ANY.finditer(source.text))
        if not wanted:
            return
        # Most constants stand on one line that has no such backslash; there may be many.
        near = [
            each
            for each in module.nodes(ast.Constant)
            if each.lineno in wanted or each.lineno != each.end_lineno
        ]
        for string in near:
            if not isinstance(string.value, (str, bytes)):
                continue
            first, last = string.lineno, string.end_lineno or string.lineno
            if first != last and wanted.isdisjoint(range(first, last + 1)):
                continue
            if isinstance(module.parent(string), (ast.JoinedStr, ast.FormattedValue)):
                continue
            edits = _edits(string, module)
            if edits:
                yield Match(
                    string, "A backslash that starts no escape, or another one in Python 3", data=edits
                )

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Double the backslashes, or put `r` before the string."""
        for match in matches:
            for start, end, text in match.data:
                editor.replace_span(start, end, text)
        return True


def _edits(string: ast.Constant, module: Module) -> list[tuple[int, int, str]]:
    """What to change in a string, or in those that stand side by side."""
    source = module.source
    start = source.offset(string.lineno, string.col_offset)
    text = source.text
    edits: list[tuple[int, int, str]] = []
    for token in _TOKEN.finditer(
        text, start, source.offset(string.end_lineno or 0, string.end_col_offset or 0)
    ):
        prefix = (token[1] or "").lower()
        if token[2] is None or "r" in prefix or "\\" not in token[3]:
            continue
        is_unicode = _is_unicode(prefix, module)
        escapes = list(_ESCAPE.finditer(text, token.start(3), token.end(3)))
        literal = [each for each in escapes if _is_literal(each[1], is_unicode=is_unicode)]
        glued = not prefix and text[token.start() - 1 : token.start()].isalnum()
        if literal and len(literal) == len(escapes) and prefix != "u" and not glued:
            # With the quotes, so that the edit is one of the string and not of what stands before it.
            edits.append((token.end(1), token.end(2), f"r{token[2]}"))
            continue
        edits += [(each.start(), each.start(), "\\") for each in literal]
        for each in escapes:
            if len(each[1]) == 3 and int(each[1], 8) > 0o377:
                code = int(each[1], 8)
                new = f"\\u{code:04x}" if is_unicode else f"\\{code & 0o377:03o}"
                edits.append((each.start(), each.end(), new))
    return edits


def _is_unicode(prefix: str, module: Module) -> bool:
    """Whether a literal is text under Python 2, or in a file that only Python 3 can read."""
    if prefix == "u":
        return True
    return not prefix and ("unicode_literals" in module.tree.future or module.tree.dialect.value == "python3")


def _is_literal(code: str, *, is_unicode: bool) -> bool:
    """Whether a backslash stands for itself."""
    if code[0] in "uUN":
        return not is_unicode
    return code[0] not in _KNOWN

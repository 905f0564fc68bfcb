"""The rule for flags in the middle of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._regexes import (
    NAMES,
    WORDS,
    Literal,
    call_of,
    characters,
    is_in_set,
    patterns_of,
    text_of,
)

_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")


class RegexFlags(Rule):
    """Flags such as `(?i)` hold for the whole regular expression; since Python 3.11 they must come first.

    They are moved to the front, where both interpreters take them.

    Fix safety: a string that comes by way of a variable may be put together with others elsewhere; the fix waits for
    `--unsafe`. Where a pattern is put together from several strings the flags are only reported.
    """

    name = "regex-flags"
    title = "Put flags first in regular expressions"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.11"
    references = ("https://docs.python.org/3/whatsnew/3.11.html#removed",)
    words = WORDS
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import re\nx = re.findall('a(?i)b', 'AB ab')\n", "import re\nx = re.findall('(?i)ab', 'AB ab')\n"
        ),
        Example(
            "import re\nx = re.findall(r'a|' u'b(?im)$', 'A b')\n",
            "import re\nx = re.findall(r'(?im)a|' u'b$', 'A b')\n",
        ),
        Example(
            'import re\nx = re.findall("""\n    (?x) a b  # both\n""", "ab")\n',
            'import re\nx = re.findall("""(?x)\n     a b  # both\n""", "ab")\n',
        ),
        Example(
            "import re\n_P = '^a(?i)'\nx = re.findall(_P, 'A')\n",
            "import re\n_P = '(?i)^a'\nx = re.findall(_P, 'A')\n",
            unsafe=True,
        ),
        Example("import re\nx = re.findall('a' + '(?i)b', 'A')\n", None, findings=1),
        Example(
            "import re\nx = re.findall('(?i)a[(?i)]\\\\(?i', 'A') + re.findall('(?i)%s' % 1, '')\n",
            None,
            runs=False,
        ),
    )

    def names(self) -> frozenset[str]:
        """The functions that take regular expressions."""
        return NAMES

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every pattern with flags that do not come first."""
        call = call_of(node, module)
        if call is None:
            return
        for number, literal in enumerate(patterns_of(call, module)):
            found = _flags_in(literal, module)
            if not found or (number == 0 and found[-1].end() == sum(map(_length, found))):
                continue
            trust = Applicability.UNSAFE if literal.is_shared else None
            if not literal.is_whole:
                trust = Applicability.MANUAL
            message = f"`{found[0][0]}` must come first in a regular expression since Python 3.11"
            yield Match(literal.node, message, trust, literal)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Move them."""
        for literal in {match.data.node: match.data for match in matches}.values():
            text = characters(literal, editor.module)
            found = _flags_in(literal, editor.module)
            editor.replace_span(text[0].start, text[0].start, "".join(each[0] for each in found))
            for each in found:
                editor.replace_span(text[each.start()].start, text[each.end() - 1].end, "")
        return True


def _length(found: re.Match[str]) -> int:
    return found.end() - found.start()


def _flags_in(literal: Literal, module: Module) -> list[re.Match[str]]:
    """The flags of a pattern, escaped ones and those in brackets left out."""
    if "(?" not in str(literal.node.value):
        return []
    text = text_of(characters(literal, module))
    inside = is_in_set(text)
    return [
        each
        for each in _FLAGS.finditer(text)
        if not inside[each.start()] and not _is_escaped(text, each.start())
    ]


def _is_escaped(text: str, at: int) -> bool:
    return (at - len(text[:at].rstrip("\\"))) % 2 == 1

"""The rule for brackets in regular expressions that Python warns of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._regexes import NAMES, WORDS, call_of, characters, is_in_set, patterns_of, text_of

_OPERATORS = "-&~|"
_SUSPICIOUS = re.compile(r"\[\[|--|&&|~~|\|\|")


class RegexSet(Rule):
    """`[[` and a doubled `-`, `&`, `~` or `|` in a set of characters may come to mean sets within sets.

    Python 3.7 and later warn of them. A backslash says that the character itself is meant, as it always was.
    """

    name = "regex-set"
    title = "Escape what may become set syntax"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.7"
    references = ("https://docs.python.org/3/whatsnew/3.7.html#re",)
    words = WORDS
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example("import re\nx = re.findall('[[]a', '[a')\n", "import re\nx = re.findall('[\\\\[]a', '[a')\n"),
        Example(
            "import re\nx = re.findall(r'[^[a&&|||]', '[a')\n",
            "import re\nx = re.findall(r'[^[a&\\&|\\||]', '[a')\n",
        ),
        Example(
            "import re\nx = re.findall(r'[!--a]', 'a-')\n", "import re\nx = re.findall(r'[!-\\-a]', 'a-')\n"
        ),
        Example("import re\nx = re.findall(r'[\\[a]|&&|a--|[-]|[a[]|[--]', '[a')\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The functions that take regular expressions."""
        return NAMES

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every pattern with such a set."""
        call = call_of(node, module)
        if call is None:
            return
        for literal in patterns_of(call, module):
            if not _SUSPICIOUS.search(str(literal.node.value)):
                continue
            found = characters(literal, module)
            changes = [
                (found[at].start, found[at].start, found[at].backslash) for at in _ambiguous(text_of(found))
            ]
            if changes:
                yield Match(
                    literal.node,
                    "Python warns of what may become set syntax in a regular expression",
                    data=changes,
                )

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put in the backslashes."""
        for change in {change for match in matches for change in match.data}:
            editor.replace_span(*change)
        return True


def _ambiguous(text: str) -> Iterator[int]:
    """Where a character of a set needs a backslash."""
    inside = is_in_set(text)
    at = 0
    members = 0
    while at < len(text):
        if text[at] == "\\":
            members += inside[at]
            at += 2
            continue
        if not inside[at]:
            members = 0
            if text[at : at + 2] == "[[" and inside[at + 1]:
                yield at + 1
                at += 1
                members = 1
        elif members and text[at] in _OPERATORS and text[at + 1 : at + 2] == text[at] and inside[at + 1]:
            yield at + 1
            at += 1
        elif not (text[at] == "^" and text[at - 1] == "[" and not inside[at - 1]):
            members += 1
        at += 1

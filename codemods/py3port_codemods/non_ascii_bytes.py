"""The rule for bytes literals with other characters than ASCII's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from py3port.rule import Applicability, Editor, Example, Kind, Match, Module, Rule, Stage, ast

_BYTES = re.compile(r"[bB]")
_WIDE = re.compile(r"[^\x00-\x7f]+")


class NonAsciiBytes(Rule):
    r"""Python 2 took `b'é'` for the bytes that the file stores; Python 3 allows only ASCII in a bytes literal.

    The bytes, which depend on the file's encoding, are written as `\x` escapes. A raw literal has none: it is left to
    a person.
    """

    name = "non-ascii-bytes"
    title = "Write bytes beyond ASCII as escapes"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("non-ascii-bytes-literal", "E1610")
    references = ("https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example(
            "# coding: utf-8\nx = b'\u00e9a' == 'b'\n",
            "# coding: utf-8\nx = b'\\xc3\\xa9a' == 'b'\n",
            runs=False,
        ),
        Example(
            "# coding: utf-8\nx = [b'a', B\"\u20ac\"]\n",
            "# coding: utf-8\nx = [b'a', B\"\\xe2\\x82\\xac\"]\n",
            runs=False,
        ),
        Example("# coding: utf-8\nx = br'\u00e9\\d'\n", None, findings=1, runs=False),
        Example("# coding: utf-8\nx = u'\u00e9'  # b'\u00e9'\ny = b'\\xc3'\n", None, runs=False),
    )

    def may_find(self, text: str) -> bool:
        """Whether there is anything but ASCII in it."""
        return not text.isascii()

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every bytes literal with such a character."""
        for mark in module.tree.masked.marks:
            if mark.kind is not Kind.STRING or not _BYTES.match(mark.original) or mark.original.isascii():
                continue
            line, column = module.source.position(mark.offset)
            last, end = module.source.position(mark.end)
            place = ast.Pass(lineno=line, col_offset=column, end_lineno=last, end_col_offset=end)
            is_raw = mark.original[1:2] in ("r", "R")
            message = "Python 3 allows only ASCII in a bytes literal"
            yield Match(place, message, Applicability.MANUAL if is_raw else None, mark)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Put escapes in the place of the characters."""
        for match in matches:
            for start, end, code in _escapes(match.data.original, editor.module.source.encoding):
                editor.replace_span(match.data.offset + start, match.data.offset + end, code)
        return True


def _escapes(text: str, encoding: str) -> Iterator[tuple[int, int, str]]:
    for found in _WIDE.finditer(text):
        yield found.start(), found.end(), "".join(f"\\x{byte:02x}" for byte in found[0].encode(encoding))

"""What a cell of a notebook may hold beside Python: magics, shell commands, calls for help."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from py3port.documents.document import CannotWrite
from py3port.python2.lexer import Lexed

_SPECIAL = re.compile(
    r"[ \t]*(?P<line>(?:%|!|\?).*|[^#'\"\n]*[\w\])]\?\??)[ \t]*$|[ \t]*[\w., \t\[\]]+=[ \t]*(?P<value>[%!].*)$"
)
_ASIDE = re.compile(r"^(?:%|!|\?)|=[ \t]*[%!]|\?[ \t]*$|^[ \t]+[%!?]", re.MULTILINE)
_PYTHON_MAGICS = re.compile(r"%%(?:time|timeit|capture|prun|python2?|py2)\b")
_STRING = re.compile(r"\"x*'")
_NAME = "ipython_{}_line"
_TRIES = 100
"""So often lines within a string or a bracket may look like IPython's; then nobody looks any more."""


@dataclass(frozen=True)
class Hidden:
    """A cell with IPython's own lines out of the way."""

    code: str
    offsets: Sequence[int]
    magics: Mapping[str, str]
    """What each name or comment stands for."""


def is_other_language(code: str) -> bool:
    """Whether a cell is a script of another language, by its first line."""
    first = code.lstrip()
    return first.startswith("%%") and _PYTHON_MAGICS.match(first) is None


def hide_magics(code: str, offsets: Sequence[int]) -> Hidden:
    """Put a comment, or where a statement or a value must stand a name, in the place of what is no Python."""
    if not _ASIDE.search(code):
        return Hidden(code, offsets, {})
    pieces: list[str] = []
    places: list[int] = []
    magics: dict[str, str] = {}
    at = begin = tries = 0
    for line in code.splitlines(keepends=True):
        found = _SPECIAL.match(line.rstrip("\n"))
        is_free = False
        if found and tries < _TRIES:
            is_free = _is_complete("".join(pieces[begin:]))
            begin, tries = (len(pieces), tries) if is_free else (begin, tries + 1)
        if found and is_free:
            group = "line" if found["line"] else "value"
            start, end = found.span(group)
            name = _NAME.format(len(magics) + 1)
            # In the first column nothing can need a statement, and a future import may follow.
            name = name if start else f"#{name}"
            magics[name] = found[group]
            pieces.append(line[:start] + name + line[end:])
            places += [*offsets[at : at + start], *[offsets[at + start]] * len(name)]
            places += offsets[at + end : at + len(line)]
        else:
            pieces.append(line)
            places += offsets[at : at + len(line)]
        at += len(line)
    return Hidden("".join(pieces), [*places, offsets[-1]], magics)


def show_magics(code: str, magics: Mapping[str, str]) -> str:
    """Put everything back.

    Raises:
        CannotWrite: it is no longer there, or more than once.
    """
    for name, original in magics.items():
        if code.count(name) != 1:
            raise CannotWrite("the rewrite would change a line of IPython's")
        code = code.replace(name, original)
    return code


def _is_complete(code: str) -> bool:
    """Whether a statement could begin behind this code: no bracket or string is open, no line continued."""
    lexed = _STRING.sub("", Lexed(code).code)
    if "'" in lexed or '"' in lexed or code.endswith("\\\n"):
        return False
    return sum(lexed.count(each) for each in "([{") <= sum(lexed.count(each) for each in ")]}")

"""What masking changed: marks at offsets, and the masked text."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from py3port.python2.strings import Literal


class Kind(str, enum.Enum):
    """What was masked, and how.

    | kind | original | masked |
    | --- | --- | --- |
    | PRINT | `print a,` / `print >>f, a` | `yield a,` / `yield   f, a` |
    | EXEC | `exec code in g, l` | `_=  code ,  g, l` |
    | RAISE | `raise E, v, tb` | `yield E, v, tb` (only with a comma) |
    | EXCEPT | `except E, e:` / `except E as x.y:` / `except A or B, e:` | `E| e` / `E  | x.y` / `A or B   ` |
    | BACKTICK | a pair of backticks | `[` and `]` |
    | NOT_EQUAL | `<>` | `!=` |
    | NUMBER | `0777`, `10L` | a decimal of that length |
    | STRING | any string Python 3 reads otherwise | a harmless one |
    | PARAMETER | `(a, b)` as parameter | an identifier and blanks |
    | PARENTHESES | `(a)` as parameter | ` a ` |
    | REGION | expression Python 3 does not allow at its place | an identifier and blanks |
    | WITH | `with (a, b):` | itself; Python 3 reads two items |
    | NAME | `async`, `True` ... as names | an identifier |
    """

    PRINT = "print"
    EXEC = "exec"
    RAISE = "raise"
    EXCEPT = "except"
    BACKTICK = "backtick"
    NOT_EQUAL = "not-equal"
    NUMBER = "number"
    STRING = "string"
    PARAMETER = "parameter"
    PARENTHESES = "parentheses"
    REGION = "region"
    NAME = "name"
    WITH = "with"


@dataclass(frozen=True)
class Mark:
    """One masked construct, from `offset` to `end` in the source's text.

    `commas` are the offsets of the commas at depth 0 (print, raise, exec, except). `at` is the offset of what
    matters most: `>>` of print, `in` of exec, `,` or `as` of except, else -1.
    """

    offset: int
    end: int
    kind: Kind
    original: str
    masked: str
    at: int = -1
    commas: tuple[int, ...] = ()
    inner: str = ""
    """The masked text of what a region held."""
    shared: bool = False
    """Whether Python 3 accepts the original and does the same with it, or nearly."""


@dataclass(frozen=True)
class Masked:
    """A text that Python 3 parses, with every position as in the source."""

    text: str
    marks: Sequence[Mark]
    future: frozenset[str]
    code: str
    """The source with strings made `"xxx'`, comments and continuations made blank, same length."""
    strings: Mapping[int, Literal] = field(default_factory=dict)
    """The masked strings, and their neighbours, by offset."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The original of each identifier that stands for a name that is a keyword of Python 3."""
    deltas: Mapping[int, int] = field(default_factory=dict)
    """By how many columns a line was indented more than in the source, where a line was."""

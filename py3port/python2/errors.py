"""What a file that cannot be parsed raises."""

from __future__ import annotations


class ParseError(Exception):
    """A file that is not Python. The line counts from 1, the column from 0, in characters."""

    def __init__(self, message: str, line: int, column: int, *, raw: str = "") -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column
        self.raw = raw
        """The C parser's own message, where it is its error."""

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"


_WORDS = (
    ("unexpected indent", "unexpected indent"),
    ("expected an indented block", "expected an indented block"),
    ("unindent does not match", "unindent does not match any outer indentation level"),
    ("inconsistent use of tabs", "inconsistent use of tabs and spaces in indentation"),
    ("too many levels of indentation", "too many levels of indentation"),
    ("unterminated triple-quoted string", "EOF while scanning triple-quoted string literal"),
    ("EOF while scanning triple-quoted", "EOF while scanning triple-quoted string literal"),
    ("unterminated string", "EOL while scanning string literal"),
    ("EOL while scanning", "EOL while scanning string literal"),
    (
        "unexpected character after line continuation",
        "unexpected character after line continuation character",
    ),
    ("non-default argument follows", "non-default argument follows default argument"),
    ("parameter without a default follows", "non-default argument follows default argument"),
    ("positional argument follows keyword", "non-keyword arg after keyword arg"),
    ("Generator expression must be", "Generator expression must be parenthesized if not sole argument"),
    ("expression cannot contain assignment", "keyword can't be an expression"),
    ("(unicode error)", ""),
    ("too many nested parentheses", "too many nested parentheses"),
)


def in_old_words(message: str) -> str:
    """Say what the C parser of Python 3 says in the words of Python 2.7, which mostly are: invalid syntax."""
    for start, words in _WORDS:
        if message.startswith(start):
            return words or message
    for verb in ("assign to", "delete"):
        if message.startswith(f"cannot {verb} "):
            what = message.removeprefix(f"cannot {verb} ").split(" here.")[0].split(".")[0]
            if what in ("None", "__debug__"):
                return f"cannot {verb} {what}"
            return f"can't {verb} {what}"
    return "invalid syntax"

"""What Python 2.7 refuses is refused, at its place and in its words."""

from __future__ import annotations

import contextlib

import pytest

from py3port.python2 import Dialect, ParseError, parse

CASES = [
    ("x = 1\ndef f(a: int): pass", 2, 9, "invalid syntax"),
    ("return 1", 1, 0, "'return' outside function"),
    ("def f():\n    yield 1\n    return 2", 3, 4, "'return' with argument inside generator"),
    ("class A:\n    yield 1", 2, 4, "'yield' outside function"),
    ("break", 1, 0, "'break' outside loop"),
    ("continue", 1, 0, "'continue' not properly in loop"),
    (
        "while 1:\n    try: pass\n    finally: continue",
        3,
        13,
        "'continue' not supported inside 'finally' clause",
    ),
    ("def f(a, a): pass", 1, 6, "duplicate argument 'a' in function definition"),
    (
        "x = 1\nfrom __future__ import division",
        2,
        0,
        "from __future__ imports must occur at the beginning of the file",
    ),
    ("f(a=1, a=2)", 1, 7, "keyword argument repeated"),
    ("f(*a, b)", 1, 6, "only named arguments may follow *expression"),
    ("None = 1", 1, 0, "cannot assign to None"),
    ("f() = 1", 1, 0, "can't assign to function call"),
    ("() = 1", 1, 0, "can't assign to ()"),
    ("try: pass\nexcept: pass\nexcept A: pass", 2, 0, "default 'except:' must be last"),
    ("if x:\ny", 2, 0, "expected an indented block"),
    ("x = 'a", 1, 4, "EOL while scanning string literal"),
    ("def f():\n    exec 'a'\n    return lambda: b", 2, 4, "unqualified exec is not allowed in function 'f'"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), CASES)
def test_place_and_reason(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text, dialect=Dialect.PYTHON2)
    assert caught.value.message.startswith(message)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_undeclared_encoding() -> None:
    with pytest.raises(ParseError, match="but no encoding declared") as caught:
        parse("print 'é'\n".encode(), dialect=Dialect.PYTHON2)
    assert (caught.value.line, caught.value.column) == (1, 7)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + ")" * 3000,
        "[" * 100000,
        "-" * 100000 + "x",
        "not " * 50000 + "x",
        "x" + ".a" * 100000,
        "x" + "()" * 50000,
        "x = " + "a + " * 100000 + "a",
        "lambda: " * 20000 + "x",
        "`" * 5000,
        "if x:\n" + "".join(" " * n + "if x:\n" for n in range(1, 300)),
        "if x: pass\n" + "elif x: pass\n" * 20000,
        "x if y else " * 20000 + "z",
        "a = " * 50000 + "b",
        "print " + "`" * 500 + "x" + "`" * 500,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_deep_nesting_is_an_error_at_most(text: str) -> None:
    with contextlib.suppress(ParseError):
        parse(text)

"""Masked texts: of the same length and lines, pure ASCII, and with a mark for each change."""

from __future__ import annotations

import ast as standard
import gc
import warnings

import pytest

from py3port.python2 import Dialect, Source, ast, mask, parse

CASES = [
    ("print a, b,", "yield a, b,"),
    ("print >>f, x", "yield   f, x"),
    ("exec c in g, l", "_=   c  , g, l"),
    ("raise E, v, t", "yield E, v, t"),
    ("try: pass\nexcept E, e: pass", "try: pass\nexcept E| e: pass"),
    ("try: pass\nexcept A or B, e: pass", "try: pass\nexcept A or B   : pass"),
    ("x = `a, b`", "x = [a, b]"),
    ("a <> b", "a != b"),
    ("x = 0777", "x = 111j"),
    ("x = 10L", "x = 11j"),
    ("x = ur'a'", "x = '___'"),
    ("x = 'a\\d'", "x = '___'"),
    ("print_ = 'print a' # print b", "print_ = 'print a' # print b"),
]


@pytest.mark.parametrize(("text", "masked"), CASES)
def test_masked_text(text: str, masked: str) -> None:
    assert mask(Source.from_text(text)).text == masked


def test_print_is_left_alone_where_it_is_a_function() -> None:
    text = "from __future__ import print_function\nprint(a, file=b)\n"
    assert mask(Source.from_text(text)).text == text


def test_non_ascii_comments_keep_their_width() -> None:
    masked = mask(Source.from_text("# é€\U0001f600\nx = 'é'\n"))
    assert masked.text == "# ???\nx = '_'\n"


def test_numbers_and_strings_have_python_2_values() -> None:
    tree = parse("x = [0777, 0L, 0xFFL, 00, u'\\u20ac', '\\u20ac', ur'\\d\\u20ac', b'a' 'b', b'c']")
    values = [node.value for node in tree.nodes[ast.Constant]]
    assert values == [511, 0, 255, 0, "€", "\\u20ac", "\\d€", "ab", b"c"]


def test_native_strings_are_bytes() -> None:
    tree = parse("# coding: utf-8\nx = 'é', u'é'\n".encode())
    assert [(node.value, node.kind) for node in tree.nodes[ast.Constant]] == [("Ã©", None), ("é", "u")]


def test_mixed_tabs_keep_true_columns() -> None:
    tree = parse("if 1:\n        x\n\ty\n")
    assert [(node.lineno, node.col_offset) for node in tree.nodes[ast.Name]] == [(2, 8), (3, 1)]


def test_nodes_and_parents() -> None:
    tree = parse("def f((a, b), c):\n    print >>c, `a`, [x for x in 1, 2]\n")
    (printed,) = tree.nodes[ast.Print]
    assert isinstance(tree.parents[printed], ast.FunctionDef)
    assert tree.parents[tree.nodes[ast.Repr][0]] is printed
    assert [node.id for node in tree.nodes[ast.Name]] == ["a", "b", "c", "a", "x", "x"]
    assert ast.Yield not in tree.nodes
    assert ast.Expr not in tree.nodes


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("print a\n", Dialect.PYTHON2),
        ("x = 1\n", Dialect.BOTH),
        ("print (a)\n", Dialect.BOTH),
        ("try: pass\nexcept E as e: pass\n", Dialect.BOTH),
        ("True, False = 1, 0\n", Dialect.PYTHON2),
        ("def f(x, True=1): pass\n", Dialect.PYTHON2),
        ("from m import True\n", Dialect.PYTHON2),
        ("x = '\\u12'\n", Dialect.PYTHON2),
        ("x = '\\u1234', r'\\u12', '\\\\u12'\n", Dialect.BOTH),
        ("def f(*, a): pass\n", Dialect.PYTHON3),
        ("async def f(): await g()\n", Dialect.PYTHON3),
        ("x = f'{y}'\n", Dialect.PYTHON3),
        ("class A(metaclass=M): pass\nprint a\n", Dialect.MIXED),
        ("class A(metaclass=M): pass\nprint a\nprint(a, end='')\n", Dialect.MIXED),
    ],
)
def test_dialects(text: str, dialect: Dialect) -> None:
    assert parse(text).dialect is dialect


def test_python_3_columns_are_in_characters() -> None:
    tree = parse("x = f'é', y\n")
    assert tree.dialect is Dialect.PYTHON3
    assert tree.nodes[ast.Name][-1].col_offset == 10


def test_no_warnings_and_no_cycles() -> None:
    gc.collect()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = parse("x = '\\d', 1if 2 else 3\nprint `x`, 0777\n" * 50)
        del tree
        assert gc.collect() < 200
    finally:
        gc.enable()


def test_standard_nodes_are_ours() -> None:
    assert ast.Name is standard.Name
    assert ast.Raise is not standard.Raise


def test_a_handler_in_a_file_of_mixed_tabs() -> None:
    """The comma of a handler is found where the text was indented anew before it."""
    text = "if 1:\n    if 2:\n\ttry:\n\t    a\n        except E, e:\n\t    b\n"
    (handler,) = parse(text).nodes[ast.ExceptHandler]
    assert isinstance(handler, ast.ExceptHandler)
    assert isinstance(handler.type, ast.Name)
    assert (handler.type.id, handler.name.id) == ("E", "e")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("x = u'größer'\n", Dialect.BOTH),
        ("x = 'größer'\n", Dialect.BOTH),
        ("x = b'größer'\n", Dialect.PYTHON2),
        ("x = b'a' 'b'\n", Dialect.PYTHON2),
        ("x = b'a' b'b'\n", Dialect.BOTH),
        ("x = '\\d'\n", Dialect.BOTH),
        ("x = '\\u12'\n", Dialect.PYTHON2),
        ("x = ur'a'\n", Dialect.PYTHON2),
    ],
)
def test_strings_that_both_accept(text: str, dialect: Dialect) -> None:
    assert parse(Source.from_bytes(f"# coding: utf-8\n{text}".encode())).dialect is dialect

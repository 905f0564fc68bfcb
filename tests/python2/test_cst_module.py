"""Whole files as LibCST modules: the code is the source's to the byte, also around an edit."""

from __future__ import annotations

import libcst as cst
import pytest

from py3port.python2 import ParseError, SourceError
from py3port.python2.cst import parse_module

LAYOUTS = [
    "",
    "\n",
    "#",
    "   ",
    "  # c",
    "x",
    "x\n  ",
    "x\n\t",
    "x # c",
    "\x0c",
    "\x0cx = 1\n",
    "x = 1\n\x0c\n\x0c# c\ny = \x0c2 \x0c\n",
    "def f():\n    x\n\x0c    y\n  \x0c    z\n",
    "class A:\n    @a\n\x0c    def f(): pass\n\x0c\n\x0cclass B: pass\n",
    "if x:\n\ty\n        z\n",
    "if x:\n        y\n\tz\n        \t# c\n\n\tif a:\n\t    b\n            c\n\tw\n",
    "if x:\n  if y:\n\tz\n        w\n  v\n",
    "if x:\n\ty\n        @a\n\t@b\n        def f():\n                pass\n        z\n",
    "if a:\n        x\n\x0celif b:\n\ty\nelse:\n\tz\n        w",
    "try:\n\ta\n        b\nexcept E, e :\n        c\n\td\nfinally:\n\te\n        f\n",
    "for x in y:\n\ta\n        while 1:\n\t\tb\nwith c:\n\td\n        e\n",
    "\\\nx = 1\n",
    "if x:\n    \\\n    y\n",
    "x = (1,\n# c\n\n  2) \\\n  + 3 \n",
    "if 1: pass; \n",
    "try:\n    a\nexcept E :\n    b\n",
    "try: a\nexcept E\\\n : b\nexcept (F) : c\n",
    "if x:\n  y\n  # foo\n # bar\n# x\nz",
]


class Rebuild(cst.CSTTransformer):
    """Rebuilds every node."""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("source", LAYOUTS)
def test_every_layout_comes_back(source: str, end: str) -> None:
    source = source.replace("\n", end)
    module = parse_module(source.encode())
    assert module.bytes == source.encode()
    assert module.code == source
    assert module.deep_clone().bytes == source.encode()
    assert module.visit(Rebuild()).bytes == source.encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfprint 1\n",
        b"# -*- coding: latin-1 -*-\nprint '\xe9' # \xe8\r\n",
        "# coding: utf-8\nprint u'é', ur'ü', 'ß'\n".encode(),
        "# coding: koi8-r\nprint 'Привет'".encode("koi8-r"),
        "# coding: euc-jp\nx = '日本' # 語\n".encode("euc-jp"),
        b"x = 'a\\\r\nb'\n'''a\rb\r\n'''\r\ny = \\\r\n1\rz",
        b"if x:\r\n\ty\r\n        z\r\n\\\r\nw\r\n",
    ],
)
def test_encodings_and_mixed_line_ends_come_back(raw: bytes) -> None:
    module = parse_module(raw)
    assert module.bytes == raw
    assert module.deep_clone().bytes == raw


class Edit(cst.CSTTransformer):
    """Changes one name."""

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value="new") if updated_node.value == "old" else updated_node


@pytest.mark.parametrize(
    "source",
    [
        "if x:\r\n\ty\r\n        old\r\n\x0c        print z\r\n\tw",
        "\x0cclass A:\n\told\n        @b\n\tdef f((a, b)):\n                print a,\n\n# c\x0c\n",
        "if old:\n        x\n\x0celif b:\n\ty\nelse:\n\tz\n        w = 'a\\\nb'",
    ],
)
def test_an_edit_leaves_the_odd_lines_around_it_alone(source: str) -> None:
    module = parse_module(source.encode()).visit(Edit())
    assert module.bytes == source.replace("old", "new").encode()


def test_a_statement_moved_to_another_block_takes_that_block_s_indentation() -> None:
    module = parse_module("if x:\n\ty\n        z\n")
    block = module.body[0]
    assert isinstance(block, cst.If)
    assert isinstance(block.body, cst.IndentedBlock)
    moved = block.body.body[1]
    assert isinstance(moved, cst.SimpleStatementLine)
    assert module.with_changes(body=[block, moved]).code == "if x:\n\ty\n        z\nz\n"


def test_thousands_of_strings_in_a_row_do_not_overflow_the_stack() -> None:
    source = "x = (" + "\n    u'a'" * 3000 + ")\n"
    module = parse_module(source)
    assert module.code == source
    assert module.deep_clone().code == source
    assert module.visit(Rebuild()).code == source


def test_python_3_files_are_parsed_as_they_are() -> None:
    source = "async def f(*, a: int) -> str:\n    print(f'{a}', end='')\n    raise E from None\n"
    module = parse_module(source)
    assert module.code == source
    assert module.deep_equals(cst.parse_module(source))


@pytest.mark.parametrize("source", ["print a b\n", "if x:\ny\n", "(\n", "x = '\n"])
def test_what_is_no_python_is_refused(source: str) -> None:
    with pytest.raises(ParseError):
        parse_module(source)


def test_what_cannot_be_decoded_is_refused() -> None:
    with pytest.raises(SourceError):
        parse_module(b"# coding: utf-8\n\xff\n")

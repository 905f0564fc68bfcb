"""Bytes in, the same bytes out but for what was edited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from py3port.python2 import Edit, Source, SourceError


def test_line_ends_are_normalised_and_kept() -> None:
    source = Source.from_bytes(b"a\r\nb\nc\rd")
    assert source.text == "a\nb\nc\nd"
    assert source.line_count == 4
    assert source.apply([Edit(2, 3, "B")]).raw == b"a\r\nB\nc\rd"


def test_new_lines_take_the_line_end_of_their_place() -> None:
    source = Source.from_bytes(b"a\r\nb\r\nc\nd\ne\r\n")
    assert source.newline == "\r\n"
    assert source.apply([Edit(0, 0, "x\n")]).raw == b"x\r\na\r\nb\r\nc\nd\ne\r\n"
    assert source.apply([Edit(6, 7, "y\nz")]).raw == b"a\r\nb\r\nc\ny\nz\ne\r\n"


def test_bom_stays() -> None:
    source = Source.from_bytes(b"\xef\xbb\xbfa = 1\n")
    assert source.bom
    assert source.text == "a = 1\n"
    assert source.apply([Edit(0, 1, "b")]).raw == b"\xef\xbb\xbfb = 1\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b"# coding: latin-1\n'\xe9'", "iso-8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'", "cp1252"),
        (b"\n# -*- coding: utf8 -*-\n'\xc3\xa9'", "utf-8"),
        (b"x = 1\n# coding: latin-1\n", "utf-8"),
    ],
)
def test_encodings(raw: bytes, encoding: str) -> None:
    source = Source.from_bytes(raw)
    assert source.encoding == encoding
    assert source.apply([]).raw == raw


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"# coding: nonsense\n", "unknown encoding: nonsense"),
        (b"# coding: hex\n", "unknown encoding: hex"),
        (b"a\n'\xe9'", "Non-ASCII character '\\xe9', but no encoding declared"),
        (b"# coding: utf-8\n'\xe9'", "codec can't decode"),
        (b"a\n\0", "null byte"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "with BOM"),
    ],
)
def test_unreadable_files(raw: bytes, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        Source.from_bytes(raw)
    assert message in caught.value.message


def test_a_character_the_encoding_cannot_hold() -> None:
    source = Source.from_bytes(b"# coding: latin-1\na = 1\n")
    with pytest.raises(SourceError, match="cannot hold"):
        source.apply([Edit(0, 0, "\u20ac")])


def test_overlapping_edits() -> None:
    source = Source.from_text("abc")
    with pytest.raises(ValueError, match="overlap"):
        source.apply([Edit(0, 2, ""), Edit(1, 3, "")])


def test_untouched_bytes_of_a_stateful_encoding_stay() -> None:
    raw = b'# coding: iso-2022-jp\nx = 1\n# \x1b$B$"\x1b(B\x1b$B$$\x1b(B\n'
    source = Source.from_bytes(raw)
    at = source.text.index("x")
    assert source.apply([Edit(at, at + 1, "y")]).raw == raw.replace(b"x = 1", b"y = 1")


@given(st.text(st.sampled_from("ab\u00e9\u20ac\n\r\x0c "), max_size=40), st.data())
def test_offsets_and_edits(text: str, data: st.DataObject) -> None:
    source = Source.from_bytes(b"# coding: utf-8\n" + text.encode("utf-8"))
    assert source.apply([]).raw == source.raw
    offset = data.draw(st.integers(0, len(source.text)))
    line, column = source.position(offset)
    assert source.offset(line, column) == offset
    assert source.line(line) == source.text.split("\n")[line - 1]
    start = data.draw(st.integers(16, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    changed = source.apply([Edit(start, end, "x\ny")])
    assert changed.text == source.text[:start] + "x\ny" + source.text[end:]


def test_only_some_lines_are_left_in_their_places() -> None:
    source = Source.from_text("a\nbb\n\nccc\ndd\n")
    for ranges, text in (
        ([(0, 2)], "a\n"),
        ([(2, 5), (6, 10)], "\nbb\n\nccc\n"),
        ([(10, 13)], "\n\n\n\ndd\n"),
        ([], ""),
    ):
        left = source.only(ranges)
        assert left.text == text
        assert left.starts == Source.from_text(text).starts
    assert Source.from_text("a\nb").only([(2, 3)]).starts == [0, 1]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.text("a\n", max_size=4))))
def test_lines_are_taken_over_from_what_was_edited(changes: list[tuple[int, int, str]]) -> None:
    former = Source.from_text("a\n\nbb\nccc\n\n\nd\n" * 3)
    edits: list[Edit] = []
    for skipped, length, text in changes:
        start = (edits[-1].end if edits else 0) + skipped
        if start + length <= len(former.text):
            edits.append(Edit(start, start + length, text))
    source = former.apply(edits)
    starts = list(source.starts)
    source.take_lines(former, edits)
    assert source.starts == starts

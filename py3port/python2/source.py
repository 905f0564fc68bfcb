"""A source file as bytes and as text: encoding, byte order mark, line ends, offsets, and edits that keep the rest."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOM = codecs.BOM_UTF8


class SourceError(Exception):
    """A file that cannot be read as Python source. The line counts from 1, the column from 0."""

    def __init__(self, message: str, line: int = 1, column: int = 0) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"


@dataclass(frozen=True)
class Edit:
    """A replacement of `Source.text[start:end]`."""

    start: int
    end: int
    text: str


class Source:
    """An immutable source file: `raw` bytes and `text` whose line ends are all `\\n`."""

    __slots__ = ("_ends", "_starts", "bom", "cookie", "encoding", "newline", "raw", "text")

    raw: bytes
    encoding: str
    bom: bool
    cookie: bool
    """Whether the file says what its encoding is, by a comment or a byte order mark."""
    text: str
    newline: str
    """The dominant line end."""

    def __init__(self, raw: bytes, full: str, encoding: str, *, bom: bool, cookie: bool) -> None:
        self.raw = raw
        self.encoding = encoding
        self.bom = bom
        self.cookie = cookie
        self.newline = "\n"
        self._starts: Sequence[int] | None = None
        self._ends: Sequence[str] | None = None
        if "\r" in full:
            ends = _LINE_END.findall(full)
            self._ends = ends
            self.newline = max(("\n", "\r\n", "\r"), key=ends.count)
            full = full.replace("\r\n", "\n").replace("\r", "\n")
        self.text = full

    def __repr__(self) -> str:
        return f"<Source {self.encoding}, {len(self.text)} characters>"

    @classmethod
    def from_bytes(cls, raw: bytes) -> Source:
        """Decode a file as Python does; `SourceError` where that is impossible."""
        bom = raw.startswith(_BOM)
        body = raw[3:] if bom else raw
        if b"\0" in body:
            line = body.count(b"\n", 0, body.index(b"\0")) + 1
            raise SourceError("source contains a null byte", line)
        named, line = _cookie(body)
        if named is None:
            try:
                return cls(raw, body.decode("utf-8"), "utf-8", bom=bom, cookie=bom)
            except UnicodeDecodeError as error:
                raise _undecodable(body, error.start, bom) from None
        encoding = _codec(named, line)
        # Python 2.7 knows only this spelling beside a byte order mark.
        if bom and not re.match(r"utf[-_]8(?:[-_]|\Z)", named, re.IGNORECASE):
            raise SourceError(f"encoding problem: {named} with BOM", line)
        try:
            full = body.decode(encoding)
        except UnicodeDecodeError as error:
            text = f"(unicode error) {encoding!r} codec can't decode byte: {error.reason}"
            raise SourceError(text, body.count(b"\n", 0, error.start) + 1) from None
        except Exception as error:  # noqa: BLE001 - a codec may raise anything
            raise SourceError(f"encoding problem: {named}: {error}", line) from None
        if "\0" in full:
            raise SourceError("source contains a null byte", full.count("\n", 0, full.index("\0")) + 1)
        return cls(raw, full.removeprefix("\ufeff"), encoding, bom=bom, cookie=True)

    @classmethod
    def from_text(cls, text: str) -> Source:
        """Wrap text that is not from a file: in UTF-8, and an encoding need not be declared."""
        if "\0" in text:
            raise SourceError("source contains a null byte", text.count("\n", 0, text.index("\0")) + 1)
        try:
            raw = text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise SourceError("surrogates not allowed", text.count("\n", 0, error.start) + 1) from None
        return cls(raw, text.removeprefix("\ufeff"), "utf-8", bom=text.startswith("\ufeff"), cookie=True)

    @property
    def starts(self) -> Sequence[int]:
        """The offset of each line."""
        if self._starts is None:
            self._starts = _line_starts(self.text)
        return self._starts

    @property
    def line_count(self) -> int:
        """How many lines there are; a last line without a line end counts."""
        return self.text.count("\n") + (not self.text.endswith("\n") and bool(self.text))

    def offset(self, line: int, column: int) -> int:
        """Return the offset into `text` of a line (from 1) and column (from 0, in characters)."""
        return self.starts[line - 1] + column

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line (from 1) and column (from 0) of an offset."""
        starts = self.starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1]

    def line(self, number: int) -> str:
        """Return a line (from 1) without its line end."""
        return self.lines(number, number).removesuffix("\n")

    def lines(self, first: int, last: int) -> str:
        """Return lines (from 1), the last one included, with their line ends."""
        starts = self.starts
        return self.text[starts[first - 1] : starts[last] if last < len(starts) else None]

    def only(self, ranges: Iterable[tuple[int, int]]) -> Source:
        """Return a source of which only some ranges of whole lines are left, and of what is before them the lines."""
        pieces: list[str] = []
        starts: list[int] = []
        done = length = 0
        for start, end in ranges:
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            pieces += ["\n" * (first - done), self.text[start:end]]
            starts += range(length, length + first - done)
            length += first - done
            shift = start - length
            starts += [each - shift for each in self.starts[first:last]]
            length += end - start
            done = last
        text = "".join(pieces)
        source = Source(b"", text, self.encoding, bom=self.bom, cookie=self.cookie)
        source._starts = starts if text[-1:] not in ("", "\n") else [*starts, length]
        return source

    def take_lines(self, former: Source, edits: Iterable[Edit]) -> None:
        """Take over where lines begin from the source of which edits, in order, made this one."""
        starts: list[int] = []
        done = shift = 0
        for edit in edits:
            end = bisect_right(former.starts, edit.start)
            starts += [each + shift for each in former.starts[done:end]] if shift else former.starts[done:end]
            starts += [edit.start + shift + each for each in _line_starts(edit.text)[1:]]
            shift += len(edit.text) - (edit.end - edit.start)
            done = bisect_right(former.starts, edit.end)
        self._starts = starts + [each + shift for each in former.starts[done:]]

    def apply(self, edits: Iterable[Edit]) -> Source:
        """Return the source with the edits made and every untouched byte as it was."""
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        pieces: list[str] = []
        touched: list[bool] = []
        done = 0
        for edit in ordered:
            if edit.start < done or edit.end < edit.start or edit.end > len(self.text):
                raise ValueError(f"edits overlap or lie outside of the text: {edit}")
            pieces += [self._full(done, edit.start), self._with_line_ends(edit)]
            touched += [False, True]
            done = edit.end
        pieces.append(self._full(done, len(self.text)))
        body = self._encode(pieces, [*touched, False])
        changed = Source.from_bytes((_BOM if self.bom else b"") + body)
        if changed.cookie != self.cookie or changed.encoding != self.encoding:
            return Source(changed.raw, "".join(pieces), self.encoding, bom=self.bom, cookie=self.cookie)
        return changed

    def _full(self, start: int, end: int) -> str:
        """Return a stretch of the text with the line ends of the file."""
        text = self.text[start:end]
        if self._ends is None or "\n" not in text:
            return text
        first = bisect_left(self.starts, start + 1) - 1
        lines = text.split("\n")
        ends = self._ends[first : first + len(lines) - 1]
        return "".join([line + end for line, end in zip(lines, [*ends, ""], strict=True)])

    def _with_line_ends(self, edit: Edit) -> str:
        """Give the new lines of an edit the line end of the place where they go."""
        if self._ends is None or "\n" not in edit.text:
            return edit.text
        line = self.position(edit.start)[0] - 1
        near = (
            self._ends[line - 1]
            if line and (line >= len(self._ends) or edit.start == self.starts[line])
            else None
        )
        end = near or (self._ends[line] if line < len(self._ends) else self.newline)
        return edit.text.replace("\n", end)

    def _encode(self, pieces: Sequence[str], touched: Sequence[bool]) -> bytes:
        whole = "".join(pieces)
        body = self.raw[3:] if self.bom else self.raw
        try:
            if self._full(0, len(self.text)).encode(self.encoding) == body:
                return whole.encode(self.encoding)
        except UnicodeEncodeError as error:
            line = whole.count("\n", 0, error.start) + 1
            raise SourceError(f"{self.encoding} cannot hold {error.object[error.start]!r}", line) from None
        return self._encode_by_line(pieces, touched, body)

    def _encode_by_line(self, pieces: Sequence[str], touched: Sequence[bool], body: bytes) -> bytes:
        # Several byte sequences may stand for one character here (ISO-2022, CP932), so lines without an edit are
        # copied from the file.
        old = body.splitlines(keepends=True) if b"\r" in body else re.findall(rb"[^\n]*\n|[^\n]+", body)
        keep: list[tuple[str, bool]] = [("", False)]
        for piece, edited in zip(pieces, touched, strict=True):
            for part in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", piece) or [""]:
                text, dirty = keep[-1]
                if text.endswith(("\n", "\r")):
                    keep.append((part, edited))
                else:
                    keep[-1] = (text + part, dirty or edited)
        originals: dict[str, list[bytes]] = {}
        for raw_line in reversed(old):
            originals.setdefault(raw_line.decode(self.encoding), []).append(raw_line)
        out = []
        for text, dirty in keep:
            known = originals.get(text)
            out.append(known.pop() if known and not dirty else text.encode(self.encoding))
        return b"".join(out)


def _line_starts(text: str) -> list[int]:
    *lines, _ = text.split("\n")
    return list(accumulate([len(line) + 1 for line in lines], initial=0))


def _cookie(body: bytes) -> tuple[str | None, int]:
    """Find the encoding comment in the first two lines."""
    lines = re.split(rb"\r\n|\r|\n", body[:4096], maxsplit=2)[:2]
    for number, line in enumerate(lines, 1):
        found = _COOKIE.match(line)
        if found:
            return found.group(1).decode("ascii", "replace"), number
        if not _BLANK.match(line):
            break
    return None, 0


def _codec(named: str, line: int) -> str:
    name = named.lower().replace("_", "-")
    if name == "utf-8" or name.startswith("utf-8-"):
        return "utf-8"
    if name in ("latin-1", "iso-8859-1", "iso-latin-1") or name.startswith(
        ("latin-1-", "iso-8859-1-", "iso-latin-1-")
    ):
        return "iso-8859-1"
    try:
        info = codecs.lookup(named)
    except (LookupError, ValueError):
        raise SourceError(f"unknown encoding: {named}", line) from None
    if not getattr(info, "_is_text_encoding", True):
        raise SourceError(f"unknown encoding: {named}", line)
    return info.name


def _undecodable(body: bytes, at: int, bom: bool) -> SourceError:
    line = body.count(b"\n", 0, at) + 1
    column = at - (body.rfind(b"\n", 0, at) + 1)
    if bom:
        return SourceError("(unicode error) 'utf-8' codec can't decode the file", line, column)
    byte = f"\\x{body[at]:02x}"
    return SourceError(f"Non-ASCII character '{byte}', but no encoding declared", line, column)

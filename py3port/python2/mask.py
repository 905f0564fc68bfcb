"""Masking: each construct that only Python 2 has becomes Python 3 text of the same length, remembered by a mark."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

from py3port.python2.lexer import Lexed, filler, words_at
from py3port.python2.marks import Kind, Mark, Masked
from py3port.python2.source import Source
from py3port.python2.strings import Literal, literal

_SCAN = re.compile(r"[()\[\]{},;:\nlia](?:(?<=[^lia])|(?<!\w.)(?:(?<=l)ambda|(?<=i)n|(?<=a)s)\b)", re.DOTALL)
_PLAIN = re.compile(r"[^\n;:,()\[\]{}]*(?:(\([^()\[\]{}]*\))[^\n;:,()\[\]{}]*)?(?=[\n;]|\Z)")
_REDIRECT = re.compile(r"\s*>>(?!=)")
_OPERAND_END = re.compile(r"(?:([A-Za-z_]\w*)|[\w.)\]}'])\s*\Z")
_LOGIC = re.compile(r"\b(?:or|and|not|if|else|lambda|in|is)\b|[<>=]")
_SIMPLE_NAME = re.compile(r"\s*[A-Za-z_]\w*\s*\Z")
_STATEMENTS = ("print", "exec", "raise", "except", "with")
_KEYWORDS = frozenset((*keyword.kwlist, "print", "exec")) - {"None", "True", "False"}
# Without one of the first three, which are found fast, there are no such numbers.
_ZERO, _LONG, _SMALL_LONG = (
    re.compile(pattern)
    for pattern in (r"0(?<![\w.]0)(?:[0-7]|[xX][0-9a-fA-F]+[lL])", r"L(?<=[0-9]L)", r"l(?<=[0-9]l)")
)
_NUMBER = r"""(?ax)[0-9](?<![\w.][0-9])(?:(?<=0)[xX][0-9a-fA-F]+[lL]|(?<=0)[oO][0-7]+[lL]|(?<=0)[bB][01]+[lL]
    |(?<=0)[0-7]+(?:[lL]|(?![0-9.jJlL]|[eE][+-]?[0-9]))|[0-9]*[lL])"""
_BROKEN_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:u(?![0-9a-fA-F]{4})|U(?![0-9a-fA-F]{8})|N(?!\{[^{}]+\}))")
_EXPONENT = re.compile(r"(?<![\w.])(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]\Z")


@dataclass
class _Shape:
    """The outline of a statement: offsets at bracket depth 0."""

    end: int
    commas: list[int]
    word: int = -1
    """Where the first `in` or `as` is."""
    group: tuple[int, int] | None = None
    """The first bracketed group."""
    closed: bool = True


def _outline(code: str, start: int, word: str) -> _Shape:
    """Scan from `start` to the end of a simple statement, or to the colon of a header."""
    plain = None if word else _PLAIN.match(code, start)
    if plain:
        first, last = plain.span(1)
        return _Shape(plain.end(), [], group=(first, last - 1) if last >= 0 else None)
    depth = lambdas = opened = 0
    shape = _Shape(len(code), [])
    for found in _SCAN.finditer(code, start):
        token = found.group()
        if token in "([{":
            opened = opened if depth else found.start()
            depth += 1
        elif token in ")]}":
            depth -= 1
            if depth < 0:
                shape.end = found.start()
                break
            if not depth and shape.group is None:
                shape.group = opened, found.start()
        elif depth:
            continue
        elif token == ",":
            if not lambdas:
                shape.commas.append(found.start())
        elif token == "lambda":
            lambdas += 1
        elif token == ":" and lambdas:
            lambdas -= 1
        elif token in ":\n;":
            shape.end = found.start()
            break
        elif token == word and shape.word < 0:
            shape.word = found.start()
    shape.closed = depth <= 0
    return shape


class Masker:
    """Makes the masked text of one source."""

    def __init__(self, source: Source, *, keep_calls: bool = False) -> None:
        self.source = source
        self.text = source.text
        self.keep_calls = keep_calls
        self.lexed = Lexed(self.text)
        self.code = self.lexed.code
        self.future = self.lexed.future
        self.marks: list[Mark] = []
        self.edits: list[tuple[int, int, str]] = []
        self.strings: dict[int, Literal] = {}
        self.names: dict[str, str] = {}
        self.unclosed = False

    def mark(self, start: int, end: int, kind: Kind, masked: str, **detail: object) -> None:
        """Replace a stretch of the text."""
        self.marks.append(Mark(start, end, kind, self.text[start:end], masked, **detail))  # type: ignore[arg-type]
        if masked != self.text[start:end]:
            self.edits.append((start, end, masked))

    def run(self) -> None:
        """Find everything that every file may have."""
        self._strings()
        if "`" in self.lexed.short:
            self._backticks()
        if "<>" in self.lexed.short:
            for found in re.finditer("<>", self.code):
                self.mark(found.start(), found.end(), Kind.NOT_EQUAL, "!=")
        self._statements()
        self._numbers()
        if self.lexed.parts[-2:] in (["\\\n", ""], ["\\", ""]):
            # Python 2 lets a file end in a continuation.
            at = self.text.rindex("\\")
            self.edits.append((at, at + 1, " "))

    def result(self) -> Masked:
        """Put the masked text together."""
        text = self.text
        if self.edits:
            pieces = []
            done = 0
            for start, end, new in sorted(self.edits):
                pieces += [text[done:start], new]
                done = end
            pieces.append(text[done:])
            text = "".join(pieces)
        if not text.isascii():
            text = self._ascii(text)
        self.marks.sort(key=lambda mark: mark.offset)
        return Masked(text, self.marks, self.future, self.code, self.strings, self.names)

    def _ascii(self, text: str) -> str:
        """Take what is not ASCII out of comments; strings have been masked before."""
        if self.code.isascii():
            return text.encode("ascii", "replace").decode("ascii")
        return text

    def _strings(self) -> None:
        lexed = self.lexed
        for at in lexed.suspicious():
            token = lexed.parts[at]
            prefix = lexed.prefix(at)
            start = lexed.offsets[at] - len(prefix)
            end = lexed.offsets[at + 1]
            group = [lexed.prefix(near).lower() for near in lexed.groups.get(at, (at,))]
            is_bytes = ["b" in each for each in group]
            shared = (
                "ur" not in group
                and (token.isascii() or "b" not in prefix.lower())
                and any(is_bytes) == all(is_bytes)
                and not _is_broken(prefix, token)
            )
            self.mark(start, end, Kind.STRING, filler(prefix, token), shared=shared)
            if start in self.strings:
                continue
            for near in lexed.groups.get(at, (at,)):
                before = lexed.prefix(near)
                begin = lexed.offsets[near] - len(before)
                self.strings[begin] = literal(begin, before + lexed.parts[near])

    def _backticks(self) -> None:
        opened: list[int] = []
        code = self.code
        at = code.find("`")
        pieces = list(code)
        while at >= 0:
            before = _OPERAND_END.search("".join(pieces[max(0, at - 200) : at]))
            if opened and before and before.group(1) not in _KEYWORDS:
                start = opened.pop()
                pieces[start], pieces[at] = "[", "]"
                self.mark(start, start + 1, Kind.BACKTICK, "[", at=at)
                self.edits.append((at, at + 1, "]"))
            else:
                opened.append(at)
            at = code.find("`", at + 1)
        self.code = "".join(pieces)

    def _statements(self) -> None:
        code = self.code
        found = [(start, word) for word in _STATEMENTS for start in words_at(code, word)]
        for start, word in sorted(found):
            if self.unclosed:
                # The file is broken; each further statement would be scanned to its end.
                return
            before = code[code.rfind("\n", 0, start) + 1 : start].rstrip(" \t\f")
            if not before or before[-1] in ":;":
                self._statement(word, start)

    def _statement(self, word: str, start: int) -> None:
        if word == "print":
            if "print_function" not in self.future:
                self._print(start)
        elif word == "raise":
            shape = self._outline(start + 5, "")
            if shape.commas:
                self.mark(start, start + 5, Kind.RAISE, "yield", commas=tuple(shape.commas))
        elif word == "except":
            self._except(start)
        elif word == "exec":
            self._exec(start)
        else:
            self._with(start)

    def _outline(self, start: int, word: str) -> _Shape:
        shape = _outline(self.code, start, word)
        self.unclosed = self.unclosed or not shape.closed
        return shape

    def _print(self, start: int) -> None:
        code = self.code
        redirect = _REDIRECT.match(code, start + 5)
        after = redirect.end() if redirect else start + 5
        shape = self._outline(after, "")
        call = not redirect and not shape.commas and self._is_call(start + 5, shape)
        if call and self.keep_calls:
            return
        at = redirect.end() - 2 if redirect else -1
        if redirect:
            self.edits.append((at, at + 2, "  "))
        self.mark(start, start + 5, Kind.PRINT, "yield", at=at, commas=tuple(shape.commas), shared=call)

    def _is_call(self, start: int, shape: _Shape) -> bool:
        """Return whether all that follows is one bracketed group."""
        group = shape.group
        code = self.code
        return (
            group is not None
            and code[group[0]] == "("
            and not code[start : group[0]].strip()
            and not code[group[1] + 1 : shape.end].strip()
        )

    def _exec(self, start: int) -> None:
        shape = self._outline(start + 4, "in")
        call = shape.word < 0 and not shape.commas and self._is_call(start + 4, shape)
        if call and self.keep_calls:
            return
        if shape.word >= 0:
            self.edits.append((shape.word, shape.word + 2, " ,"))
        commas = tuple(shape.commas)
        self.mark(start, start + 4, Kind.EXEC, "_=  ", at=shape.word, commas=commas, shared=call)

    def _except(self, start: int) -> None:
        code = self.code
        shape = self._outline(start + 6, "as")
        if shape.word >= 0 and not shape.commas:
            target = code[shape.word + 2 : shape.end]
            at, width, shared = shape.word, 2, _SIMPLE_NAME.match(target) is not None
        elif shape.commas:
            at, width, shared = shape.commas[0], 1, False
        else:
            return
        masked = code[start:at]
        if shared:
            pass
        elif _LOGIC.search(masked):
            blank = "".join(["\n" if char == "\n" else " " for char in code[at : shape.end]])
            self.edits.append((at, shape.end, blank))
        else:
            self.edits.append((at, at + width, "|".ljust(width) if width == 1 else " |"))
        self.mark(
            start,
            shape.end,
            Kind.EXCEPT,
            self.text[start : shape.end],
            at=at,
            commas=tuple(shape.commas),
            shared=shared,
        )

    def _with(self, start: int) -> None:
        shape = self._outline(start + 4, "")
        if self.code[shape.end : shape.end + 1] != ":" or not self._is_call(start + 4, shape):
            return
        assert shape.group
        inner = self._outline(shape.group[0] + 1, "")
        if inner.commas or self.code[shape.group[0] + 1 : shape.group[1]].count(" as "):
            self.mark(start, start + 4, Kind.WITH, "with", at=shape.group[0], commas=tuple(inner.commas))

    def _numbers(self) -> None:
        short = self.lexed.short
        if not (_ZERO.search(short) or _LONG.search(short) or _SMALL_LONG.search(short)):
            return
        for found in re.finditer(_NUMBER, self.code):
            start, end = found.span()
            if self.code[start - 1 : start] in ("+", "-") and _EXPONENT.search(
                self.code[max(0, start - 40) : start]
            ):
                continue
            width = end - start
            # An imaginary number, unlike an integer, may be followed by `.` and have any length.
            masked = "1" * (width - 1) + "j"
            shared = not found.group().strip("0")
            self.mark(start, end, Kind.NUMBER, masked, shared=shared)


def mask(source: Source, *, keep_calls: bool = False) -> Masked:
    """Return the masked text of a source, without what only the thorough second look finds."""
    masker = Masker(source, keep_calls=keep_calls)
    masker.run()
    return masker.result()


def _is_broken(prefix: str, token: str) -> bool:
    """Whether a string has an escape that Python 3 rejects; to Python 2's native strings it is plain text."""
    return not prefix.lower().strip("u") and _BROKEN_ESCAPE.search(token) is not None

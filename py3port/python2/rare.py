"""The thorough second look: what is masked only in files that did not parse at the first attempt."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass

from py3port.python2.marks import Kind, Mark, Masked
from py3port.python2.mask import Masker
from py3port.python2.source import Source

_NAMES = re.compile(r"\b(?:async|await|nonlocal|True|False|None)\b")
_PARAMETERS = re.compile(r"\bdef\s+\w+\s*\(|\blambda\b")
_SCAN = re.compile(r"[()\[\]{},:\n;]|\b(?:for|in|if|lambda)\b")
_BRACKETS = re.compile(r"[()\[\]{},:]|\blambda\b")
_ONE_NAME = re.compile(r"[\s(]*\w+[\s)]*\Z")
_INDENT = re.compile(r"(?:\A|\n)([ \t\f]*\t[ \t\f]*)(?=[^ \t\f\n])")
_DEFAULT = re.compile(r"\s*=")
_GAP = re.compile(r"\s*")
_SPACED_DOTS = re.compile(r"\.[ \t]+\.[ \t]*\.|\.[ \t]*\.[ \t]+\.")
_BEFORE_DOTS = re.compile(r"(?:[\[,]|\bfrom)\s*\Z")
_ONLY_STARS = re.compile(r",\s*[)*]")
_CALLED = re.compile(r"[\w)\]}']\s*\(\Z")


@dataclass
class _Frame:
    """An open bracket, and the clause of a comprehension that is being read in it."""

    bracket: str
    opened: int
    clause: str = ""
    start: int = 0
    commas: int = 0
    last_comma: int = -1
    parameters: int = 0
    """Lambdas whose colon has not come yet."""
    has_lambda: bool = False
    generator: bool = False
    """Whether a comprehension began before any comma."""
    listed: bool = False


class ThoroughMasker(Masker):
    """Masks names that are keywords, tuple parameters, bare tuples and lambdas in comprehensions, and mixed tabs."""

    def __init__(self, source: Source, *, keep_calls: bool = False, reindent: bool = False) -> None:
        super().__init__(source, keep_calls=keep_calls)
        self.reindent = reindent
        self.regions: list[tuple[int, int, Kind]] = []

    def run(self) -> None:
        """Find all there is."""
        super().run()
        for found in _SPACED_DOTS.finditer(self.code):
            if not _BEFORE_DOTS.search(self.code[max(0, found.start() - 200) : found.start()]):
                continue
            self.edits.append((found.start(), found.end(), "...".ljust(found.end() - found.start())))
        self._names()
        self._parameters()
        self._comprehensions()

    def result(self) -> Masked:
        """Put the masked text together, with regions cut out from the innermost to the outermost."""
        masked = super().result()
        text = masked.text
        for start, end, kind in sorted(self.regions, key=lambda region: (region[1] - region[0], region[0])):
            # The identifier must not run into a `lambda` or `in` before it.
            at = start + (text[start - 1 : start].isalnum() or text[start - 1 : start] == "_")
            blank = " " * (at - start) + _blank(text[at:end])
            self.marks.append(
                Mark(start, end, kind, self.text[start:end], blank, at=at, inner=text[start:end])
            )
            text = text[:start] + blank + text[end:]
        self.marks.sort(key=lambda mark: mark.offset)
        deltas: dict[int, int] = {}
        if self.reindent:
            text, deltas = self._reindented(text)
        return Masked(text, self.marks, self.future, self.code, self.strings, self.names, deltas)

    def _names(self) -> None:
        stand_ins: dict[str, str] = {}
        for found in _NAMES.finditer(self.code):
            name = found.group()
            if name not in stand_ins:
                stand_ins[name] = _unused(name, self.text, stand_ins.values())
                self.names[stand_ins[name]] = name
            if name in ("True", "False", "None"):
                self.edits.append((found.start(), found.end(), stand_ins[name]))
            else:
                self.mark(found.start(), found.end(), Kind.NAME, stand_ins[name])

    def _parameters(self) -> None:
        for found in _PARAMETERS.finditer(self.code):
            depth = 0
            at = found.end()
            self._parameter(at)
            nested = 0
            for token in _BRACKETS.finditer(self.code, at):
                char = token.group()
                if char in "([{":
                    depth += 1
                elif char in ")]}":
                    depth -= 1
                    if depth < 0:
                        break
                elif depth:
                    continue
                elif char == "lambda":
                    nested += 1
                elif char == ":":
                    if not nested:
                        break
                    nested -= 1
                elif char == "," and not nested:
                    self._parameter(token.end())

    def _parameter(self, at: int) -> None:
        gap = _GAP.match(self.code, at)
        start = gap.end() if gap else at
        if self.code[start : start + 1] != "(":
            return
        end = _closing(self.code, start) + 1
        inner = self.code[start:end]
        if _ONE_NAME.match(inner):
            if _DEFAULT.match(self.code, end):
                return
            for offset, char in enumerate(inner, start):
                if char in "()":
                    self.mark(offset, offset + 1, Kind.PARENTHESES, " ")
        elif inner.strip("() \n\t\f"):
            self.regions.append((start, end, Kind.PARAMETER))

    def _comprehensions(self) -> None:
        stack: list[_Frame] = []
        for found in _SCAN.finditer(self.code):
            token = found.group()
            if token in "([{":
                stack.append(_Frame(token, found.start()))
            elif token in ")]}":
                if stack:
                    self._close(stack.pop(), found.start())
            elif stack:
                self._clause(stack[-1], token, found.start(), found.end())

    def _clause(self, frame: _Frame, token: str, start: int, end: int) -> None:
        if token == "for":
            self._close(frame, start)
            frame.clause = "for"
            frame.generator = not frame.listed
        elif token == "in":
            if frame.clause == "for":
                frame.clause, frame.start = "in", end
        elif token == "if":
            if frame.clause in ("in", "if"):
                self._close(frame, start)
                frame.clause, frame.start = "if", end
        elif token == "lambda":
            frame.parameters += 1
            allowed = ("in", "if") if frame.bracket == "[" else ("if",)
            frame.has_lambda = frame.has_lambda or frame.clause in allowed
        elif token == ":" and frame.parameters:
            frame.parameters -= 1
        elif token == "," and not frame.parameters and frame.clause not in ("in", "if"):
            frame.listed = True
        elif token == "," and not frame.parameters:
            if frame.generator and frame.bracket == "(" and _ONLY_STARS.match(self.code, start):
                self._close(frame, start)
                self._argument(frame.opened + 1, start)
            elif frame.bracket == "[" and frame.clause == "in":
                frame.commas += 1
                frame.last_comma = end
            else:
                self._close(frame, start)

    def _argument(self, start: int, end: int) -> None:
        """Mask a bare generator that Python 2 allows before star arguments and a trailing comma."""
        if _CALLED.search(self.code[max(0, start - 200) : start]):
            self.regions.append((start, end, Kind.REGION))

    def _close(self, frame: _Frame, end: int) -> None:
        clause, start = frame.clause, frame.start
        only_trailing = frame.commas == 1 and not self.code[frame.last_comma : end].strip()
        wanted = (frame.commas and not only_trailing) or frame.has_lambda
        if clause in ("in", "if") and wanted:
            text = self.code[start:end]
            begin = start + len(text) - len(text.lstrip())
            finish = end - (len(text) - len(text.rstrip()))
            if finish > begin:
                self.regions.append((begin, finish, Kind.REGION))
        frame.clause, frame.commas, frame.has_lambda, frame.parameters = "", 0, False, 0

    def _reindented(self, text: str) -> tuple[str, dict[int, int]]:
        """Spell out tabs in indentation as Python 2 counts them: to the next multiple of eight."""
        deltas: dict[int, int] = {}
        pieces: list[str] = []
        done = 0
        for found in _INDENT.finditer(self.code):
            start, end = found.span(1)
            column = 0
            for char in found.group(1):
                column = 0 if char == "\f" else column // 8 * 8 + 8 if char == "\t" else column + 1
            pieces += [text[done:start], " " * column]
            deltas[self.source.position(start)[0]] = column - (end - start)
            done = end
        return "".join([*pieces, text[done:]]), deltas


def _closing(code: str, start: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(code, start):
        char = found.group()
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if not depth:
                return found.start()
    return len(code) - 1


def _blank(text: str) -> str:
    """Return an identifier, and blanks for the rest of a stretch of text with its line ends."""
    lines = text.split("\n")
    out = ["_" * len(lines[0].rstrip()) + " " * (len(lines[0]) - len(lines[0].rstrip()))]
    out += [" " * len(line) for line in lines[1:]]
    for number in range(len(out) - 1):
        if len(out[number]) > (number == 0):
            out[number] = out[number][:-1] + "\\"
    return "\n".join(out)


def _unused(name: str, text: str, taken: Collection[str]) -> str:
    import string

    for letters in itertools.product(string.ascii_letters, repeat=len(name) - 1):
        candidate = "_" + "".join(letters)
        if candidate not in text and candidate not in taken:
            return candidate
    return name

"""How a print statement is laid out in its source: where its parts begin and end."""

from __future__ import annotations

from functools import cached_property

from py3port.rule import Module, ast

_BLANKS = " \t\f\n"
_KEYWORD = len("print")


class Statement:
    """One print statement and its text."""

    def __init__(self, module: Module, node: ast.Print) -> None:
        self.node = node
        self._module = module
        self._text = module.source.text
        self._code = module.tree.masked.code

    @cached_property
    def span(self) -> tuple[int, int]:
        """Where it begins, and ends with its last value or trailing comma."""
        offset = self._module.source.offset
        start = offset(self.node.lineno, self.node.col_offset)
        assert self.node.end_lineno is not None
        assert self.node.end_col_offset is not None
        return start, max(offset(self.node.end_lineno, self.node.end_col_offset), start + _KEYWORD)

    @cached_property
    def _after_keyword(self) -> int:
        return self._skip_blanks(self.span[0] + _KEYWORD)

    @cached_property
    def _group(self) -> bool:
        """Whether all that follows the keyword is one pair of parentheses with what is in it."""
        start, end = self._after_keyword, self.span[1]
        return self._code[start : start + 1] == "(" and self._closing(start) == end - 1

    @cached_property
    def is_tuple(self) -> bool:
        """Whether it prints a tuple whose parentheses would pass for those of a call: `print("a", "b")`, `print()`."""
        if not self._group or not isinstance(self.node.values[0], ast.Tuple):
            return False
        value = self.node.values[0]
        return self._module.source.offset(value.lineno, value.col_offset) == self._after_keyword

    @cached_property
    def is_call(self) -> bool:
        """Whether it is a call to Python 3 that prints the same: `print("a")`."""
        if not self._group or self.is_tuple:
            return False
        first = self._skip_blanks(self._after_keyword + 1)
        return not (isinstance(self.node.values[0], ast.Yield) and self._code.startswith("yield", first))

    @property
    def needs_future(self) -> bool:
        """Whether Python 2 takes the call for another statement without `print_function`."""
        node = self.node
        return node.dest is not None or not node.nl or len(node.values) != 1

    @cached_property
    def _parts(self) -> list[tuple[int, int]]:
        """The spans between the commas; the first is the file's where there is one."""
        start, end = self.span
        at = start + _KEYWORD
        if self.node.dest is not None:
            at = self._code.index(">>", at) + 2
        parts = []
        depth = lambdas = 0
        begin = at
        while at < end:
            char = self._code[at]
            if char in "([{":
                depth += 1
            elif char in ")]}":
                depth -= 1
            elif not depth and char == "," and not lambdas:
                parts.append((begin, at))
                begin = at + 1
            elif not depth and char == ":" and lambdas:
                lambdas -= 1
            elif not depth and self._is_lambda(at):
                lambdas += 1
            at += 1
        if self._code[begin:end].strip():
            parts.append((begin, end))
        return parts

    def _is_lambda(self, at: int) -> bool:
        if not self._code.startswith("lambda", at):
            return False
        around = self._code[at - 1] + self._code[at + 6 : at + 7]
        return not any(char.isalnum() or char == "_" for char in around)

    @cached_property
    def dest_text(self) -> str:
        """The text of the file."""
        return self._unwrapped(*self._parts[0]).strip()

    @cached_property
    def values_text(self) -> str:
        """The text of the values with what stands between them, less the trailing comma."""
        if self.is_tuple:
            start, end = self._after_keyword, self.span[1]
            return self._text[start:end]
        parts = self._value_parts
        if not parts:
            return ""
        return self._trimmed(self._unwrapped(parts[0][0], parts[-1][1]))

    @property
    def _value_parts(self) -> list[tuple[int, int]]:
        return self._parts[1:] if self.node.dest is not None else self._parts

    def values_with_blanks(self, glued: list[bool]) -> str:
        """The text of the values with a blank as a value of its own after each that is not glued to the next."""
        pieces = []
        for index, (start, end) in enumerate(self._value_parts):
            text = self._unwrapped(start, end)
            pieces.append(self._trimmed(text) if not index else text.rstrip(" \t"))
            if index < len(glued) - 1 and not glued[index]:
                pieces.append(' " "')
        return ",".join(pieces)

    @staticmethod
    def _trimmed(text: str) -> str:
        """Without blanks around it; a line break in front stays, with the indentation behind it."""
        text = text.rstrip(_BLANKS)
        stripped = text.lstrip(_BLANKS)
        gap = text[: len(text) - len(stripped)]
        return gap[gap.index("\n") :] + stripped if "\n" in gap else stripped

    def _unwrapped(self, start: int, end: int) -> str:
        """The text of a stretch, without the backslashes that parentheses make needless."""
        pieces: list[str] = []
        at = start
        while True:
            found = self._text.find("\\\n", at, end)
            if found < 0:
                return "".join([*pieces, self._text[start:end]])
            if self._code[found] == " ":
                pieces.append(self._text[start:found].rstrip(" \t"))
                start = found + 1
            at = found + 2

    def _skip_blanks(self, at: int) -> int:
        code, end = self._code, self.span[1]
        while at < end and code[at] in _BLANKS:
            at += 1
        return at

    def _closing(self, start: int) -> int:
        """Where the bracket that opens at `start` is closed."""
        depth = 0
        for at in range(start, self.span[1]):
            char = self._code[at]
            if char in "([{":
                depth += 1
            elif char in ")]}":
                depth -= 1
                if not depth:
                    return at
        return -1


def ends_the_gap(value: ast.expr) -> bool:
    """Whether the text printed for a value is known to end in white space other than a blank.

    After that Python 2 wrote no blank before the next value.
    """
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod):
        value = value.left
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return ends_the_gap(value.right)
    if not isinstance(value, ast.Constant) or not isinstance(value.value, (str, bytes)):
        return False
    text = value.value if isinstance(value.value, str) else value.value.decode("latin-1")
    return bool(text) and text[-1] in "\t\n\r\f\v"

"""Whole lines in and out of a source: where a statement begins and ends, how it is indented, what leaves with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from py3port.analysis import Module
from py3port.python2 import Edit, ast
from py3port.rule import CannotRewrite

PRAGMA = re.compile(
    r"#\s*(noqa|pylint|type:|pragma|isort|yapf|flake8|@UnusedImport|@UnresolvedImport)", re.IGNORECASE
)
_BODY = re.compile(r"^\S[^#\n]*:[ \t]*(?:#[^\n]*)?\n([ \t]+)(?=[^\s#])", re.MULTILINE)
_STEPS = re.compile(r"^(?: {4})+", re.MULTILINE)


class Layout:
    """The lines of one module."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._source = module.source
        self._text = module.source.text

    @cached_property
    def step(self) -> str:
        """The white space by which a body is indented: that of the first one there is."""
        first = _BODY.search(self._text)
        return first[1] if first else "    "

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Start and end offset of a node; a decorated definition begins at its first decorator's `@`."""
        start = self._source.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        end = self._source.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        decorators: Sequence[ast.expr] = getattr(node, "decorator_list", ())
        if decorators:
            first = self._source.offset(decorators[0].lineno, decorators[0].col_offset)
            start = min(start, self._text.rindex("@", 0, first))
        return start, end

    def line_start(self, offset: int) -> int:
        """Offset of the first character of the line that holds `offset`."""
        return self._text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Offset behind the line end of the line that holds `offset`."""
        end = self._text.find("\n", offset)
        return len(self._text) if end < 0 else end + 1

    def indentation(self, offset: int) -> str | None:
        """The white space before `offset`, or None where other text stands before it on its line."""
        before = self._text[self.line_start(offset) : offset]
        return None if before.strip() else before

    def insert_before(self, statement: ast.stmt, code: str) -> Edit:
        """The edit that puts `code` before a statement, on lines of its own where the statement has its own."""
        start, _ = self.span(statement)
        indentation = self.indentation(start)
        if indentation is not None:
            return Edit(self.line_start(start), self.line_start(start), self._indented(code, indentation))
        return Edit(start, start, f"{_one_line(code)}; ")

    def insert_after(self, statement: ast.stmt, code: str) -> Edit:
        """The edit that puts `code` after a statement with all of its body."""
        start, end = self.span(statement)
        indentation = self.indentation(start)
        rest = self._text[end : self.line_end(end)].strip()
        if indentation is None or (rest and not rest.startswith("#")):
            return Edit(end, end, f"; {_one_line(code)}")
        at = self.line_end(end)
        missing = "" if at == 0 or self._text[at - 1] == "\n" else "\n"
        # What stands apart from the statement before it stands apart from the one behind it.
        is_apart = code.startswith("\n") and self._text[at : self.line_end(at)].strip()
        behind = "\n" if is_apart and not self._dedents(at, indentation) else ""
        return Edit(at, at, missing + self._indented(code, indentation) + behind)

    def insert_in_body(self, statement: ast.stmt, code: str) -> Edit:
        """The edit that puts `code` first in the body of a compound statement, after its docstring."""
        body: list[ast.stmt] = statement.body  # type: ignore[attr-defined]
        if not _is_docstring(body[0]):
            return self.insert_before(body[0], code)
        return self.insert_before(body[1], code) if len(body) > 1 else self.insert_after(body[0], code)

    def replace(self, statement: ast.stmt, code: str) -> Edit:
        """The edit that puts `code` in the place of a statement."""
        start, end = self.span(statement)
        indentation = self.indentation(start)
        rest = self._text[end : self.line_end(end)].strip()
        if indentation is None or rest.startswith(";"):
            return Edit(start, end, _one_line(code))
        return Edit(start, end, self._indented(code, indentation).strip(" \t\n"))

    def stepped(self, code: str) -> str:
        """The code, whose bodies are indented by four blanks, indented as those of the module are."""
        return _STEPS.sub(lambda found: self.step * (len(found[0]) // 4), code)

    def _indented(self, code: str, indentation: str) -> str:
        lines = self.stepped(code).removesuffix("\n").split("\n")
        return "".join(f"{indentation}{line}\n" if line else "\n" for line in lines)

    def remove(self, statements: Iterable[ast.stmt]) -> list[Edit]:
        """The edits that take out statements with their lines; `pass` stays where a body would be empty."""
        chosen = list(dict.fromkeys(statements))
        gone = set(chosen)
        return [self._removal(statement, gone) for statement in chosen]

    def _removal(self, statement: ast.stmt, gone: set[ast.stmt]) -> Edit:
        start, end = self.span(statement)
        block = self._block(statement)
        if all(each in gone for each in block) and not isinstance(self._module.parent(statement), ast.Module):
            return Edit(start, end, "pass") if statement is block[0] else self._take_out(start, end)
        return self._take_out(start, end)

    def _take_out(self, start: int, end: int) -> Edit:
        text = self._text
        line_end = self.line_end(end)
        rest = text[end:line_end].strip()
        if rest.startswith(";") and rest != ";":
            follower = end + text[end:line_end].index(";") + 1
            follower += len(text[follower:line_end]) - len(text[follower:line_end].lstrip(" \t"))
            if not text[follower:line_end].startswith(("#", "\n")):
                return Edit(start, follower, "")
        indentation = self.indentation(start)
        if indentation is None:
            before = text[:start].rstrip(" \t")
            if before.endswith(";"):
                return Edit(len(before) - 1, end, "")
            return Edit(start, end, "pass")
        first = self.line_start(start)
        comment = rest.lstrip("; ")
        if comment.startswith("#") and not PRAGMA.match(comment):
            return Edit(start, line_end, comment + "\n")
        if self.is_between_blanks(first, line_end):
            line_end = self.line_end(line_end)
            while first == 0 and text.startswith("\n", line_end):
                line_end += 1
        elif self._is_behind_blank(first) and self._dedents(line_end, indentation):
            first = len(text[:first].rstrip(" \t\n")) + 1
        return Edit(first, line_end, "")

    def is_between_blanks(self, start: int, end: int) -> bool:
        """Whether lines have a blank line, or the start of the file, before them and a blank line behind."""
        behind = self._text[end : self.line_end(end)]
        return (start == 0 or self._is_behind_blank(start)) and behind.endswith("\n") and behind.isspace()

    def _is_behind_blank(self, start: int) -> bool:
        """Whether the line before the one that begins at `start` is blank."""
        return start > 0 and self._text[self.line_start(start - 1) : start].isspace()

    def _dedents(self, offset: int, indentation: str) -> bool:
        """Whether the line at `offset` is indented less."""
        line = self._text[offset : self.line_end(offset)]
        return len(line) - len(line.lstrip(" \t")) < len(indentation)

    def _block(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        parent = self._module.parent(statement)
        for field in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(parent, field, None)
            if isinstance(block, list) and any(each is statement for each in block):
                return block
        raise CannotRewrite("the statement stands in no block")


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, (str, bytes))
    )


def _one_line(code: str) -> str:
    if "\n" in code.strip("\n"):
        raise CannotRewrite("the new lines have no line of their own to stand on")
    return code.strip("\n")

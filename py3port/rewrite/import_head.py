"""The imports at the head of a module: which there are, and what belongs to which section."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TypeGuard

from py3port.analysis import Module
from py3port.analysis.stdlib_modules import PYTHON2_MODULES
from py3port.python2 import Edit, ast
from py3port.rewrite.lines import Layout

FUTURE, STANDARD, THIRD_PARTY, LOCAL = range(4)
Entry = ast.Import | ast.ImportFrom | ast.Try
"""An import, or a `try` that imports something else where the first import fails."""


class ImportHead:
    """The head of one module."""

    def __init__(self, module: Module, layout: Layout) -> None:
        self._module = module
        self._layout = layout

    @cached_property
    def top(self) -> list[ast.stmt]:
        """The statements at the head of the module: docstring, imports, and the simple assignments among them."""
        return list(self._module.tree.root.body)

    @cached_property
    def imports(self) -> list[ast.Import | ast.ImportFrom]:
        """The imports in the head of the module: up to the first statement that is neither import nor dunder."""
        return [each for each in self._statements if isinstance(each, (ast.Import, ast.ImportFrom))]

    @cached_property
    def alternatives(self) -> list[ast.Try]:
        """The imports with another one in case they fail, in their section's place: not among those of a later one."""
        found: list[ast.Try] = []
        last, before = FUTURE, None
        for each in self._statements:
            section = (
                None if isinstance(each, ast.Try) and not is_alternative(each) else self.section_of(each)
            )
            if isinstance(each, ast.Try) and section is not None:
                if section < last and section != before:
                    section = None
                else:
                    found.append(each)
            before, last = section, max(last, section or FUTURE)
        return found

    @cached_property
    def entries(self) -> list[Entry]:
        """The imports and their alternatives."""
        known = {*self.imports, *self.alternatives}
        return [each for each in self._statements if each in known]

    @cached_property
    def _statements(self) -> list[Entry]:
        found: list[Entry] = []
        for statement in self.top:
            if isinstance(statement, Entry):
                found.append(statement)
            elif not _is_preamble(statement):
                break
        return found

    @cached_property
    def is_grouped(self) -> bool:
        """Whether blank lines part the sections of the imports; so it is assumed where there is one section only."""
        pairs = [
            (before, after)
            for before, after in zip(self.entries, self.entries[1:], strict=False)
            if FUTURE < self.section_of(before) != self.section_of(after)
        ]
        return not pairs or any(after.lineno - (before.end_lineno or 0) > 1 for before, after in pairs)

    def section_of(self, statement: Entry) -> int:
        """The section that an import statement belongs to."""
        if isinstance(statement, ast.Try):
            return self.section_of(statement.body[0])  # type: ignore[arg-type]
        if isinstance(statement, ast.ImportFrom):
            return self.section(statement.module or "", statement.level)
        return self.section(statement.names[0].name, 0)

    def section(self, module: str, level: int) -> int:
        """The section that a module, with so many leading dots, belongs to."""
        root = module.partition(".")[0]
        surroundings = self._module.surroundings
        if root == "__future__":
            return FUTURE
        if level or root in surroundings.siblings or root in surroundings.toplevel:
            return LOCAL
        if root in sys.stdlib_module_names or root in PYTHON2_MODULES:
            return STANDARD
        return THIRD_PARTY

    def block(self, statement: ast.stmt) -> list[ast.Import | ast.ImportFrom]:
        """The imports on the lines right before and after an import."""
        blocks: list[list[ast.Import | ast.ImportFrom]] = []
        for each in self.imports:
            if blocks and each.lineno - (blocks[-1][-1].end_lineno or 0) <= 1:
                blocks[-1].append(each)
            else:
                blocks.append([each])
        return next(block for block in blocks if statement in block)

    def at_head(self, code: str, *, behind_future: bool) -> Edit:
        """Put code in front of the first statement that is no docstring (and no future import), with a blank line."""
        text = self._module.source.text
        body = self.top
        docstring = bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        if docstring and isinstance(body[0].value.value, (str, bytes)):  # type: ignore[attr-defined]
            at = self._layout.line_end(self._layout.span(body[0])[1])
            following = "" if text[at : at + 1] in ("\n", "") else "\n"
            missing = "" if text[at - 1 : at] == "\n" else "\n"
            return Edit(at, at, f"{missing}\n{code}{following}")
        at = self._behind_comments()
        followed_by_import = bool(body) and isinstance(body[0], (ast.Import, ast.ImportFrom))
        blank = "" if text[at : at + 1] in ("\n", "") or (followed_by_import and behind_future) else "\n"
        lead = "\n" if at and not text[:at].endswith("\n\n") and text[:at].strip() else ""
        return Edit(at, at, lead + code + blank)

    def _behind_comments(self) -> int:
        """Offset behind the shebang, coding cookie and licence comments at the top of the file."""
        text = self._module.source.text
        first = self._layout.line_start(self._layout.span(self.top[0])[0]) if self.top else len(text)
        at = 0
        while at < first and text.startswith("#", at):
            at = self._layout.line_end(at)
        return at


def is_alternative(statement: ast.stmt) -> TypeGuard[ast.Try]:
    """Whether all that a statement does is to import one thing or another."""
    if (
        not isinstance(statement, ast.Try)
        or len(statement.handlers) != 1
        or statement.orelse
        or statement.finalbody
    ):
        return False
    bodies = (statement.body, statement.handlers[0].body)
    return all(len(each) == 1 and isinstance(each[0], (ast.Import, ast.ImportFrom)) for each in bodies)


def _is_preamble(statement: ast.stmt) -> bool:
    """Docstring, or `__author__ = ...`."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        return all(isinstance(each, ast.Name) and each.id.startswith("__") for each in statement.targets)
    return False

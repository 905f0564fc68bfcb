"""The flake8 plugin: reports what `py3port lint` finds, as PTT and the number of the rule."""

from __future__ import annotations

import ast
import codecs
import functools
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flake8.checker import FileChecker

from py3port import __version__
from py3port.checker import Projects, check, complaint, encoded
from py3port.errors import UserError
from py3port.numbers import load_numbers
from py3port.searchpath import OwnPath

PREFIX = "PTT"
Violation = tuple[int, int, str, type[Any]]
"""Line, column from 0, text, and who says so."""


class Judge:
    """What is the same for all files; while it works, nothing is imported from the linted repository."""

    def __init__(self) -> None:
        self._numbers = load_numbers()
        self._projects = Projects()
        self._path = OwnPath()

    def violations(self, path: str, text: str) -> Iterator[Violation]:
        """What is found in a text. Number 999 is for rules that have none, 000 for a text that cannot be judged."""
        with self._path:
            try:
                project = self._projects.of(path)
                data = _guessed_from(path, text) or encoded(text)
                checked = check(project, path, data, self._projects.registry_of(project).rules)
            except UserError as error:
                yield 1, 0, f"{PREFIX}000 {complaint(error)}", Checker
                return
        if checked.error is not None:
            yield checked.error.line or 1, 0, f"{PREFIX}000 {complaint(checked.error)}", Checker
        for each in checked.findings:
            code = f"{PREFIX}{self._numbers.get(each.rule, 999):03}"
            yield each.line, each.column - 1, f"{code} {each.rule}: {each.message}", Checker


class Checker:
    """What flake8 makes for each file."""

    name = "py3port"
    version = __version__

    def __init__(self, tree: ast.AST | None, filename: str, lines: Sequence[str]) -> None:
        self._filename = filename
        self._text = "".join(lines)

    def run(self) -> Iterator[Violation]:
        """What flake8 shall report."""
        return _judge().violations(self._filename, self._text)


def _guessed_from(path: str, text: str) -> bytes:
    """What the file holds, where flake8 took it for Latin-1 since nothing else can read it; else nothing."""
    try:
        with tokenize.open(path) as file:
            file.read()
    except OSError:
        return b""
    except (SyntaxError, UnicodeError):
        raw = Path(path).read_bytes()
        guessed = raw.removeprefix(codecs.BOM_UTF8).decode("latin-1")
        return raw if guessed.replace("\r\n", "\n").replace("\r", "\n") == text else b""
    return b""


@functools.cache
def _judge() -> Judge:
    return Judge()


def _watch_unparsable() -> None:
    """Let flake8 report on files that it cannot parse; it asks no plugin about them."""
    original = FileChecker.run_ast_checks

    @functools.wraps(original)
    def run_ast_checks(self: FileChecker) -> None:
        try:
            original(self)
        except (SyntaxError, tokenize.TokenError):
            processor = self.processor
            assert processor is not None
            for line, column, text, _ in Checker(None, processor.filename, processor.lines).run():
                self.report(None, line, column, text)
            raise

    FileChecker.run_ast_checks = run_ast_checks


# Flake8 imports this once in each of its processes, and offers no other moment.
_judge()
_watch_unparsable()

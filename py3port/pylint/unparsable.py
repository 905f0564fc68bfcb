"""Findings in files that astroid cannot parse: they go beside pylint's own syntax error."""

from __future__ import annotations

import functools
import inspect
import io
import tokenize
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import astroid
from pylint.lint import PyLinter
from pylint.utils import FileState

from py3port.pylint.checker import finding_checker
from py3port.python2 import ParseError, Source, SourceError, parse

if TYPE_CHECKING:
    from astroid import nodes

_PARAMETERS = ("self", "filepath", "modname", "data")


def watch_unparsable() -> None:
    """Let each linter's `get_ast` judge the files for which it has no tree; raw checkers never hear of them."""
    original = PyLinter.get_ast
    if hasattr(original, "__wrapped__"):
        return
    if tuple(inspect.signature(original).parameters) != _PARAMETERS:
        warnings.warn(
            "py3port does not know this version of pylint: files that only Python 2 can parse are not judged",
            stacklevel=2,
        )
        return

    @functools.wraps(original)
    def get_ast(self: PyLinter, filepath: str, modname: str, data: str | None = None) -> nodes.Module | None:
        module = original(self, filepath, modname, data)
        if module is None:
            _judge(self, filepath, modname, data)
        return module

    PyLinter.get_ast = get_ast  # type: ignore[method-assign]


def _judge(linter: PyLinter, path: str, name: str, text: str | None) -> None:
    checker = finding_checker(linter)
    if checker is None:
        return
    try:
        data = Path(path).read_bytes() if text is None else text.encode("utf-8", "surrogateescape")
    except OSError:
        # Pylint has said so already.
        return
    with _comments_heard(linter, name, data) as is_wanted:
        if is_wanted:
            checker.judge(path, data)


@contextmanager
def _comments_heard(linter: PyLinter, name: str, data: bytes) -> Iterator[bool]:
    """Let pylint read its comments in a file; tell whether the file is not to be skipped.

    The masked text of Python 2 has all of them, and the same blocks, so that they reach as far as anywhere else.
    """
    try:
        masked = parse(Source.from_bytes(data)).masked.text
        module = astroid.parse(masked, apply_transforms=False)
        tokens = list(tokenize.generate_tokens(io.StringIO(masked).readline))
    except (SourceError, ParseError, RecursionError, astroid.AstroidError, tokenize.TokenError, SyntaxError):
        yield True
        return
    before = linter.file_state
    linter.file_state = FileState(name, linter.msgs_store, module)
    linter._ignore_file = False
    try:
        linter.process_tokens(tokens)
        yield not linter._ignore_file
    finally:
        linter.file_state = before
        linter._ignore_file = False

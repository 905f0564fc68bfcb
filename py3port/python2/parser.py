"""Parsing a file: as Python 2, as Python 3, or as the mix of both that a half ported file is."""

from __future__ import annotations

import ast
import enum
import functools
import re
import warnings
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from py3port.python2.check import Checker
from py3port.python2.errors import ParseError, in_old_words
from py3port.python2.lexer import futures
from py3port.python2.marks import Masked
from py3port.python2.mask import mask
from py3port.python2.nodes import CHILDREN3
from py3port.python2.restore import Restorer, restore_names
from py3port.python2.source import Source
from py3port.python2.walk import walk

_WIDE = re.compile(r"[^\x00-\x7f]")
_ASYNC = (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Nonlocal)


class Dialect(enum.Enum):
    """Which Python a file is written in."""

    PYTHON2 = "python2"
    PYTHON3 = "python3"
    BOTH = "both"
    MIXED = "mixed"


@dataclass(frozen=True, eq=False)
class Tree:
    """A parsed file."""

    root: ast.Module
    source: Source
    dialect: Dialect
    nodes: dict[type[ast.AST], list[ast.AST]]
    """Every node by its exact class, in document order."""
    parents: dict[ast.AST, ast.AST]
    future: frozenset[str]
    """The names imported from __future__."""
    masked: Masked

    @functools.cached_property
    def names(self) -> Mapping[str, list[ast.Name]]:
        """The Name nodes by what is spelled there, each in document order."""
        found: dict[str, list[ast.Name]] = defaultdict(list)
        nodes: list[Any] = self.nodes.get(ast.Name, [])
        for node in nodes:
            found[node.id].append(node)
        return dict(found)

    @functools.cached_property
    def attributes(self) -> Mapping[str, list[ast.Attribute]]:
        """The Attribute nodes by their last part, each in document order."""
        found: dict[str, list[ast.Attribute]] = defaultdict(list)
        nodes: list[Any] = self.nodes.get(ast.Attribute, [])
        for node in nodes:
            found[node.attr].append(node)
        return dict(found)

    @functools.cached_property
    def is_written_for_python3(self) -> bool:
        """Whether a person wrote it for Python 3, so that its `map` and `/` mean what they mean there.

        That Python 2 rejects it proves nothing: a half-ported file has `print(x, file=f)` and `metaclass=`. Syntax that
        no codemod makes out of Python 2 does.
        """
        if self.dialect is not Dialect.PYTHON3:
            return False
        if any(kind in self.nodes for kind in _PYTHON3_NODES):
            return True
        arguments: list[ast.arguments] = self.nodes.get(ast.arguments, [])  # type: ignore[assignment]
        functions: list[ast.FunctionDef] = self.nodes.get(ast.FunctionDef, [])  # type: ignore[assignment]
        parameters: list[ast.arg] = self.nodes.get(ast.arg, [])  # type: ignore[assignment]
        return (
            any(each.kwonlyargs or each.posonlyargs for each in arguments)
            or any(each.returns for each in functions)
            or any(each.annotation for each in parameters)
        )


_PYTHON3_NODES = (
    ast.AnnAssign,
    ast.AsyncFor,
    ast.AsyncFunctionDef,
    ast.AsyncWith,
    ast.Await,
    ast.JoinedStr,
    ast.Match,
    ast.NamedExpr,
    ast.Nonlocal,
    ast.YieldFrom,
)


def parse(source: Source | bytes | str, *, dialect: Dialect | None = None) -> Tree:
    """Parse a file, as the given dialect or as the first that fits of Python 2, Python 3 and a mix of both."""
    if isinstance(source, bytes):
        source = Source.from_bytes(source)
    elif isinstance(source, str):
        source = Source.from_text(source)
    if dialect is Dialect.PYTHON3:
        return _python3(source)
    if dialect is Dialect.MIXED:
        return _python2(source, mixed=True)
    if dialect is not None:
        return _python2(source)
    try:
        return _python2(source)
    except ParseError as error:
        # An error and the frames in its traceback would keep each other alive, and all that was parsed.
        refused = error.with_traceback(None)
    try:
        for attempt in (_python3, functools.partial(_python2, mixed=True)):
            try:
                return attempt(source)
            except ParseError:
                continue
        raise refused
    finally:
        del refused


def _python3(source: Source) -> Tree:
    text = source.text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = _parse(text, words=False)
        _compiles(text)
    if not text.isascii():
        _to_characters(root, source)
    nodes, parents = walk(root, {}, CHILDREN3)
    masked = Masked(text, (), futures(text), text)
    return Tree(root, source, Dialect.PYTHON3, nodes, parents, _futures(root), masked)


def _compiles(text: str) -> None:
    """Let the compiler find what its parser lets pass, such as a return outside of a function."""
    try:
        compile(text, "<source>", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise ParseError(error.msg, error.lineno or 1, max((error.offset or 1) - 1, 0)) from None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        raise ParseError("too deeply nested", 1, 0) from None


def _futures(root: ast.Module) -> frozenset[str]:
    names: set[str] = set()
    for statement in root.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            names.update(alias.name for alias in statement.names)
    return frozenset(names)


def _to_characters(root: ast.Module, source: Source) -> None:
    """Turn the C parser's columns, in bytes, into columns in characters."""
    wide = {
        number: line.encode("utf-8")
        for number, line in enumerate(source.text.split("\n"), 1)
        if not line.isascii()
    }
    for node in ast.walk(root):
        positioned: Any = node
        line = getattr(node, "lineno", None)
        if line in wide:
            positioned.col_offset = len(wide[line][: positioned.col_offset].decode("utf-8", "replace"))
        line = getattr(node, "end_lineno", None)
        if line in wide:
            positioned.end_col_offset = len(
                wide[line][: positioned.end_col_offset].decode("utf-8", "replace")
            )


def _python2(source: Source, *, mixed: bool = False) -> Tree:
    if not mixed and not source.cookie and not source.text.isascii():
        raise _not_ascii(source)
    try:
        return _attempt(source, mask(source, keep_calls=mixed), mixed, first=True)
    except ParseError as error:
        refused = error.with_traceback(None)
    try:
        if not refused.raw:
            raise refused
        # Few files need it.
        from py3port.python2.rare import ThoroughMasker

        masker = ThoroughMasker(source, keep_calls=mixed, reindent="tabs" in refused.raw)
        masker.run()
        try:
            return _attempt(source, masker.result(), mixed)
        except ParseError as error:
            # What was masked in vain must not be what the message is about.
            raise (error if not error.raw or masker.marks else refused) from None
    finally:
        del refused


def _attempt(source: Source, masked: Masked, mixed: bool, *, first: bool = False) -> Tree:
    root = _parse(masked.text)
    if masked.deltas:
        _unindent(root, masked.deltas)
    restorer = Restorer(source, masked)
    nodes, parents = walk(root, restorer.hooks())
    restorer.check_consumed()
    rebound = restore_names(nodes, parents, masked.names) if masked.names else False
    if not masked.text.isascii():
        _to_characters(root, source)
    if first and not mixed and any(cls in nodes for cls in _ASYNC):
        raise ParseError("invalid syntax", 1, 0, raw="async and await may be names")
    checker = Checker(source, masked, root, nodes, parents)
    if mixed:
        checker.run_compiler()
    else:
        checker.run()
    if mixed:
        dialect = Dialect.MIXED
    else:
        is_shared = not rebound and all(mark.shared for mark in masked.marks)
        dialect = Dialect.BOTH if is_shared else Dialect.PYTHON2
    return Tree(root, source, dialect, nodes, parents, masked.future, masked)


def _not_ascii(source: Source) -> ParseError:
    found = _WIDE.search(source.text)
    assert found
    byte = found.group().encode(source.encoding)[:1]
    line, column = source.position(found.start())
    return ParseError(f"Non-ASCII character '\\x{byte.hex()}', but no encoding declared", line, column)


def _parse(text: str, *, words: bool = True) -> ast.Module:
    """Run the C parser, without a warning, whatever the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        message = in_old_words(error.msg) if words else error.msg
        column = (error.offset or 1) - 1
        raise ParseError(message, error.lineno or 1, max(column, 0), raw=error.msg) from None
    except (RecursionError, MemoryError):
        raise ParseError("too deeply nested", 1, 0) from None
    except (ValueError, OverflowError) as error:
        raise ParseError(str(error), 1, 0) from None


def _unindent(root: ast.Module, deltas: Mapping[int, int]) -> None:
    for node in ast.walk(root):
        line = getattr(node, "lineno", None)
        if line is not None:
            positioned: Any = node
            positioned.col_offset -= deltas.get(line, 0)
            positioned.end_col_offset -= deltas.get(positioned.end_lineno, 0)

"""Putting Python 2's nodes where masking left its marks."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from py3port.python2.errors import ParseError
from py3port.python2.marks import Kind, Mark, Masked
from py3port.python2.nodes import Exec, Print, Raise, Repr
from py3port.python2.source import Source
from py3port.python2.strings import StringError, value_of
from py3port.python2.walk import Hook, replace_child

_Node = TypeVar("_Node", bound=ast.AST)
Position = tuple[int, int]
_STORE = ast.Store()


def place(new: _Node, old: Any) -> _Node:
    """Give a new node the position of an old one."""
    node: Any = new
    node.lineno = old.lineno
    node.col_offset = old.col_offset
    node.end_lineno = old.end_lineno
    node.end_col_offset = old.end_col_offset
    return new


def store(node: Any) -> None:
    """Make an expression a target."""
    node.ctx = _STORE
    if isinstance(node, (ast.Tuple, ast.List)):
        for item in node.elts:
            store(item)


def parse_expression(text: str, line: int, column: int, *, target: bool) -> Any:
    """Parse an expression that stands at a position of its own; SyntaxError where it is none."""
    body = ast.parse(f"({text}\n)=0" if target else f"({text}\n)").body
    if len(body) != 1:
        raise SyntaxError("invalid syntax")
    statement: Any = body[0]
    node = statement.targets[0] if target else statement.value
    bare = isinstance(node, ast.Tuple) and node.col_offset == 0 and node.lineno == 1
    for part in ast.walk(node):
        if hasattr(part, "lineno"):
            _shift(part, line, column)
    if bare:
        node.lineno, node.col_offset = node.elts[0].lineno, node.elts[0].col_offset
        node.end_lineno, node.end_col_offset = node.elts[-1].end_lineno, node.elts[-1].end_col_offset
    return node


def _shift(node: Any, line: int, column: int) -> None:
    if node.lineno == 1:
        node.col_offset += column - 1
    if node.end_lineno == 1:
        node.end_col_offset += column - 1
    node.lineno += line - 1
    node.end_lineno += line - 1


class Restorer:
    """The hooks for the walk over one tree."""

    def __init__(self, source: Source, masked: Masked, *, native: bool = True) -> None:
        self.source = source
        self.masked = masked
        self.native = native
        """Whether a plain `raise` becomes Python 2's node too."""
        self.marks: dict[Kind, dict[Position, Mark]] = {}
        position = source.position
        for mark in masked.marks:
            at = mark.at if mark.kind in (Kind.PARAMETER, Kind.REGION) else mark.offset
            self.marks.setdefault(mark.kind, {})[position(at)] = mark
        self.strings = {position(offset): offset for offset in masked.strings}
        self.offsets = sorted(masked.strings)

    def hooks(self) -> dict[type[ast.AST], Hook]:
        """Return the hooks that this file needs."""
        found: dict[type[ast.AST], Hook] = {}
        wanted: Iterable[tuple[Kind, type[ast.AST], Callable[[Any], ast.AST]]] = (
            (Kind.PRINT, ast.Expr, self._expr),
            (Kind.RAISE, ast.Expr, self._expr),
            (Kind.EXEC, ast.Assign, self._assign),
            (Kind.EXCEPT, ast.ExceptHandler, self._handler),
            (Kind.BACKTICK, ast.List, self._list),
            (Kind.NUMBER, ast.Constant, self._constant),
            (Kind.STRING, ast.Constant, self._constant),
            (Kind.PARAMETER, ast.arg, self._parameter),
            (Kind.REGION, ast.Name, self._name),
            (Kind.WITH, ast.With, self._with),
        )
        for kind, cls, hook in wanted:
            if kind in self.marks:
                found[cls] = hook
        if "unicode_literals" in self.masked.future:
            found[ast.Constant] = self._constant
        found[ast.Raise] = self._raise
        return found

    def check_consumed(self) -> None:
        """Refuse a file where a mark did not meet the node it should have."""
        for kind in (
            Kind.PRINT,
            Kind.RAISE,
            Kind.EXEC,
            Kind.EXCEPT,
            Kind.BACKTICK,
            Kind.NUMBER,
            Kind.PARAMETER,
            Kind.REGION,
        ):
            for line, column in self.marks.get(kind, ()):
                raise ParseError("invalid syntax", line, column)

    def _take(self, kind: Kind, node: Any) -> Mark | None:
        marks = self.marks.get(kind)
        return marks.pop((node.lineno, node.col_offset), None) if marks else None

    def _expr(self, node: ast.Expr) -> ast.AST:
        if node.value.__class__ is not ast.Yield:
            return node
        mark = self._take(Kind.PRINT, node)
        if mark is not None:
            return self._print(node, mark)
        mark = self._take(Kind.RAISE, node)
        if mark is not None:
            elts = _items(node.value.value, mark)
            if not 2 <= len(elts) <= 3 or len(elts) == len(mark.commas):
                raise self._error(mark.commas[-1])
            kind, inst, tback = [*elts, None][:3]
            return place(Raise(type=kind, inst=inst, tback=tback), node)
        return node

    def _error(self, offset: int, message: str = "invalid syntax") -> ParseError:
        return ParseError(message, *self.source.position(offset))

    def _print(self, node: ast.Expr, mark: Mark) -> ast.AST:
        values = _items(node.value.value, mark)  # type: ignore[attr-defined]
        trailing = bool(values) and len(values) == len(mark.commas)
        dest = None
        if mark.at >= 0:
            if not values or (trailing and len(values) == 1):
                raise self._error(mark.at)
            dest = values.pop(0)
        return place(Print(dest=dest, values=values, nl=not trailing), node)

    def _assign(self, node: ast.Assign) -> ast.AST:
        mark = self._take(Kind.EXEC, node)
        if mark is None:
            return node
        value = node.value
        start = self.source.offset(value.lineno, value.col_offset)
        bare = "(" not in self.masked.code[mark.end : start]
        if len(node.targets) != 1 or (isinstance(value, ast.Yield) and bare):
            raise self._error(mark.offset)
        namespaces: list[ast.expr]
        if mark.at >= 0:
            assert isinstance(value, ast.Tuple)
            commas = [comma for comma in mark.commas if comma > mark.at]
            body, *namespaces = value.elts
            if len(mark.commas) != len(commas) or len(namespaces) > 2 or len(commas) == len(namespaces):
                raise self._error(mark.at)
        else:
            if mark.commas:
                raise self._error(mark.commas[0])
            body, namespaces = value, []
            if isinstance(value, ast.Tuple) and len(value.elts) in (2, 3):
                body, *namespaces = value.elts
        scopes = [*namespaces, None, None]
        return place(Exec(body=body, globals=scopes[0], locals=scopes[1]), node)

    def _handler(self, node: ast.ExceptHandler) -> ast.AST:
        mark = self._take(Kind.EXCEPT, node)
        if mark is None:
            return node
        if (node.name is not None and not mark.shared) or len(mark.commas) > (
            self.masked.code[mark.at] == ","
        ):
            raise self._error(mark.at)
        start = mark.at + (1 if self.masked.code[mark.at] == "," else 2)
        # Lines that were indented further push what follows to another place in the masked text.
        here = self.source.position(mark.at)[0]
        moved = sum(delta for line, delta in self.masked.deltas.items() if line <= here)
        if self.masked.text[mark.at + moved : start + moved].strip() == "|":
            if not isinstance(node.type, ast.BinOp):
                raise self._error(mark.at)
            name: Any = node.type.right
            node.type = node.type.left
            if not isinstance(name, (ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List)):
                raise self._error(start, "can't assign to expression")
            store(name)
        else:
            text = self.masked.code[start : mark.end]
            pad = len(text) - len(text.lstrip())
            line, column = self.source.position(start + pad)
            try:
                name = parse_expression(text.strip(), line, column, target=True)
            except SyntaxError:
                raise self._error(start + pad) from None
        node.name = name
        return node

    def _list(self, node: ast.List) -> ast.AST:
        mark = self._take(Kind.BACKTICK, node)
        if mark is None:
            return node
        if not isinstance(node.ctx, ast.Load) or not node.elts:
            raise self._error(mark.offset, "can't assign to repr")
        value: ast.expr = node.elts[0]
        if len(node.elts) > 1:
            value = ast.Tuple(elts=node.elts, ctx=ast.Load())
            place(value, node.elts[0])
            value.end_lineno = node.elts[-1].end_lineno
            value.end_col_offset = node.elts[-1].end_col_offset
        return place(Repr(value=value), node)

    def _constant(self, node: ast.Constant) -> ast.AST:
        kind = node.value.__class__
        if kind is str or kind is bytes:
            self._string(node)
        elif kind is complex:
            mark = self._take(Kind.NUMBER, node)
            if mark is not None:
                node.value = integer(mark.original)
        return node

    def _string(self, node: ast.Constant) -> None:
        position = node.lineno, node.col_offset
        future = "unicode_literals" in self.masked.future
        offset = self.strings.get(position)
        if offset is None:
            if future and node.value.__class__ is str:
                node.kind = "u"
            return
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        end = self.source.offset(node.end_lineno, node.end_col_offset)
        first, last = bisect_left(self.offsets, offset), bisect_left(self.offsets, end)
        parts = [self.masked.strings[at] for at in self.offsets[first:last]]
        try:
            node.value, node.kind = value_of(parts, self.source.encoding, future)
        except StringError as error:
            raise ParseError(str(error), *position) from None

    def _raise(self, node: ast.Raise) -> ast.AST:
        if node.cause is not None:
            return node
        return place(Raise(type=node.exc, inst=None, tback=None), node)

    def _with(self, node: ast.With) -> ast.AST:
        mark = self._take(Kind.WITH, node)
        if mark is None:
            return node
        if any(item.optional_vars is not None for item in node.items):
            raise self._error(mark.at)
        first = node.items[0].context_expr
        whole = isinstance(first, ast.Tuple) and self.source.offset(first.lineno, first.col_offset) == mark.at
        if mark.commas and not whole:
            items = [item.context_expr for item in node.items]
            value = ast.Tuple(elts=items, ctx=ast.Load())
            value.lineno, value.col_offset = self.source.position(mark.at)
            value.end_lineno, value.end_col_offset = items[-1].end_lineno, items[-1].end_col_offset
            node.items = [ast.withitem(context_expr=value, optional_vars=None)]
        return node

    def _parameter(self, node: ast.arg) -> ast.AST:
        mark = self._take(Kind.PARAMETER, node)
        if mark is None:
            return node
        names: ast.AST = self._graft(mark, target=True)
        for part in ast.walk(names):
            if not isinstance(part, (ast.Name, ast.Tuple, ast.Store)):
                raise self._error(mark.offset)
        return names

    def _name(self, node: ast.Name) -> ast.AST:
        mark = self._take(Kind.REGION, node)
        grafted: ast.AST = node if mark is None else self._graft(mark, target=False)
        return grafted

    def _graft(self, mark: Mark, *, target: bool) -> Any:
        line, column = self.source.position(mark.offset)
        try:
            return parse_expression(mark.inner, line, column, target=target)
        except SyntaxError:
            raise ParseError("invalid syntax", line, column) from None


def integer(text: str) -> int:
    """Evaluate an integer literal of Python 2, however long."""
    text = text.rstrip("lL").lower()
    base = 10
    if text.startswith(("0x", "0o", "0b")):
        base = {"x": 16, "o": 8, "b": 2}[text[1]]
    elif text.startswith("0"):
        base = 8
        text = "0o" + text[1:] if len(text) > 1 else text
    if base == 10 and len(text) > 4000:
        half = len(text) // 2
        return integer_decimal(text[:-half]) * int(10**half) + integer_decimal(text[-half:])
    return int(text, base if len(text) > 1 else 10)


def integer_decimal(text: str) -> int:
    """Evaluate decimal digits without the interpreter's limit on their number."""
    if len(text) <= 4000:
        return int(text)
    half = len(text) // 2
    return integer_decimal(text[:-half]) * int(10**half) + integer_decimal(text[-half:])


def _items(value: ast.expr | None, mark: Mark) -> list[ast.expr]:
    if value is None:
        return []
    if mark.commas:
        assert isinstance(value, ast.Tuple)
        return list(value.elts)
    return [value]


_NAMED: tuple[tuple[type[ast.AST], str], ...] = (
    (ast.Name, "id"),
    (ast.Attribute, "attr"),
    (ast.arg, "arg"),
    (ast.keyword, "arg"),
    (ast.alias, "name"),
    (ast.alias, "asname"),
    (ast.FunctionDef, "name"),
    (ast.ClassDef, "name"),
    (ast.ImportFrom, "module"),
)


def restore_names(
    nodes: dict[type[ast.AST], list[ast.AST]], parents: dict[ast.AST, ast.AST], names: Mapping[str, str]
) -> bool:
    """Give names that were masked their spelling back; True and False in an expression are constants again.

    Return whether one of these is bound or named otherwise, as only Python 2 allows.
    """
    rebound = False
    for cls, field in _NAMED:
        for node in nodes.get(cls, ()):
            old = getattr(node, field)
            if old is not None:
                new = (
                    ".".join([names.get(word, word) for word in old.split(".")])
                    if "." in old
                    else names.get(old)
                )
                if new is not None and new != old:
                    setattr(node, field, new)
                    rebound = rebound or (
                        not _CONSTANTS.keys().isdisjoint(new.split(".")) and cls is not ast.Name
                    )
    for clause in nodes.get(ast.Global, ()):
        clause.names = [names.get(name, name) for name in clause.names]  # type: ignore[attr-defined]
    for handler in nodes.get(ast.ExceptHandler, ()):
        if isinstance(handler.name, str):  # type: ignore[attr-defined]
            handler.name = names.get(handler.name, handler.name)  # type: ignore[attr-defined]
    clauses: list[Any] = list(nodes.get(ast.Global, ()))
    rebound = rebound or any(name in _CONSTANTS for clause in clauses for name in clause.names)
    _constants(nodes, parents)
    return rebound or any(name.id in _CONSTANTS for name in nodes[ast.Name])  # type: ignore[attr-defined]


_CONSTANTS = {"True": True, "False": False, "None": None}


def _constants(nodes: dict[type[ast.AST], list[ast.AST]], parents: dict[ast.AST, ast.AST]) -> None:
    kept: list[ast.AST] = []
    constants = nodes.setdefault(ast.Constant, [])
    for node in nodes.get(ast.Name, ()):
        assert isinstance(node, ast.Name)
        if node.id in _CONSTANTS and isinstance(node.ctx, ast.Load):
            constant = place(ast.Constant(value=_CONSTANTS[node.id], kind=None), node)
            parent = parents.pop(node)
            replace_child(parent, node, constant)
            parents[constant] = parent
            constants.append(constant)
        else:
            kept.append(node)
    nodes[ast.Name] = kept
    constants.sort(key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]

"""Puts Python 2's nodes into a tree that LibCST has just parsed from masked text.

The tree is nobody else's yet, so its frozen nodes are changed in place: that costs a hundredth of a visit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import libcst as cst

from py3port.python2.cst.bindings import CommaName, ExceptHandler, Lambda, Param
from py3port.python2.cst.expressions import ConcatenatedString, Integer, Repr, SimpleString
from py3port.python2.cst.layout import Indent, begins_line, with_own_indent
from py3port.python2.cst.prepare import Prepared, is_word, marks_between, prepare, target_span
from py3port.python2.cst.recorder import Recorder
from py3port.python2.cst.statements import Exec, Print, Raise
from py3port.python2.marks import Kind, Mark
from py3port.python2.mask import mask
from py3port.python2.source import Source

Stack = Sequence[cst.CSTNode]
_set = object.__setattr__


class RestoreError(Exception):
    """What LibCST made of masked text does not have the expected form."""


class Parsed:
    """A stretch of a source as a LibCST tree with Python 2's nodes, and where each of them lies."""

    def __init__(self, text: str, prepared: Prepared, root: cst.CSTNode) -> None:
        self.text = text
        """The source's text, to which the marks' offsets belong."""
        self.prepared = prepared
        self.root = root
        self._spans: dict[cst.CSTNode, tuple[int, int]] | None = None
        self.parts: list[tuple[int, Parsed]] = []
        """Stretches that were parsed on their own, with what to add to their offsets to have this text's."""

    @property
    def spans(self) -> dict[cst.CSTNode, tuple[int, int]]:
        """Where each node lies in `prepared.text`."""
        if self._spans is None:
            recorder = _record(self.root, ())
            self._spans = recorder.spans
        return self._spans

    def replace(self, stack: Stack, depth: int, new: cst.CSTNode) -> None:
        """Put a node in the place of the one `depth` from the end of a stack."""
        old = stack[-depth]
        replace_child(stack[-depth - 1], old, new)
        if self._spans is not None and old in self._spans:
            self._spans[new] = self._spans.pop(old)

    def fragment(self, start: int, end: int) -> cst.BaseExpression:
        """Parse an expression that Python 3 does not allow at its place."""
        text = "(" + self.text[start:end] + "\n)"
        source = Source.from_text(text)
        masked = mask(source)
        marks = marks_between(masked, source.text, 0, len(source.text))
        part = parse_text(source.text, marks, 0, len(source.text), suffix="\n")
        self.parts.append((start - 1, part))
        statement = part.root
        assert isinstance(statement, cst.SimpleStatementLine)
        expression = statement.body[0]
        if not isinstance(expression, cst.Expr):
            raise RestoreError("not an expression")
        node = expression.value
        # Recorded while the parentheses are still there.
        _ = part.spans
        _set(node, "lpar", tuple(node.lpar[1:]))
        _set(node, "rpar", tuple(node.rpar[:-1]))
        return node


def parse_text(
    text: str,
    marks: Sequence[Mark],
    start: int,
    end: int,
    *,
    prefix: str = "",
    suffix: str = "",
    parse: Callable[[str], Any] = cst.parse_statement,
    indents: Sequence[Indent] = (),
) -> Parsed:
    """Parse `text[start:end]`, of which `marks` are the marks, and put Python 2's nodes in."""
    prepared = prepare(text, marks, start, end, prefix=prefix, suffix=suffix, indents=indents)
    root = parse(prepared.text)
    parsed = Parsed(text, prepared, root)
    holes = prepared.holes
    stack = _only_stack(root, holes, len(prefix))
    if stack is not None:
        if holes:
            mark: Any = holes[0][1]
            _RESTORERS[mark.kind](parsed, mark, stack, None)
        # The tree has the source's own text now, and that is what offsets in it mean.
        parsed.prepared = Prepared(prefix + text[start:end] + suffix, [], [(start, len(prefix) - start)])
        return parsed
    offsets = [hole for hole, _ in holes]
    try:
        recorder = _record(root, offsets, prepared.text)
    except RecursionError:
        _flatten(root)
        recorder = _record(root, offsets, prepared.text)
    if "".join(recorder.tokens) != prepared.text:
        raise RestoreError("LibCST does not give back the text it was given")
    parsed._spans = recorder.spans
    if len(recorder.hits) != len(holes):
        raise RestoreError("a masked token was not found")
    # Backwards, since a stack must hold the nodes that are in the tree: outer constructs begin first.
    lines: list[tuple[Stack, Indent]] = []
    for (_, mark), (stack, last) in zip(reversed(holes), reversed(recorder.hits), strict=True):
        if isinstance(mark, Indent):
            while not begins_line(stack[-1]):
                stack = stack[:-1]
            lines.append((stack, mark))
        else:
            _RESTORERS[mark.kind](parsed, mark, stack, last)
    # Deepest first: a decorator stands in a function whose own line comes later.
    for stack, indent in sorted(lines, key=lambda line: -len(line[0])):
        parsed.replace(stack, 1, with_own_indent(stack[-1], indent.own, indent.usual))
    return parsed


def _record(root: cst.CSTNode, holes: Sequence[int], text: str = "") -> Recorder:
    module = root if isinstance(root, cst.Module) else None
    recorder = Recorder(
        module.default_indent if module else "    ", module.default_newline if module else "\n", holes, text
    )
    root._codegen(recorder)  # type: ignore[arg-type]
    return recorder


def _flatten(root: cst.CSTNode) -> None:
    """Make the rows of strings in a tree such that their code is generated without recursion."""
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if type(node) is cst.ConcatenatedString:
            _set(node, "__class__", ConcatenatedString)
        if isinstance(node, (tuple, list)):
            pending += node
        elif isinstance(node, cst.CSTNode):
            pending += [getattr(node, field.name) for field in fields(node)]


def _only_stack(root: Any, holes: Sequence[tuple[int, Mark | Indent]], start: int) -> Stack | None:
    """Return the nodes above the only hole where they are known without looking; () if there is none."""
    if isinstance(root, cst.Module) or len(holes) > 1:
        return None
    if not holes:
        return None if isinstance(root, cst.Try) else ()
    position, mark = holes[0]
    if isinstance(mark, Indent):
        return None
    if position == start and isinstance(root, cst.SimpleStatementLine) and mark.kind in _STATEMENTS:
        statement = root.body[0]
        return (root, statement, statement.value) if isinstance(statement, cst.Expr) else None
    if mark.kind is Kind.EXCEPT and isinstance(root, cst.Try) and len(root.handlers) == 1:
        handler: Any = root.handlers[0]
        return root, handler, handler.name, handler.name.name
    return None


def replace_child(parent: cst.CSTNode, old: cst.CSTNode, new: Any) -> None:
    """Put a node, several of them or none in the place of a child, in the parent itself."""
    for field in fields(parent):
        value = getattr(parent, field.name)
        if value is old:
            if not isinstance(new, cst.CSTNode):
                raise RestoreError(f"the {field.name} of {type(parent).__name__} must be one node")
            _set(parent, field.name, new)
            return
        if isinstance(value, (tuple, list)) and any(item is old for item in value):
            news = (
                ()
                if new is cst.RemovalSentinel.REMOVE
                else new
                if isinstance(new, cst.FlattenSentinel)
                else (new,)
            )
            kept = [item for at in value for item in (news if at is old else (at,))]
            _set(parent, field.name, tuple(kept))
            return
    raise RestoreError(f"no such child of {type(parent).__name__}")


def _yield(stack: Stack) -> tuple[cst.Expr, cst.Yield]:
    statement, node = stack[-2], stack[-1]
    if not isinstance(node, cst.Yield) or not isinstance(statement, cst.Expr):
        raise RestoreError("no yield statement")
    return statement, node


def _elements(value: cst.BaseExpression | cst.From | None) -> Sequence[cst.Element]:
    """Return the expressions between commas, as elements."""
    if value is None:
        return ()
    if isinstance(value, cst.Tuple) and not value.lpar:
        return value.elements  # type: ignore[return-value]
    assert isinstance(value, cst.BaseExpression)
    return (cst.Element(value),)


def _restore_print(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    statement, node = _yield(stack)
    values = _elements(node.value)
    gap: Any = node.whitespace_after_yield
    changes: dict[str, Any] = {}
    if mark.at >= 0:
        before = mark.at - mark.end
        changes["whitespace_after_chevron"] = cst.SimpleWhitespace(gap.value[before + 2 :])
        changes["dest"] = values[0].value
        changes["comma"] = values[0].comma
        gap = cst.SimpleWhitespace(gap.value[:before])
        values = values[1:]
    new = Print(values=values, whitespace_after_print=gap, semicolon=statement.semicolon, **changes)
    parsed.replace(stack, 2, new)


def _restore_exec(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    statement, node = _yield(stack)
    changes: dict[str, Any] = {}
    value = node.value
    if mark.at < 0:
        body = value
    else:
        elements = _elements(value)
        body = elements[0].value
        separator = elements[0].comma
        assert isinstance(separator, cst.Comma)
        changes["whitespace_before_in"] = separator.whitespace_before
        changes["whitespace_after_in"] = separator.whitespace_after
        changes["globals"] = elements[1].value
        if len(elements) > 2:
            changes["comma"] = elements[1].comma
            changes["locals"] = elements[2].value
    gap: Any = node.whitespace_after_yield
    assert isinstance(body, cst.BaseExpression)
    new = Exec(body, whitespace_after_exec=gap, semicolon=statement.semicolon, **changes)
    parsed.replace(stack, 2, new)


def _restore_raise(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    statement, node = _yield(stack)
    elements = _elements(node.value)
    changes: dict[str, Any] = {}
    if len(elements) > 2:
        changes["second_comma"] = elements[1].comma
        changes["tback"] = elements[2].value
    gap: Any = node.whitespace_after_yield
    new = Raise(
        exc=elements[0].value,
        comma=elements[0].comma,
        inst=elements[1].value,
        whitespace_after_raise=gap,
        semicolon=statement.semicolon,
        **changes,
    )
    parsed.replace(stack, 2, new)


def _restore_except(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    handler, alias = stack[-3], stack[-2]
    if not isinstance(handler, cst.ExceptHandler) or not isinstance(alias, cst.AsName):
        raise RestoreError("no except clause")
    start, end = target_span(mark, parsed.text)
    target = parsed.text[start:end]
    name = cst.Name(target) if target.isidentifier() else parsed.fragment(start, end)
    if isinstance(name, cst.Name) and parsed._spans is not None:
        parsed._spans[name] = parsed._spans[stack[-1]]
    _set(handler, "__class__", ExceptHandler)
    if parsed.text[mark.at] != ",":
        _set(alias, "name", name)
        return
    before: Any = alias.whitespace_before_as
    after: Any = alias.whitespace_after_as
    new = CommaName(
        name=name,  # type: ignore[arg-type]
        whitespace_before_as=cst.SimpleWhitespace(before.value[:-1]),
        whitespace_after_as=cst.SimpleWhitespace(after.value[1:]),
    )
    _set(handler, "name", new)


def _restore_backtick(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    # The bracket is written by a node of its own.
    node = stack[-2]
    if not isinstance(node, cst.List):
        raise RestoreError("no list")
    elements = node.elements
    value = elements[0].value
    if len(elements) > 1 or isinstance(elements[0].comma, cst.Comma):
        value = cst.Tuple(elements, lpar=(), rpar=())
        spans = parsed.spans
        spans[value] = spans[elements[0]][0], spans[elements[-1]][1]
    new = Repr(
        value,
        lpar=node.lpar,
        rpar=node.rpar,
        whitespace_before_value=node.lbracket.whitespace_after,
        whitespace_after_value=node.rbracket.whitespace_before,
    )
    parsed.replace(stack, 2, new)


def _restore_operator(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    _set(stack[-1], "value", mark.original)


def _restore_number(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    node: Any = stack[-1]
    parsed.replace(stack, 1, Integer(mark.original, lpar=node.lpar, rpar=node.rpar))


def _restore_string(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    node = stack[-1]
    if not isinstance(node, cst.SimpleString):
        raise RestoreError("no string")
    _set(node, "__class__", SimpleString)
    _set(node, "value", mark.original)
    for parent in reversed(stack[:-1]):
        if type(parent) is not cst.ConcatenatedString:
            break
        _set(parent, "__class__", ConcatenatedString)


def _restore_name(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    _set(stack[-1], "value", mark.original)


def _restore_region(parsed: Parsed, mark: Mark, stack: Stack, last: cst.CSTNode | None) -> None:
    new = parsed.fragment(mark.offset, mark.end)
    parent = stack[-2]
    parsed.replace(stack, 1, new)
    if isinstance(parent, cst.Param):
        _set(parent, "__class__", Param)
    first = parsed.text[mark.offset - 1 : mark.offset]
    if first and is_word(first) and isinstance(last, cst.SimpleWhitespace):
        # The blank that kept the stand-in from joining the word before.
        _set(last, "value", "")
        for node in reversed(stack):
            if isinstance(node, cst.Lambda):
                _set(node, "__class__", Lambda)
                break


def _restore_with(parsed: Parsed, mark: Mark, stack: Stack, last: object) -> None:
    node = stack[-1]
    if not isinstance(node, cst.With) or not isinstance(node.lpar, cst.LeftParen):
        return
    assert isinstance(node.rpar, cst.RightParen)
    elements = [cst.Element(item.item, comma=item.comma) for item in node.items]
    items = cst.Tuple(elements, lpar=(node.lpar,), rpar=(node.rpar,))
    _set(node, "items", (cst.WithItem(items),))
    _set(node, "lpar", cst.MaybeSentinel.DEFAULT)
    _set(node, "rpar", cst.MaybeSentinel.DEFAULT)


_STATEMENTS = frozenset({Kind.PRINT, Kind.EXEC, Kind.RAISE})
_RESTORERS: dict[Kind, Callable[[Parsed, Mark, Stack, Any], None]] = {
    Kind.PRINT: _restore_print,
    Kind.EXEC: _restore_exec,
    Kind.RAISE: _restore_raise,
    Kind.EXCEPT: _restore_except,
    Kind.BACKTICK: _restore_backtick,
    Kind.NOT_EQUAL: _restore_operator,
    Kind.NUMBER: _restore_number,
    Kind.STRING: _restore_string,
    Kind.PARAMETER: _restore_region,
    Kind.PARENTHESES: _restore_region,
    Kind.REGION: _restore_region,
    Kind.WITH: _restore_with,
    Kind.NAME: _restore_name,
}

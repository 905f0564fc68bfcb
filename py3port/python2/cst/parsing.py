"""Parses one region of a source with LibCST, finds nodes in it, and renders what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import libcst as cst

from py3port.python2 import ast
from py3port.python2.ast import Tree
from py3port.python2.cst.depth import LIMIT, is_too_deep
from py3port.python2.cst.layout import odd_indents
from py3port.python2.cst.lookup import find_node
from py3port.python2.cst.prepare import marks_between
from py3port.python2.cst.recorder import PlainState
from py3port.python2.cst.region import Region, RegionError, RegionKind
from py3port.python2.cst.restore import Parsed, RestoreError, parse_text, replace_child
from py3port.python2.marks import Mark

# LibCST rebuilds its classes to give them slots, which leaves a bare `super()` in a method with the class that was
# there before: one method of `Lambda` has one (LibCST 1.9), and `yield(lambda: 1)()` ends in a TypeError.
for _cell in cst.Lambda._safe_to_use_with_word_operator.__closure__ or ():
    _cell.cell_contents = cst.Lambda

_Replacement: TypeAlias = "cst.CSTNode | cst.FlattenSentinel[Any] | cst.RemovalSentinel"


class ParsedRegion:
    """A region's LibCST tree: a module of one statement, around which there may be a synthetic frame."""

    def __init__(
        self, tree: Tree, region: Region, parsed: Parsed, frame: tuple[str, str], indent: str
    ) -> None:
        self.region = region
        self.module: cst.Module = (
            parsed.root if isinstance(parsed.root, cst.Module) else cst.Module((parsed.root,))  # type: ignore[arg-type]
        )
        self._tree = tree
        self._parsed = parsed
        self._frame = frame
        self._indent = indent

    def find(self, node: ast.AST) -> cst.CSTNode | None:
        """Return the LibCST node of an `ast` node, by position and kind."""
        if node is self.region.node:
            return self._own_node()
        return find_node(self._tree, self._parsed, node)

    def _own_node(self) -> cst.CSTNode:
        """Return the LibCST node of the region as a whole."""
        root: Any = self.module.body[0]
        kind = self.region.kind
        found: cst.CSTNode
        if kind is RegionKind.SIMPLE:
            found = root.body[0]
        elif kind is RegionKind.DECORATOR:
            found = root.body[0].value
        else:
            if self._frame[0].startswith("if"):
                root = root.orelse if kind is RegionKind.HEADER else root.body.body[0]
            found = root.handlers[0] if self._frame[0].startswith("try") else root
        return found

    def rewrite(
        self, nodes: Iterable[cst.CSTNode], replace: Callable[[cst.CSTNode], _Replacement]
    ) -> cst.Module:
        """Replace some nodes by what `replace` makes of them, inner before outer, and return the module.

        This changes the tree itself: many times faster than a visit, and what `find` returned stays in it.
        """

        def size(node: cst.CSTNode) -> tuple[int, bool]:
            start, end = spans.get(node, (0, 0))
            return end - start, isinstance(node, cst.BaseSmallStatement)

        wanted = list(nodes)
        if len(wanted) > 1:
            spans = self._parsed.spans
            wanted.sort(key=size)
        for node in wanted:
            new = replace(node)
            if new is not node:
                self.replace(node, new)
        return self.module

    def replace(self, old: cst.CSTNode, new: _Replacement) -> cst.Module:
        """Put `new` in the place of `old`, in this tree itself, and return the module."""
        parent = _parent(self.module, old)
        if parent is None:
            raise RegionError("the node to replace is not in the tree")
        try:
            replace_child(parent, old, new)
        except RestoreError as error:
            raise RegionError(str(error)) from None
        return self.module

    def render(self, module: cst.Module | None = None) -> str:
        """Return the new text of the region, by default that of the tree as it is."""
        text = self._code(self.module if module is None else module)
        prefix, suffix = self._frame
        if not text.startswith(prefix) or not text.endswith(suffix):
            raise RegionError("the rewritten statement does not keep its frame")
        return text[len(prefix) : len(text) - len(suffix)]

    def _code(self, module: cst.Module) -> str:
        state = PlainState(module.default_indent, module.default_newline)
        if len(module.body) > 1:
            # A statement that became several: all but the first need the indentation of their place.
            module.body[0]._codegen(state)
            if self._indent:
                state.increase_indent(self._indent)
            for statement in module.body[1:]:
                statement._codegen(state)
        else:
            module._codegen(state)
        return "".join(state.tokens)


def parse_region(tree: Tree, region: Region) -> ParsedRegion:
    """Parse a region and put Python 2's nodes in; `RegionError` where it does not come back unchanged."""
    text = tree.source.text
    # Each level takes a character at least.
    if region.end - region.start > LIMIT and is_too_deep(region.node):
        raise RegionError("the statement is nested too deeply for LibCST")
    prefix, suffix = _frame(tree, region)
    # Of a statement with a body, the module alone knows what indentation its blocks leave unsaid.
    parse = cst.parse_module if region.kind is RegionKind.WHOLE else cst.parse_statement
    try:
        marks = marks_between(tree.masked, text, region.start, region.end)
        try:
            parsed = parse_text(
                text, marks, region.start, region.end, prefix=prefix, suffix=suffix, parse=parse
            )
        except (RestoreError, LookupError, cst.ParserSyntaxError):
            if region.kind is not RegionKind.WHOLE:
                raise
            parsed = _parse_odd(tree, region, marks, (prefix, suffix))
    except (RestoreError, LookupError, cst.ParserSyntaxError, cst.CSTValidationError) as error:
        raise RegionError(f"LibCST cannot parse the statement: {error}") from None
    except RecursionError:
        raise RegionError("the statement is nested too deeply for LibCST") from None
    line = text.rfind("\n", 0, region.start) + 1
    before = text[line : region.start]
    result = ParsedRegion(
        tree, region, parsed, (prefix, suffix), before[: len(before) - len(before.lstrip())]
    )
    try:
        same = result.render() == text[region.start : region.end]
    except RecursionError:
        raise RegionError("the statement is nested too deeply for LibCST") from None
    if not same:
        raise RegionError("LibCST does not give back the statement unchanged")
    return result


def _parse_odd(tree: Tree, region: Region, marks: Sequence[Mark], frame: tuple[str, str]) -> Parsed:
    """Parse a whole statement in which lines of one block are indented differently."""
    text = tree.source.text
    indents = [
        indent
        for indent in odd_indents(text, tree.masked.code, 0, region.end)
        if indent.start >= region.start
    ]
    return parse_text(
        text,
        marks,
        region.start,
        region.end,
        prefix=frame[0],
        suffix=frame[1],
        parse=cst.parse_module,
        indents=indents,
    )


def _frame(tree: Tree, region: Region) -> tuple[str, str]:
    """Return what must stand before and after a region to make it a statement."""
    if region.kind is RegionKind.HEADER:
        node = region.node
        if isinstance(node, ast.ExceptHandler):
            return "try: pass\n", " pass\n"
        if type(node).__name__ in ("Try", "TryStar"):
            return "", " pass\nfinally: pass\n"
        if isinstance(node, ast.If) and tree.source.text.startswith("elif", region.start):
            return "if x: pass\n", " pass\n"
        return "", " pass\n"
    if region.kind is RegionKind.WHOLE:
        text = tree.source.text
        indent = text[text.rfind("\n", 0, region.start) + 1 : region.start]
        return (f"if x:\n{indent}" if indent else ""), "\n"
    return "", "\n"


def _parent(root: cst.CSTNode, wanted: cst.CSTNode) -> cst.CSTNode | None:
    pending: list[cst.CSTNode] = [root]
    while pending:
        node = pending.pop()
        for name in node.__dataclass_fields__:
            value = getattr(node, name)
            if value is wanted:
                return node
            if isinstance(value, cst.CSTNode):
                pending.append(value)
            elif isinstance(value, (tuple, list)):
                if any(item is wanted for item in value):
                    return node
                pending += [item for item in value if isinstance(item, cst.CSTNode)]
    return None

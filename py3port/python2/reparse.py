"""Parses anew only the statements that edits touch, and puts them into the tree of the rest.

A statement of the module that begins in the first column of a line that continues none is read alike whatever stands
before it, but for the imports from `__future__`; and one in the body of a class, as long as that is the body it stands
in. So the old tree holds for all statements that no edit touches. The others are parsed in a text that has nothing
but empty lines in place of the rest; none may reach into what has been left out.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from py3port.python2.errors import ParseError
from py3port.python2.marks import Mark, Masked
from py3port.python2.parser import Dialect, Tree, parse
from py3port.python2.regions import Regions, first_line, indentation, last_future, regions, touched_regions
from py3port.python2.source import Edit, Source
from py3port.python2.strings import Literal

_MOST = 0.7
"""Of a file that is to be parsed in bigger parts than this, the whole is parsed at once."""

Nodes = dict[type[ast.AST], list[ast.AST]]


@dataclass(frozen=True)
class _Stretch:
    """Whole lines, of whole statements, that edits touch: offsets and lines (ends excluded) before and after."""

    start: int
    end: int
    new_start: int
    new_end: int
    first: int
    last: int
    new_first: int
    new_last: int
    behind: ast.ClassDef | None
    """The class whose body goes on behind it."""


@dataclass(frozen=True, eq=False)
class Reparsed:
    """The statements that edits touch, before and after; the rest of both texts is empty lines."""

    before: Tree
    after: Tree
    edits: tuple[Edit, ...]
    """With the offsets of `before.source`."""
    _whole: Tree
    _source: Source
    _stretches: tuple[_Stretch, ...]
    _places: Mapping[type[ast.AST], Sequence[tuple[int, int]]]
    """Where, in the lists of the whole tree, the nodes of each stretch are."""
    _classes: Mapping[ast.ClassDef, ast.ClassDef]
    """What became of the classes of which only a part has been parsed."""

    def graft(self) -> Tree:
        """The whole tree of the new text. It takes the nodes of the old one, which is of no use afterwards."""
        old, new = self._whole, self.after
        parents = old.parents
        for gone in (*self.before.nodes.values(), self._classes):
            for node in gone:
                parents.pop(node, None)
        parents.update(new.parents)
        nodes = dict(self._spliced())
        root = ast.Module(body=self._joined(old.root.body, new.root.body), type_ignores=[])
        for former, statement in self._classes.items():
            statement.body = self._joined(former.body, statement.body)
            parents.update(dict.fromkeys(statement.body, statement))
            statement.end_lineno = statement.body[-1].end_lineno
            statement.end_col_offset = statement.body[-1].end_col_offset
        parents.update(dict.fromkeys(root.body, root))
        nodes[ast.Module] = [root]
        return Tree(root, self._source, new.dialect, nodes, parents, new.future, self._masked())

    def _joined(self, old: list[ast.stmt], new: list[ast.stmt]) -> list[ast.stmt]:
        """The statements of a body: those that have been parsed, and the others, which lie in their places already."""
        parents = self._whole.parents
        kept = [each for each in old if each in parents and each not in self._classes]
        return sorted([*kept, *new], key=lambda each: (each.lineno, each.col_offset))

    def _spliced(self) -> Iterator[tuple[type[ast.AST], list[ast.AST]]]:
        parents = self.after.parents
        for kind in self._whole.nodes.keys() | self.after.nodes.keys():
            if kind is ast.Module:
                continue
            old, new = self._whole.nodes.get(kind, []), self.after.nodes.get(kind, [])
            pieces: list[ast.AST] = []
            done = new_done = delta = 0
            for stretch, (start, end) in zip(self._stretches, self._places[kind], strict=True):
                pieces += _moved(old[done:start], delta)
                new_end = _first_from(new, stretch.new_last, parents, new_done)
                pieces += new[new_done:new_end]
                done, new_done, delta = end, new_end, stretch.new_last - stretch.last
            pieces += _moved(old[done:], delta)
            if pieces:
                yield kind, pieces

    def _masked(self) -> Masked:
        old, new = self._whole.masked, self.after.masked
        texts, codes = [], []
        marks: list[Mark] = []
        strings: dict[int, Literal] = {}
        offsets = {id(masked): sorted(masked.strings) for masked in (old, new)}
        for start, end, shift, masked in self._pieces():
            texts.append(masked.text[start:end])
            codes.append(masked.code[start:end])
            marks += _shifted_marks(masked.marks, start, end, shift)
            known = offsets[id(masked)]
            for offset in known[bisect_left(known, start) : bisect_left(known, end)]:
                literal = masked.strings[offset]
                strings[offset + shift] = dataclasses.replace(
                    literal, start=literal.start + shift, end=literal.end + shift
                )
        return dataclasses.replace(
            old, text="".join(texts), code="".join(codes), marks=marks, strings=strings, future=new.future
        )

    def _pieces(self) -> Iterator[tuple[int, int, int, Masked]]:
        """What the new text is made of, in order: a range of one of the two texts, and how far it moves."""
        done = shift = blank = 0
        old, new = self._whole.masked, self.after.masked
        for stretch in self._stretches:
            yield done, stretch.start, shift, old
            blank += self._whole.source.text.count("\n", done, stretch.start)
            length = stretch.new_end - stretch.new_start
            yield blank, blank + length, stretch.new_start - blank, new
            done, shift, blank = stretch.end, stretch.new_end - stretch.end, blank + length
        yield done, len(self._whole.source.text), shift, old


def reparse(tree: Tree, source: Source, edits: Sequence[Edit]) -> Reparsed | None:
    """Parse what the edits, in order, made of a tree's text; None where only the whole can be parsed.

    `source` is the text with the edits made.
    """
    if tree.dialect not in (Dialect.PYTHON2, Dialect.BOTH) or tree.masked.names or tree.masked.deltas:
        return None
    cut = regions(tree)
    stretches = tuple(_stretches(tree, source, cut, edits))
    size = sum(stretch.end - stretch.start for stretch in stretches)
    if not stretches or size > _MOST * len(tree.source.text) or not _are_closed(source.text, stretches):
        return None
    source.take_lines(tree.source, edits)
    try:
        part = parse(
            source.only([(each.new_start, each.new_end) for each in stretches]), dialect=Dialect.PYTHON2
        )
    except ParseError:
        return None
    classes = _classes(part, tree, stretches, edits) if _is_apart(part, tree, stretches) else None
    if classes is None:
        return None
    places = {
        kind: _places(nodes, tree.parents, stretches)
        for kind, nodes in tree.nodes.items()
        if kind is not ast.Module
    }
    places |= {kind: [(0, 0)] * len(stretches) for kind in part.nodes.keys() - places.keys()}
    dialect = _dialect(tree, part, stretches)
    before = _before(tree, stretches, places, classes)
    after = dataclasses.replace(part, dialect=dialect)
    moved = _moved_edits(tree.source, edits, stretches)
    return Reparsed(before, after, moved, tree, source, stretches, places, classes)


def _stretches(tree: Tree, source: Source, cut: Regions, edits: Sequence[Edit]) -> Iterator[_Stretch]:
    touched = touched_regions(tree, cut, edits)
    text = tree.source.text
    starts, count = cut.starts, len(touched)
    shift = lines = number = at = 0
    while number < count:
        if not touched[number]:
            number += 1
            continue
        start = starts[number]
        while number < count and touched[number]:
            number += 1
        end, new_start, first = starts[number], start + shift, tree.source.position(start)[0]
        while at < len(edits) and edits[at].start <= end:
            shift += len(edits[at].text) - (edits[at].end - edits[at].start)
            at += 1
        # A last line may have no end.
        last = first + text.count("\n", start, end) + (end == len(text))
        new_last = first + lines + source.text.count("\n", new_start, end + shift) + (end == len(text))
        behind = cut.owners[number] if number < count else None
        yield _Stretch(start, end, new_start, end + shift, first, last, first + lines, new_last, behind)
        lines = new_last - last


def _are_closed(text: str, stretches: Sequence[_Stretch]) -> bool:
    """Whether each stretch ends with a line end that no backslash takes away."""
    return all(
        each.new_end == len(text) or (text[each.new_end - 1] == "\n" and text[each.new_end - 2] != "\\")
        for each in stretches
    )


def _is_apart(part: Tree, tree: Tree, stretches: Sequence[_Stretch]) -> bool:
    """Whether the rest is read as it was."""
    if part.masked.names or part.masked.deltas or "unicode_literals" in part.future ^ tree.future:
        return False
    return last_future(part) < stretches[0].new_last and not (part.future and stretches[0].start)


def _classes(
    part: Tree, tree: Tree, stretches: Sequence[_Stretch], edits: Sequence[Edit]
) -> dict[ast.ClassDef, ast.ClassDef] | None:
    """What became of the classes whose bodies go on in the rest; None where a statement reaches into the rest."""
    body = part.root.body
    firsts = [each.new_first for each in stretches]
    lines = [first_line(each) for each in body]
    found: dict[ast.ClassDef, ast.ClassDef] = {}
    for stretch in stretches:
        if stretch.behind is not None:
            at = bisect_left(lines, stretch.new_last) - 1
            last = body[at] if at >= 0 else None
            if not isinstance(last, ast.ClassDef) or found.setdefault(stretch.behind, last) is not last:
                return None
    if not all(_is_same(old, tree, new, part, edits) for old, new in found.items()):
        return None

    def spanned(statement: ast.stmt) -> tuple[int, int]:
        return bisect_right(firsts, first_line(statement)) - 1, bisect_right(
            firsts, statement.end_lineno or 0
        ) - 1

    for statement in body:
        first, last_number = spanned(statement)
        if first == last_number:
            continue
        # It goes on behind a gap: only the body of a class that did so before may, between two statements.
        gaps = [stretches[number].behind for number in range(first, last_number)]
        if any(gap is None or found[gap] is not statement for gap in gaps):
            return None
        inner = [spanned(each) for each in statement.body]  # type: ignore[attr-defined]
        if inner[0][0] != first or any(start != end for start, end in inner):
            return None
    return found


def _is_same(old: ast.ClassDef, tree: Tree, new: ast.ClassDef, part: Tree, edits: Sequence[Edit]) -> bool:
    """Whether a class is another one's with some edits in it, and takes up the same statements."""
    at = tree.source.offset(old.lineno, old.col_offset)
    shift = sum(edit.text.count("\n") - _lines(tree, edit) for edit in edits if edit.end <= at)
    return (
        not any(edit.start <= at < edit.end for edit in edits)
        and (new.lineno, new.col_offset) == (old.lineno + shift, old.col_offset)
        and indentation(part.source, new) == indentation(tree.source, old)
    )


def _lines(tree: Tree, edit: Edit) -> int:
    return tree.source.text.count("\n", edit.start, edit.end)


def _places(
    nodes: Sequence[ast.AST], parents: Mapping[ast.AST, ast.AST], stretches: Sequence[_Stretch]
) -> list[tuple[int, int]]:
    found, done = [], 0
    for stretch in stretches:
        start = _first_from(nodes, stretch.first, parents, done)
        done = _first_from(nodes, stretch.last, parents, start)
        found.append((start, done))
    return found


def _first_from(nodes: Sequence[ast.AST], line: int, parents: Mapping[ast.AST, ast.AST], low: int) -> int:
    """The index of the first node that does not lie before a line where a top-level statement begins."""

    def line_of(node: Any) -> int:
        while True:
            try:
                return node.lineno  # type: ignore[no-any-return]
            except AttributeError:
                node = parents[node]

    return bisect_left(nodes, line, low, key=line_of)


def _before(
    tree: Tree,
    stretches: Sequence[_Stretch],
    places: Mapping[type[ast.AST], Sequence[tuple[int, int]]],
    classes: Mapping[ast.ClassDef, ast.ClassDef],
) -> Tree:
    """What stood in the stretches."""
    nodes: Nodes = {}
    for kind, found in tree.nodes.items():
        nodes[kind] = [node for start, end in places.get(kind, ()) for node in found[start:end]]
    parts = {each: _part(each, stretches) for each in classes}
    if parts:
        nodes[ast.ClassDef] = [parts.get(each, each) for each in nodes[ast.ClassDef]]  # type: ignore[call-overload]
        tree.parents.update(dict.fromkeys(parts.values(), tree.root))
    body = [parts.get(each, each) for each in _inside(tree.root.body, stretches)]  # type: ignore[call-overload]
    source = tree.source.only([(each.start, each.end) for each in stretches])
    root = ast.Module(body=body, type_ignores=[])
    return dataclasses.replace(tree, root=root, source=source, nodes=nodes)


def _part(statement: ast.ClassDef, stretches: Sequence[_Stretch]) -> ast.ClassDef:
    """The class with those statements only that lie in the stretches."""
    part = copy.copy(statement)
    part.body = _inside(statement.body, stretches)
    part.end_lineno, part.end_col_offset = part.body[-1].end_lineno, part.body[-1].end_col_offset
    return part


def _inside(statements: Sequence[ast.stmt], stretches: Sequence[_Stretch]) -> list[ast.stmt]:
    lines = [each.lineno for each in statements]
    return [
        statement
        for each in stretches
        for statement in statements[bisect_left(lines, each.first) : bisect_left(lines, each.last)]
    ]


def _moved_edits(source: Source, edits: Sequence[Edit], stretches: Sequence[_Stretch]) -> tuple[Edit, ...]:
    moved: list[Edit] = []
    done = blank = at = 0
    for stretch in stretches:
        blank += source.text.count("\n", done, stretch.start)
        shift = blank - stretch.start
        while at < len(edits) and edits[at].start <= stretch.end:
            moved.append(Edit(edits[at].start + shift, edits[at].end + shift, edits[at].text))
            at += 1
        blank += stretch.end - stretch.start
        done = stretch.end
    return tuple(moved)


def _dialect(tree: Tree, part: Tree, stretches: Sequence[_Stretch]) -> Dialect:
    """That of the whole: what Python 3 refuses may stand in any part."""
    shared = part.dialect is Dialect.BOTH
    done = 0
    for start, end in [*((each.start, each.end) for each in stretches), (len(tree.source.text), 0)]:
        shared = shared and all(mark.shared for mark in _between(tree.masked.marks, done, start))
        done = end
    return Dialect.BOTH if shared else Dialect.PYTHON2


def _between(marks: Sequence[Mark], start: int, end: int) -> Sequence[Mark]:
    first = bisect_left(marks, start, key=lambda mark: mark.offset)
    return marks[first : bisect_left(marks, end, first, key=lambda mark: mark.offset)]


def _shifted_marks(marks: Sequence[Mark], start: int, end: int, shift: int) -> Iterator[Mark]:
    for mark in _between(marks, start, end):
        yield (
            mark
            if not shift
            else dataclasses.replace(
                mark,
                offset=mark.offset + shift,
                end=mark.end + shift,
                at=mark.at + shift if mark.at >= 0 else -1,
                commas=tuple([comma + shift for comma in mark.commas]),
            )
        )


def _moved(nodes: list[Any], delta: int) -> list[Any]:
    """The same nodes, so many lines further down."""
    if delta and nodes and hasattr(nodes[0], "lineno"):
        for node in nodes:
            node.lineno += delta
            node.end_lineno += delta
    return nodes

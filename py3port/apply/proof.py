"""Proves that a rewrite changed nothing outside of its edits, by comparing the syntax trees before and after."""

from __future__ import annotations

import ast as standard
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from py3port.python2 import Dialect, Edit, Source, Tree
from py3port.result import Mode

_PYTHON3 = frozenset({Dialect.PYTHON3, Dialect.BOTH})
_PYTHON2 = frozenset({Dialect.PYTHON2, Dialect.BOTH})
_CALLED = "print() or exec()"
_BLANK = re.compile(r"(?:[\s;\\]|#[^\n]*)*")
_COMPOUND = (
    standard.ClassDef,
    standard.FunctionDef,
    standard.If,
    standard.For,
    standard.While,
    standard.With,
    standard.Try,
    standard.ExceptHandler,
)


class ProofError(Exception):
    """The rewritten text is not what it should be; the file must be left alone."""


def prove(before: Tree, after: Tree, edits: Sequence[Edit], *, mode: Mode) -> None:
    """Make sure that `after` is `before` with the edits and nothing else, and still runs where it has to.

    Every node wholly outside the edits must be there on both sides, with the same type, names and values, and its
    position carried along; a node around an edit must keep its type and its start or, if that is in the edit, its end.

    Raises:
        ProofError: it is not so; says where.
    """
    check_dialect(before.dialect, after.dialect, mode=mode)
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    check_text(before.source, after.source, ordered)
    loose = _family(before.dialect) != _family(after.dialect)
    calls = loose or ("print_function" in before.future) != ("print_function" in after.future)
    # What `print(a, b)` means has been settled in a file that Python 3 runs, whichever way it reads.
    values = mode is Mode.PY3 and calls and before.dialect in _PYTHON3
    spans = [(edit.start, edit.end, len(edit.text)) for edit in ordered]
    old, new = _sides(before, after, spans)
    # So have strings: `unicode_literals` says what they are to Python 2 alone.
    texts = mode is Mode.PY3 and ("unicode_literals" in before.future) != ("unicode_literals" in after.future)
    hidden = (_hidden(before), _hidden(after)) if loose else (frozenset[int](), frozenset[int]())
    old_nodes, new_nodes = (
        _by_name(before, loose=loose, calls=calls, values=values),
        _by_name(after, loose=loose, calls=calls, values=values),
    )
    for name in sorted(old_nodes.keys() | new_nodes.keys()):
        read = _reader(name, loose=loose, texts=texts)
        first = old.keys(old_nodes.get(name, ()), read, hidden[0])
        second = new.keys(new_nodes.get(name, ()), read, hidden[1])
        if first != second:
            raise ProofError(
                f"the rewrite would change more than it should: {_difference(name, first, second)}"
            )


def check_dialect(before: Dialect, after: Dialect, *, mode: Mode) -> None:
    """Make sure that the text still parses where it has to run.

    Raises:
        ProofError: it does not.
    """
    if mode is Mode.DUAL and after not in _PYTHON2:
        raise ProofError("the rewritten text would not be valid Python 2.7")
    if mode is Mode.PY3 and before in _PYTHON3 and after not in _PYTHON3:
        raise ProofError("the rewritten text would not be valid Python 3, which the file is")


def check_text(before: Source, after: Source, edits: Sequence[Edit]) -> None:
    """Make sure that a text is the old one with the edits, which are in order.

    Raises:
        ProofError: it is not.
    """
    pieces, position = [], 0
    for edit in edits:
        pieces += [before.text[position : edit.start], edit.text]
        position = edit.end
    pieces.append(before.text[position:])
    if "".join(pieces) != after.text:
        raise ProofError("the rewritten text is not the old one with the edits")
    if (before.encoding, before.bom) != (after.encoding, after.bom):
        raise ProofError("the rewrite would change the encoding of the file")


Key = tuple[Any, ...]
Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class _Edits:
    """Where the edits are in one text, in order."""

    starts: list[int]
    ends: list[int]
    shifts: list[int]
    """By how much what follows the first n edits moves to be where it is in the text after them."""


@dataclass(frozen=True)
class _Side:
    """Positions of one tree, brought to those of the tree after the edits.

    `lines[n]` is what line n becomes, or 0 where an edit touches it: there, offsets decide.
    """

    source: Source
    lines: list[int]
    touched: list[int]
    """How many touched lines there are up to each."""
    edits: _Edits
    parents: Mapping[standard.AST, standard.AST]
    unclear: frozenset[int]
    """Offsets at which something was inserted or deleted: a node around an edit may begin before or after it."""

    def keys(
        self, nodes: Sequence[Any], read: Reader, hidden: frozenset[int]
    ) -> tuple[list[Key], list[Key], list[Key]]:
        """What must be equal on both sides: of nodes on clean lines, of nodes around edits, of nodes beside edits."""
        lines, touched = self.lines, self.touched
        clean: list[Key] = []
        around: list[Key] = []
        beside: list[Key] = []
        if nodes and isinstance(nodes[0], standard.stmt):
            read = self._with_parent(read)
        for node in nodes:
            first, last = node.lineno, node.end_lineno
            line = lines[first]
            if hidden and id(node) in hidden:
                continue
            if not line:
                key = self._beside(node, read)
                if key is not None:
                    beside.append(key)
            elif first == last or (touched[first] == touched[last] and not self._ends_at_edit(node)):
                clean.append((line, node.col_offset, line + last - first, node.end_col_offset, read(node)))
            else:
                around.append((line, node.col_offset))
        # Nodes come in the order of the walk, which is not quite that of the text and not the same on both sides.
        clean.sort(key=itemgetter(0, 1, 2, 3))
        return clean, sorted(around), sorted(beside, key=repr)

    def _ends_at_edit(self, node: Any) -> bool:
        """Whether an edit may put a statement behind the last one of a compound statement, or take that away."""
        end = self.source.offset(node.end_lineno, node.end_col_offset)
        if not isinstance(node, _COMPOUND):
            return False
        starts = self.edits.starts
        following = bisect_left(starts, end)
        return following < len(starts) and starts[following] <= _behind_blank(self.source.text, end)

    def _with_parent(self, read: Reader) -> Reader:
        """Of a statement, also tell what it stands in: an edit of white space could move it elsewhere."""
        parents, lines = self.parents, self.lines

        def read_all(node: Any) -> Key:
            parent: Any = parents[node]
            line = lines[parent.lineno] if hasattr(parent, "lineno") else 0
            return read(node), parent.__class__, line, line and parent.col_offset

        return read_all

    def _beside(self, node: Any, read: Reader) -> Key | None:
        start = self.source.offset(node.lineno, node.col_offset)
        end = self.source.offset(node.end_lineno, node.end_col_offset)
        edits = self.edits
        begun, done = bisect_right(edits.starts, start), bisect_right(edits.ends, start)
        met = bisect_left(edits.starts, end)
        starts_inside = begun > 0 and edits.ends[begun - 1] > start
        # A statement with a body ends with its last statement, and an edit behind it may put one there.
        if isinstance(node, _COMPOUND):
            met = bisect_right(edits.starts, _behind_blank(self.source.text, end))
        if not starts_inside and met <= done:
            return start + edits.shifts[done], end + edits.shifts[done], read(node)
        if not starts_inside and start not in self.unclear:
            return (start + edits.shifts[done],)
        if isinstance(node, _COMPOUND) and edits.ends[begun - 1] < end:
            # It ends with its last statement, and an edit may put one there or take it away.
            met = bisect_right(edits.starts, _behind_blank(self.source.text, end))
        if edits.ends[met - 1] >= end:
            return None
        # It reaches out of the edit: an operator that binds less tightly than what was there would show here.
        return "end", end + edits.shifts[met], read(node) if read is _operator else None, node.__class__


def _sides(before: Tree, after: Tree, spans: list[tuple[int, int, int]]) -> tuple[_Side, _Side]:
    old, new = _Edits([], [], [0]), _Edits([], [], [0])
    unclear_old, unclear_new = set(), set()
    for start, end, length in spans:
        at = start + old.shifts[-1]
        old.starts.append(start)
        old.ends.append(end)
        old.shifts.append(old.shifts[-1] + length - (end - start))
        new.starts.append(at)
        new.ends.append(at + length)
        new.shifts.append(0)
        if start == end or not length:
            unclear_old.add(end)
            unclear_new.add(at + length)
    groups = _groups(before.source, after.source, old, new)
    old_count, new_count = _line_count(before.source), _line_count(after.source)
    old_lines, new_lines = list(range(old_count)), list(range(new_count))
    for position, (_, last, _, new_last) in enumerate(groups):
        until = groups[position + 1][0] if position + 1 < len(groups) else old_count
        old_lines[last + 1 : until] = range(new_last + 1, new_last + until - last)
    for first, last, new_first, new_last in groups:
        old_lines[first : last + 1] = [0] * (last + 1 - first)
        new_lines[new_first : new_last + 1] = [0] * (new_last + 1 - new_first)
    return (
        _Side(
            before.source, old_lines, _count_touched(old_lines), old, before.parents, frozenset(unclear_old)
        ),
        _Side(after.source, new_lines, _count_touched(new_lines), new, after.parents, frozenset(unclear_new)),
    )


def _groups(before: Source, after: Source, old: _Edits, new: _Edits) -> list[tuple[int, int, int, int]]:
    """First and last line that edits touch, on both sides; edits that share a line on one side are one group."""
    groups: list[tuple[int, int, int, int]] = []
    for start, end, new_start, new_end in zip(old.starts, old.ends, new.starts, new.ends, strict=True):
        first, last = before.position(start)[0], before.position(end)[0]
        new_first, new_last = after.position(new_start)[0], after.position(new_end)[0]
        if groups and (groups[-1][1] >= first or groups[-1][3] >= new_first):
            first, _, new_first, _ = groups.pop()
        groups.append((first, last, new_first, new_last))
    return groups


def _behind_blank(text: str, offset: int) -> int:
    """The first offset from `offset` on at which there is neither white space nor a comment."""
    found = _BLANK.match(text, offset)
    return found.end() if found else offset


def _line_count(source: Source) -> int:
    return source.text.count("\n") + 3


def _count_touched(lines: list[int]) -> list[int]:
    counts, count = [], 0
    for line in lines:
        count += not line
        counts.append(count)
    return counts


def _family(dialect: Dialect) -> str:
    """Which conventions the nodes of a tree follow."""
    return "2" if dialect in _PYTHON2 else dialect.value


def _by_name(tree: Tree, *, loose: bool, calls: bool, values: bool) -> dict[str, list[Any]]:
    """The nodes that have a position, by the name of their class."""
    found: dict[str, list[Any]] = {}
    for kind, nodes in tree.nodes.items():
        if nodes and hasattr(nodes[0], "lineno"):
            found.setdefault(kind.__name__, []).extend(nodes)
    if loose:
        _move(found, "Constant", "Name", [node for node in found.get("Constant", ()) if _is_singleton(node)])
    if calls:
        _gather_calls(found, values=values)
    return found


def _is_singleton(node: Any) -> bool:
    """`None`, `True` and `False` are names in Python 2."""
    return node.value is None or isinstance(node.value, bool)


def _gather_calls(found: dict[str, list[Any]], *, values: bool) -> None:
    """Take together what is a statement to Python 2 and a call to Python 3, though the text is the same.

    `print (x)` does the same either way; with a tuple, or with more after the parenthesis, it does not: those only
    count as the same where `values` says so.
    """
    statements = [node for node in found.get("Print", ()) if _is_plain_print(node, values=values)]
    _move(found, "Print", _CALLED, statements)
    if values:
        _move(found, "Tuple", "", [node.values[0] for node in statements if _holds_tuple(node)])
    _move(found, "Exec", _CALLED, list(found.get("Exec", ())))
    calls = [node for node in found.get("Expr", ()) if _is_call_statement(node, values=values)]
    _move(found, "Call", "", [node.value for node in calls])
    _move(found, "Name", "", [node.value.func for node in calls])
    _move(found, "Expr", _CALLED, calls)


def _is_plain_print(node: Any, *, values: bool) -> bool:
    is_plain = node.dest is None and node.nl and len(node.values) == 1
    return bool(is_plain and (values or not _holds_tuple(node)))


def _holds_tuple(node: Any) -> bool:
    return isinstance(node.values[0], standard.Tuple)


def _is_call_statement(node: Any, *, values: bool) -> bool:
    call = node.value
    if not isinstance(call, standard.Call) or not isinstance(call.func, standard.Name) or call.keywords:
        return False
    if any(isinstance(argument, standard.Starred) for argument in call.args):
        return False
    if call.func.id == "print":
        return values or len(call.args) == 1
    return call.func.id == "exec" and len(call.args) in (1, 2, 3)


def _move(found: dict[str, list[Any]], name: str, to: str, chosen: list[Any]) -> None:
    """Count some nodes of one class with those of another; with an empty name with none."""
    if not chosen:
        return
    known = {id(node) for node in chosen}
    found[name] = [node for node in found[name] if id(node) not in known]
    if to:
        found[to] = sorted([*found.get(to, ()), *chosen], key=attrgetter("lineno", "col_offset"))


def _hidden(tree: Tree) -> frozenset[int]:
    """Nodes that only one of the two languages has, though the text is the same.

    These are the names of caught exceptions, and what is inside of f-strings.
    """
    roots = [node for kind, nodes in tree.nodes.items() if kind.__name__ == "JoinedStr" for node in nodes]
    handlers: list[Any] = list(tree.nodes.get(standard.ExceptHandler, ()))
    roots += [handler.name for handler in handlers if isinstance(handler.name, standard.AST)]
    return frozenset(id(each) for root in roots for each in standard.walk(root))


def _nothing(node: Any) -> None:
    """Nodes of most classes hold nothing but other nodes."""


def _operator(node: Any) -> type:
    return type(node.op)


def _constant(node: Any) -> Key:
    value = node.value
    return value.__class__, value if value.__class__ is not complex else repr(value), node.kind


def _loose_constant(node: Any) -> Key:
    """The same string has another value in the other language."""
    return ("text",) if isinstance(node.value, (str, bytes)) else (node.value.__class__, node.value)


def _comparison(node: Any) -> Key:
    return tuple(map(type, node.ops))


def _loose_name(node: Any) -> str:
    return str(node.value if isinstance(node, standard.Constant) else node.id)


_READERS: dict[str, Reader] = {
    "AsyncFunctionDef": attrgetter("name"),
    "Attribute": attrgetter("attr"),
    "AugAssign": _operator,
    "BinOp": _operator,
    "BoolOp": _operator,
    "ClassDef": attrgetter("name"),
    "Compare": _comparison,
    "Constant": _constant,
    "FunctionDef": attrgetter("name"),
    "Global": attrgetter("names"),
    "ImportFrom": attrgetter("module", "level"),
    "Name": attrgetter("id"),
    "Nonlocal": attrgetter("names"),
    "Print": attrgetter("nl"),
    "UnaryOp": _operator,
    "alias": attrgetter("name", "asname"),
    "arg": attrgetter("arg"),
    "keyword": attrgetter("arg"),
}


def _reader(name: str, *, loose: bool, texts: bool) -> Reader:
    if (loose or texts) and name == "Constant":
        return _loose_constant
    if loose and name == "Name":
        return _loose_name
    return _READERS.get(name, _nothing)


def _difference(name: str, first: tuple[list[Key], ...], second: tuple[list[Key], ...]) -> str:
    for old, new in zip(first, second, strict=True):
        for left, right in zip([*old, None], [*new, None], strict=False):
            if left != right:
                return f"{name} {_show(left)} became {_show(right)}"
    return name


def _show(key: Key | None) -> str:
    if key is None:
        return "nothing"
    if key[0] == "end":
        return f"ending at offset {key[1]}"
    return f"at line {key[0]}" if len(key) in (2, 5) else f"at offset {key[0]}"

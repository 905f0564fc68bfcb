"""Reads both versions of a changed file: of the former one, only what differs is parsed, and what tells is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from py3port.analysis import Module
from py3port.detect import Dispatcher, Judged
from py3port.python2 import Edit, Source, Tree, ast, parse, reparse
from py3port.rule import Rule

_MOST_LINES = 400
"""Between more lines than this nobody looks for those that are alike: to parse them takes no longer."""
_BORDERS = ("", "\n")
"""What a line begins behind."""


class Reader:
    """Reads and judges the present version of a file, then the former one."""

    def __init__(self) -> None:
        self._tree: Tree | None = None
        self._found: dict[Rule, dict[ast.AST, None]] = defaultdict(dict)
        """By rule, the nodes where it finds something in the present version."""
        self._other: Sequence[ast.AST] | None = None
        """The nodes of the former version that the present one has not; None: nobody knows."""

    def read(self, source: Source) -> Tree:
        """The tree of the present version. It is of no use any more when the former one has been read."""
        self._tree = parse(source)
        return self._tree

    def read_former(self, source: Source) -> Tree:
        """The tree of the former version: the same as if it were parsed alone."""
        tree, self._tree = self._tree, None
        if tree is None or not _are_encoded_alike(tree.source, source):
            return parse(source)
        if tree.source.text == source.text:
            self._other = ()
            return tree
        part = reparse(tree, source, tuple(edits(tree.source.text, source.text)))
        if part is None:
            return parse(source)
        tree = part.graft()
        self._other = (tree.root, *part.after.parents)
        return tree

    def judge(self, dispatcher: Dispatcher, module: Module) -> Judged:
        """What is found in the present version."""
        judged = dispatcher.judge(module)
        for each in judged.found:
            self._found[each.rule][each.node] = None
        return judged

    def judge_former(self, dispatcher: Dispatcher, module: Module) -> Judged:
        """What is found in the former version where it differs, and where something is found in the present one."""
        if self._other is None:
            return dispatcher.judge(module)
        return dispatcher.judge_at(module, self._found, self._other)

    @property
    def is_thorough(self) -> bool:
        """Whether `judge_former` looks everywhere."""
        return self._other is None


def _are_encoded_alike(one: Source, other: Source) -> bool:
    return (one.encoding, one.bom, one.cookie) == (other.encoding, other.bom, other.cookie)


def edits(old: str, new: str) -> Iterator[Edit]:
    """What makes another text of a text, in whole lines and in order."""
    start = old.rfind("\n", 0, _alike(old, new)) + 1
    rest, new_rest = old[start:], new[start:]
    same = _alike(rest[::-1], new_rest[::-1])
    end, new_end = len(rest) - same, len(new_rest) - same
    if rest[:end][-1:] not in _BORDERS or new_rest[:new_end][-1:] not in _BORDERS:
        line_end = rest.find("\n", end) + 1 or len(rest)
        end, new_end = line_end, new_end + line_end - end
    before, after = rest[:end].splitlines(keepends=True), new_rest[:new_end].splitlines(keepends=True)
    if not (before and after) or max(len(before), len(after)) > _MOST_LINES:
        yield Edit(start, start + end, new_rest[:new_end])
        return
    from difflib import SequenceMatcher

    place = start
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        length = sum(map(len, before[first:last]))
        if kind != "equal":
            yield Edit(place, place + length, "".join(after[new_first:new_last]))
        place += length


def _alike(one: str, other: str) -> int:
    """How many characters at the beginning are the same."""
    most = min(len(one), len(other))
    return bisect_left(range(1, most + 1), True, key=lambda length: one[:length] != other[:length])

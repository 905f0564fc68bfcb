"""Random edits of a small repository, with the truth about each line: which one of the former lines it is."""

from __future__ import annotations

import itertools
import keyword
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from py3port.python2 import ParseError, Source, SourceError, parse

_NAME = re.compile(r"\b[a-z][a-z_]{3,}\b")
_RESERVED = frozenset({*keyword.kwlist, "exec", "print"})
_TRIES = 20


@dataclass(frozen=True)
class Line:
    """A line of source. Its origin stays with it wherever it goes and however it is indented."""

    text: str
    origin: int


Block = tuple[Line, ...]
"""The lines of a statement at module level, with what stands before it."""
Snapshot = Mapping[str, Sequence[Line]]


def text_of(lines: Sequence[Line]) -> bytes:
    """The content of a file."""
    return "".join(f"{line.text}\n" for line in lines).encode()


class Edits:
    """A repository under random edits. The first block of a file stays there: it may hold its `__future__` imports."""

    def __init__(self, chance: random.Random, texts: Mapping[str, str], pool: Sequence[str]) -> None:
        self._chance = chance
        self._origins = itertools.count()
        self._pool = [block for text in pool for block in self._blocks(text)[1:]]
        self._files = {path: self._blocks(text) for path, text in texts.items()}
        self._added: list[Block] = []
        self.renames: dict[str, str] = {}

    def snapshot(self) -> Snapshot:
        """The repository as it is now; later edits do not change it."""
        return {path: [line for block in blocks for line in block] for path, blocks in self._files.items()}

    def fork(self) -> Edits:
        """The same repository, to go another way."""
        other = Edits(self._chance, {}, ())
        other._origins = self._origins
        other._pool = self._pool
        other._files = {path: list(blocks) for path, blocks in self._files.items()}
        return other

    def edit(self, kind: str) -> None:
        """Make one edit of a kind, at a place where it leaves all files readable."""
        for _ in range(_TRIES):
            files, renames = {path: list(blocks) for path, blocks in self._files.items()}, dict(self.renames)
            added = list(self._added)
            EDITS[kind](self)
            if all(_is_readable(blocks) for path, blocks in self._files.items() if files.get(path) != blocks):
                return
            self._files, self.renames, self._added = files, renames, added

    def pick(self, other: Edits) -> None:
        """Take over what was added to another branch."""
        for block in other._added:
            self._insert(block)

    def add(self) -> None:
        """Add code that was not there."""
        block = tuple(self._fresh(line.text) for line in self._chance.choice(self._pool))
        self._added.append(block)
        self._insert(block)

    def remove(self) -> None:
        """Remove a statement."""
        self._take()

    def change(self) -> None:
        """Change a name in a line."""
        path = self._path()
        at = self._chance.randrange(len(self._files[path]))
        block = list(self._files[path][at])
        row = self._chance.randrange(len(block))
        names = [each for each in _NAME.finditer(block[row].text) if each[0] not in _RESERVED]
        if names:
            name, text = self._chance.choice(names), block[row].text
            block[row] = self._fresh(f"{text[: name.end()]}_new{text[name.end() :]}")
            self._files[path][at] = tuple(block)

    def move(self) -> None:
        """Move a statement, within its file or to another one."""
        block = self._take()
        if block:
            self._insert(block)

    def copy(self) -> None:
        """Copy a statement: of two alike one is old."""
        block = self._take(keep=True)
        if block:
            self._insert(block)

    def rename(self) -> None:
        """Rename a file."""
        path = self._path()
        new = self._new_path(path)
        self._files[new] = self._files.pop(path)
        former = next((old for old, now in self.renames.items() if now == path), path)
        self.renames[former] = new

    def reformat(self) -> None:
        """Change the white space of a file."""
        path = self._path()
        change = self._chance.choice((_with_tabs, _wider, _trailing))
        blocks = [_mapped(block, change) for block in self._files[path]]
        self._files[path] = [(Line("", next(self._origins)), *block) for block in blocks]

    def indent(self) -> None:
        """Put a statement below a condition."""
        path = self._path()
        at = self._chance.randrange(1, max(2, len(self._files[path])))
        for block in self._files[path][at : at + 1]:
            inner = _mapped(block, lambda text: f"    {text}" if text else "")
            self._files[path][at] = (self._fresh("if __debug__:"), *inner)

    def split(self) -> None:
        """Move half of a file to a new one, which gets the imports as well."""
        path = self._path()
        blocks = self._files[path]
        middle = len(blocks) // 2
        if middle:
            imports = [block for block in blocks[1:middle] if _is_import(block)]
            self._files[self._new_path(path)] = [blocks[0], *imports, *blocks[middle:]]
            self._files[path] = blocks[:middle]

    def merge(self) -> None:
        """Put a file at the end of another one; imports that are there already are left out."""
        if len(self._files) > 1:
            into, path = self._chance.sample(sorted(self._files), 2)
            there = {_bare(block) for block in self._files[into]}
            blocks = self._files.pop(path)
            self._files[into] += [each for each in blocks if _bare(each) not in there]

    def _blocks(self, text: str) -> list[Block]:
        lines = [self._fresh(line) for line in text.removesuffix("\n").split("\n")]
        ends = sorted({node.end_lineno or 0 for node in parse(Source.from_text(text)).root.body}) or [
            len(lines)
        ]
        ends[-1] = len(lines)
        return [tuple(lines[start:end]) for start, end in itertools.pairwise([0, *ends])]

    def _fresh(self, text: str) -> Line:
        return Line(text, next(self._origins))

    def _path(self) -> str:
        return self._chance.choice(sorted(self._files))

    def _new_path(self, path: str) -> str:
        return next(
            new
            for number in itertools.count(1)
            if (new := f"{path.removesuffix('.py')}_{number}.py") not in self._files
        )

    def _take(self, *, keep: bool = False) -> Block:
        blocks = self._files[self._path()]
        if len(blocks) < 2:
            return ()
        at = self._chance.randrange(1, len(blocks))
        return blocks[at] if keep else blocks.pop(at)

    def _insert(self, block: Block) -> None:
        blocks = self._files[self._path()]
        blocks.insert(self._chance.randrange(1, len(blocks) + 1), block)


EDITS: Mapping[str, Callable[[Edits], None]] = {
    "add": Edits.add,
    "remove": Edits.remove,
    "change": Edits.change,
    "move": Edits.move,
    "copy": Edits.copy,
    "rename": Edits.rename,
    "reformat": Edits.reformat,
    "indent": Edits.indent,
    "split": Edits.split,
    "merge": Edits.merge,
}
KINDS = ("move", "copy", "rename", "reformat", "indent", "split", "merge", "cherry-pick", "all of them")


@dataclass(frozen=True)
class Change:
    """Two versions of a repository."""

    old: Snapshot
    new: Snapshot
    renames: Mapping[str, str]


def random_change(edits: Edits, chance: random.Random, kind: str) -> Change:
    """Edits of one kind (see `KINDS`), among new and removed code."""
    others = ["add", "add", "change", "remove"]
    if kind == "cherry-pick":
        return _picked(edits, others)
    mixed = [each for each in EDITS if each not in others]
    todo = [*others, *(chance.choice(mixed) if kind == "all of them" else kind for _ in range(5))]
    chance.shuffle(todo)
    old = edits.snapshot()
    for each in todo:
        edits.edit(each)
    return Change(old, edits.snapshot(), edits.renames)


def _picked(edits: Edits, others: Sequence[str]) -> Change:
    """A branch, seen from another one that took over what was added to it."""
    branch = edits.fork()
    for each in others:
        branch.edit(each)
    edits.pick(branch)
    branch.edit("add")
    return Change(edits.snapshot(), branch.snapshot(), {})


def _is_readable(blocks: Sequence[Block]) -> bool:
    try:
        parse(Source.from_bytes(text_of([line for block in blocks for line in block])))
    except (SourceError, ParseError):
        return False
    return True


def _is_import(block: Block) -> bool:
    return any(line.text.startswith(("import ", "from ")) for line in block)


def _bare(block: Block) -> str:
    return "".join("".join(line.text.split()) for line in block)


def _mapped(block: Block, change: Callable[[str], str]) -> Block:
    return tuple(Line(change(line.text), line.origin) for line in block)


def _with_tabs(text: str) -> str:
    body = text.lstrip(" ")
    depth, rest = divmod(len(text) - len(body), 4)
    return "\t" * depth + " " * rest + body


def _wider(text: str) -> str:
    body = text.lstrip(" ")
    return " " * 2 * (len(text) - len(body)) + body


def _trailing(text: str) -> str:
    return text if text.endswith("\\") else f"{text}  "


def places(snapshot: Snapshot) -> Iterator[tuple[str, int, int]]:
    """Path, number and origin of each line."""
    for path, lines in snapshot.items():
        for number, line in enumerate(lines, 1):
            yield path, number, line.origin

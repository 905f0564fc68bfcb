"""A document: a text that holds pieces of Python, and where each character of these stands in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from py3port.python2 import Edit, Source

_MARKER = "#--py3port-{}--\n"
_MARKERS = re.compile(r"^#--py3port-(\d+)--\n", re.MULTILINE)


class CannotWrite(Exception):
    """New code cannot be put into its document; says why."""


@dataclass(frozen=True)
class Cell:
    """A piece of Python that stands in one place: a cell of a notebook, an example of a doctest."""

    code: str
    """Without a line end at its end."""
    offsets: Sequence[int]
    """Where in the document each character of the code stands, and where the code ends."""
    is_hidden: bool = False
    """Whether it only tells what holds for the others and stands nowhere in the document."""


@dataclass(frozen=True)
class Part:
    """Cells that share their names, so that together they are one module. Marks in its code keep them apart."""

    cells: tuple[Cell, ...]

    @cached_property
    def code(self) -> str:
        """The text of the module."""
        pieces = []
        for number, cell in enumerate(self.cells):
            pieces += [_MARKER.format(number)] * bool(number) + [cell.code, "\n"]
        return "".join(pieces)

    @cached_property
    def _starts(self) -> list[int]:
        """The offset of each cell in the code."""
        lengths = [
            len(cell.code) + 1 + len(_MARKER.format(number + 1)) for number, cell in enumerate(self.cells)
        ]
        return [0, *accumulate(lengths)][: len(self.cells)]

    def cell_at(self, offset: int) -> int:
        """The number of the cell that an offset in the code belongs to."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def place(self, offset: int) -> int:
        """Where in the document an offset in the code stands."""
        number = self.cell_at(offset)
        cell = self.cells[number]
        return cell.offsets[min(max(offset - self._starts[number], 0), len(cell.code))]

    def split(self, code: str) -> list[str]:
        """The cells of a new text of the module.

        Raises:
            CannotWrite: it has not the same cells.
        """
        pieces = _MARKERS.split(code)
        if [int(number) for number in pieces[1::2]] != list(range(1, len(self.cells))):
            raise CannotWrite("the rewrite goes beyond a single cell")
        return [piece.removesuffix("\n") for piece in pieces[::2]]

    def without(self, number: int) -> Part:
        """The same without one of the cells."""
        return Part(self.cells[:number] + self.cells[number + 1 :])


Writer = Callable[[Part, Sequence[str]], list[Edit]]
"""Makes the edits that put new code into the place of a part's cells; raises CannotWrite."""


@dataclass(frozen=True, eq=False)
class Document:
    """A text and the Python in it."""

    source: Source
    parts: tuple[Part, ...]
    writer: Writer | None = None
    """None where the Python in it is only looked at."""
    may_be_broken: bool = False
    """Whether a cell that is no Python is nothing to speak of."""

    def edits(self, part: Part, code: str) -> list[Edit]:
        """What puts new code into the place of a part.

        Raises:
            CannotWrite: that is not possible.
        """
        if self.writer is None:
            raise CannotWrite("it stands in a file that is not rewritten")
        return self.writer(part, part.split(code))

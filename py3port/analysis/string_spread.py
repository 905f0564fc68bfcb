"""How evidence runs along the edges: from wherever it is in a module, and to one place from what lies around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Any

from py3port.analysis.string_edges import StringEdges
from py3port.analysis.string_slots import BINARY, TEXT, Slot, parted

FIRM = 12
"""What is further from evidence for text may be nearer to some other that nobody has looked at yet."""
Reached = tuple[dict[Slot, int], dict[Slot, int]]
"""How far each place is from the nearest evidence for binary, and for text; a place that both reach is in both."""
_MOST_SLOTS = 30_000
_MOST_AROUND = 320


class Spread:
    """Lets evidence run along the edges, the nearest first."""

    def __init__(self, edges: StringEdges, reached: Reached, limit: int) -> None:
        self._limit = limit
        self._edges = edges
        self._found = dict(zip((BINARY, TEXT), reached, strict=True))
        self._neighbours: dict[Slot, Sequence[tuple[Slot, int]]] = {}
        self._heap: list[tuple[int, int, Any, Slot]] = []
        self._evidence: dict[tuple[Any, Slot], int] = {}
        """The least weight of what tells against a flavour at a slot."""
        self._order = 0

    def look_at(self, slot: Slot) -> Sequence[tuple[Slot, int]]:
        """The edges of a slot; whatever is evidence beside it starts to spread from it."""
        edges = self._neighbours.get(slot)
        if edges is None:
            evidence, edges = self._edges.of(slot)
            for flavour, weight in evidence:
                self._push(weight, flavour, slot)
                against = (TEXT if flavour is BINARY else BINARY, slot)
                self._evidence[against] = min(weight, self._evidence.get(against, self._limit))
            self._neighbours[slot] = edges
            self._resume(slot, edges)
        return edges

    def _resume(self, slot: Slot, edges: Sequence[tuple[Slot, int]]) -> None:
        """Let go on what is text and waited here, as nothing beyond was of interest."""
        waiting = self._found[TEXT].get(slot)
        if waiting is not None:
            for following, weight in edges:
                self._push(waiting + weight, TEXT, following)

    def run(self) -> None:
        """Until nothing near is left."""
        heap, found, beyond = self._heap, self._found, self._limit + 1
        while heap and len(self._neighbours) < _MOST_SLOTS:
            distance, _, flavour, slot = heappop(heap)
            mine, other = found[flavour], found[TEXT if flavour is BINARY else BINARY]
            if mine.get(slot, beyond) <= distance:
                continue
            mine[slot] = distance
            if flavour is TEXT and distance <= FIRM and slot not in self._neighbours:
                continue
            edges = self.look_at(slot)
            if min(other.get(slot, beyond), self._evidence.get((flavour, slot), beyond)) < distance:
                continue
            for following, weight in edges:
                far = distance + weight
                if far < beyond and far < mine.get(following, beyond):
                    self._push(far, flavour, following)

    @property
    def has_binary(self) -> bool:
        """Whether there is evidence for something binary."""
        return any(flavour is BINARY for _, _, flavour, _ in self._heap)

    def _push(self, distance: int, flavour: Any, slot: Slot) -> None:
        if distance <= self._limit:
            self._order += 1
            heappush(self._heap, (distance, self._order, flavour, slot))


def nearest(
    edges: StringEdges, start: Slot, first: Iterable[tuple[Slot, int]], without: Any, within: int
) -> tuple[int, int]:
    """How far the nearest evidence for binary is behind some edges of a slot, and for text: `within` if nowhere nearer.

    Once one is known only what is as near is of interest.
    """
    levels: list[list[Slot]] = [[] for _ in range(within + 1)]
    levels[0].append(start)
    known = {(without, ()): -1, start: 0}
    left = _MOST_AROUND + 2 - len(known)
    binary = text = end = within
    beyond = within + 1
    for distance, level in enumerate(levels):
        # It grows where an edge has no weight.
        for slot in level if distance <= end else ():
            if known[slot] < distance:
                continue
            evidence, slots = edges.of(slot) if slot is not start else parted(first)
            for flavour, weight in evidence:
                if distance + weight <= end:
                    end = distance + weight
                    binary, text = (end, text) if flavour is BINARY else (binary, end)
            for following, weight in slots:
                far = distance + weight
                if far <= end and far < known.get(following, beyond):
                    known[following] = far
                    levels[far].append(following)
            left -= 1
            if not left:
                return binary, text
    return binary, text

"""What lies around a file in a commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from py3port.analysis import Surroundings

_ENDINGS = (".py", ".pyw", ".pyx", ".so", ".pyd")


class Around:
    """What lies around the files of a commit; the disk is not asked."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._packages: set[str] = set()
        for path in paths:
            folder, _, name = path.rpartition("/")
            if name == "__init__.py":
                self._packages.add(folder)
            elif name.endswith(_ENDINGS):
                self._names[folder].add(name.partition(".")[0])
        for package in self._packages:
            above, _, name = package.rpartition("/")
            self._names[above].add(name)
        self._known: dict[str, Surroundings] = {}

    def of(self, path: str) -> Surroundings:
        """The surroundings of a file."""
        folder = path.rpartition("/")[0]
        known = self._known.get(folder)
        if known is None:
            siblings = frozenset(name for name in self._names.get(folder, ()) if name.isidentifier())
            tops = ["", *(top for top in ("src", "lib", "python") if top not in self._packages)]
            toplevel = frozenset().union(*(self._names.get(top, set()) for top in tops))
            known = self._known[folder] = Surroundings(path, folder in self._packages, siblings, toplevel)
        return known

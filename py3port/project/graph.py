"""The import graph of a repository: which of its files import which, and in what order to port them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_ROOTS = ("", "src", "lib", "python")
"""Folders, relative to the root, whose modules an absolute import finds first."""


@dataclass(frozen=True)
class ImportGraph:
    """Files, and those of them that each imports."""

    edges: Mapping[str, frozenset[str]]
    """Every file by its path, with the files it imports; never itself."""

    @cached_property
    def dependents(self) -> Mapping[str, frozenset[str]]:
        """Every file, with the files that import it."""
        found: dict[str, set[str]] = {path: set() for path in self.edges}
        for path, imported in self.edges.items():
            for each in imported:
                found[each].add(path)
        return {path: frozenset(paths) for path, paths in found.items()}

    def core(self) -> tuple[str, ...]:
        """The tenth of the files that most others import, the most imported first."""
        imported = [path for path, paths in self.dependents.items() if paths]
        imported.sort(key=lambda path: (-len(self.dependents[path]), path))
        return tuple(imported[: -(-len(imported) // 10)])

    def grouped(self, group_of: Mapping[str, str]) -> ImportGraph:
        """The graph of the groups, such as apps, that the files belong to."""
        edges: dict[str, set[str]] = {group: set() for group in group_of.values()}
        for path, imported in self.edges.items():
            edges[group_of[path]].update(group_of[each] for each in imported)
        return ImportGraph({group: frozenset(others - {group}) for group, others in edges.items()})

    def order(self) -> tuple[tuple[str, ...], ...]:
        """Every node, leaves first: what a node imports comes before it. Nodes that import each other come together."""
        return tuple(tuple(sorted(component)) for component in _components(self.edges))


def import_graph(imports: Mapping[str, Iterable[str]]) -> ImportGraph:
    """The graph of files, given by path with the dotted names that each imports (`FileResult.imports`)."""
    finder = ModuleFinder(imports)
    edges = {}
    for path, names in imports.items():
        found = {finder.find(name, path) for name in names}
        edges[path] = frozenset(each for each in found if each and each != path)
    return ImportGraph(edges)


class ModuleFinder:
    """Finds the file that a dotted name means. Nothing is read: the paths tell."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._modules: dict[str, str] = {}
        self._packages: set[str] = set()
        for path in sorted(paths):
            name = path.rpartition(".")[0] if path.rpartition("/")[2].count(".") else path
            if name.endswith("/__init__") or name == "__init__":
                name = name[: -len("/__init__")]
                self._packages.add(name)
            self._modules[name] = path
        self._tops: dict[str, list[str]] = defaultdict(list)
        for name in self._modules:
            folder, _, last = name.rpartition("/")
            if folder not in self._packages:
                self._tops[last].append(folder)

    def find(self, name: str, path: str) -> str:
        """The path of what `name` means in the file `path`; empty where it is none of ours."""
        folder = path.rpartition("/")[0]
        dots = len(name) - len(name.lstrip("."))
        parts = [part for part in name[dots:].split(".") if part]
        if dots:
            for _ in range(dots - 1):
                folder = folder.rpartition("/")[0]
            return self._below(folder, parts) or self._modules.get(folder, "")
        for base in (folder, self._outside(folder), *_ROOTS):
            found = self._below(base, parts)
            if found:
                return found
        elsewhere = self._tops.get(parts[0], []) if parts else []
        return self._below(elsewhere[0], parts) if len(elsewhere) == 1 else ""

    def _below(self, folder: str, parts: Sequence[str]) -> str:
        """The file of the longest part of a dotted name that is a module; the rest is a name in it."""
        prefix = f"{folder}/" if folder else ""
        for length in range(len(parts), 0, -1):
            found = self._modules.get(prefix + "/".join(parts[:length]))
            if found:
                return found
        return ""

    def _outside(self, folder: str) -> str:
        """The folder that holds the outermost package around."""
        while folder in self._packages:
            folder = folder.rpartition("/")[0]
        return folder


def _components(edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The strongly connected components, each after those it leads to (Tarjan's algorithm, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_nodes: list[str] = []
    is_open: set[str] = set()
    components: list[list[str]] = []
    for start in sorted(edges):
        if start in index:
            continue
        work = [(start, iter(sorted(edges[start])))]
        index[start] = low[start] = len(index)
        open_nodes.append(start)
        is_open.add(start)
        while work:
            node, targets = work[-1]
            target = next(targets, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = [open_nodes.pop()]
                    while component[-1] != node:
                        component.append(open_nodes.pop())
                    is_open.difference_update(component)
                    components.append(component)
            elif target not in index:
                index[target] = low[target] = len(index)
                open_nodes.append(target)
                is_open.add(target)
                work.append((target, iter(sorted(edges[target]))))
            elif target in is_open:
                low[node] = min(low[node], index[target])
    return components

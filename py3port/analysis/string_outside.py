"""What other modules of the project say of the strings that cross over to this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.analysis.imports import ImportedName, Surroundings
from py3port.analysis.names import Names
from py3port.analysis.string_callbacks import RESULT, is_of_function, of_result, position_of
from py3port.analysis.string_slots import BINARY, CALL, SAME, TEXT, Edges
from py3port.analysis.string_tables import Path
from py3port.python2 import ast

if TYPE_CHECKING:
    from py3port.analysis.strings import Strings

_MAX_HOPS = 3
Definition = tuple["Strings", Any]
"""A node that binds a name at the top of another module, and what is known of that module's strings."""


class Outside:
    """Looks up what is imported from the project's other modules; knows nothing where there is no index."""

    def __init__(self, surroundings: Surroundings, names: Names, depth: int) -> None:
        self._surroundings = surroundings
        self._names = names
        self._depth = depth
        self.is_far = surroundings.index is not None
        """Whether the whole project is looked at."""
        self.is_open = self.is_far and depth > 0
        """Whether evidence may come from other modules."""
        self._known: dict[ast.AST, Sequence[Definition]] = {}
        self._modules: Sequence[Strings] | None = None

    @property
    def trusts_bytes(self) -> bool:
        """Whether literals of bytes are the author's."""
        return self._surroundings.trusts_bytes

    @cached_property
    def telling_methods(self) -> frozenset[str]:
        """The names of the methods of imported modules."""
        return frozenset().union(*(strings.method_names for strings in self._imported_modules()))

    def definitions(self, node: ast.AST) -> Sequence[Definition]:
        """What a Name or Attribute chain means that goes through an import of an own module."""
        if not self.is_open:
            return ()
        if node not in self._known:
            # `name = name` leads back to itself.
            self._known[node] = ()
            self._known[node] = tuple(self._find(node))
        return self._known[node]

    @cached_property
    def telling_attributes(self) -> frozenset[str]:
        """The names of the attributes that are binary in imported modules."""
        return frozenset().union(*(strings.binary_attributes for strings in self._imported_modules()))

    def _find(self, node: ast.AST) -> Iterator[Definition]:
        chain: list[str] = []
        root: Any = node
        while isinstance(root, ast.Attribute):
            chain.insert(0, root.attr)
            root = root.value
        if not isinstance(root, ast.Name):
            return
        for imported in self._names.imported(root)[:2]:
            yield from self._through(imported, chain, _MAX_HOPS)
        other = self._names.assigned_value(root)
        # `generate = util.generate`
        if isinstance(other, (ast.Name, ast.Attribute)) and not chain:
            yield from self.definitions(other)

    def _through(self, imported: ImportedName, chain: Sequence[str], hops: int) -> Iterator[Definition]:
        dotted = imported.qualified.lstrip(".").split(".")
        yield from self._look_up(imported.level, [*dotted, *chain], hops)

    def _look_up(self, level: int, parts: Sequence[str], hops: int) -> Iterator[Definition]:
        index = self._surroundings.index
        found = index.strings(self._surroundings.path, level, parts, self._depth - 1) if index else None
        if found is None:
            return
        strings, rest = found
        if rest:
            yield from strings.outside.bound(strings, rest, hops - 1)

    def bound(self, strings: Strings, parts: Sequence[str], hops: int) -> Iterator[Definition]:
        """The bindings of a name in the module that this belongs to, or in those it takes the name from."""
        for binding in strings.bindings(parts[0]):
            if not isinstance(binding, ast.alias):
                yield from strings.members(binding, parts[1:])
            elif hops > 0:
                yield from self._through(self._names.imports.by_alias[binding], parts[1:], hops)
        if hops > 0 and not strings.bindings(parts[0]):
            for imported in self._names.imports.by_name.get("*", ()):
                module = imported.module.lstrip(".").split(".") if imported.module.strip(".") else []
                yield from self._look_up(imported.level, [*module, *parts], hops)

    def methods(self, name: str) -> Iterator[Definition]:
        """The methods of that name in the classes of the modules imported."""
        for strings in self._imported_modules():
            for method in strings.methods(name):
                yield strings, method

    def has_method(self, name: str) -> bool:
        """Whether a class of the project has a method of that name."""
        return self._surroundings.index is not None and self._surroundings.index.has_method(name)

    def attribute(self, name: str, path: Path) -> Edges:
        """What the modules imported say of an attribute of some object of theirs."""
        for strings in self._imported_modules():
            yield from evidence(strings, (None, name), path, 0)

    @property
    def path(self) -> str:
        """The path of the file."""
        return self._surroundings.path

    def _imported_modules(self) -> Sequence[Strings]:
        if self._modules is None:
            self._modules = tuple(dict.fromkeys(self._find_modules()))
        return self._modules

    def _find_modules(self) -> Iterator[Strings]:
        index = self._surroundings.index
        if index is None or self._depth <= 0:
            return
        for imported in self._names.imports.all:
            parts = (imported.module if imported.bound == "*" else imported.qualified).lstrip(".").split(".")
            if not any(parts):
                continue
            found = index.strings(self._surroundings.path, imported.level, parts, self._depth - 1)
            if found is not None:
                yield found[0]
                # A package hands on what it imports.
                if found[0].outside.path.endswith("__init__.py"):
                    yield from found[0].outside._imported_modules()


def evidence(strings: Strings, key: Any, path: Path, weight: int) -> Edges:
    """What another module knows of one of its places, as evidence in this one."""
    binary, text = strings.distances(key, path)
    if binary is not None:
        yield (BINARY, ()), binary + weight
    if text is not None:
        yield (TEXT, ()), text + weight


def result_of(definitions: Sequence[Definition], path: Path) -> Edges:
    """What calling a function of another module gives."""
    for strings, node in definitions:
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            yield from evidence(strings, node, of_result(path), CALL)
        elif isinstance(node, ast.Name) and not path and strings.is_packing(node):
            yield (BINARY, ()), CALL


def parameter_of(
    definitions: Sequence[Definition], position: int | str, path: Path, *, is_bound: bool = False
) -> Edges:
    """What a parameter of a function, or of a class, of another module takes."""
    for strings, node in definitions:
        for parameter, prefix in strings.parameters(node, position, is_bound=is_bound):
            yield from evidence(strings, parameter, (*prefix, *path), strings.weight_of(parameter, prefix))


def value_of(definitions: Sequence[Definition], path: Path) -> Edges:
    """What a variable of another module holds, or what a function of it gives and takes that is handed on."""
    for strings, node in definitions:
        if isinstance(node, ast.Name):
            yield from evidence(strings, node, path, SAME)
        elif isinstance(node, (ast.FunctionDef, ast.Lambda)) and path[:1] == (RESULT,):
            yield from evidence(strings, node, of_result(path[1:]), SAME)
        elif is_of_function(path):
            yield from parameter_of([(strings, node)], position_of(path[0]) or 0, path[1:])

"""The imports of a module: what they bind, whose module they mean, and which names are only one of two spellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from py3port.analysis.scopes import Scope, Scopes, bound_name
from py3port.analysis.stdlib_modules import PYTHON2_MODULES
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.strings import Strings

# Modules built into the interpreter are found before any file of a script's folder.
_BUILT_IN = frozenset({"__builtin__", "exceptions", "gc", "imp", "marshal", "sys"})


class ProjectIndex(Protocol):
    """Looks into the other files of the project."""

    def has_uncontained(self, method: str) -> bool:
        """Whether a class of the project has the method but no `__contains__` to go with it."""

    def has_other_next(self, among: Set[str] | None = None) -> bool:
        """Whether a class of the project, or of its modules of these names, has a `next` that is no iterator's."""

    def has_method(self, name: str) -> bool:
        """Whether a class of the project has a method of that name."""

    def has_python2(self) -> bool:
        """Whether Python 3 cannot read some file of the project: nobody has ported it yet."""

    def hands_on(self, module: str) -> bool:
        """Whether a file of the project passes a module to a function, or a class that it has."""

    def is_imported(self, path: str) -> bool:
        """Whether a file of its package, or of the folders right around that, imports the file as a module."""

    def is_taken(self, path: str, name: str) -> bool:
        """Whether a file of the project imports the name from the file, or everything."""

    def is_circular(self, path: str, module: str) -> bool:
        """Whether importing `module`, which lies beside the file, imports the file itself on the way."""

    def strings(
        self, path: str, level: int, parts: Sequence[str], depth: int
    ) -> tuple[Strings, Sequence[str]] | None:
        """The strings of the module that a file means by a dotted name, and the parts of the name it does not use up.

        `depth`: through how many more imports evidence is followed. None: it is no module of the project.
        """


@dataclass(frozen=True)
class Surroundings:
    """What lies around a file: it decides whether `import x` means the repository's own module."""

    path: str = ""
    in_package: bool = False
    """Whether the file's folder is a package."""
    siblings: frozenset[str] = frozenset()
    """The importable names in the file's folder."""
    toplevel: frozenset[str] = frozenset()
    """The importable names at the repository's roots."""
    was_python2: bool = False
    """Whether the file, before this run began on it, was one that Python 3 cannot read."""
    trusts_bytes: bool = True
    """Whether literals of bytes are the author's: not where a codemod wrote them, which must not find more by them."""
    index: ProjectIndex | None = field(default=None, compare=False, repr=False)
    """Only where files are rewritten: what a scan finds must not depend on files that it may skip."""


@dataclass(frozen=True, eq=False)
class ImportedName:
    """One binding that an import statement makes."""

    node: ast.Import | ast.ImportFrom
    alias: ast.alias
    bound: str
    """The name bound; `*` for a star import."""
    qualified: str
    """The dotted name of what is bound, as the statement spells it; a relative import keeps its leading dots."""
    level: int
    """The number of leading dots; 0 for `import x` and `from x import y`, also where Python 2 takes it as relative."""
    module: str
    """The dotted name of the module that is loaded, with its leading dots."""
    scope: Scope


class Imports:
    """Every imported binding of a module, by position."""

    def __init__(self, tree: Tree, scopes: Scopes, surroundings: Surroundings) -> None:
        self._tree = tree
        self._scopes = scopes
        self._surroundings = surroundings
        self._qualified: dict[ImportedName, str] = {}

    def __iter__(self) -> Iterator[ImportedName]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def all(self) -> Sequence[ImportedName]:
        """Every binding, by position."""
        nodes: list[ast.Import | ast.ImportFrom] = [
            *self._tree.nodes.get(ast.Import, ()),
            *self._tree.nodes.get(ast.ImportFrom, ()),
        ]
        nodes.sort(key=lambda node: (node.lineno, node.col_offset))
        return [self._imported(node, alias) for node in nodes for alias in node.names]

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[ImportedName]]:
        """The bindings of each name in any scope; star imports under `*`."""
        found: dict[str, list[ImportedName]] = defaultdict(list)
        for each in self.all:
            found[each.bound].append(each)
        return dict(found)

    @cached_property
    def by_alias(self) -> Mapping[ast.alias, ImportedName]:
        """The binding that each `alias` node makes."""
        return {each.alias: each for each in self.all}

    def of(self, node: ast.Import | ast.ImportFrom) -> Sequence[ImportedName]:
        """The bindings of one statement."""
        return [self.by_alias[alias] for alias in node.names]

    def is_own(self, imported: ImportedName) -> bool:
        """Whether the module imported is the repository's own, be it called like one of the standard library."""
        if imported.level:
            return True
        first = imported.module.partition(".")[0]
        if self.is_implicitly_relative(imported):
            return True
        here = self._surroundings
        roots = here.toplevel if here.in_package else here.toplevel | here.siblings
        return first in roots and first not in _BUILT_IN and first != "__future__"

    def is_implicitly_relative(self, imported: ImportedName) -> bool:
        """Whether Python 2 takes the import as relative although it has no dot: a sibling in the same package."""
        here = self._surroundings
        if imported.level or not here.in_package or "absolute_import" in self._tree.future:
            return False
        root = imported.module.partition(".")[0]
        return not self._tree.is_written_for_python3 and (root in here.siblings or root == "__init__")

    def qualified(self, imported: ImportedName) -> str:
        """The dotted name of what is bound; one dot before it where it is an own module in another's name.

        So the name never equals one of the standard library unless it means that.
        """
        known = self._qualified.get(imported)
        if known is None:
            known = self._qualified[imported] = self._qualify(imported)
        return known

    def _qualify(self, imported: ImportedName) -> str:
        if imported.level:
            return imported.qualified
        if self.is_implicitly_relative(imported):
            return "." + imported.qualified
        if imported.module.partition(".")[0] in PYTHON2_MODULES and self.is_own(imported):
            return "." + imported.qualified
        return imported.qualified

    def _imported(self, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> ImportedName:
        bound = bound_name(node, alias)
        level = 0
        if isinstance(node, ast.Import):
            module = alias.name
            qualified = alias.name if alias.asname else bound
        else:
            level = node.level or 0
            module = "." * level + (node.module or "")
            separator = "" if module.endswith(".") else "."
            qualified = module + separator + alias.name
        return ImportedName(node, alias, bound, qualified, level, module, self._scopes.of(node))

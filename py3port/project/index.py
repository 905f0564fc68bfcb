"""What other files of the project say about one file: read only when a rewrite depends on it."""

from __future__ import annotations

import ast
import dataclasses
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from py3port.analysis import Module
from py3port.project.surroundings import Neighbourhood
from py3port.python2 import Dialect, ParseError, Source, SourceError, Tree, parse

if TYPE_CHECKING:
    from py3port.analysis.strings import Strings

_LIMIT = 2_000_000
"""Bigger files are not looked into."""
_MAPPINGS = frozenset({"dict", "UserDict", "IterableUserDict", "DictMixin", "OrderedDict", "defaultdict"})
_LATER = (ast.FunctionDef, ast.Lambda)
_INNER_FUNCTION = re.compile(rb"^[ \t]+def[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_FROM = re.compile(rb"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|(?:[^\n\\]|\\\n)*)", re.MULTILINE)
_TAKEN = re.compile(rb"(?:^|[(,])(?:\s|\\|#[^\n]*)*(\w+|\*)")
_IMPORT = re.compile(rb"^[ \t]*import[ \t]+((?:[^\n\\]|\\\n)*)", re.MULTILINE)
_SEVERAL = 3
"""So many classes with a `next` of their own are no exception."""


class Authors(Protocol):
    """What the people wrote whose files have been ported since."""

    def text(self, path: str, raw: bytes) -> bytes:
        """What the file, which now has `raw` in it, held before it was ported; what it holds, if it was not."""

    def __hash__(self) -> int:
        """The same for two that know the same."""


class FileIndex:
    """Answers from the files below a root; what was asked once is remembered.

    Where `authors` are known, what code means is asked of their text, so that it is the same all along the way.
    """

    def __init__(self, root: str, authors: Authors | None = None) -> None:
        self._root = root
        self._authors = authors
        self._known: dict[str, bool] = {}

    def has_uncontained(self, method: str) -> bool:
        """Whether a class of the project has the method but no `__contains__` to go with it."""
        return self._any_class(method, lambda definition: _lacks_contains(definition, method))

    def has_other_next(self, among: Set[str] | None = None) -> bool:
        """Whether a class of the project, or of its modules of these names, has a `next` that is no iterator's.

        Where several do, that is how the project speaks: any module may get an object of theirs.
        """
        found = self._with_other_next
        return bool(found) if among is None or found.total() >= _SEVERAL else not among.isdisjoint(found)

    def has_method(self, name: str) -> bool:
        """Whether a class of the project has a method of that name."""
        key = f"method {name}"
        if key not in self._known:
            paths = _python_files(self._root)
            self._known[key] = any(name in self._inner_functions(path) for path in paths)
        return self._known[key]

    def has_python2(self) -> bool:
        """Whether Python 3 cannot read some file of the project: nobody has ported it yet."""
        key = "Python 2"
        if key not in self._known:
            trees = (self._tree(path) for path in _python_files(self._root))
            self._known[key] = any(tree.dialect is Dialect.PYTHON2 for tree in trees if tree)
        return self._known[key]

    def hands_on(self, module: str) -> bool:
        """Whether a file of the project passes a module to a function, or a class that it has."""
        key = f"hands on {module}"
        if key not in self._known:
            trees = (self._tree(path, module) for path in _python_files(self._root))
            self._known[key] = any(_hands_on(tree, module) for tree in trees if tree)
        return self._known[key]

    @cached_property
    def _with_other_next(self) -> Counter[str]:
        """The last part of the names of modules with such classes, and how many these have."""
        found = Counter[str]()
        for path in _python_files(self._root):
            tree = self._tree(path, "def next")
            classes: Sequence[Any] = tree.nodes.get(ast.ClassDef, ()) if tree else ()
            if any(map(_has_other_next, classes)):
                found[_module_name(path)] += sum(map(_steps_by_next, classes))
        return found

    def _tree(self, path: str, word: str = "") -> Tree | None:
        return _tree(path, word, _written(self._root, path, self._authors))

    def _inner_functions(self, path: str) -> frozenset[str]:
        """The names of the functions in a file that do not stand at its top: methods, for the most part."""
        try:
            return _inner_functions(self._root, path, _stamp(path), self._authors)
        except OSError:
            return frozenset()

    def _any_class(self, word: str, test: Callable[[ast.ClassDef], bool]) -> bool:
        """Whether a class in a file that has the word passes the test."""
        if word not in self._known:
            trees = (self._tree(path, word) for path in _python_files(self._root))
            found: Iterator[Any] = (
                each for tree in trees if tree for each in tree.nodes.get(ast.ClassDef, ())
            )
            self._known[word] = any(map(test, found))
        return self._known[word]

    def is_imported(self, path: str) -> bool:
        """Whether a file of its package, or of the folders right around that, imports the file as a module."""
        start = os.path.join(self._root, path)
        return any(start in _imported_files(each) for each in _neighbours(start))

    def is_taken(self, path: str, name: str) -> bool:
        """Whether a file of the project imports the name from the file, or everything, or reaches it by a dot.

        Files are told apart by the last part of their names only.
        """
        stem = _module_name(path)
        modules = {stem, ""} if os.path.basename(path) == "__init__.py" else {stem}
        if any((module, each) in self._taken for module in modules for each in (name, "*")):
            return True
        key = f"reached {stem}.{name}"
        if key not in self._known:
            files = self._importing.get(stem, ())
            self._known[key] = any(_reaches(_raw(each), stem.encode(), name.encode()) for each in files)
        return self._known[key]

    @cached_property
    def _taken(self) -> frozenset[tuple[str, str]]:
        """The last part of the module, and the name, of everything that is imported by `from`."""
        found: set[tuple[str, str]] = set()
        for path in _python_files(self._root):
            for module, names in _FROM.findall(_raw(path)):
                stem = module.decode().rpartition(".")[2]
                found.update((stem, name.decode()) for name in _TAKEN.findall(names))
        return frozenset(found)

    @cached_property
    def _importing(self) -> Mapping[str, Sequence[str]]:
        """The files that import something of a name, such as a module, by it."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in _python_files(self._root):
            raw = _raw(path)
            imported = [*(names for _, names in _FROM.findall(raw)), *_IMPORT.findall(raw)]
            for name in set(re.findall(rb"\w+", b" ".join(imported))):
                found[name.decode()].append(path)
        return found

    def is_circular(self, path: str, module: str) -> bool:
        """Whether importing `module`, which lies beside the file, imports the file itself on the way.

        A package's `__init__` is there before any of its modules, so that it is never half imported.
        """
        start = os.path.join(self._root, path)
        folder, name = os.path.split(start)
        if name == "__init__.py":
            return False
        waiting = list(_found(folder, module.split(".")))
        seen = set(waiting)
        while waiting:
            current = waiting.pop()
            for each in _imported_files(current):
                if each == start:
                    return True
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
        return False

    def strings(
        self, path: str, level: int, parts: Sequence[str], depth: int
    ) -> tuple[Strings, Sequence[str]] | None:
        """The strings of the module that a file means by a dotted name, and what is left of the name."""
        folder = os.path.dirname(os.path.join(self._root, path))
        for base in _import_folders(folder, level):
            found = _found(base, list(parts))
            if found:
                rest = parts[_length(base, found[-1]) :]
                strings = _strings(self._root, found[-1], depth, _stamp(found[-1]), self._authors)
                return (strings, rest) if strings is not None else None
        return None


def _reaches(raw: bytes, module: bytes, name: bytes) -> bool:
    """Whether a file speaks of a name with a dot behind what it calls the module."""
    called = b"|".join({module, *re.findall(rb"\b%s[ \t]+as[ \t]+(\w+)" % module, raw)})
    return re.search(rb"\b(?:%s)\.%s\b" % (called, name), raw) is not None


def _import_folders(folder: str, level: int) -> Sequence[str]:
    """Where a file in a folder looks for what it imports with so many dots: beside it, then beside its package."""
    packages = [folder]
    while os.path.isfile(os.path.join(packages[-1], "__init__.py")):
        packages.append(os.path.dirname(packages[-1]))
    if level:
        return packages[level - 1 : level]
    return tuple(dict.fromkeys((packages[0], packages[-1])))


def _length(base: str, found: str) -> int:
    """How many parts of a dotted name a file below a folder stands for."""
    parts = os.path.relpath(found, base).split(os.sep)
    return len(parts) - (parts[-1] == "__init__.py")


def _stamp(path: str) -> tuple[int, int]:
    """What tells that a file has changed."""
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=2048)
def _strings(
    root: str, path: str, depth: int, stamp: tuple[int, int], authors: Authors | None
) -> Strings | None:
    module = _module(root, path, stamp, authors)
    return module.strings_at(depth) if module is not None else None


@lru_cache(maxsize=512)
def _module(root: str, path: str, stamp: tuple[int, int], authors: Authors | None) -> Module | None:
    tree = _tree(path, "", _written(root, path, authors))
    if tree is None:
        return None
    surroundings = dataclasses.replace(
        Neighbourhood(Path(root)).of(os.path.relpath(path, root).replace(os.sep, "/")),
        trusts_bytes=tree.dialect is Dialect.PYTHON2,
        index=FileIndex(root, authors),
    )
    return Module(tree, surroundings=surroundings)


def _neighbours(path: str) -> Iterator[str]:
    """The other Python files of a file's package, and of the folders right above and below it."""
    folder = os.path.dirname(path)
    folders = [folder, os.path.dirname(folder)]
    with suppress(OSError):
        folders += sorted(each.path for each in os.scandir(folder) if each.is_dir())
    for each in folders:
        with suppress(OSError):
            found = (os.path.join(each, name) for name in sorted(os.listdir(each)) if name.endswith(".py"))
            yield from (other for other in found if other != path)


def _python_files(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


def _raw(path: str) -> bytes:
    """The content of a file; nothing where it is too big, or cannot be read."""
    try:
        if os.path.getsize(path) > _LIMIT:
            return b""
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


@lru_cache(maxsize=8192)
def _inner_functions(root: str, path: str, stamp: tuple[int, int], authors: Authors | None) -> frozenset[str]:
    raw = _raw(path) if authors is None else _written(root, path, authors)
    return frozenset(name.decode() for name in _INNER_FUNCTION.findall(raw or b""))


def _written(root: str, path: str, authors: Authors | None) -> bytes | None:
    """What the author of a file wrote; None where nobody knows of anything but what is on disk."""
    if authors is None:
        return None
    return authors.text(os.path.relpath(path, root).replace(os.sep, "/"), _raw(path))


def _tree(path: str, word: str = "", written: bytes | None = None) -> Tree | None:
    """The tree of a file, or of what was written in it, that can be read and has the word in it."""
    try:
        if os.path.getsize(path) > _LIMIT:
            return None
        with open(path, "rb") as file:
            raw = file.read() if written is None else written
        return parse(Source.from_bytes(raw)) if word.encode() in raw else None
    except (OSError, SourceError, ParseError, RecursionError, MemoryError):
        return None


def _lacks_contains(definition: ast.ClassDef, method: str) -> bool:
    bound = set(_bound(definition))
    return method in bound and "__contains__" not in bound and not _bases(definition) & _MAPPINGS


def _module_name(path: str) -> str:
    """The last part of the name by which a file is imported."""
    folder, file = os.path.split(path)
    return os.path.basename(folder) if file == "__init__.py" else file.removesuffix(".py")


def _has_other_next(definition: ast.ClassDef) -> bool:
    """Whether `next` can be called without arguments, in a class that cannot be iterated over nor ends an iteration."""
    return not _bases(definition) - {"object"} and _steps_by_next(definition)


def _steps_by_next(definition: ast.ClassDef) -> bool:
    bound = set(_bound(definition))
    if "next" not in bound or bound & {"__iter__", "__next__"}:
        return False
    for each in definition.body:
        if isinstance(each, ast.FunctionDef) and each.name == "next":
            required = len(each.args.args) - len(each.args.defaults)
            raised = [node for node in ast.walk(each) if type(node).__name__ == "Raise"]
            ends = any(
                getattr(node, "id", "") == "StopIteration" for part in raised for node in ast.walk(part)
            )
            return required == 1 and not each.decorator_list and not ends
    return False


def _hands_on(tree: Tree, module: str) -> bool:
    """Whether a module is an argument of a call, or a name of it is: of another call than `isinstance`."""
    imports: Sequence[Any] = [*tree.nodes.get(ast.Import, ()), *tree.nodes.get(ast.ImportFrom, ())]
    names = {
        alias.asname or alias.name
        for each in imports
        for alias in each.names
        if (alias.name if isinstance(each, ast.Import) else each.module) == module
    }
    calls: Sequence[Any] = tree.nodes.get(ast.Call, ()) if names else ()
    passed = (
        argument
        for call in calls
        if getattr(call.func, "id", "") not in ("isinstance", "issubclass")
        for argument in call.args
    )
    roots = (each.value if isinstance(each, ast.Attribute) else each for each in passed)
    return any(isinstance(root, ast.Name) and root.id in names for root in roots)


def _bases(definition: ast.ClassDef) -> set[str]:
    return {getattr(base, "attr", getattr(base, "id", "")) for base in definition.bases}


def _bound(definition: ast.ClassDef) -> Iterator[str]:
    """The names that the statements of a class body bind."""
    for statement in definition.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


@lru_cache(maxsize=4096)
def _imported_files(path: str) -> tuple[str, ...]:
    """The files of the project that run when a file is imported, but for the packages that it lies in."""
    tree = _tree(path)
    if tree is None:
        return ()
    folder = os.path.dirname(path)
    packages = [folder]
    while os.path.isfile(os.path.join(packages[-1], "__init__.py")):
        packages.append(os.path.dirname(packages[-1]))
    found: list[str] = []
    for node in _run_at_once(tree.root):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found += _first_found((packages[0], packages[-1]), alias.name.split("."))
        elif node.level:
            base = packages[min(node.level, len(packages)) - 1]
            found += _from_found((base,), node)
        else:
            found += _from_found((packages[0], packages[-1]), node)
    around = {os.path.join(each, "__init__.py") for each in packages}
    return tuple(each for each in dict.fromkeys(found) if each not in around)


def _run_at_once(node: Any) -> Iterator[Any]:
    """The import statements that run when the module does."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif isinstance(child, (ast.stmt, ast.excepthandler)) and not isinstance(child, _LATER):
            yield from _run_at_once(child)


def _from_found(folders: tuple[str, ...], node: ast.ImportFrom) -> list[str]:
    parts = node.module.split(".") if node.module else []
    found = []
    for alias in node.names:
        found += _first_found(folders, [*parts, alias.name])
    return found


def _first_found(folders: tuple[str, ...], parts: list[str]) -> list[str]:
    for folder in folders:
        found = _found(folder, parts)
        if found:
            return found
    return []


def _found(folder: str, parts: list[str]) -> list[str]:
    """The files that importing a dotted name in a folder runs, as far as they are there."""
    found = []
    for part in parts:
        package = os.path.join(folder, part, "__init__.py")
        module = os.path.join(folder, f"{part}.py")
        if os.path.isfile(package):
            found.append(package)
        elif os.path.isfile(module):
            found.append(module)
        folder = os.path.join(folder, part)
    return found

"""Joins requirements with the code: which apps import what, and what is imported or required in vain."""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from py3port.analysis.stdlib_modules import PYTHON2_MODULES, gone_modules
from py3port.project.files import SourceFile
from py3port.project.project import Project
from py3port.python2 import ParseError, Source, SourceError, ast, parse
from py3port.requirements.distributions import distribution_of, known_imports, likely_imports, top_of
from py3port.requirements.model import Answer, Requirement
from py3port.requirements.source_imports import absolute_imports, candidates
from py3port.result import FileError
from py3port.scan.reading import read_content

_STANDARD = frozenset(
    name.partition(".")[0] for name in (*PYTHON2_MODULES, *gone_modules(), *sys.stdlib_module_names)
)
_ALWAYS_THERE = frozenset({"setuptools", "pkg_resources", "pip", "__main__", "org", "java", "javax"})
"""What comes with every environment, or with Jython."""
NOWHERE = "Imported nowhere"
"""How the note begins on what nobody imports."""
_MENTIONS = 3
_TRIES = tuple(getattr(ast, name) for name in ("Try", "TryStar") if hasattr(ast, name))
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", ""})
_SIGNS = (b"ImportError", b"ModuleNotFoundError", b"Exception", b"except:")


@dataclass(frozen=True)
class Place:
    """A line of a file."""

    path: str
    line: int


@dataclass(frozen=True)
class Usage:
    """Who imports one distribution."""

    key: str
    modules: tuple[str, ...] = ()
    """The top of what is imported."""
    places: tuple[Place, ...] = ()
    """Every import, in order."""
    apps: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    mentions: tuple[Place, ...] = ()
    """Where nothing is imported: the first places that name it in a string, as settings do."""

    @property
    def note(self) -> str:
        """One sentence for people where there is something to look out for."""
        if self.places:
            return ""
        if not self.mentions:
            return f"{NOWHERE}: a tool, something another needs, or needless."
        places = ", ".join(f"{place.path}:{place.line}" for place in self.mentions)
        return f"{NOWHERE}, but named in {places}."


@dataclass(frozen=True)
class Unrequired:
    """A module that is imported though nothing required has it."""

    module: str
    distribution: str
    """Where it is likely to come from."""
    places: tuple[Place, ...]
    apps: tuple[str, ...]
    owners: tuple[str, ...]
    is_optional: bool
    """Whether the code goes on without it, wherever it is imported."""

    @property
    def summary(self) -> str:
        """One line for people."""
        first = self.places[0]
        more = f" and {len(self.places) - 1:,} more" if len(self.places) > 1 else ""
        optional = ", and the code goes on without it" if self.is_optional else ""
        return f"{self.module}, likely of {self.distribution}: {first.path}:{first.line}{more}{optional}"


@dataclass(frozen=True)
class UsageReport:
    """The join of all requirements with all code."""

    by_key: Mapping[str, Usage]
    """By the normalised name of the distribution."""
    unrequired: tuple[Unrequired, ...] = ()
    guessed: tuple[str, ...] = ()
    """What nobody imports by the names that it is likely to have; what it really has, its files tell."""

    def of(self, key: str) -> Usage:
        """Who imports the distribution with this normalised name."""
        return self.by_key.get(key) or Usage(key)

    def attributed(self, answer: Answer) -> Answer:
        """The answer with the apps and owners that it concerns, and a note where nobody imports it."""
        usage = self.of(answer.requirement.key)
        note = " ".join(part for part in (answer.note, usage.note) if part)
        return replace(answer, apps=usage.apps, owners=usage.owners, note=note)


def find_usage(
    project: Project,
    requirements: Sequence[Requirement],
    *,
    modules: Mapping[str, Collection[str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> UsageReport:
    """Find who imports what is required.

    Args:
        modules: what distributions are imported by, as far as their metadata say so, by normalised name.
        progress: hears how many files are done, of how many.
    """
    return _Join(project, requirements, modules or {}).report(progress)


@dataclass
class _Found:
    """The imports of one distribution or module."""

    modules: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)


class _Join:
    """One join."""

    def __init__(
        self, project: Project, requirements: Sequence[Requirement], modules: Mapping[str, Collection[str]]
    ) -> None:
        self._project = project
        self._keys = list(dict.fromkeys(each.key for each in requirements))
        self._files_read = frozenset(each.file for each in requirements)
        self._names = _names_by_key(self._keys, modules)
        self._guarded: dict[str, frozenset[int]] = {}
        self._own = _own_modules(project.files)
        self._ignored = frozenset(name.encode() for name in _STANDARD - self._names.tops)
        self._used: dict[str, _Found] = defaultdict(_Found)
        self._others: dict[str, _Found] = defaultdict(_Found)

    def report(self, progress: Callable[[int, int], None] | None) -> UsageReport:
        """Read every file once; those that mention what nobody imports twice."""
        files = [file for file in self._project.files if not file.problem]
        for number, file in enumerate(files, start=1):
            data = self._read(file.path)
            external = [end for name, end in candidates(data).items() if name not in self._ignored]
            if external:
                self._read_imports(file.path, data, end=max(external))
            if progress is not None:
                progress(number, len(files))
        unused = [key for key in self._keys if key not in self._used]
        mentions = self._mentions(files, unused) if unused else {}
        usages = {
            key: self._usage(key, self._used.get(key, _Found()), mentions.get(key, ())) for key in self._keys
        }
        others = sorted(self._others.items(), key=lambda pair: (-len(pair[1].places), pair[0]))
        guessed = tuple(key for key in unused if not self._names.is_sure(key))
        return UsageReport(usages, tuple(self._unrequired(name, found) for name, found in others), guessed)

    def _read(self, path: str) -> bytes:
        content = read_content(
            os.path.join(self._project.root, path), limit=self._project.config.max_file_size
        )
        return b"" if isinstance(content, FileError) else content.data

    def _read_imports(self, path: str, data: bytes, *, end: int) -> None:
        surroundings = self._project.neighbourhood.of(path)
        own = surroundings.siblings | surroundings.toplevel
        for imported in absolute_imports(data, end=end):
            top = imported.name.partition(".")[0]
            if top in own:
                continue
            key = self._names.find(imported.name)
            if key is not None:
                found = self._used[key]
            elif top in _STANDARD or top in self._own or top in _ALWAYS_THERE:
                continue
            else:
                found = self._others[top_of(imported.name)]
            found.modules.add(top_of(imported.name))
            found.places.append(Place(path, imported.line))

    def _mentions(self, files: Iterable[SourceFile], keys: Sequence[str]) -> dict[str, tuple[Place, ...]]:
        """The first strings that begin with the module of each of these distributions."""
        by_name = {name.encode(): key for key in keys for name in self._names.of(key)}
        words = b"|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
        pattern = re.compile(rb"""["'](""" + words + rb""")(?=[."'])""")
        found: dict[str, list[Place]] = defaultdict(list)
        for file in files:
            if file.path in self._files_read:
                continue
            data = self._read(file.path)
            for match in pattern.finditer(data):
                places = found[by_name[match[1]]]
                if len(places) < _MENTIONS:
                    places.append(Place(file.path, data.count(b"\n", 0, match.start()) + 1))
        return {key: tuple(places) for key, places in found.items()}

    def _usage(self, key: str, found: _Found, mentions: Sequence[Place]) -> Usage:
        apps, owners = self._attribution(found.places)
        return Usage(
            key, tuple(sorted(found.modules)), tuple(found.places), apps, owners, mentions=tuple(mentions)
        )

    def _unrequired(self, module: str, found: _Found) -> Unrequired:
        apps, owners = self._attribution(found.places)
        optional = all(self._is_optional(place) for place in found.places)
        return Unrequired(module, distribution_of(module), tuple(found.places), apps, owners, optional)

    def _attribution(self, places: Sequence[Place]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        paths = {place.path for place in places}
        apps = {self._project.apps.app_of(path) for path in paths}
        owners = {owner for path in paths for owner in self._project.owners.owner_of(path)[0]}
        return tuple(sorted(apps)), tuple(sorted(owners))

    def _is_optional(self, place: Place) -> bool:
        """Whether the file goes on where the import fails."""
        if place.path not in self._guarded:
            self._guarded[place.path] = _guarded_lines(self._read(place.path))
        return place.line in self._guarded[place.path]


class _Names:
    """Tells which required distribution a dotted module belongs to."""

    def __init__(self, sure: Mapping[str, Sequence[str]], likely: Mapping[str, Sequence[str]]) -> None:
        self._of = {key: (*sure.get(key, ()), *likely.get(key, ())) for key in (*sure, *likely)}
        self._sure = frozenset(sure)
        self._tables = [_inverted(sure), _inverted(likely)]
        self._known: dict[str, str | None] = {}

    @property
    def tops(self) -> frozenset[str]:
        """The first parts of all modules."""
        return frozenset(name.partition(".")[0] for names in self._of.values() for name in names)

    def of(self, key: str) -> Sequence[str]:
        """The modules of a distribution."""
        return self._of.get(key, ())

    def is_sure(self, key: str) -> bool:
        """Whether the modules of a distribution are more than a guess."""
        return key in self._sure

    def find(self, module: str) -> str | None:
        """The key of the distribution; the longest name counts, a sure one before one that is only likely."""
        if module not in self._known:
            self._known[module] = next(self._matches(module.lower()), None)
        return self._known[module]

    def _matches(self, module: str) -> Iterator[str]:
        for table in self._tables:
            name = module
            while name:
                if name in table:
                    yield table[name]
                name = name.rpartition(".")[0]


def _names_by_key(keys: Iterable[str], modules: Mapping[str, Collection[str]]) -> _Names:
    sure, likely = {}, {}
    for key in keys:
        known = tuple(modules.get(key, ())) or known_imports(key)
        if known:
            sure[key] = known
        else:
            likely[key] = likely_imports(key)
    return _Names(sure, likely)


def _inverted(table: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Module, in lower case, to key; names that stand further to the front count more."""
    found: dict[str, tuple[int, str]] = {}
    for key, names in table.items():
        for rank, name in enumerate(names):
            found[name.lower()] = min(found.get(name.lower(), (rank, key)), (rank, key))
    return {name: key for name, (_, key) in found.items()}


def _own_modules(files: Iterable[SourceFile]) -> frozenset[str]:
    """The names by which any of the project's own code may be imported, wherever its roots are."""
    packages = {file.path.rpartition("/")[0] for file in files if file.path.endswith("__init__.py")}
    own = set()
    for file in files:
        folder, _, name = file.path.rpartition("/")
        if folder not in packages:
            own.add(name.partition(".")[0])
        elif folder.rpartition("/")[0] not in packages:
            own.add(folder.rpartition("/")[2])
    return frozenset(own)


def _guarded_lines(data: bytes) -> frozenset[int]:
    """The lines of the imports that a file goes on without."""
    if not any(word in data for word in _SIGNS):
        return frozenset()
    try:
        tree = parse(Source.from_bytes(data))
    except (SourceError, ParseError, RecursionError, MemoryError):
        return frozenset()
    nodes = [*tree.nodes.get(ast.Import, ()), *tree.nodes.get(ast.ImportFrom, ())]
    return frozenset(getattr(node, "lineno", 0) for node in nodes if _is_guarded(node, tree.parents))


def _is_guarded(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> bool:
    child, parent = node, parents.get(node)
    while parent is not None:
        if isinstance(parent, _TRIES):
            handlers = getattr(parent, "handlers", ())
            in_body = any(child is each for each in getattr(parent, "body", ()))
            if (in_body or child in handlers) and any(_catches_imports(each) for each in handlers):
                return True
        child, parent = parent, parents.get(parent)
    return False


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    caught: Any = handler.type
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(getattr(kind, "id", "") in _IMPORT_ERRORS for kind in kinds)

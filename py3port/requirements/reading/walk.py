"""Reads files of requirements and those that they refer to, each once, none outside of the project."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from py3port.errors import UserError
from py3port.project.project import Project
from py3port.requirements.model import Kind, Problem, Reading, Requirement
from py3port.requirements.reading.declared import shown
from py3port.requirements.reading.discovery import find_files, is_constraints, reader_of
from py3port.requirements.reading.sheet import Reference, Sheet
from py3port.result import FileError
from py3port.scan.reading import read_content
from py3port.storage import StorageError, inside

MAX_SIZE = 5_000_000
"""In bytes; no list of requirements that people keep is bigger."""
MAX_PROBLEMS = 100
"""How many are told of one file."""
OWN_MARK = "# Proposed by py3port"
"""How the files begin that we wrote ourselves; they say nothing new."""


def read_project(project: Project, paths: Sequence[str | Path] = ()) -> Reading:
    """What the files at `paths` require, else all files of the project that are known by their names.

    Raises:
        UserError: a path does not exist or lies outside of the project.
    """
    named: list[str] = []
    for path in paths or (project.root,):
        if not os.path.lexists(path):
            raise UserError(f"{path}: no such file or folder")
        relative = project.relative(path)
        named += find_files(project, relative) if (project.root / relative).is_dir() else [relative]
    walk = _Walk(project.root)
    walk.read(dict.fromkeys(named), are_named=bool(paths))
    return walk.result()


def _worth_telling(sheet: Sheet) -> list[Problem]:
    """The problems of a file by line, as many as anybody reads."""
    problems = sorted(sheet.problems, key=lambda problem: problem.line)
    more = len(problems) - MAX_PROBLEMS
    if more <= 0:
        return problems
    return [
        *problems[:MAX_PROBLEMS],
        Problem(sheet.file, problems[MAX_PROBLEMS].line, f"and {more:,} more of that kind"),
    ]


class _Walk:
    """What has been read so far."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sheets: dict[str, Sheet] = {}
        self._edges: dict[str, list[tuple[Reference, str]]] = defaultdict(list)
        self._kinds: dict[str, Kind] = {}

    def read(self, files: Iterable[str], *, are_named: bool) -> None:
        """Read files and all that they refer to."""
        files = list(files)
        waiting = files[::-1]
        while waiting:
            file = waiting.pop()
            if file not in self._sheets:
                waiting += self._read_one(file)[::-1]
        referred = {target for edges in self._edges.values() for _, target in edges}
        for file in files:
            if are_named or file not in referred:
                self._give_kinds(file)
        for file in self._sheets:
            # What is left goes round in circles.
            if file not in self._kinds:
                self._give_kinds(file)
        self._find_circles()

    def result(self) -> Reading:
        """All of it, file by file."""
        requirements = [each for file in self._sheets for each in self._of_kind(file)]
        problems = [each for sheet in self._sheets.values() for each in _worth_telling(sheet)]
        return Reading(tuple(requirements), tuple(problems), tuple(self._sheets))

    def _of_kind(self, file: str) -> Iterator[Requirement]:
        kind = self._kinds[file]
        for each in self._sheets[file].requirements:
            yield replace(each, kind=kind) if each.kind is Kind.REQUIREMENT else each

    def _read_one(self, file: str) -> list[str]:
        """Read a file; returns those that it refers to and that are there."""
        sheet = self._sheets[file] = Sheet(file, b"")
        data = self._content(file)
        if isinstance(data, Problem):
            sheet.problems.append(data)
            return []
        if data.startswith(OWN_MARK.encode()):
            return []
        sheet.data = data
        reader_of(file)(sheet)
        found = []
        for reference in sheet.references:
            if self._is_there(sheet, reference):
                self._edges[file].append((reference, reference.path))
                found.append(reference.path)
        return found

    def _content(self, file: str) -> bytes | Problem:
        try:
            real = inside(self._root, self._root / file)
        except StorageError as error:
            return Problem(file, 0, f"not read, since {error}")
        content = read_content(str(real), limit=MAX_SIZE)
        if isinstance(content, FileError):
            return Problem(file, 0, content.message)
        return content.data

    def _is_there(self, sheet: Sheet, reference: Reference) -> bool:
        if reference.path.startswith("/") or reference.path.partition("/")[0] == "..":
            message = f"not read, since it lies outside of the project: {shown(reference.path)}"
        elif os.path.isfile(self._root / reference.path):
            return True
        else:
            message = f"no such file: {shown(reference.path)}"
        if reference.is_certain:
            sheet.problem(reference.line, message)
        return False

    def _give_kinds(self, start: str) -> None:
        """Say what the lines of a file are for, and of those that it refers to; to be required outweighs the rest."""
        waiting = [(start, Kind.CONSTRAINT if is_constraints(start) else Kind.REQUIREMENT)]
        while waiting:
            file, kind = waiting.pop()
            known = self._kinds.get(file)
            if known is Kind.REQUIREMENT or (known and kind is not Kind.REQUIREMENT):
                continue
            self._kinds[file] = kind
            waiting += [(target, reference.kind or kind) for reference, target in self._edges[file]]

    def _find_circles(self) -> None:
        """Complain of each reference that leads back to a file on the way to it."""
        done: set[str] = set()
        for start in self._sheets:
            if start in done:
                continue
            path, stack = [start], [(start, iter(self._edges[start]))]
            while stack:
                file, edges = stack[-1]
                step = next(edges, None)
                if step is None:
                    done.add(file)
                    path.pop()
                    stack.pop()
                    continue
                reference, target = step
                if target in path:
                    circle = " -> ".join([*path[path.index(target) :], target])
                    self._sheets[file].problem(reference.line, f"goes round in a circle: {circle}")
                elif target not in done:
                    stack.append((target, iter(self._edges[target])))
                    path.append(target)

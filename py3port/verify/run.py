"""One verification, from the files to what is remembered."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from py3port.apply.confirm import confirm
from py3port.filekind import FileKind
from py3port.project.graph import ImportGraph
from py3port.project.project import Project
from py3port.result import FileError
from py3port.scan.reading import read_content
from py3port.verify.environments import Environment
from py3port.verify.result import Compiled, TestPair, Verification

_TEST = re.compile(r"(^|/)(tests?/.*|test_[^/]*|[^/]*_test|tests?)\.py$")


def compile_all(project: Project, environments: Iterable[Environment]) -> tuple[Compiled, ...]:
    """What the compiler of each interpreter says of every file; each runs once."""
    contents: dict[str, bytes] = {}
    unread: dict[str, str] = {}
    for file in project.files:
        if file.kind is not FileKind.PYTHON:
            continue
        content = read_content(os.path.join(project.root, file.path), limit=project.config.max_file_size)
        if isinstance(content, FileError):
            unread[file.path] = content.message
        else:
            contents[file.path] = content.data
    found = []
    for each in environments:
        answers = confirm(each.python, list(contents.values()))
        rejected = {path: answer for path, answer in zip(contents, answers, strict=True) if answer}
        found.append(Compiled(each.version, len(contents) + len(unread), {**unread, **rejected}))
    return tuple(found)


def verification(
    project: Project, compiled: Sequence[Compiled], tests: Sequence[TestPair], *, command: str
) -> Verification:
    """What was found, with when and of what."""
    head = project.repository.head() if project.repository else None
    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return Verification(now, head or "", tuple(compiled), tuple(tests), command)


def affected_tests(graph: ImportGraph, changed: Collection[str]) -> list[str]:
    """The test files that import any of the changed files, directly or through others, or are changed themselves."""
    dependents: Mapping[str, frozenset[str]] = graph.dependents
    seen = {path for path in changed if path in dependents}
    waiting = list(seen)
    while waiting:
        for each in dependents[waiting.pop()] - seen:
            seen.add(each)
            waiting.append(each)
    return sorted(path for path in seen if _TEST.search(path))

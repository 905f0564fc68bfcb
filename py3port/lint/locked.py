"""Apps that are ported and shall stay so: what their files import must be Python 3 as well."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from py3port.analysis import Module
from py3port.analysis.ignores import lines_about
from py3port.detect import numbered
from py3port.filekind import FileKind
from py3port.project.graph import ModuleFinder
from py3port.project.project import Project
from py3port.python2 import Dialect, ParseError, Source, SourceError, Tree, parse
from py3port.result import Applicability, FileError, FileResult, Finding, Options, RuleInfo, Stage
from py3port.scan.file import imported_by
from py3port.scan.reading import read_content

UNPORTED_IMPORT = RuleInfo(
    name="unported-import",
    title="Import only what Python 3 can read",
    description=(
        "A file of a locked app imports a module of the repository which Python 3 cannot parse. The import fails "
        "there, whatever the locked app itself is like."
    ),
    stage=Stage.COMMON,
    applicability=Applicability.MANUAL,
    since="3.0",
)
_PORTED = frozenset({Dialect.PYTHON3.value, Dialect.BOTH.value})


class ImportCheck:
    """Finds imports of modules that Python 3 cannot parse."""

    def __init__(self, project: Project, options: Options, results: Iterable[FileResult]) -> None:
        self._project = project
        self._options = options
        self._dialects = {each.path: each.dialect for each in results if each.dialect}

    def findings(self, contents: Mapping[str, bytes]) -> list[Finding]:
        """The imports of unported modules in the given files."""
        return [finding for path in sorted(contents) for finding in self._in_file(path, contents[path])]

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(file.path for file in self._project.files if file.kind is FileKind.PYTHON)

    @cached_property
    def _finder(self) -> ModuleFinder:
        return ModuleFinder(self._paths)

    def _in_file(self, path: str, data: bytes) -> tuple[Finding, ...]:
        tree = _parsed(data)
        if tree is None:
            return ()
        module = Module(tree, self._options, self._project.neighbourhood.of(path))
        return numbered(self._in_module(path, module), path)

    def _in_module(self, path: str, module: Module) -> Iterator[Finding]:
        seen = set()
        for node, name in imported_by(module.tree):
            target = self._finder.find(name, path)
            loaded = next((each for each in self._loaded(target, path) if not self._is_ported(each)), "")
            if not loaded or (node, loaded) in seen:
                continue
            seen.add((node, loaded))
            lines = lines_about(node, node)
            is_hidden = any(
                each.names_rule(UNPORTED_IMPORT.name, ()) and each.covers(lines) for each in module.ignores
            )
            if is_hidden or module.is_guarded(node):
                continue
            verb = "is" if loaded == target else "loads"
            message = f"`{name}` {verb} {loaded}, which Python 3 cannot parse yet; this app is locked"
            yield _finding(path, module, node, message)

    def _loaded(self, target: str, path: str) -> Iterator[str]:
        """What an import of the file `target` runs, in order: its packages, but for those around `path`, and itself."""
        folders = target.split("/")[:-1]
        for length in range(1, len(folders) + 1):
            package = "/".join([*folders[:length], "__init__.py"])
            around = package.removesuffix("__init__.py")
            if package in self._paths and package != target and not path.startswith(around):
                yield package
        if target and target != path:
            yield target

    def _is_ported(self, path: str) -> bool:
        if path not in self._dialects:
            limit = self._project.config.max_file_size
            content = read_content(os.path.join(self._project.root, path), limit=limit)
            tree = None if isinstance(content, FileError) else _parsed(content.data)
            self._dialects[path] = tree.dialect.value if tree is not None else ""
        return self._dialects[path] in _PORTED


def _parsed(data: bytes) -> Tree | None:
    try:
        return parse(Source.from_bytes(data))
    except (SourceError, ParseError, RecursionError, MemoryError):
        return None


def _finding(path: str, module: Module, node: Any, message: str) -> Finding:
    info = UNPORTED_IMPORT
    return Finding(
        path=path,
        line=node.lineno,
        column=node.col_offset + 1,
        end_line=node.end_lineno,
        end_column=node.end_col_offset + 1,
        rule=info.name,
        stage=info.stage,
        applicability=info.applicability,
        message=message,
        scope=module.scope_name(node),
        text=" ".join(module.source.line(node.lineno).split()),
        fingerprint="",
    )

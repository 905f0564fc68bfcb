"""Gathers what a plan depends on beside the scan: git's history, requirements, coverage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from py3port.plan.coverage import find_coverage, read_coverage
from py3port.plan.make import Facts
from py3port.plan.step import STEP_TRAILER
from py3port.project.project import Project
from py3port.python2 import ParseError, Source, SourceError, ast, parse


def gather(
    project: Project, *, required: Collection[str] | None = None, coverage: Path | None = None
) -> Facts:
    """What the project says.

    Args:
        required: the distributions that it requires, normalised; None: it says nothing about that.
        coverage: a report of coverage.py; else the one at the root, if there.

    Raises:
        UserError: git refuses, or the coverage report cannot be read.
    """
    return Facts(
        commits=_commits(project),
        required=required,
        coverage=_coverage(project, coverage),
        step_files=project.config.step_files,
    )


def _commits(project: Project) -> Mapping[str, Sequence[str]]:
    return project.repository.trailers(STEP_TRAILER) if project.repository else {}


def _coverage(project: Project, given: Path | None) -> Mapping[str, float] | None:
    path = given or find_coverage(project.root)
    if path is None:
        return None
    known = {file.path for file in project.files}

    def relative(name: str) -> str:
        try:
            # A relative name is so from the root, wherever we run.
            path = project.relative(project.root / name)
        except (ValueError, OSError):
            return ""
        return path if path in known else ""

    return read_coverage(path, relative=relative, statements=lambda name: _statements(project.root / name))


def _statements(path: Path) -> int:
    """How many lines begin a statement; 0 where the file cannot be read."""
    try:
        tree = parse(Source.from_bytes(path.read_bytes()))
    except (OSError, SourceError, ParseError, RecursionError):
        return 0
    statements: Any = [nodes for kind, nodes in tree.nodes.items() if issubclass(kind, ast.stmt)]
    return len({node.lineno for nodes in statements for node in nodes})

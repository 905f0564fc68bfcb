"""Reads small projects and shows what was found on short lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from py3port.project.project import Project
from py3port.requirements.model import Reading, Requirement
from py3port.requirements.reading import read_project
from tests.trees import write_tree


def read_tree(root: Path, files: Mapping[str, str | bytes], *named: str) -> Reading:
    """Write a project and read what it requires, from the files named or from all."""
    write_tree(root, {"py3port.toml": "", **files})
    return read_project(Project.open(root), [root / name for name in named])


def shown(requirement: Requirement) -> str:
    """A requirement as one line: where, what, and all that is not usual about it."""
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    parts = [f"{requirement.line}:{requirement.column}", f"{requirement.name}{extras}{requirement.specifier}"]
    if requirement.url:
        parts.append(f"@ {requirement.url}")
    if requirement.marker:
        parts.append(f"; {requirement.marker}")
    if requirement.kind.value != "requirement":
        parts.append(f"({requirement.kind.value})")
    if requirement.group:
        parts.append(f"<{requirement.group}>")
    return " ".join(parts)


def requirements(reading: Reading, file: str = "") -> list[str]:
    """All requirements, or those of one file, as lines."""
    return [shown(each) for each in reading.requirements if not file or each.file == file]


def problems(reading: Reading) -> list[str]:
    """All problems as lines."""
    return [f"{each.file}:{each.line}: {each.message}" for each in reading.problems]

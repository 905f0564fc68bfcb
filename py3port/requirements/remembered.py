"""Keeps what `py3port requirements` found for those who do not ask indexes: the plan, the dashboard."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from py3port.project.project import Project
from py3port.report import CheckedRequirement, Requirements
from py3port.storage import STATE_FOLDER, StorageError, digest, read, state_folder, write

if TYPE_CHECKING:
    from py3port.requirements.model import Answer
    from py3port.requirements.report import Report

NAME = "requirements.json"
_FORMAT = 1
_TEXTS = ("name", "specifier", "file", "verdict", "note")
_RELEASES = ("first_py3", "first_target", "bridge", "latest", "replacement")
_LISTS = ("evidence", "apps", "owners")


def store(project: Project, report: Report, files: Iterable[str]) -> None:
    """Remember a report on the whole project, and what the files of requirements were then.

    Where nothing can be written, nothing is remembered.
    """
    found = Requirements(
        date=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        found=tuple(map(_checked_requirement, report.by_urgency)),
        target=report.target,
        order=report.plan.order,
        conflicts=report.plan.conflicts,
        unrequired=tuple(each.summary for each in report.unrequired),
    )
    document = asdict(found)
    del document["changed"]
    digests = {file: _digest(project.root, file) for file in files}
    with suppress(StorageError):
        text = json.dumps({"format": _FORMAT, "files": digests, **document})
        write(state_folder(project.root) / NAME, text.encode())


def load(project: Project) -> Requirements | None:
    """What was found last; none where nothing was, or where the repository brings our folder along."""
    path = project.root / STATE_FOLDER / NAME
    if not path.is_file() or (project.repository and project.repository.is_tracked(path.parent)):
        return None
    try:
        data, _ = read(path, root=project.root)
        document = json.loads(data)
        return _remembered(document, project.root) if document["format"] == _FORMAT else None
    except (StorageError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _checked_requirement(answer: Answer) -> CheckedRequirement:
    requirement = answer.requirement
    return CheckedRequirement(
        name=requirement.name,
        specifier=requirement.specifier,
        file=requirement.file,
        line=requirement.line,
        verdict=answer.verdict.value,
        evidence=tuple(f"{each.kind}: {each.detail}" for each in answer.evidence),
        first_py3=answer.first_py3,
        first_target=answer.first_target,
        bridge=answer.bridge,
        latest=answer.latest,
        replacement=answer.replacement,
        apps=answer.apps,
        owners=answer.owners,
        note=answer.note,
    )


def _remembered(document: Mapping[str, Any], root: Path) -> Requirements:
    """The document as a result; anything that is not as `store` writes it raises."""
    files = _checked(document["files"], dict).items()
    return Requirements(
        date=_checked(document["date"], str),
        found=tuple(map(_requirement, document["found"])),
        target=_checked(document["target"], str),
        order=_texts(document["order"]),
        conflicts=_texts(document["conflicts"]),
        unrequired=_texts(document["unrequired"]),
        changed=tuple(sorted(file for file, known in files if _digest(root, file) != known)),
    )


def _requirement(fields: Mapping[str, Any]) -> CheckedRequirement:
    found: dict[str, Any] = {name: _checked(fields[name], str) for name in _TEXTS}
    found |= {name: fields[name] and _checked(fields[name], str) for name in _RELEASES}
    found |= {name: _texts(fields[name]) for name in _LISTS}
    return CheckedRequirement(line=_checked(fields["line"], int), **found)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_checked(each, str) for each in _checked(values, list))


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _digest(root: Path, file: str) -> str:
    """What tells a file's content from others; empty where it cannot be read."""
    try:
        return digest(read(root / file, root=root)[0])
    except (StorageError, ValueError):
        return ""

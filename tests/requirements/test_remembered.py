"""What a look at all requirements leaves behind for the plan and the dashboard."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from py3port.cli import main
from py3port.project.project import Project
from py3port.requirements.remembered import NAME, load
from py3port.storage import STATE_FOLDER
from tests.trees import git


def test_what_was_found_is_remembered(project: Path) -> None:
    main.run(["requirements"])
    found = load(Project.open(project))
    assert found is not None
    age = datetime.now(timezone.utc) - datetime.fromisoformat(found.date)
    assert timedelta(0) <= age < timedelta(minutes=5)
    assert (found.target, found.order, found.conflicts) == ("3.12", ("both", "enum34"), ())
    assert found.unrequired == ("stray, likely of stray: shop/models.py:2",)
    assert found.changed == ()
    first = found.found[0]
    assert (first.name, first.specifier, first.file, first.line) == ("both", "==1.0", "requirements.txt", 2)
    assert (first.verdict, first.first_target, first.bridge) == ("bridge", "2.0", "2.0")
    assert first.apps == ("shop",)
    assert first.evidence[0] == "classifier: the classifiers of both-1.0.tar.gz name Python 2 only"
    assert [each.verdict for each in found.found] == ["bridge", "drop", "ok"]


def test_nothing_is_remembered_of_a_part(project: Path) -> None:
    main.run(["requirements", "requirements.txt"])
    assert load(Project.open(project)) is None


def test_what_changed_since_is_told(project: Path) -> None:
    main.run(["requirements"])
    with open(project / "requirements.txt", "a") as file:
        file.write("more\n")
    found = load(Project.open(project))
    assert found is not None
    assert found.changed == ("requirements.txt",)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 99},
        {"date": 5},
        {"found": [{}]},
        {"found": {"name": "both"}},
        {"order": [1]},
        {"files": ["requirements.txt"]},
        {"target": None},
    ],
)
def test_what_makes_no_sense_is_forgotten(project: Path, change: dict[str, object]) -> None:
    main.run(["requirements"])
    path = project / STATE_FOLDER / NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert load(Project.open(project)) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_memory_is_forgotten(project: Path, content: bytes) -> None:
    (project / STATE_FOLDER).mkdir()
    (project / STATE_FOLDER / NAME).write_bytes(content)
    assert load(Project.open(project)) is None


def test_a_pipe_in_its_place_is_not_read(project: Path) -> None:
    (project / STATE_FOLDER).mkdir()
    os.mkfifo(project / STATE_FOLDER / NAME)
    assert load(Project.open(project)) is None


def test_what_came_with_the_repository_is_not_trusted(project: Path) -> None:
    main.run(["requirements"])
    git(project, "init", "-q")
    assert load(Project.open(project)) is not None
    git(project, "add", "-f", STATE_FOLDER)
    assert load(Project.open(project)) is None

"""What earlier runs of other commands left for the reports."""

from __future__ import annotations

from py3port.project.project import Project
from py3port.report import Compilation, Requirements, TestOutcome, Verification
from py3port.requirements.remembered import load
from py3port.storage import STATE_FOLDER
from py3port.verify.result import remembered


def requirements(project: Project) -> Requirements:
    """What `py3port requirements` found when it last ran for the whole project."""
    return load(project) or Requirements()


def verification(project: Project) -> Verification:
    """What `py3port verify` found when it last ran; nothing where the repository brings our folder along."""
    folder = project.root / STATE_FOLDER
    if not folder.exists() or (project.repository and project.repository.is_tracked(folder)):
        return Verification()
    found = remembered(project.root)
    if found is None:
        return Verification()
    return Verification(
        date=found.created,
        commit=found.commit,
        compiled=tuple(Compilation(each.python, each.files, each.rejected) for each in found.compiled),
        tests=tuple(
            TestOutcome(each.name, each.verdict.value, each.seconds2, each.seconds3, each.output)
            for each in found.tests
        ),
    )

"""Whole packages, whose modules tell each other what is binary: a second run edits nothing, the order is free."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from py3port.apply import driver
from py3port.apply.outcome import Changed, Failed
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Mode, Options
from py3port.rule import Rule
from tests.apply.test_composition import MAX_PASSES, an_order, rules
from tests.interpreters import require_python2

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "webshop"
PACKAGES = ("bsddb", "ctypes", "distutils", "email", "json", "logging", "multiprocessing", "wsgiref", "xml")


def apply(root: Path, mode: Mode, *chosen: Rule, again: bool = False) -> list[str]:
    """Apply some rules, or all, to a whole project, with what is likely; return the paths that changed."""
    project, registry = Project.open(root), load_rules()
    request = driver.Request(
        rules=chosen or rules(),
        options=Options(mode),
        files=project.select(()),
        unsafe=True,
        to_the_end=not chosen,
        jobs=1,
        allow_dirty=True,
        inside=driver.rules_inside(registry, project.config),
        again=again,
    )
    outcomes = driver.apply(project, request, command="py3port apply").outcomes
    assert not [each for each in outcomes if isinstance(each, Failed) and each.defect]
    return [each.path for each in outcomes if isinstance(each, Changed)]


def one_by_one(root: Path, mode: Mode, order: Sequence[Rule]) -> None:
    """Apply single rules, again and again until nothing changes."""
    for _ in range(MAX_PASSES):
        changed = [path for rule in order for path in apply(root, mode, rule)]
        if not changed:
            return
    raise AssertionError("no end")


def texts(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text("latin-1") for path in root.rglob("*.py")}


def copy_of_package(name: str, folder: Path) -> Path:
    library = Path(require_python2()).parent.parent / "lib" / "python2.7"
    shutil.copytree(library / name, folder / name, ignore=shutil.ignore_patterns("*.pyc", "*.so"))
    return folder


@pytest.mark.parametrize("mode", Mode)
def test_a_second_run_over_the_example(tmp_path: Path, mode: Mode) -> None:
    root = tmp_path / "webshop"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".py3port"))
    assert apply(root, mode)
    assert apply(root, mode) == []
    # Nor does one that knows nothing of the first.
    assert apply(root, mode, again=True) == []


@pytest.mark.corpus
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("package", PACKAGES)
def test_a_second_run_over_the_standard_library(tmp_path: Path, mode: Mode, package: str) -> None:
    root = copy_of_package(package, tmp_path)
    assert apply(root, mode)
    assert apply(root, mode) == []


@pytest.mark.corpus
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("package", ["bsddb", "wsgiref"])
def test_rules_one_by_one_over_the_standard_library(tmp_path: Path, mode: Mode, package: str) -> None:
    whole = copy_of_package(package, tmp_path / "whole")
    apply(whole, mode)
    steps = copy_of_package(package, tmp_path / "steps")
    one_by_one(steps, mode, list(an_order(random.Random(3))))
    assert texts(steps) == texts(whole)

"""A second `apply --all --unsafe` over whole packages, whose modules tell each other what is binary, edits nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from py3port.apply import driver
from py3port.apply.outcome import Changed, Failed
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Mode, Options
from tests.interpreters import require_python2

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "webshop"
PACKAGES = ("bsddb", "ctypes", "distutils", "email", "json", "logging", "multiprocessing", "wsgiref", "xml")


def changed_by_apply(root: Path, mode: Mode, *, again: bool = False) -> list[str]:
    project, registry, options = Project.open(root), load_rules(), Options(mode)
    rules = driver.choose_rules(registry, project.config, names=(), everything=True, options=options)
    request = driver.Request(
        rules=rules,
        options=options,
        files=project.select(()),
        unsafe=True,
        to_the_end=True,
        jobs=1,
        allow_dirty=True,
        inside=driver.rules_inside(registry, project.config),
        again=again,
    )
    outcomes = driver.apply(project, request, command="py3port apply --all --unsafe").outcomes
    assert not [each for each in outcomes if isinstance(each, Failed) and each.defect]
    return [each.path for each in outcomes if isinstance(each, Changed)]


@pytest.mark.parametrize("mode", Mode)
def test_the_example(tmp_path: Path, mode: Mode) -> None:
    root = tmp_path / "webshop"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".py3port"))
    assert changed_by_apply(root, mode)
    assert changed_by_apply(root, mode) == []
    # Nor does one that knows nothing of the first.
    assert changed_by_apply(root, mode, again=True) == []


@pytest.mark.corpus
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("package", PACKAGES)
def test_the_standard_library(tmp_path: Path, mode: Mode, package: str) -> None:
    library = Path(require_python2()).parent.parent / "lib" / "python2.7"
    shutil.copytree(library / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc", "*.so"))
    assert changed_by_apply(tmp_path, mode)
    assert changed_by_apply(tmp_path, mode) == []

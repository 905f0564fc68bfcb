"""Two versions of a baseline become one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from py3port.cli.main import run
from py3port.lint.baseline import Baseline, load, merged, save
from py3port.lint.known import Known
from tests.lint.gates import START, lint
from tests.trees import SOURCE_ROOTS, git, write_tree

A, B, C = (Known(f"{name}.py", "r", "", name) for name in "abc")
ENTRIES = st.lists(st.sampled_from([A, B, C])).map(lambda found: Baseline(tuple(sorted(found))))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ((A, B), (A,), (A, B), (A,)),
        ((A, B), (A,), (B,), ()),
        ((A,), (A, B), (A, C), (A, B, C)),
        ((A,), (A, B), (A, B), (A, B)),
        ((A, A, A), (A, A), (A,), ()),
        ((A, A), (A,), (A,), (A,)),
        ((), (A,), (), (A,)),
    ],
)
def test_both_changes_count(
    base: tuple[Known, ...], ours: tuple[Known, ...], theirs: tuple[Known, ...], result: tuple[Known, ...]
) -> None:
    assert merged(Baseline(base), Baseline(ours), Baseline(theirs)).entries == result


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES, ENTRIES, ENTRIES)
def test_sides_are_equal_and_one_sided_changes_are_taken(
    base: Baseline, ours: Baseline, theirs: Baseline
) -> None:
    assert merged(base, ours, theirs) == merged(base, theirs, ours)
    assert merged(base, ours, base) == ours
    assert merged(base, ours, ours) == ours


def test_the_lower_budget_holds() -> None:
    result = merged(Baseline(()), Baseline((), {"total": 5, "app:a": 1}), Baseline((), {"total": 4}))
    assert result.budgets == {"total": 4, "app:a": 1}


def test_the_command(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("base", "ours", "theirs")]
    for path, entries in zip(paths, ([A, B], [A], [A, B, C]), strict=True):
        save(path, entries)
    assert run(["baseline", "merge", *map(str, paths)]) == 0
    assert load(paths[1]).entries == (A, C)
    paths[0].write_bytes(b"")
    assert run(["baseline", "merge", *map(str, paths)]) == 0
    paths[2].write_text("<<<<<<< x\n")
    before = paths[1].read_bytes()
    assert run(["baseline", "merge", *map(str, paths)]) == 2
    assert paths[1].read_bytes() == before


def test_as_a_merge_driver_of_git(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {".gitattributes": "py3port-baseline.json merge=py3port\n"})
    lint(capsys, "--update-baseline")
    program = f"import sys; sys.path[:0] = {SOURCE_ROOTS!r}; from py3port.cli.main import run; "
    (tree.parent / "merge.py").write_text(f"{program}sys.exit(run(sys.argv[1:]))\n")
    driver = f"'{sys.executable}' '{tree.parent / 'merge.py'}' baseline merge %O %A %B"
    git(tree, "config", "merge.py3port.driver", driver)
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "baseline")
    for branch, old in (("one", "print 'a'"), ("other", "print 'b'")):
        git(tree, "checkout", "-qb", branch, "main")
        write_tree(tree, {"shop/a.py": START["shop/a.py"].replace(old, "pass")})
        lint(capsys, "--update-baseline")
        git(tree, "commit", "-qam", branch)
    git(tree, "merge", "-q", "one", "-m", "both")
    assert len(json.loads((tree / "py3port-baseline.json").read_text())["findings"]) == 1
    assert lint(capsys)[0] == 0


def test_without_the_driver_the_conflict_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(capsys, "--update-baseline")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "baseline")
    for branch, old in (("one", "print 'a'"), ("other", "print 'b'")):
        git(tree, "checkout", "-qb", branch, "main")
        write_tree(tree, {"shop/a.py": START["shop/a.py"].replace(old, "pass")})
        lint(capsys, "--update-baseline")
        git(tree, "commit", "-qam", branch)
    with pytest.raises(subprocess.CalledProcessError):
        git(tree, "merge", "one")
    code, out, error = lint(capsys, "shop/b.py")
    assert (code, out) == (2, "")
    assert "there is a merge conflict in it" in error

"""What codemods would write: each finding has its own lines, and the imports that they need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from py3port.attach.excerpts import LONGEST, excerpts
from py3port.attach.fixes import Fixes, fixes
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Finding, Hunk, Options, ScanResult
from py3port.scan import scan
from tests.trees import write_tree


def scanned(root: Path, files: Mapping[str, str | bytes]) -> tuple[Project, ScanResult]:
    project = Project.open(write_tree(root, files))
    rules = load_rules().before_cleanup()
    return project, scan(project, rules=rules, options=Options(), cache=False)


def fixed(root: Path, text: str, **more: int) -> tuple[list[Finding], Fixes]:
    project, result = scanned(root, {"a.py": text})
    rules = load_rules().before_cleanup()
    return list(result.findings), fixes(project, result.files, rules, Options(), **more)


def test_each_finding_has_its_own_lines(tmp_path: Path) -> None:
    found, fixes = fixed(tmp_path, "print 1\nx = 2\nprint 3\nprint 3\n")
    assert [fixes[each.fingerprint] for each in found] == [
        (Hunk(1, ("print 1",), ("print(1)",)),),
        (Hunk(3, ("print 3",), ("print(3)",)),),
        (Hunk(4, ("print 3",), ("print(3)",)),),
    ]


def test_the_import_that_it_needs_comes_last(tmp_path: Path) -> None:
    _, fixes = fixed(tmp_path, '"""Doc."""\nx = 1\ny = isinstance(x, basestring)\n')
    ((first, second),) = fixes.values()
    assert first == Hunk(3, ("y = isinstance(x, basestring)",), ("y = isinstance(x, six.string_types)",))
    assert "import six" in second.new


def test_an_import_that_only_another_needs(tmp_path: Path) -> None:
    found, fixes = fixed(tmp_path, "x = 1\nraise KeyError, x\nraise KeyError, x, y\n")
    plain, with_traceback = (fixes[each.fingerprint] for each in found)
    assert [hunk.new for hunk in plain] == [("raise KeyError(x)",)]
    assert any("import six" in hunk.new for hunk in with_traceback)


def test_two_rules_on_a_line(tmp_path: Path) -> None:
    found, fixes = fixed(tmp_path, "print 1 <> 2\n")
    assert {each.rule: fixes[each.fingerprint][0].new for each in found} == {
        "print-statement": ("print(1 <> 2)",),
        "not-equal-operator": ("print 1 != 2",),
    }


def test_what_a_person_must_do_has_none(tmp_path: Path) -> None:
    found, fixes = fixed(tmp_path, "import thread\nx = sorted([1], cmp=f, key=g)\n")
    manual = [each for each in found if each.applicability.value == "manual"]
    assert not {each.fingerprint for each in manual} & fixes.keys()


@pytest.mark.parametrize(("most", "count"), [(0, 0), (1, 2), (3, 4), (None, 4)])
def test_at_most(tmp_path: Path, most: int | None, count: int) -> None:
    project, result = scanned(tmp_path, {"a.py": "print 1\nprint 2\n", "b.py": "print 3\nprint 4\n"})
    rules = load_rules().before_cleanup()
    assert len(fixes(project, result.files, rules, Options(), most=most)) == count


def test_several_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, result = scanned(tmp_path, {f"f{n}.py": "print 1\nx <> 2\n" * 20 for n in range(4)})
    rules = load_rules().before_cleanup()
    alone = fixes(project, result.files, rules, Options(), jobs=1)
    monkeypatch.setattr("py3port.attach.fixes._BYTES", 1_000_000)
    assert fixes(project, result.files, rules, Options(), jobs=2) == alone
    assert len(alone) == 160


def test_excerpts(tmp_path: Path) -> None:
    lines = [f"x{number} = 1" for number in range(1, 21)]
    lines[0], lines[9] = "print 1", f"print {'9' * 1000}"
    files = {
        "a.py": "\n".join(lines),
        "b.py": "x = 1\n",
        "c.py": "# coding: latin-1\nprint '\xe9'\n".encode("latin-1"),
    }
    project, result = scanned(tmp_path, files)
    found = excerpts(project.root, result.files, limit=10_000)
    assert list(found) == ["a.py", "c.py"]
    assert list(found["a.py"]) == [1, 2, 3, 8, 9, 10, 11, 12]
    assert found["a.py"][10] == f"print {'9' * 1000}"[:LONGEST]
    assert found["c.py"][2] == "print 'é'"

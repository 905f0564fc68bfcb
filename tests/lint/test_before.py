"""What is looked for in old versions, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from py3port.lint import before
from py3port.lint.before import Before
from py3port.lint.changes import Changes
from py3port.lint.known import compare
from py3port.lint.policy import policy_of, rules_for
from py3port.lint.versions import Scanned, Task, Version, scan_tasks
from py3port.project.config import Config
from py3port.project.project import Project
from py3port.registry import load_rules
from py3port.result import Options

REST = "".join(f"def f{number}(a):\n    return a\n\n\n" for number in range(9))


def judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: dict[str, str], new: dict[str, str]
) -> tuple[list[tuple[str, int]], list[str]]:
    """What is new, and which old versions were searched by themselves."""
    alone: list[str] = []

    def scan(project: Project, tasks: Sequence[Task], **options: object) -> list[Scanned]:
        alone.extend(each.version.path for each in tasks if each.names)
        return scan_tasks(project, tasks, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(before, "scan_tasks", scan)
    after, earlier = (
        tuple(Version(path, text.encode()) for path, text in each.items()) for each in (new, old)
    )
    rules = rules_for(policy_of(Config()), load_rules().rules, ())
    project = Project(tmp_path, Config(), None)
    searched = Before(project, Changes(after, earlier, {}), rules, Options(), 1)
    found = [each for result in searched.scan() for each in result.findings]
    return [(each.path, each.line) for each in compare(found, searched.known(found)).new], alone


def test_nothing_is_searched_twice_when_nothing_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {"a.py": f"print 1\n{REST}", "b.py": f"print\n{REST}"}
    new = {path: f"{text}\n\nx = 1\n" for path, text in old.items()}
    assert judged(tmp_path, monkeypatch, old, new) == ([], [])


def test_a_text_that_was_found_wherever_it_stands_is_not_searched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {"a.py": REST, "b.py": f"print\n{REST}print 2\nprinted = 'print'\n"}
    new = {"a.py": f"{REST}print\n", "b.py": f"{old['b.py']}x = 1\n"}
    assert judged(tmp_path, monkeypatch, old, new) == ([("a.py", 37)], [])


def test_what_a_change_elsewhere_in_its_file_resolved_excuses_an_equal_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "x = unicode(y)\n"
    old = {"a.py": REST, "b.py": f"y = 1\n{REST}{line}"}
    new = {"a.py": f"{REST}{line}", "b.py": f"from t import unicode\n{REST}{line}"}
    assert judged(tmp_path, monkeypatch, old, new) == ([], ["b.py"])
    new["b.py"] = f"y = 2\n{REST}{line}"
    assert judged(tmp_path, monkeypatch, old, new) == ([("a.py", 37)], [])


def test_a_wrapped_line_is_found_in_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {"a.py": REST, "b.py": f"{REST}print f(1,\n        2)\n"}
    new = {"a.py": f"{REST}print f(1, 2)\n", "b.py": REST}
    assert judged(tmp_path, monkeypatch, old, new) == ([], ["b.py"])

"""A scan finds what is there, whatever lies beside it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.project.files import SourceFile
from py3port.project.project import Project
from py3port.result import FileResult, FileStatus, Options, ScanResult
from py3port.scan import pool, scan, scan_file
from py3port.scan.pool import Job, Task
from tests.scan.sample_rules import RULES
from tests.trees import write_tree


def run(root: Path, *, cache: bool = False, jobs: int = 1, method: str | None = None) -> ScanResult:
    return scan(Project.open(root), rules=RULES, options=Options(), cache=cache, jobs=jobs, method=method)


def by_path(result: ScanResult) -> dict[str, FileResult]:
    return {file.path: file for file in result.files}


def error(result: ScanResult, path: str) -> str:
    found = by_path(result)[path].error
    assert found is not None
    return f"{found.line}:{found.column}: {found.message}" if found.line else found.message


def test_findings_with_app_and_owners(tmp_path: Path) -> None:
    write_tree(
        tmp_path, {"CODEOWNERS": "/b/ @team", "a.py": "spam = 7\n", "b/__init__.py": "x = 1\nprint spam, 7\n"}
    )
    result = run(tmp_path)
    assert [(f.path, f.line, f.column, f.rule, f.app, f.owners) for f in result.findings] == [
        ("a.py", 1, 1, "name-spam", "(root)", ()),
        ("a.py", 1, 8, "number-seven", "(root)", ()),
        ("b/__init__.py", 2, 7, "name-spam", "b", ("@team",)),
        ("b/__init__.py", 2, 13, "number-seven", "b", ("@team",)),
    ]
    assert [(f.path, f.lines, f.app, f.owners) for f in result.files] == [
        ("a.py", 1, "(root)", ()),
        ("b/__init__.py", 2, "b", ("@team",)),
    ]
    assert result.findings[3].message == "7 in a package"
    assert set(result.rules) == {"name-spam", "number-seven"}
    assert result.root == tmp_path.name


BAD: dict[str, tuple[str | bytes, str]] = {
    "undecodable.py": (b"# coding: ascii\nx = '\xff'\n", "2:"),
    "cookie.py": ("# coding: no-such\n", "1:"),
    "broken.py": ("def f(:\n    pass\n", "1:7:"),
    "deep.py": ("(" * 3000 + ")" * 3000 + "\n", ""),
    "deeper.py": ("x = " + "-" * 100_000 + "1\n", ""),
    "deep_blocks.py": ("".join(f"{' ' * depth}if x:\n" for depth in range(3000)) + " " * 3000 + "x\n", ""),
    "nul.py": (b"x = 1\n\0\n", "2:"),
    "binary.py": (bytes(range(256)) * 20, ""),
    "utf16.py": ("x = 1\n".encode("utf-16"), ""),
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_bad_files_are_listed_and_the_others_scanned(
    tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_BYTES_PER_WORKER", 10)
    write_tree(tmp_path, {name: content for name, (content, _) in BAD.items()})
    write_tree(tmp_path, {"empty.py": "", "good.py": "spam\n", "zz.py": "print spam"})
    result = run(tmp_path, jobs=jobs)
    assert {path for path, file in by_path(result).items() if file.status is FileStatus.ERROR} == set(BAD)
    for path, (_, start) in BAD.items():
        assert error(result, path).startswith(start), error(result, path)
        assert "\n" not in error(result, path)
        assert "defect" not in error(result, path)
    assert [finding.path for finding in result.findings] == ["good.py", "zz.py"]


def test_too_large(tmp_path: Path) -> None:
    with open(tmp_path / "big.py", "wb") as file:
        file.truncate(50_000_000)
    assert error(run(tmp_path), "big.py") == "too large: 50.0 MB, limit 10.0 MB; raise it with max-file-size"
    write_tree(tmp_path, {"py3port.toml": "max-file-size = 3", "a.py": "spam", "b.py": "sp"})
    result = run(tmp_path)
    assert by_path(result)["a.py"].error
    assert by_path(result)["b.py"].error is None


def test_unreadable(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "spam", "b.py": "spam"})
    os.chmod(tmp_path / "a.py", 0)
    if os.access(tmp_path / "a.py", os.R_OK):
        pytest.skip("root reads everything")
    assert error(run(tmp_path), "a.py") == "cannot be read: Permission denied"


def test_unreadable_for_root_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path, {"a.py": "spam", "b.py": "spam"})
    real = os.open

    def refuse(path: str, flags: int, *rest: int) -> int:
        if str(path).endswith("a.py"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    result = run(tmp_path)
    assert error(result, "a.py") == "cannot be read: Permission denied"
    assert [finding.path for finding in result.findings] == ["b.py"]


@pytest.mark.parametrize("becomes", ["nothing", "a folder", "a pipe", "a link out"])
def test_a_file_that_changes_its_kind_after_it_was_found(tmp_path: Path, becomes: str) -> None:
    root = write_tree(tmp_path / "repo", {"a.py": "spam", "b.py": "spam"})
    write_tree(tmp_path, {"secret.py": "spam"})
    project = Project.open(root)
    assert len(project.files) == 2
    os.unlink(root / "a.py")
    change: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "a folder": (root / "a.py").mkdir,
        "a pipe": lambda: os.mkfifo(root / "a.py"),
        "a link out": lambda: (root / "a.py").symlink_to(tmp_path / "secret.py"),
    }
    change[becomes]()
    result = scan(project, rules=RULES, options=Options(), cache=False)
    assert [file.status.value for file in result.files] == ["error", "ok"]
    assert error(result, "a.py").startswith("vanished" if becomes == "nothing" else "cannot be read")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_defect_of_ours_is_told_apart_and_stops_nothing(
    tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_BYTES_PER_WORKER", 1)
    write_tree(tmp_path, {"a.py": "spam = defective\n", "b.py": "spam\n"})
    result = run(tmp_path, jobs=jobs)
    found = by_path(result)["a.py"].error
    assert found is not None
    assert found.message == "defect in py3port: KeyError: 'as it happens'"
    assert "sample_rules.py" in found.trace
    assert [finding.path for finding in result.findings] == ["b.py"]


def _kill_at_marked(data: bytes, path: str, *_: object, **__: object) -> FileResult:
    if b"KILL" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    return FileResult(path, 1, "both", FileStatus.OK)


def test_a_killed_worker_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "scan_file", _kill_at_marked)
    monkeypatch.setattr(pool, "_BYTES_PER_WORKER", 1)
    write_tree(tmp_path, {f"m{number}.py": "KILL" if number == 5 else "fine" for number in range(12)})
    result = run(tmp_path, jobs=2, method="fork")
    assert [file.path for file in result.files if file.error] == ["m5.py"]
    assert error(result, "m5.py").startswith("the process that scanned it was killed")


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_find_the_same_in_the_same_order(
    tmp_path: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_BYTES_PER_WORKER", 1)
    write_tree(tmp_path, {f"p{n % 7}/m{n}.py": "spam = 7\n" * (n % 5) for n in range(40)})
    alone, together = run(tmp_path), run(tmp_path, jobs=2, method=method)
    assert alone == together
    assert [file.path for file in alone.files] == sorted(file.path for file in alone.files)


def test_progress(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"m{n}.py": "x" for n in range(9)})
    heard: list[tuple[int, int]] = []
    scan(
        Project.open(tmp_path),
        rules=RULES,
        options=Options(),
        cache=False,
        progress=lambda done, total: heard.append((done, total)),
    )
    assert heard[-1] == (9, 9)


def test_chunks_are_balanced_and_lose_nothing() -> None:
    tasks = [Task(f"m{n}", n * n % 97 * 1000, Surroundings()) for n in range(300)]
    chunks = pool._chunks(tasks, 2)
    assert sorted(task.path for chunk in chunks for task in chunk) == sorted(task.path for task in tasks)
    sizes = [sum(task.size for task in chunk) for chunk in chunks]
    assert max(sizes) < 2 * min(sizes)


def test_one_file_is_a_pure_function() -> None:
    dispatcher = Dispatcher(RULES)
    first, again = (
        scan_file(b"print spam\n", "x.py", Surroundings("x.py"), options=Options(), dispatcher=dispatcher)
        for _ in range(2)
    )
    assert first == again
    assert first.dialect == "python2"


def test_named_files_only(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "spam", "b.txt": "spam", "c.py": "spam"})
    project = Project.open(tmp_path)
    result = scan(project, rules=RULES, options=Options(), cache=False, paths=[tmp_path / "b.txt"])
    assert [finding.path for finding in result.findings] == ["b.txt"]
    folder = SourceFile("d", problem="cannot be listed: Permission denied")
    result = scan(project, rules=RULES, options=Options(), cache=False, files=[folder])
    assert error(result, "d") == "cannot be listed: Permission denied"


def test_jobs_are_worth_their_start() -> None:
    assert pool.useful_jobs(8, 1000) == 1
    assert pool.useful_jobs(2, 50_000_000) == 2
    assert Job("", (), Options(), 1) == Job("", (), Options(), 1)

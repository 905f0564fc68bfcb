"""What a stranger may have put into `.py3port/`: nothing of it leads us out of the project, or makes us wait."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.conftest import Run, contents, is_outside_untouched
from tests.trees import write_tree

OURS = (
    ".gitignore", "lock", "cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm", "cache.sqlite3-journal", "journal",
    "journal/0001", "journal/0001/entries.json", "journal/0001/before", "journal/0001/committed",
    "journal/0001/undoing", "journal/0002", "journal/0002/before",
)  # fmt: skip
COMMANDS = ("scan --show summary", "undo", "undo --force", "undo --list", "apply --all", "lint")


@pytest.fixture
def applied(root: Path, run: Run) -> Path:
    """A project with a cache and a journal."""
    write_tree(root, {"a.py": "print 'x'\n"})
    assert run("scan") == 1
    assert run("apply", "--all") == 0
    write_tree(root, {"b.py": "print 'y'\n"})
    return root


def _clear(path: Path) -> Path:
    if path.is_dir():
        path.rename(path.with_name("gone"))
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("target", ["precious", "new", "."])
@pytest.mark.parametrize("name", OURS)
def test_a_link_in_our_folder(applied: Path, run: Run, name: str, target: str) -> None:
    _clear(applied / ".py3port" / name).symlink_to(applied.parent / "outside" / target)
    for command in COMMANDS:
        code = run(*command.split())
        assert is_outside_untouched(applied), command
        if command in ("undo", "undo --list", "apply --all"):
            assert code == 2
            assert (
                run.err == f"py3port: {applied}/.py3port/{name}: not a file of py3port's making; remove it\n"
            )
    assert contents(applied) == {"a.py": b"print('x')\n", "b.py": b"print 'y'\n"}


@pytest.mark.parametrize(
    "name", ["lock", "cache.sqlite3", "cache.sqlite3-wal", "journal/0001/entries.json", ".gitignore"]
)
def test_a_pipe_in_our_folder(applied: Path, run: Run, name: str) -> None:
    os.mkfifo(_clear(applied / ".py3port" / name))
    for command in COMMANDS:
        assert run(*command.split()) == (1 if command.split()[0] in ("scan", "lint") else 2)


@pytest.mark.parametrize(
    "name", ["lock", "journal/0001/entries.json", "journal/0001/before", "journal/0001/committed"]
)
def test_a_folder_in_the_place_of_a_file(applied: Path, run: Run, name: str) -> None:
    _clear(applied / ".py3port" / name).mkdir()
    assert run("undo") == 2
    assert run.err.count("\n") == 1
    assert contents(applied)["a.py"] == b"print('x')\n"


def test_our_folder_is_a_link_or_a_file(root: Path, run: Run) -> None:
    write_tree(root, {"a.py": "print 'x'\n"})
    for make in (lambda path: path.symlink_to("../outside"), lambda path: path.write_text("mine")):
        make(root / ".py3port")
        assert run("scan") == 1
        assert run("apply", "--all") == 2
        assert run.err.startswith(f"py3port: {root}/.py3port: not a folder; move it away")
        assert run("undo") == 2
        assert is_outside_untouched(root)
        (root / ".py3port").unlink()


def _forge(root: Path, **changes: Any) -> None:
    """A journal that says that a file was `x` after an apply and had an evil text before."""
    digests = [hashlib.sha256(text).hexdigest() for text in (b"evil", b"x")]
    entry = {
        "path": "a.py",
        "mode": 0o644,
        "offset": 0,
        "length": 4,
        "before": digests[0],
        "after": digests[1],
    }
    head = {"format": 1, "created": "\x1b[2J", "command": "\x1b[2J evil\n"}
    write_tree(
        root / ".py3port" / "journal" / "0001",
        {
            "before": b"evil",
            "committed": "[]",
            "entries.json": f"{json.dumps(head)}\n{json.dumps({**entry, **changes})}\n",
        },
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "/etc/x"},
        {"path": "../outside/x"},
        {"path": "a/../../outside/x"},
        {"path": "link/x"},
        {"path": ".git/hooks/post-checkout", "mode": 0o755},
        {"path": "sub/.GIT/config"},
        {"path": ".py3port/lock"},
        {"path": ""},
        {"path": "."},
        {"path": "x\0y"},
        {"path": "x" * 300},
        {"path": "x/" * 3000},
        {"path": "a.py/b"},
        {"path": 3},
        {"mode": "x"},
        {"mode": 0o10000},
        {"offset": -1},
        {"offset": 1.5},
        {"offset": 10**30},
        {"length": 10**18},
        {"before": None},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_forged_journal(root: Path, run: Run, changes: dict[str, Any]) -> None:
    write_tree(root, {"a.py": "print 'x'\n", ".git/hooks/sample": ""})
    (root / "link").symlink_to("../outside")
    _forge(root, **changes)
    for command in ("undo --list", "undo", "undo --force", "apply --all --allow-dirty"):
        run(*command.split())
        assert is_outside_untouched(root)
    assert os.listdir(root / ".git" / "hooks") == ["sample"]
    assert contents(root)["a.py"] == b"print 'x'\n"


def test_a_forged_journal_gives_nobody_the_rights_of_the_owner(root: Path, run: Run) -> None:
    write_tree(root, {"a.py": "x"})
    for path in ("a.py", "new.py"):
        _forge(root, path=path, mode=0o4755)
        assert run("undo", "--force") == 0
        assert (root / path).read_text() == "evil"
        assert (root / path).stat().st_mode & 0o7777 == 0o755


@pytest.mark.parametrize("text", ["{", "[]", "null", "{}", '{"format": 2}', "[" * 100_000, b"\xff"])
def test_a_journal_of_garbage(root: Path, run: Run, text: str | bytes) -> None:
    write_tree(root, {"a.py": "print 'x'\n", ".py3port/journal/0001/entries.json": text})
    for command in ("undo --list", "undo", "apply --all"):
        assert run(*command.split()) == 2
        assert run.err.startswith("py3port: journal 0001 ")
        assert run.err.count("\n") == 1


@pytest.mark.parametrize("text", [b"garbage " * 1000, b"", b"SQLite format 3\0" + bytes(5000)])
def test_a_cache_of_garbage(applied: Path, run: Run, text: bytes) -> None:
    (applied / ".py3port" / "cache.sqlite3").write_bytes(text)
    for _ in range(2):
        assert run("scan", "--show", "findings") == 1
        assert "b.py:1:1: print-statement" in run.out
    assert run.err == ""

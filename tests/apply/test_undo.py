from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from py3port import storage
from py3port.apply.commit import NewContent, Written, check_no_crash, exclusive, write_all
from py3port.errors import UserError
from py3port.storage import StorageError, digest
from py3port.undo import Conflict, find_applies, undo

CALLS = ("open", "write", "fsync", "replace", "mkdir", "chmod")


def apply(root: Path, **contents: bytes) -> Written:
    """Give files a new content; names without their ending."""
    new = [
        NewContent(f"{name}.py", digest((root / f"{name}.py").read_bytes()), data)
        for name, data in contents.items()
    ]
    with exclusive(root):
        return write_all(root, new, command="apply --rule x")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    for name in ("a", "b", "c"):
        (root / f"{name}.py").write_bytes(name.encode() * 3)
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(root.iterdir()) if path.is_file()}


OLD = {"a.py": b"aaa", "b.py": b"bbb", "c.py": b"ccc"}


def test_undo_restores_and_forgets(tree: Path) -> None:
    (tree / "a.py").chmod(0o755)
    written = apply(tree, a=b"A", b=b"B")
    assert written.written == ("a.py", "b.py")
    assert contents(tree) == {"a.py": b"A", "b.py": b"B", "c.py": b"ccc"}
    (restored,) = undo(tree)
    assert restored.restored == ("a.py", "b.py")
    assert contents(tree) == OLD
    assert (tree / "a.py").stat().st_mode & 0o777 == 0o755
    with pytest.raises(UserError, match="nothing to undo"):
        undo(tree)


def test_undo_where_nothing_was_applied_makes_no_folder(tree: Path) -> None:
    with pytest.raises(UserError, match="nothing to undo"):
        undo(tree)
    assert not (tree / ".py3port").exists()


def test_undo_of_several_goes_backwards(tree: Path) -> None:
    for text in (b"1", b"2", b"3"):
        apply(tree, a=text)
    assert [journal.name for journal in find_applies(tree)] == ["0003", "0002", "0001"]
    undo(tree)
    assert (tree / "a.py").read_bytes() == b"2"
    assert [each.journal.name for each in undo(tree, until="0001")] == ["0002", "0001"]
    assert contents(tree) == OLD


def test_undo_of_an_unknown_apply(tree: Path) -> None:
    apply(tree, a=b"A")
    with pytest.raises(UserError, match="no apply is called '7'"):
        undo(tree, until="7")


def test_refuses_files_changed_after_the_apply(tree: Path) -> None:
    apply(tree, a=b"A", b=b"B")
    (tree / "a.py").write_bytes(b"mine")
    with pytest.raises(Conflict) as caught:
        undo(tree)
    assert caught.value.paths == ("a.py",)
    assert contents(tree) == {"a.py": b"mine", "b.py": b"B", "c.py": b"ccc"}
    check_no_crash(tree)


def test_force_keeps_the_newer_text_beside(tree: Path) -> None:
    apply(tree, a=b"A", b=b"B")
    (tree / "a.py").write_bytes(b"mine")
    (tree / "a.py.newer").write_bytes(b"something else")
    (tree / "b.py").unlink()
    (restored,) = undo(tree, force=True)
    assert restored.kept == (("a.py", "a.py.newer.1"),)
    assert contents(tree) == {**OLD, "a.py.newer": b"something else", "a.py.newer.1": b"mine"}


def test_force_does_not_write_through_a_link_put_in_the_place(tree: Path) -> None:
    apply(tree, a=b"A", b=b"B")
    (tree / "a.py").unlink()
    (tree / "a.py").symlink_to("c.py")
    (restored,) = undo(tree, force=True)
    assert [path for path, _ in restored.failed] == ["a.py"]
    assert contents(tree)["c.py"] == b"ccc"
    (tree / "a.py").unlink()
    undo(tree, force=True)
    assert contents(tree) == OLD


def test_a_file_left_alone_by_apply_is_left_alone_by_undo(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = os.replace

    def interfere(source: Path, target: Path) -> None:
        if Path(target).name == "b.py":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        original(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interfere)
        written = apply(tree, a=b"A", b=b"B")
    assert written.failed == (("b.py", "cannot be replaced: Operation not permitted"),)
    assert contents(tree) == {"a.py": b"A", "b.py": b"bbb", "c.py": b"ccc"}
    (tree / "b.py").write_bytes(b"mine")
    undo(tree)
    assert contents(tree) == {**OLD, "b.py": b"mine"}


def test_read_only_vanished_and_changed_files_are_reported(tree: Path) -> None:
    (tree / "a.py").chmod(0o444)
    new = [NewContent(f"{name}.py", digest(name.encode() * 3), b"new") for name in "abc"]
    (tree / "b.py").unlink()
    (tree / "c.py").write_bytes(b"changed")
    with exclusive(tree):
        written = write_all(tree, new, command="x")
    assert written.journal is None
    assert [path for path, _ in written.failed] == ["a.py", "b.py", "c.py"]
    assert [reason.split(":")[0] for _, reason in written.failed] == [
        "read-only",
        "cannot be read",
        "changed by someone else meanwhile; left alone",
    ]
    assert not any((tree / ".py3port" / "journal").iterdir())


def fail_at(
    point: int, patch: pytest.MonkeyPatch, *, number: int = errno.ENOSPC, for_good: bool
) -> Callable[[], int]:
    """The `point`-th call that changes the disk fails, and with `for_good` all that write after it."""
    count = 0
    for name in CALLS:
        original = getattr(os, name)

        def counted(
            *arguments: object, _original: Callable[..., object] = original, **keys: object
        ) -> object:
            nonlocal count
            count += 1
            if count == point or (for_good and count > point):
                raise OSError(number, os.strerror(number))
            return _original(*arguments, **keys)

        patch.setattr(os, name, counted)
    return lambda: count


@pytest.mark.parametrize("for_good", [False, True])
def test_a_full_disk_at_every_point(tree: Path, monkeypatch: pytest.MonkeyPatch, *, for_good: bool) -> None:
    point = refused = 0
    while True:
        point += 1
        message = ""
        with monkeypatch.context() as patch:
            counter = fail_at(point, patch, for_good=for_good)
            try:
                apply(tree, a=b"A", b=b"B")
            except StorageError as error:
                message = str(error)
                refused += 1
                assert "No space left" in message
        if message and "py3port undo" not in message:
            assert contents(tree) == OLD, f"at {point}: {message}"
        if find_applies(tree):
            undo(tree)
        assert contents(tree) == OLD, f"at {point}"
        if counter() < point:
            break
    assert refused > 20


def test_ctrl_c_takes_everything_back(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.replace

    def interrupt(source: Path, target: Path) -> None:
        if Path(target).name == "b.py" and str(source).endswith("-1.tmp"):
            monkeypatch.undo()
            raise KeyboardInterrupt
        original(source, target)

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        apply(tree, a=b"A", b=b"B")
    assert contents(tree) == OLD
    assert find_applies(tree) == []


@pytest.mark.parametrize(
    "path", ["../outside.py", "/etc/passwd", "a/../../outside.py", "link/outside.py", ""]
)
def test_a_journal_from_a_stranger_cannot_write_elsewhere(tree: Path, path: str) -> None:
    (tree.parent / "outside.py").write_bytes(b"precious")
    (tree / "link").symlink_to("..")
    apply(tree, a=b"A")
    file = tree / ".py3port" / "journal" / "0001" / "entries.json"
    head, entry = file.read_text().splitlines()
    fields = {**json.loads(entry), "path": path}
    file.write_text(f"{head}\n{json.dumps(fields)}\n")
    with pytest.raises(StorageError):
        undo(tree, force=True)
    assert (tree.parent / "outside.py").read_bytes() == b"precious"


def test_a_damaged_journal_is_said_and_nothing_is_touched(tree: Path) -> None:
    apply(tree, a=b"A")
    folder = tree / ".py3port" / "journal" / "0001"
    (folder / "before").write_bytes(b"xyz")
    with pytest.raises(StorageError, match="damaged"):
        undo(tree)
    (folder / "entries.json").write_text("{")
    with pytest.raises(StorageError, match="damaged"):
        undo(tree)
    assert contents(tree)["a.py"] == b"A"


def test_old_journals_go(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("py3port.apply.journal.KEPT", 3)
    for number in range(6):
        apply(tree, a=b"%d" % number)
    storage.lock(tree)
    assert [journal.name for journal in find_applies(tree)] == ["0006", "0005", "0004", "0003"]

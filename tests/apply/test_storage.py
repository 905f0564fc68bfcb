from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from py3port import storage
from py3port.storage import Busy, NoRoom, StorageError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def replace(path: Path, data: bytes, *, root: Path) -> None:
    _, stamp = storage.read(path, root=root)
    staged = storage.stage(stamp.path, data, temporary=stamp.path.with_name("new.tmp"), like=stamp)
    storage.sync([staged])
    storage.put(staged)


def test_replaces_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\r\n")
    path.chmod(0o751)
    replace(path, b"new\r\n", root=tmp_path)
    assert path.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o751
    assert names(tmp_path) == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes here")
def test_keeps_extended_attributes(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.py3port", b"yes")
    except OSError:
        pytest.skip("the file system has none")
    replace(path, b"new", root=tmp_path)
    assert os.getxattr(path, "user.py3port") == b"yes"


def test_writes_through_a_link_inside_the_root(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(b"old")
    (tmp_path / "link.py").symlink_to("real.py")
    replace(tmp_path / "link.py", b"new", root=tmp_path)
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"new"


def test_refuses_a_link_out_of_the_root(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_bytes(b"old")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.py").symlink_to("../outside.py")
    with pytest.raises(StorageError, match="leads out of the project"):
        storage.read(root / "link.py", root=root)


def test_refuses_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        with pytest.raises(StorageError, match="not a regular file"):
            storage.read(tmp_path / name, root=tmp_path)


def test_refuses_a_file_changed_since_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    _, stamp = storage.read(path, root=tmp_path)
    staged = storage.stage(path, b"new", temporary=tmp_path / "new.tmp", like=stamp)
    path.write_bytes(b"own")
    with pytest.raises(StorageError, match="changed by someone else"):
        storage.put(staged)
    assert path.read_bytes() == b"own"
    assert names(tmp_path) == ["a.py"]


def test_a_touched_file_with_the_same_content_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    _, stamp = storage.read(path, root=tmp_path)
    staged = storage.stage(path, b"new", temporary=tmp_path / "new.tmp", like=stamp)
    os.utime(path, (1, 1))
    storage.put(staged)
    assert path.read_bytes() == b"new"


def test_refuses_a_read_only_file(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    path.chmod(0o444)
    _, stamp = storage.read(path, root=tmp_path)
    with pytest.raises(StorageError, match="read-only"):
        storage.check_writable(stamp)


def test_refuses_a_vanished_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="No such file"):
        storage.read(tmp_path / "a.py", root=tmp_path)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "chmod"])
def test_a_full_disk_leaves_the_original_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")

    def fail(*arguments: object, **keys: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(NoRoom, match="No space left"):
        storage.write(path, b"new", mode=0o644)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.py"]


def test_a_write_in_pieces_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original: Callable[..., int] = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: original(descriptor, data[:3]))
        storage.write(tmp_path / "a.py", b"0123456789" * 5)
    assert (tmp_path / "a.py").read_bytes() == b"0123456789" * 5


def test_our_folder_is_unseen_by_git_and_stays_inside(tmp_path: Path) -> None:
    folder = storage.state_folder(tmp_path, "journal")
    assert folder.is_dir()
    assert (tmp_path / ".py3port" / ".gitignore").read_bytes() == b"*\n"
    root = tmp_path / "root"
    root.mkdir()
    (root / ".py3port").symlink_to(tmp_path)
    with pytest.raises(StorageError, match="not a folder"):
        storage.state_folder(root)


def test_only_one_process_writes(tmp_path: Path) -> None:
    with storage.lock(tmp_path), pytest.raises(Busy, match="another py3port"), storage.lock(tmp_path):
        pass
    with storage.lock(tmp_path):
        pass

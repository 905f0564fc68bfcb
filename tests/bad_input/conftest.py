"""Runs commands in this process, on trees that mean no good."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.cli import main


class Run:
    """Runs the command line; whatever the input is, there is no trace and nothing that plays with the terminal."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.out = ""
        self.err = ""

    def __call__(self, *argv: str) -> int:
        self._capfd.readouterr()
        try:
            code = main.run(argv)
        except SystemExit as error:
            code = int(error.code or 0)
        self.out, self.err = self._capfd.readouterr()
        assert code in (0, 1, 2), self.err
        assert "Traceback" not in self.out + self.err
        assert not set(self.out + self.err) & set("\x1b\x07\x08\u202e")
        return code


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    # Other tests ask the interpreters; here they would only take time.
    monkeypatch.setattr("py3port.apply.driver.find_interpreter", lambda version, configured="": None)
    return Run(capfd)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, with something precious beside it."""
    folder = tmp_path / "root"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "precious").write_text("precious")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All regular files below a folder, our own left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and ".py3port" not in path.parts
        and ".git" not in path.parts
    }


def is_outside_untouched(root: Path) -> bool:
    """Whether nothing was written beside the project."""
    return (
        contents(root.parent / "outside") == {"precious": b"precious"}
        and not (root.parent / ".py3port").exists()
        and not (root.parent / "outside" / ".py3port").exists()
    )

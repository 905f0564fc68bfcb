"""What the tests of the gate start from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lint.gates import TARGET_VARIABLES, TEXT, lint, make_repository
from tests.trees import write_tree


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small repository; it is the working directory."""
    root = make_repository(tmp_path / "root")
    monkeypatch.chdir(root)
    for name in TARGET_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return root


@pytest.fixture
def report(tree: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """What the gate says of a few files, in the format of a name."""
    files = {
        "py3port.toml": "[owners]\n'shop/b.py' = '@shop'\n[gate-rules]\nreduce-builtin = 'note'\n",
        "shop/b.py": TEXT,
        "shop/c d.py": "x = (\n",
        "shop/e.py": b"# coding: latin-1\r\nprint '\xe9<&'\r\n",
    }
    write_tree(tree, files)

    def render(name: str) -> str:
        code, out, _ = lint(capsys, "--since=HEAD", "--format", name)
        assert code == 2
        return out

    return render

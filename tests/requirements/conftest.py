"""A small project, and a package index that knows what it requires."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.requirements.index_server import IndexServer, sdist, serving, wheel
from tests.trees import write_tree

AFTER = "2024-01-01"
FILES = {
    "py3port.toml": 'target = "3.12"\n',
    "requirements.txt": "# ours\nboth==1.0  # keep\nenum34\nfine==1.0\n",
    "shop/__init__.py": "",
    "shop/models.py": "import both\nimport stray\n",
}


@pytest.fixture
def server() -> Iterator[IndexServer]:
    made = IndexServer()
    made.dists["both"] = [
        sdist("both", "1.0", "2.7", uploaded="2011-01-01"),
        wheel("both", "2.0", "2.7", "3.12", tag="py2.py3-none-any", requires_python=">=2.7", uploaded=AFTER),
    ]
    made.dists["fine"] = [wheel("fine", "1.0", "3.12", uploaded=AFTER)]
    with serving(made) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, server: IndexServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "GIT_CEILING_DIRECTORIES": str(tmp_path.parent),
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": server.index_url,
        "PIP_RETRIES": "0",
        "HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path

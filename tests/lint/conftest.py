"""What the tests of the gate start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.gates import make_repository


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small repository; it is the working directory."""
    root = make_repository(tmp_path / "root")
    monkeypatch.chdir(root)
    for name in (
        "GITHUB_BASE_REF",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "CHANGE_TARGET",
        "BITBUCKET_PR_DESTINATION_BRANCH",
    ):
        monkeypatch.delenv(name, raising=False)
    return root

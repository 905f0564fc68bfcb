"""Small histories to look at."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from tests.trees import git, write_tree


def commit(
    root: Path,
    date: str,
    files: Mapping[str, str] | None = None,
    *,
    gone: tuple[str, ...] = (),
    message: str = "x",
) -> str:
    """Commit files as of noon of a day; makes the repository where there is none."""
    if not (root / ".git").exists():
        root.mkdir(parents=True, exist_ok=True)
        git(root, "init", "-q")
    write_tree(root, files or {})
    for path in gone:
        (root / path).unlink()
    git(root, "add", "-A")
    when = f"{date}T12:00:00+00:00"
    with mock.patch.dict(os.environ, {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}):
        git(root, "commit", "-qm", message, "--allow-empty")
    return git(root, "rev-parse", "HEAD").strip()

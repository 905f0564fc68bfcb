"""A small repository, and the gate as its users call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.trees import git, write_tree

START = {
    "shop/__init__.py": "",
    "shop/a.py": "def f(d):\n    if d.has_key(1):\n        print 'a'\n\n\ndef g():\n    print 'b'\n",
    "shop/b.py": "x = 1\n",
}
TEXT = """\
import urllib2


def f(d):
    if d.has_key(1) and d.has_key(2):
        print 'a'
        print 'a'
    x = reduce(f, d)
    print `x`  # py3port: ignore[print-statement] by <hand>
    return urllib2.urlopen(x)
"""
"""A file of which the formats have much to say."""
TARGET_VARIABLES = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET",
)
"""In which a CI says where a change is to go."""


def make_repository(root: Path) -> Path:
    """A checkout with one commit of `START`."""
    write_tree(root, START)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    return root


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and messages of `py3port lint`."""
    capsys.readouterr()
    code = run(["lint", *arguments])
    return code, *capsys.readouterr()

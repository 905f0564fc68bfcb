"""Addresses of source: as configured, or made from that of a repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.attach.places import source_url
from py3port.project.project import Project
from py3port.report import Attachments
from py3port_reports.links import link_to
from tests.trees import git, write_tree


@pytest.mark.parametrize(
    ("configured", "expected"),
    [
        ("https://x.example/{path}?l={line}", "https://x.example/{path}?l={line}"),
        ("https://github.com/a/b", "https://github.com/a/b/blob/{commit}/{path}#L{line}"),
        ("https://github.com/a/b.git/", "https://github.com/a/b/blob/{commit}/{path}#L{line}"),
        ("https://github.com/a/b/blob/main", "https://github.com/a/b/blob/main/{path}#L{line}"),
        ("https://gitlab.com/a/b/c", "https://gitlab.com/a/b/c/-/blob/{commit}/{path}#L{line}"),
        ("https://gitlab.com/a/b/-/blob/main/", "https://gitlab.com/a/b/-/blob/main/{path}#L{line}"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/src/{commit}/{path}#lines-{line}"),
    ],
)
def test_made_whole(tmp_path: Path, configured: str, expected: str) -> None:
    write_tree(tmp_path, {"py3port.toml": f'source-url = "{configured}"\n'})
    assert source_url(Project.open(tmp_path)) == expected


def test_below_the_top_of_the_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write_tree(tmp_path, {"web/py3port.toml": 'source-url = "https://github.com/a/b"\n'})
    assert source_url(Project.open(tmp_path / "web")).endswith("/blob/{commit}/web/{path}#L{line}")


def test_names_are_quoted() -> None:
    attached = Attachments(source_url="https://x.example/{commit}/{path}#L{line}", commit="c")
    assert link_to(attached, 'a b/{line}"><|.py\udcff', 3) == (
        "https://x.example/c/a%20b/%7Bline%7D%22%3E%3C%7C.py%FF#L3"
    )
    assert link_to(Attachments(), "a.py", 1) == ""

"""Which files are found, with and without git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from py3port import git as our_git
from py3port.errors import UserError
from py3port.project.project import Project
from tests.trees import git, write_tree

TREE = {
    "a.py": "",
    "b.pyw": "",
    "c.txt": "",
    "bin/run": "#!/usr/bin/env python2.7\n",
    "bin/tool": "#! /usr/bin/python -u\n",
    "bin/sh": "#!/bin/sh\n# python\n",
    "Makefile": "all:\n",
    "pkg/__init__.py": "",
    "pkg/m.py": "",
    "build/x.py": "",
    "pkg/dist/x.py": "",
    "pkg/build/__init__.py": "",
    "pkg/build/x.py": "",
    "x.egg/x.py": "",
    ".tox/x.py": "",
    "node_modules/gyp/x.py": "",
    "env/pyvenv.cfg": "",
    "env/x.py": "",
    "lib/site-packages/x.py": "",
    "__pycache__/x.py": "",
}
FOUND = ["Makefile", "a.py", "b.pyw", "bin/run", "bin/tool", "pkg/__init__.py"]
FOUND += ["pkg/build/__init__.py", "pkg/build/x.py", "pkg/m.py"]


def paths(root: Path, *asked: Path) -> list[str]:
    return [file.path for file in Project.open(root).select(asked)]


@pytest.fixture(autouse=True)
def _outside_of_any_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def test_without_git(tmp_path: Path) -> None:
    assert paths(write_tree(tmp_path, TREE)) == FOUND


def test_with_git(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {**TREE, ".gitignore": "/ignored.py\n/env/\n", "ignored.py": "", "gone.py": "", "ä b.py": ""},
    )
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py", "gone.py")
    git(tmp_path, "add", "--force", "build/x.py")
    os.unlink(tmp_path / "gone.py")
    # What git tracks is source, even where builds put theirs.
    assert paths(tmp_path) == sorted([*FOUND, "build/x.py", "ä b.py"])


def test_git_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(write_tree(tmp_path, TREE), "init", "-q")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert our_git.find_repository(tmp_path) is None
    assert paths(tmp_path) == FOUND


def test_a_folder_that_git_ignores_but_the_user_names(tmp_path: Path) -> None:
    write_tree(tmp_path, {".gitignore": "/old/\n", "old/a.py": "", "old/build/b.py": "", "c.py": ""})
    git(tmp_path, "init", "-q")
    assert paths(tmp_path) == ["c.py"]
    assert [file.path for file in Project.open(tmp_path / "old").files] == ["a.py"]
    assert paths(tmp_path, tmp_path / "old") == ["old/a.py"]
    assert paths(tmp_path, tmp_path / "old" / "build") == ["old/build/b.py"]


def test_a_repository_inside(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "", "vendor/inner/b.py": ""})
    git(tmp_path, "init", "-q")
    git(tmp_path / "vendor" / "inner", "init", "-q")
    assert paths(tmp_path) == ["a.py", "vendor/inner/b.py"]


@pytest.mark.parametrize("with_git", [False, True])
def test_include_and_exclude(tmp_path: Path, *, with_git: bool) -> None:
    config = 'include = ["*.wsgi", "/node_modules/gyp/"]\nexclude = ["/pkg/", "!/pkg/m.py", "b.*"]\n'
    write_tree(tmp_path, {**TREE, "py3port.toml": config, "app.wsgi": "", "pkg/app.wsgi": ""})
    if with_git:
        git(tmp_path, "init", "-q")
        write_tree(tmp_path, {".gitignore": "/env/\n"})
    assert paths(tmp_path) == ["Makefile", "a.py", "app.wsgi", "bin/run", "bin/tool", "node_modules/gyp/x.py"]


def test_a_named_file_is_always_taken(tmp_path: Path) -> None:
    write_tree(tmp_path, {**TREE, "py3port.toml": 'exclude = ["a.py"]'})
    assert paths(tmp_path, tmp_path / "c.txt", tmp_path / "a.py", tmp_path / "build") == [
        "a.py",
        "build/x.py",
        "c.txt",
    ]
    named = [tmp_path / "c.txt", tmp_path / "a.py"]
    assert [file.path for file in Project.open(tmp_path).select(named, force_exclude=True)] == ["c.txt"]


@pytest.mark.parametrize("with_git", [False, True])
def test_links(tmp_path: Path, *, with_git: bool) -> None:
    root = write_tree(tmp_path / "repo", {"a/m.py": "", "scripts/run": "no shebang", "z.py": ""})
    write_tree(tmp_path, {"outside/secret.py": "", "outside/s.py": ""})
    (root / "a" / "loop").symlink_to("..")
    (root / "self").symlink_to("self")
    (root / "self.py").symlink_to("self.py")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "s.py").symlink_to(tmp_path / "outside" / "s.py")
    (root / "broken.py").symlink_to("nowhere.py")
    (root / "again.py").symlink_to("a/m.py")
    (root / "run.py").symlink_to("scripts/run")
    if with_git:
        git(root, "init", "-q")
        git(root, "add", "-A")
    assert paths(root) == ["a/m.py", "scripts/run", "z.py"]


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.py")).write_bytes(b"")
    except OSError:
        pytest.skip("the file system takes UTF-8 only")
    assert paths(tmp_path) == ["caf\udce9.py"]
    git(tmp_path, "init", "-q")
    assert paths(tmp_path) == ["caf\udce9.py"]


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / "pipe")
    assert paths(tmp_path) == []
    (file,) = Project.open(tmp_path).select([tmp_path / "pipe.py"])
    assert file.problem == "not a regular file but a pipe"


def test_a_missing_path(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing: no such file or folder"):
        Project.open(tmp_path / "nothing")
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(UserError, match="link: "):
        Project.open(tmp_path / "link")


def test_the_root(tmp_path: Path) -> None:
    write_tree(
        tmp_path, {"mono/CODEOWNERS": "", "mono/a/b/c.py": "", "mono/x/py3port.toml": "", "mono/x/y/z.py": ""}
    )
    assert Project.open(tmp_path / "mono" / "a" / "b").root == tmp_path / "mono"
    assert Project.open(tmp_path / "mono" / "x" / "y").root == tmp_path / "mono" / "x"
    assert (
        Project.open(tmp_path / "mono" / "x" / "y" / "z.py", tmp_path / "mono" / "a").root
        == tmp_path / "mono"
    )
    assert Project.open(tmp_path).root == tmp_path
    git(tmp_path, "init", "-q")
    write_tree(tmp_path, {"deep/er/a.py": ""})
    assert Project.open(tmp_path / "deep" / "er").root == tmp_path


def test_a_path_outside_of_the_project(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a/x.py": "", "b/x.py": ""})
    with pytest.raises(UserError, match="outside of the project"):
        Project.open(tmp_path / "a").select([tmp_path / "b"])


def test_what_is_no_python_is_known_by_its_name(tmp_path: Path) -> None:
    tree = {
        "a.ipynb": "", "docs/a.rst": "", "docker/Dockerfile.test": "", ".github/workflows/t.yml": "", "other.yml": "",
        "tox.ini": "", "ext/m.c": "", "t/a.html": "", "run.sh": "", "SConstruct": "", "py3port.toml": "",
    }  # fmt: skip
    found = {file.path: file.kind.value for file in Project.open(write_tree(tmp_path, tree)).files}
    assert found == {
        ".github/workflows/t.yml": "settings",
        "SConstruct": "python",
        "a.ipynb": "notebook",
        "docker/Dockerfile.test": "settings",
        "ext/m.c": "c",
        "run.sh": "shell",
        "t/a.html": "template",
        "tox.ini": "settings",
    }
    write_tree(tmp_path, {"py3port.toml": 'doctests = true\ninclude = ["*.html"]\n'})
    found = {file.path: file.kind.value for file in Project.open(tmp_path).files}
    assert (found["docs/a.rst"], found["t/a.html"]) == ("text", "python")

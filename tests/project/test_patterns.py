"""Patterns mean what git and GitHub say they mean, in a time that nothing can blow up."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from py3port.project.patterns import PatternError, PatternSet, codeowners, escape, gitignore
from tests.trees import git


@pytest.mark.parametrize(
    ("pattern", "matches", "differs"),
    [
        ("*.py", ["a.py", "x/a.py"], ["a.pyc", "x.py.d/a"]),
        ("/a.py", ["a.py"], ["x/a.py"]),
        ("docs", ["docs", "docs/a", "x/docs/y/z"], ["docs2", "xdocs/a"]),
        ("docs/", ["docs/a", "x/docs/a"], ["docs", "x/docs"]),
        ("a/b", ["a/b", "a/b/c"], ["x/a/b"]),
        ("a/*", ["a/b", "a/b/c"], ["a"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b/c"], ["ab", "a/xb"]),
        ("**/b", ["b", "x/y/b"], ["xb"]),
        ("a/**", ["a/b", "a/b/c"], ["a"]),
        ("a?c", ["abc"], ["a/c", "ac"]),
        ("[!a-c]x", ["dx"], ["ax", "x"]),
        (r"\!x", ["!x"], ["x"]),
        (r"a\ ", ["a "], ["a"]),
        ("a**b", ["axxb", "ab"], ["a/b"]),
    ],
)
def test_gitignore(pattern: str, matches: list[str], differs: list[str]) -> None:
    patterns = PatternSet([gitignore(pattern)])
    assert [path for path in matches if not patterns.matches(path)] == []
    assert [path for path in differs if patterns.matches(path)] == []


def test_the_last_pattern_decides_and_nothing_leaves_a_matched_folder() -> None:
    patterns = PatternSet(map(gitignore, ["*.py", "!keep.py", "/out/", "!/out/keep.py"]))
    assert patterns.matches("a.py")
    assert not patterns.matches("x/keep.py")
    assert patterns.matches("out/keep.py")


_SEGMENT = st.sampled_from(
    ["a", "b", "ab", "a.py", "*", "a*", "*b", "?", "**", "*a*b", "[ab]", "[!a]", "abab", "a?b"]
)
_PATTERN = st.builds(
    lambda negated, anchored, segments, folder: negated + anchored + "/".join(segments) + folder,
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(_SEGMENT, min_size=1, max_size=4),
    st.sampled_from(["", "", "/"]),
)
_PATH = st.lists(st.sampled_from(["a", "b", "ab", "a.py", "abab", "aab", "c"]), min_size=1, max_size=4).map(
    "/".join
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    patterns=st.lists(_PATTERN, min_size=1, max_size=4),
    paths=st.lists(_PATH, min_size=1, max_size=12, unique=True),
)
def test_gitignore_is_what_git_says(
    tmp_path_factory: pytest.TempPathFactory, patterns: list[str], paths: list[str]
) -> None:
    root = _oracle(tmp_path_factory)
    (root / ".gitignore").write_text("".join(f"{pattern}\n" for pattern in patterns))
    asked = "".join(f"{path}\0" for path in paths).encode()
    argv = ["git", "check-ignore", "--no-index", "-z", "--stdin"]
    done = subprocess.run(argv, cwd=root, input=asked, capture_output=True, check=False)
    ours = PatternSet(map(gitignore, patterns))
    assert {path for path in paths if ours.matches(path)} == set(
        filter(None, done.stdout.decode().split("\0"))
    )


_ORACLES: dict[int, Path] = {}


def _oracle(factory: pytest.TempPathFactory) -> Path:
    if os.getpid() not in _ORACLES:
        root = factory.mktemp("oracle")
        git(root, "init", "-q")
        _ORACLES[os.getpid()] = root
    return _ORACLES[os.getpid()]


@pytest.mark.parametrize(
    ("pattern", "matches", "differs"),
    [
        ("*", ["a", "x/y/a"], []),
        ("*.js", ["a.js", "x/a.js"], ["a.jsx"]),
        ("/build/logs/", ["build/logs/a", "build/logs/x/a"], ["x/build/logs/a", "build/logs"]),
        ("docs/*", ["docs/a.md"], ["docs/build-app/a.md", "x/docs/a.md"]),
        ("apps/", ["apps/a", "x/apps/y/a"], ["apps", "myapps/a"]),
        ("/docs/", ["docs/a", "docs/x/a"], ["x/docs/a"]),
        ("/apps/github", ["apps/github", "apps/github/a"], ["apps/github2", "x/apps/github"]),
        ("**/logs", ["logs", "logs/a", "build/logs/a", "deeply/nested/logs/x/a"], ["xlogs/a"]),
        ("a/**/z", ["a/z", "a/b/z", "a/b/c/z/d"], ["az"]),
        ("/scripts/**", ["scripts/a", "scripts/b/c"], ["scripts"]),
        (r"my\ docs/a", ["my docs/a"], ["docs/a"]),
        ("a/b*", ["a/bc", "a/bc/d"], ["a/cb"]),
        ("/", ["a", "a/b"], []),
    ],
)
def test_codeowners(pattern: str, matches: list[str], differs: list[str]) -> None:
    regex = codeowners(pattern).regex
    assert [path for path in matches if not regex.fullmatch(path)] == []
    assert [path for path in differs if regex.fullmatch(path)] == []


@pytest.mark.parametrize("pattern", ["!a", "[ab].py", r"\#a"])
def test_what_github_skips(pattern: str) -> None:
    with pytest.raises(PatternError):
        codeowners(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "/", "../a", "a/../b", "a\0b", "[a", "[z-a]", "a\\", "x" * 1001, "[[:alpha:]]"]
)
def test_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        gitignore(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["*a" * 60 + "b", "**/a/" * 100 + "b", "/".join(["*a*a*a*a*b", "**"] * 20), "?" * 60 + "*a*" * 30 + "!"],
)
def test_no_pattern_hangs(pattern: str) -> None:
    compiled = [gitignore(pattern), codeowners(pattern)]
    paths = ["a" * 255, "/".join(["a"] * 1000), "/".join(["a" * 200] * 20), "/".join(["aaaab"] * 500)]
    start = time.perf_counter()
    for path in paths:
        for each in compiled:
            each.regex.fullmatch(path)
    assert time.perf_counter() - start < 2


@given(st.text("ab*?[]\\", min_size=1))
def test_an_escaped_path_means_itself(path: str) -> None:
    assert gitignore(f"/{escape(path)}").regex.fullmatch(path)

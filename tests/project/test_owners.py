"""Owners as GitHub finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from py3port.project.config import Config, load_config
from py3port.project.owners import Owners, load_owners, parse_codeowners
from tests.trees import write_tree

CODEOWNERS = """\
# the last match wins
*       @everyone   # inline comment
*.js    @js-owner js@example.org
/shop/  @org/shop
/shop/vendor
bad*.py  not-an-owner @x
!*.md   @x
[ab].c  @x
my\\ docs/  @docs
"""


@pytest.mark.parametrize(
    ("path", "owners", "line"),
    [
        ("README", ("@everyone",), 2),
        ("web/a.js", ("@js-owner", "js@example.org"), 3),
        ("shop/a.js", ("@org/shop",), 4),
        ("shop/vendor/x/a.py", (), 5),
        ("bad1.py", ("@everyone",), 2),
        ("README.md", ("@everyone",), 2),
        ("a.c", ("@everyone",), 2),
        ("my docs/a", ("@docs",), 9),
    ],
)
def test_last_match_wins(path: str, owners: tuple[str, ...], line: int) -> None:
    assert Owners(parse_codeowners(CODEOWNERS)).owner_of(path) == (owners, f"CODEOWNERS:{line}")


def test_nobody() -> None:
    assert Owners().owner_of("a.py") == ((), "")


def test_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    write_tree(tmp_path, {"CODEOWNERS": b"\xef\xbb\xbf*.py @a\r\n\r\n/x/ @b\r\n"})
    owners = load_owners(tmp_path, Config())
    assert owners.owner_of("y.py") == (("@a",), "CODEOWNERS:1")
    assert owners.owner_of("x/y.py") == (("@b",), "CODEOWNERS:3")


def test_the_first_place_counts(tmp_path: Path) -> None:
    write_tree(tmp_path, {"docs/CODEOWNERS": "* @docs", "CODEOWNERS": "* @root"})
    assert load_owners(tmp_path, Config()).owner_of("a") == (("@root",), "CODEOWNERS:1")
    write_tree(tmp_path, {".github/CODEOWNERS": "* @github"})
    assert load_owners(tmp_path, Config()).owner_of("a") == (("@github",), ".github/CODEOWNERS:1")


def test_configuration_comes_first(tmp_path: Path) -> None:
    write_tree(
        tmp_path, {"CODEOWNERS": "* @root", "py3port.toml": '[owners]\n"/a/" = ["@x", "@y"]\n"/b/" = "@z"\n'}
    )
    owners = load_owners(tmp_path, load_config(tmp_path / "py3port.toml"))
    assert owners.owner_of("a/1") == (("@x", "@y"), "py3port.toml:2")
    assert owners.owner_of("b/1") == (("@z",), "py3port.toml:3")
    assert owners.owner_of("c") == ((), "")
    assert owners.names == ("@x", "@y", "@z")


def test_a_link_out_of_the_tree_is_not_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"secret": "* @secret", "repo/a.py": ""})
    (tmp_path / "repo" / "CODEOWNERS").symlink_to(tmp_path / "secret")
    assert load_owners(tmp_path / "repo", Config()).rules == ()


_PATTERNS = st.lists(
    st.sampled_from(["*", "/a/", "/a/b/", "b/", "/a/b", "*.py", "a/*", "/a/**/c.py", "c.py"]), max_size=8
)


@given(
    patterns=_PATTERNS,
    path=st.sampled_from(["a/b/c.py", "a/c.py", "b/c.py", "c.py", "a/b", "d", "a/x/b/c.txt"]),
)
def test_the_index_changes_nothing(patterns: list[str], path: str) -> None:
    owners = Owners(parse_codeowners("\n".join(f"{each} @o{number}" for number, each in enumerate(patterns))))
    matching = [rule for rule in owners.rules if rule.pattern.regex.fullmatch(path)]
    assert owners.owner_of(path) == ((matching[-1].owners, matching[-1].source) if matching else ((), ""))

"""Owners as GitHub finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from py3port.cli.main import run
from py3port.project.codeowners import parse_codeowners, parse_gitlab
from py3port.project.config import Config, load_config
from py3port.project.owners import Owners, load_owners
from py3port.project.project import Project
from tests.trees import git, write_tree

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
    assert Owners(sections=[parse_codeowners(CODEOWNERS)]).owner_of(path) == (owners, f"CODEOWNERS:{line}")


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
    assert owners.owner_of("c") == (("@root",), "CODEOWNERS:1")
    assert owners.names == ("@root", "@x", "@y", "@z")


def test_a_link_out_of_the_tree_is_not_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"secret": "* @secret", "repo/a.py": ""})
    (tmp_path / "repo" / "CODEOWNERS").symlink_to(tmp_path / "secret")
    assert load_owners(tmp_path / "repo", Config()).rules == ()


_PATTERNS = st.lists(
    st.sampled_from(["*", "/a/", "/a/b/", "b/", "/a/b", "*.py", "a/*", "/a/**/c.py", "c.py"]), max_size=8
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    patterns=_PATTERNS,
    path=st.sampled_from(["a/b/c.py", "a/c.py", "b/c.py", "c.py", "a/b", "d", "a/x/b/c.txt"]),
)
def test_the_index_changes_nothing(patterns: list[str], path: str) -> None:
    owners = Owners(
        sections=[parse_codeowners("\n".join(f"{each} @o{number}" for number, each in enumerate(patterns)))]
    )
    matching = [rule for rule in owners.rules if rule.pattern.regex.fullmatch(path)]
    assert owners.owner_of(path) == ((matching[-1].owners, matching[-1].source) if matching else ((), ""))


GITLAB = """\
* @admin
/lib/  @lib not-an-owner lib@example.org
\\#hash.py @hash

[Docs][2] @writers
docs/
README.md @@maintainer
!docs/secret.md

^[Optional]
docs @exact
[DOCS]
docs/api/ @api
"""


@pytest.mark.parametrize(
    ("path", "owners", "source"),
    [
        ("a.py", ("@admin",), "CODEOWNERS:1"),
        ("lib/a.py", ("@lib", "lib@example.org"), "CODEOWNERS:2"),
        ("#hash.py", ("@hash",), "CODEOWNERS:3"),
        ("docs/a.md", ("@admin", "@writers"), "CODEOWNERS:1, CODEOWNERS:6"),
        ("x/docs/a.md", ("@admin", "@writers"), "CODEOWNERS:1, CODEOWNERS:6"),
        ("x/README.md", ("@admin", "@@maintainer"), "CODEOWNERS:1, CODEOWNERS:7"),
        ("docs/secret.md", ("@admin",), "CODEOWNERS:1"),
        ("x/docs", ("@admin", "@exact"), "CODEOWNERS:1, CODEOWNERS:11"),
        ("docs/api/x.md", ("@admin", "@api"), "CODEOWNERS:1, CODEOWNERS:13"),
    ],
)
def test_gitlab(path: str, owners: tuple[str, ...], source: str) -> None:
    assert Owners(sections=parse_gitlab(GITLAB)).owner_of(path) == (owners, source)


def test_which_forge(tmp_path: Path) -> None:
    text = "[Section] @s\n*.py\n"
    write_tree(tmp_path, {".gitlab/CODEOWNERS": text})
    assert load_owners(tmp_path, Config()).owner_of("a/b.py") == (("@s",), ".gitlab/CODEOWNERS:2")
    write_tree(tmp_path, {"CODEOWNERS": text})
    assert load_owners(tmp_path, Config()).owner_of("a/b.py") == (("@s",), "CODEOWNERS:2")
    write_tree(tmp_path, {".github/CODEOWNERS": text})
    assert load_owners(tmp_path, Config()).owner_of("a/b.py") == ((), ".github/CODEOWNERS:2")
    write_tree(tmp_path, {".github/CODEOWNERS": "a/b.py @x\n"})
    assert load_owners(tmp_path, Config()).owner_of("c/a/b.py") == ((), "")


def commit(root: Path, author: str, date: str, files: dict[str, str]) -> None:
    write_tree(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x", f"--author={author} <{author}@example.org>", f"--date={date}")


def test_owners_by_history(tmp_path: Path) -> None:
    now = "2026-11-01T00:00:00"
    root = write_tree(tmp_path / "root", {"CODEOWNERS": "/known.py @known\n"})
    git(root, "init", "-q")
    commit(root, "old", "2016-01-01T00:00:00", {"a.py": "x\n" * 100, "known.py": "x\n", "b.py": "y\n" * 8})
    git(root, "mv", "b.py", "c.py")
    commit(root, "new", now, {"a.py": "z\n" * 10, "bot.py": ""})
    commit(root, "ci[bot]", now, {"bot.py": "x\n" * 50})
    commit(root, "left", now, {"a.py": "z\n" * 90})
    configuration = (
        'git-owners = true\nnot-owners = ["*[[]bot]*", "left@*"]\n[teams]\n"@t" = ["OLD@example.org"]\n'
    )
    write_tree(root, {"py3port.toml": configuration})
    owners = Project.open(root).owners
    assert owners.owner_of("known.py") == (("@known",), "CODEOWNERS:1")
    assert owners.owner_of("a.py") == (("new@example.org",), "git: new@example.org 100%")
    assert owners.owner_of("c.py") == (("@t",), "git: @t 100%")
    assert owners.owner_of("bot.py") == ((), "")
    assert owners.people_of("@t") == ("OLD@example.org",)
    assert Project.open(root).owners.owner_of("c.py")[0] == ("@t",)


def test_nobody_is_named_unasked(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", {"a.py": ""})
    git(root, "init", "-q")
    commit(root, "someone", "2026-11-01T00:00:00", {"a.py": "x\n"})
    assert Project.open(root).owners.owner_of("a.py") == ((), "")


def test_owners_tells_the_people_of_a_team(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    teams = '[teams]\n"@shop" = ["ann", "bob"]\n'
    monkeypatch.chdir(write_tree(tmp_path, {"CODEOWNERS": "* @shop @x\n", "py3port.toml": teams, "a.py": ""}))
    assert run(["owners", "a.py"]) == 0
    assert capsys.readouterr().out.startswith("a.py: @shop [ann, bob] @x (CODEOWNERS:1), ")

from __future__ import annotations

import re
from pathlib import Path

import pytest

from py3port.cli.main import run
from py3port.guide.write import PAGES
from tests.trees import git, write_tree

TREE = {
    "CODEOWNERS": "/shop/ @shop\n",
    "requirements.txt": "six\n",
    "shop/__init__.py": "",
    "shop/cart.py": "def f(d):\n    if d.has_key('a'):\n        print 'b', d\n    return `d`\n\n\nprint 2\n",
    "other.py": "try:\n    x = 1 <> 2\nexcept ValueError, e:\n    raise ValueError, 'c'\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path / "root", TREE)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    monkeypatch.chdir(root)
    return root


def test_every_page_as_markdown_and_html(tree: Path, tmp_path: Path) -> None:
    assert run(["guide", "--output", str(tmp_path / "out")]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{page}.{ending}" for page in PAGES for ending in ("md", "html")}
    for path in (tmp_path / "out").glob("*.html"):
        for link in re.findall(r'href="([^"]*)"', path.read_text()):
            assert link in names
    assert git(tree, "status", "--porcelain") == ""


def test_examples_are_the_repositorys_own(tree: Path, tmp_path: Path) -> None:
    run(["guide", "--output", str(tmp_path / "out")])
    text = (tmp_path / "out" / "writing-code.md").read_text()
    assert (
        "From `shop/cart.py:3`:\n\n```python\nprint 'b', d\n```\n\nbecomes\n\n```python\nprint('b', d)\n```\n"
        in text
    )
    assert "```python\nif d.has_key('a'):\n```\n\nbecomes\n\n```python\nif 'a' in d:\n```\n" in text
    assert text.index("print-statement") < text.index("dict-has-key")


def test_owners_and_set_up(tree: Path, tmp_path: Path) -> None:
    run(["guide", "--output", str(tmp_path / "out")])
    owners = (tmp_path / "out" / "owners.md").read_text()
    assert re.search(r"^\| @shop \| shop \| 2 \| 4 \|$", owners, re.MULTILINE)
    assert "| **nobody** |" in owners
    assert "what nobody owns, 1 file:" in owners
    assert "pip install -r requirements.txt" in (tmp_path / "out" / "setup.md").read_text()


def test_teams_are_shown_with_their_people(tree: Path, tmp_path: Path) -> None:
    write_tree(tree, {"py3port.toml": '[teams]\n"@shop" = ["ann", "bob"]\n'})
    run(["guide", "--output", str(tmp_path / "out")])
    owners = (tmp_path / "out" / "owners.md").read_text()
    assert re.search(r"^\| @shop \| ann, bob \| shop \| 2 \| 4 \|$", owners, re.MULTILINE)


def test_hostile_text(tree: Path, tmp_path: Path) -> None:
    hostile = "print '``` <script>alert(1)</script> </code> {{ 1 }} {% x %}'\n"
    write_tree(tree, {"<b>x|y`.py": hostile, "CODEOWNERS": "* @a/<i>|x a@b.c|d\n"})
    assert run(["guide", "--output", str(tmp_path / "out")]) == 0
    for path in (tmp_path / "out").glob("*.html"):
        text = path.read_text()
        assert "<script" not in text
        assert "<b>" not in text
        assert "<i>" not in text


def test_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_tree(tmp_path / "root", {"a.py": "x = 1\n"}))
    assert run(["guide", "--output", "out"]) == 0
    assert "Nothing is left" in Path("out/writing-code.md").read_text()


def test_a_file_in_the_way(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("")
    assert run(["guide", "--output", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.count("\n") == 1

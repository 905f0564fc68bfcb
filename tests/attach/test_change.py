"""What a change did to the progress."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.history.commits import commit


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "root"
    monkeypatch.chdir(tmp_path)
    commit(
        root,
        "2020-01-01",
        {
            "CODEOWNERS": "/shop/ @shop\n",
            "shop/__init__.py": "",
            "shop/a.py": "print 1\nprint 2\n",
            "shop/b.py": "x = 1 <> 2\n",
            "core/__init__.py": "",
            "core/c.py": "print 3\n",
        },
    )
    monkeypatch.chdir(root)
    return root


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run(["report", "markdown", *arguments, "--since", "HEAD"]) == 0
    return capsys.readouterr().out


def test_nothing_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no finding came or went" in report(capsys)


def test_what_came_and_went(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "shop/a.py").write_text("print(1)\nprint(2)\n")
    (root / "core/c.py").write_text("x = 1\nprint 3\ny = 0777\n")
    (root / "core/d.py").write_text("z = 1\n")
    text = report(capsys)
    assert "**1 finding came and 2 findings went since `HEAD` (" in text
    assert "2 files became ported.**" in text
    assert "Findings: 3 (−1)." in text
    assert "| `octal-literal` | 1 | 0 | +1 |" in text
    assert "| `print-statement` | 0 | 2 | −2 |" in text
    assert "| `shop` | 0 | 2 | −2 |" in text
    assert "| `core/c.py:3` | `octal-literal` | safe |" in text
    assert "## Ported now\n\n- `core/d.py`\n- `shop/a.py`\n" in text


def test_moved_code_neither_comes_nor_goes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "shop/b.py").rename(root / "shop/e.py")
    (root / "core/c.py").write_text("\n\nif x:\n    print 3\n")
    assert "no finding came or went" in report(capsys)


def test_a_part_of_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "shop/a.py").unlink()
    (root / "core/c.py").write_text("print(3)\n")
    assert "0 findings came and 2 findings went" in report(capsys, "--owner", "@shop")
    assert "0 findings came and 1 finding went" in report(capsys, "--app", "core")
    assert "0 findings came and 3 findings went" in report(capsys, "--rule", "print-statement")
    assert "0 findings came and 1 finding went" in report(capsys, "core")


def test_links(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "py3port.toml").write_text('source-url = "https://gitlab.example.com/shop/web"\n')
    (root / "core/c.py").write_text("print 3\nprint `x`\n")
    head = commit(root, "2020-01-02", {"core/c.py": "print 3\nprint `x`\n"})
    capsys.readouterr()
    assert run(["report", "markdown", "--since", "HEAD~1"]) == 0
    link = f"](<https://gitlab.example.com/shop/web/-/blob/{head}/core/c.py#L2>)"
    assert link in capsys.readouterr().out


def test_an_unknown_revision(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "markdown", "--since", "nowhere"]) == 2
    assert "unknown revision 'nowhere'" in capsys.readouterr().err
    assert run(["report", "csv", "--since", "nowhere", "--history"]) == 2
    assert "is no date" in capsys.readouterr().err

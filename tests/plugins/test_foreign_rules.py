"""Fixers and codemods that a configuration names, inside pylint, flake8 and an editor: as `py3port lint` runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.foreign.company import CODEMODS, FIXER
from tests.plugins.test_flake8 import flake8
from tests.plugins.test_pylint import pylint
from tests.trees import write_tree

pytest.importorskip("fissix")

CONFIGURATION = 'fixers = ["mycompany.fixes"]\ncodemods = ["mycompany.codemods.Rename"]\n'
FILES = {"a.py": "x = bad(1)\ny = old\n", "b.py": "print bad(1)\ny = old\n"}
"""One that the other tools can parse, and one that they cannot."""


@pytest.fixture
def site(tmp_path: Path) -> str:
    """A folder in which the company's packages are installed."""
    files = {"fixes/__init__.py": "", "fixes/fix_bad.py": FIXER, "codemods.py": CODEMODS, "__init__.py": ""}
    return str(write_tree(tmp_path / "site", {f"mycompany/{name}": text for name, text in files.items()}))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "project", {**FILES, "py3port.toml": CONFIGURATION})


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_in_pylint(project: Path, site: str, jobs: str) -> None:
    found = pylint(project, f"--jobs={jobs}", "--enable=py3port-finding", *FILES, installed=[site])
    theirs = [each for each in found if each["symbol"] == "py3port-finding"]
    assert sorted(
        (each["path"], each["line"], str(each["message"]).partition(": ")[0]) for each in theirs
    ) == [
        ("a.py", 1, "mycompany.fixes:fix_bad"),
        ("a.py", 2, "mycompany.codemods:Rename"),
        ("b.py", 1, "mycompany.fixes:fix_bad"),
        ("b.py", 2, "mycompany.codemods:Rename"),
    ]
    assert "print-statement" in {each["symbol"] for each in found}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_in_flake8(project: Path, site: str, jobs: str) -> None:
    found = flake8(project, f"--jobs={jobs}", *FILES, installed=[site])
    assert [place for place, code in found if code == "PTT999"] == [
        "a.py:1:1:",
        "a.py:2:1:",
        "b.py:1:1:",
        "b.py:2:1:",
    ]


def test_in_an_editor(project: Path, site: str) -> None:
    pytest.importorskip("pygls")
    from tests.plugins.test_lsp import Editor, applied, with_editor

    async def session(editor: Editor) -> None:
        found = await editor.open(FILES["a.py"])
        assert set(found) == {"mycompany.fixes:fix_bad", "mycompany.codemods:Rename"}
        (fix,) = await editor.actions(0, "quickfix")
        assert applied(fix, FILES["a.py"]) == "x = good(1)\ny = old\n"

    with_editor(project / "a.py", session, installed=[site])


def test_what_the_gate_leaves_out(project: Path, site: str) -> None:
    write_tree(project, {"py3port.toml": f"{CONFIGURATION}gate = ['six']\n"})
    assert not [
        each for each in pylint(project, *FILES, installed=[site]) if each["symbol"] == "py3port-finding"
    ]
    assert "PTT999" not in {code for _, code in flake8(project, *FILES, installed=[site])}


def test_what_is_not_installed(project: Path) -> None:
    (found,) = pylint(project, "a.py")
    assert found["symbol"] == "py3port-unjudged"
    assert "mycompany.fixes" in str(found["message"])
    assert [code for _, code in flake8(project, "a.py")] == ["PTT000"]

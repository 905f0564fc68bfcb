"""The flake8 plugin."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from py3port.numbers import load_numbers
from tests.trees import SOURCE_ROOTS, write_tree

pytest.importorskip("flake8", reason="flake8 is not installed")

NUMBERS = load_numbers()
# What an installation says of itself, for tests that run from the source.
ENTRY_POINT = {
    "py3port_plugin.dist-info/METADATA": "Metadata-Version: 2.1\nName: py3port-plugin\nVersion: 0\n",
    "py3port_plugin.dist-info/entry_points.txt": "[flake8.extension]\nPTT = py3port.flake8:Checker\n",
    "run.py": "from flake8.main.cli import main\nraise SystemExit(main())\n",
}


def code(rule: str) -> str:
    return f"PTT{NUMBERS[rule]:03}"


def flake8(
    folder: Path, *arguments: str, text: bytes | None = None, installed: Sequence[str] = ()
) -> list[Sequence[str]]:
    """Place and code of what flake8 reports, with the plugin; `installed` are more folders with packages."""
    is_installed = any(each.name == "PTT" for each in entry_points(group="flake8.extension"))
    kept = {name: text for name, text in ENTRY_POINT.items() if not (is_installed and "/" in name)}
    site = write_tree(folder / ".site", kept)
    done = subprocess.run(
        [sys.executable, str(site / "run.py"), "--isolated", "--select=PTT,E9", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*SOURCE_ROOTS, *installed, str(site)])},
        input=text,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr
    return [line.split()[:2] for line in done.stdout.decode().splitlines()]


def test_files_that_flake8_can_parse_and_others(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "x = unicode('a')\n", "b.py": "import urllib2\nprint `x`\n"})
    for jobs in ("1", "2"):
        found = flake8(tmp_path, f"--jobs={jobs}", "a.py", "b.py")
        assert [each for each in found if each[1] != "E999"] == [
            ["a.py:1:5:", code("unicode-builtin")],
            ["b.py:1:1:", code("moved-modules")],
            ["b.py:2:1:", code("print-statement")],
            ["b.py:2:7:", code("backticks")],
        ]
        assert [each[0].partition(":")[0] for each in found if each[1] == "E999"] == ["b.py"]


def test_comments_and_choices(tmp_path: Path) -> None:
    number = code("print-statement")
    write_tree(
        tmp_path,
        {
            "a.py": f"print 1  # noqa: {number}\nprint 2\nprint 3  # py3port: ignore[print-statement] because\n"
        },
    )
    assert [each for each in flake8(tmp_path, "a.py") if each[1] == number] == [["a.py:2:1:", number]]
    assert [each[1] for each in flake8(tmp_path, f"--ignore={number}", "a.py")] == ["E999"]


def test_standard_input(tmp_path: Path) -> None:
    text = "# -*- coding: latin-1 -*-\nx = 'é', unicode\n".encode("latin-1")
    found = flake8(tmp_path, "--stdin-display-name=a.py", "-", text=text)
    assert found == [["a.py:2:10:", code("unicode-builtin")]]


def test_what_is_neither_python(tmp_path: Path) -> None:
    found = flake8(write_tree(tmp_path, {"a.py": "x = (\n"}), "a.py")
    assert "PTT000" in {each[1] for each in found}


@pytest.mark.parametrize(
    "text",
    [
        b"x = unicode(1)  # \xe9\n",
        b"# coding: utf-8\nx = unicode('\xe9')\r\n",
        b"\xef\xbb\xbf# coding: latin-1\rprint '\xe9'\n",
    ],
)
def test_what_flake8_takes_for_latin_1_since_nothing_can_read_it(tmp_path: Path, text: bytes) -> None:
    write_tree(tmp_path, {"a.py": text})
    found = flake8(tmp_path, "a.py")
    assert [each[1] for each in found if each[1] != "E999"] == ["PTT000"]


def test_latin_1_that_says_so(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": b"# coding: latin-1\nx = '\xe9\xe9', unicode(1)\n"})
    assert flake8(tmp_path, "a.py") == [["a.py:2:11:", code("unicode-builtin")]]


def test_nothing_of_the_linted_repository_is_imported(tmp_path: Path) -> None:
    names = "difflib six libcst types string py3port py3port_codemods".split()
    write_tree(tmp_path, {f"{name}.py": "raise SystemExit('imported')\n" for name in names})
    write_tree(tmp_path, {"a.py": "unicode\n"})
    assert flake8(tmp_path, "a.py") == [["a.py:1:1:", code("unicode-builtin")]]

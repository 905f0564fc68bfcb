"""The files that are proposed, and that nothing else is written over."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from py3port.errors import UserError
from py3port.requirements.model import Answer, Evidence, Verdict
from py3port.requirements.writing import Step, propose, write_proposals
from tests.requirements.reading import read_tree

KNOWN: dict[str, dict[str, Any]] = {
    "django": {"verdict": Verdict.BRIDGE, "bridge": "1.11.29", "first_target": "1.11.29"},
    "flask": {"verdict": Verdict.UPGRADE, "first_target": "3.0.0"},
    "pil": {"verdict": Verdict.REPLACE, "replacement": "Pillow", "bridge": "6.2.2", "first_target": "2.6.1"},
    "mysql-python": {
        "verdict": Verdict.REPLACE,
        "replacement": "mysqlclient",
        "bridge": "1.4.6",
        "first_target": "2.2.0",
    },
    "beautifulsoup": {
        "verdict": Verdict.REPLACE,
        "replacement": "beautifulsoup4",
        "bridge": "4.9.3",
        "first_target": "4.9.3",
    },
    "enum34": {"verdict": Verdict.DROP, "note": "In the standard library."},
    "oldie": {"verdict": Verdict.BLOCKED, "evidence": (Evidence("classifier", "Python 2 only"),)},
    "riddle": {"verdict": Verdict.UNKNOWN, "note": "No evidence."},
}

REQUIREMENTS = """\
# Everything we need.
Django[bcrypt]==1.4  # the framework

  flask>=0.10 ; os_name == "nt"
PIL  # pictures
MySQL-python==1.2.5
BeautifulSoup
-r sub/more.txt
-c limits.txt  # pins
-r gone.txt
-e git+https://host/x.git#egg=x
six==1.16.0   # stays
enum34==1.1.6
oldie
riddle>1
--no-binary :all:
"""
FILES = {
    "requirements.txt": REQUIREMENTS,
    "sub/more.txt": "-r ../base.txt\nsix\n",
    "limits.txt": "PIL<1.2\n",
    "base.txt": "enum34",
}


def answers(root: Path, files: dict[str, str | bytes], **changes: Any) -> list[Answer]:
    default = {"verdict": Verdict.OK}
    return [
        Answer(each, **{**KNOWN.get(each.key, default), **changes})
        for each in read_tree(root, files).requirements
    ]


def proposed(root: Path, files: dict[str, str | bytes]) -> dict[str, str]:
    return {each.path: each.text for each in propose(root, answers(root, files), "3.12")}


def test_order_and_comments_are_kept(tmp_path: Path) -> None:
    found = proposed(tmp_path, {**FILES})
    assert sorted(found) == [
        "base-bridge.txt",
        "base-py3.txt",
        "limits-bridge.txt",
        "limits-py3.txt",
        "requirements-bridge.txt",
        "requirements-py3.txt",
        "sub/more-bridge.txt",
        "sub/more-py3.txt",
    ]
    assert (
        found["requirements-bridge.txt"]
        == """\
# Proposed by py3port: for Python 2.7 and 3.12.
# Everything we need.
Django[bcrypt]==1.11.29  # the framework

  flask>=0.10 ; os_name == "nt" and python_version < "3"
  flask==3.0.0 ; os_name == "nt" and python_version >= "3"
PIL ; python_version < "3"  # pictures
Pillow==6.2.2
MySQL-python==1.2.5 ; python_version < "3"
mysqlclient==2.2.0 ; python_version >= "3"
BeautifulSoup ; python_version < "3"
beautifulsoup4==4.9.3
-r sub/more-bridge.txt
-c limits-bridge.txt  # pins
-r gone.txt
-e git+https://host/x.git#egg=x
six==1.16.0   # stays
enum34==1.1.6 ; python_version < "3"
# blocked: oldie: Python 2 only
oldie ; python_version < "3"
# unknown: riddle>1: No evidence.
riddle>1
--no-binary :all:
"""
    )
    assert (
        found["requirements-py3.txt"]
        == """\
# Proposed by py3port: for Python 3.12.
# Everything we need.
Django[bcrypt]==1.11.29  # the framework

  flask==3.0.0 ; os_name == "nt"
Pillow==6.2.2  # pictures
mysqlclient==2.2.0
beautifulsoup4==4.9.3
-r sub/more-py3.txt
-c limits-py3.txt  # pins
-r gone.txt
-e git+https://host/x.git#egg=x
six==1.16.0   # stays
# dropped: enum34==1.1.6: In the standard library.
# blocked: oldie: Python 2 only
# unknown: riddle>1: No evidence.
riddle>1
--no-binary :all:
"""
    )
    assert found["sub/more-bridge.txt"].splitlines()[1:] == ["-r ../base-bridge.txt", "six"]
    assert found["base-py3.txt"].splitlines()[1:] == ["# dropped: enum34: In the standard library."]


def test_a_successor_that_takes_the_same_place_takes_it_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"requirements.txt": "MySQL-python\n"}
    [answer] = answers(tmp_path, files)
    bridge, _ = propose(tmp_path, [replace(answer, first_target="1.4.0")], "3.12")
    assert bridge.text.splitlines()[1:] == ["mysqlclient==1.4.6"]


def test_a_line_that_pip_refuses_is_left_out_of_the_last_file(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"requirements.txt": "pytz==2010h\n"}
    [answer] = answers(tmp_path, files)
    note = "Imported nowhere: a tool, something another needs, or needless."
    unknown = replace(
        answer,
        verdict=Verdict.UNKNOWN,
        evidence=(Evidence("index", "pip does not understand it"),),
        note=note,
    )
    comment = "# unknown: pytz==2010h: pip does not understand it"
    bridge, last = (each.text.splitlines()[1:] for each in propose(tmp_path, [unknown], "3.12"))
    assert bridge == [comment, "pytz==2010h"]
    assert last == [comment]


def test_hashes_are_left_out(tmp_path: Path) -> None:
    text = "--require-hashes\r\nDjango==1.4 \\\r\n  --hash=sha256:00 \\\r\n  --hash=sha256:11\r\n"
    text += "six==1 --hash=sha256:22\r\n"
    found = proposed(tmp_path, {"requirements.txt": text})
    assert found["requirements-py3.txt"] == (
        "# Proposed by py3port: for Python 3.12.\r\n"
        "# Hashes are left out, since versions change: have them made anew.\r\n"
        "Django==1.11.29\r\nsix==1\r\n"
    )


def test_other_files_are_listed_anew(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "setup.py": "from setuptools import setup\nsetup(install_requires=['Django', 'six'], tests_require=['PIL'])\n",
        "Pipfile": "[packages]\nenum34 = '*'\n",
        "Pipfile.lock": '{"default": {"enum34": {"version": "==1.1.6", "hashes": ["sha256:00"]}}}',
    }
    found = proposed(tmp_path, files)
    assert found["requirements-bridge.txt"].splitlines()[1:] == [
        "# Pipfile.lock",
        'enum34==1.1.6 ; python_version < "3"',
        "# setup.py",
        "Django==1.11.29",
        "six",
    ]


def test_the_encoding_is_utf_8_whatever_it_was(tmp_path: Path) -> None:
    text = "# coding: latin-1\n# Bücher\nDjango\n".encode("latin-1")
    root = tmp_path / "a"
    root.mkdir()
    write_proposals(root, propose(root, answers(root, {"requirements.txt": text}), "3.12"))
    assert (root / "requirements-py3.txt").read_text(encoding="utf-8").splitlines()[1:] == [
        "# Bücher",
        "Django==1.11.29",
    ]


def test_only_our_own_files_are_written_over(tmp_path: Path) -> None:
    proposals = propose(tmp_path, answers(tmp_path, {"requirements.txt": "Django\n"}), "3.12")
    write_proposals(tmp_path, proposals)
    write_proposals(tmp_path, proposals)
    before = (tmp_path / "requirements-bridge.txt").read_bytes()
    (tmp_path / "requirements-bridge.txt").write_bytes(b"# Proposed by py3port: older\n")
    (tmp_path / "requirements-py3.txt").write_bytes(b"mine\n")
    with pytest.raises(UserError, match=r"requirements-py3\.txt: is there already"):
        write_proposals(tmp_path, proposals)
    assert (tmp_path / "requirements-bridge.txt").read_bytes() == b"# Proposed by py3port: older\n"
    (tmp_path / "requirements-py3.txt").unlink()
    write_proposals(tmp_path, proposals)
    assert (tmp_path / "requirements-bridge.txt").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    proposals = propose(root, answers(root, {"requirements.txt": "Django\n"}), "3.12")
    (tmp_path / "outside").write_text("# Proposed by py3port\n")
    (root / "requirements-bridge.txt").symlink_to(tmp_path / "outside")
    with pytest.raises(UserError, match="leads out of the project"):
        write_proposals(root, proposals)
    assert (tmp_path / "outside").read_text() == "# Proposed by py3port\n"


def test_every_verdict_has_its_lines(tmp_path: Path) -> None:
    read = read_tree(tmp_path, {"requirements.txt": "a==1\n"}).requirements
    for verdict in Verdict:
        for proposal in propose(tmp_path, [Answer(each, verdict) for each in read], "3.12"):
            assert len(proposal.text.splitlines()) >= 2, (verdict, Step)

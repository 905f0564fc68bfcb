"""What is read from requirements files and from those that they refer to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from py3port.errors import UserError
from tests.requirements.reading import problems, read_tree, requirements

LINES = {
    "Django==1.4  # old": "1:1 Django==1.4",
    "  foo >= 1.0 , < 2": "1:3 foo<2,>=1.0",
    "foo (>=1.0)": "1:1 foo>=1.0",
    "requests[socks,security]": "1:1 requests[security,socks]",
    "futures; python_version < '3'": '1:1 futures ; python_version < "3"',
    "name @ https://me:secret@host/y.zip": "1:1 name @ https://host/y.zip",
    "http://host/z-1.0.tar.gz": "1:1 z==1.0 @ http://host/z-1.0.tar.gz",
    "https://host/a_b-1.2-py2.py3-none-any.whl#sha256=00": (
        "1:1 a-b==1.2 @ https://host/a_b-1.2-py2.py3-none-any.whl#sha256=00"
    ),
    "git+https://me:secret@host/x/y.git@abc#egg=y[ext]": "1:1 y[ext] @ git+https://host/x/y.git@abc#egg=y[ext]",
    "-e git+ssh://host/x/y.git#egg=why": "1:1 why @ git+ssh://host/x/y.git#egg=why (editable)",
    "--editable=hg+http://host/x#egg=x ; os_name == 'nt'": (
        '1:1 x @ hg+http://host/x#egg=x ; os_name == "nt" (editable)'
    ),
    "wheels/a_b-1.2-py2-none-any.whl": "1:1 a-b==1.2 @ wheels/a_b-1.2-py2-none-any.whl",
    "x==1.0 --hash=sha256:00ff --hash sha256:11": "1:1 x==1.0",
    'x==1.0 --global-option="--no-y"': "1:1 x==1.0",
    "x == 1.0,": "1:1 x==1.0",
}
BAD = {
    "bad line here": "not a requirement: 'bad line here'",
    "x=1.0": "not a requirement: 'x=1.0'",
    "${SECRET}": "names an environment variable, which only pip's run knows: '${SECRET}'",
    "--frobnicate": "unknown option: '--frobnicate'",
    "-r": "names no file: '-r'",
    "-r nowhere.txt": "no such file: 'nowhere.txt'",
    "-r ../elsewhere.txt": "not read, since it lies outside of the project: '../elsewhere.txt'",
    "-c /etc/passwd": "not read, since it lies outside of the project: '/etc/passwd'",
    "-r https://me:secret@host/x.txt": "not read, since it is not a file of the project: 'https://host/x.txt'",
    "https://me:secret@host/download": "does not say what it is called: 'https://host/download'",
    "../outside": "a folder, of which it is not said what it holds: '../outside'",
    "x; python = 3": "not a marker: 'python = 3'",
    "x" * 5000 + " y": "too long for a requirement: 5002 characters",
    "y " * 10_001: "not read, since it is too long: 20002 characters",
    "\x1b[31mred": "not a requirement: '\\x1b[31mred'",
}


@pytest.mark.parametrize("line", LINES)
def test_line(tmp_path: Path, line: str) -> None:
    reading = read_tree(tmp_path, {"requirements.txt": line + "\n"})
    assert requirements(reading) == [LINES[line]]
    assert not reading.problems


@pytest.mark.parametrize("line", BAD, ids=lambda line: line[:20])
def test_a_bad_line_does_not_stop_the_others(tmp_path: Path, line: str) -> None:
    reading = read_tree(tmp_path, {"requirements.txt": f"a==1\n{line}\nb==2\n"})
    assert requirements(reading) == ["1:1 a==1", "3:1 b==2"]
    assert problems(reading) == [f"requirements.txt:2: {BAD[line]}"]


@pytest.mark.parametrize(
    "line",
    ["-e .", ".", "./libs/x[extra]", "-i https://me:secret@host/simple", "--no-index", "-f wheels", "# x"],
)
def test_lines_that_require_nothing(tmp_path: Path, line: str) -> None:
    reading = read_tree(tmp_path, {"requirements.txt": f"{line}\na\n"})
    assert requirements(reading) == ["2:1 a"]
    assert not reading.problems


def test_what_pip_took_once_is_read_and_complained_of(tmp_path: Path) -> None:
    reading = read_tree(
        tmp_path, {"requirements.txt": "pytz==2004d\nFoo.Bar>=1.0-x7,<2 ; python_version<'3'\n"}
    )
    assert requirements(reading) == ["1:1 pytz==2004d", '2:1 Foo.Bar>=1.0-x7,<2 ; python_version < "3"']
    assert [each.line for each in reading.problems] == [1, 2]
    assert reading.problems[0].message.startswith("today's pip refuses 'pytz==2004d'")
    first, second = reading.requirements
    assert (first.key, first.pinned, second.key, second.pinned) == ("pytz", "2004d", "foo-bar", None)


def test_continued_lines_and_hashes(tmp_path: Path) -> None:
    text = "a==1 \\\r\n  --hash=sha256:00 \\\r\n  --hash=sha256:11  # x\r\n\r\nb \\\r\n# comment\r\nc\\\n"
    reading = read_tree(tmp_path, {"requirements.txt": text})
    assert requirements(reading) == ["1:1 a==1", "5:1 b", "7:1 c"]
    assert [(each.end_line, each.hashes) for each in reading.requirements] == [
        (3, ("sha256:00", "sha256:11")),
        (6, ()),
        (8, ()),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfa==1\r\n",
        "a==1\n".encode("utf-16"),
        b"# coding: latin-1\na==1 # \xe9\n",
        b"a==1 # \xe9\n",
        b"a==1",
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    reading = read_tree(tmp_path, {"requirements.txt": data})
    assert [(each.name, each.pinned) for each in reading.requirements] == [("a", "1")]
    assert not reading.problems


def test_files_that_others_refer_to_are_read_once(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "-r reqs/base.in\n-c limits.txt\na\n",
        "dev-requirements.txt": "-rrequirements.txt\n--requirement 'reqs/base.in'\nb\n",
        "reqs/base.in": "-r more.in\nc\n",
        "reqs/more.in": "d\n",
        "limits.txt": "-r more-limits.txt\ne<1\n",
        "more-limits.txt": "f<1\n",
    }
    reading = read_tree(tmp_path, files)
    assert sorted(each.name for each in reading.requirements) == list("abcdef")
    assert {each.name: each.kind.value for each in reading.requirements if each.name in "ef"} == {
        "e": "constraint",
        "f": "constraint",
    }
    assert not reading.problems


def test_a_file_that_is_required_and_constrains_is_required(tmp_path: Path) -> None:
    files = {"a-requirements.txt": "-c base.txt\n", "b-requirements.txt": "-r base.txt\n", "base.txt": "x\n"}
    assert requirements(read_tree(tmp_path, files)) == ["1:1 x"]


def test_a_file_called_constraints_constrains(tmp_path: Path) -> None:
    assert requirements(read_tree(tmp_path, {"constraints.txt": "x<1\n"})) == ["1:1 x<1 (constraint)"]


def test_circles(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "a\n-r b.txt\n",
        "b.txt": "b\n-r c.txt\n",
        "c.txt": "-r requirements.txt\n-r c.txt\nc\n",
    }
    reading = read_tree(tmp_path, files)
    assert [each.name for each in reading.requirements] == ["a", "b", "c"]
    assert problems(reading) == [
        "c.txt:1: goes round in a circle: requirements.txt -> b.txt -> c.txt -> requirements.txt",
        "c.txt:2: goes round in a circle: c.txt -> c.txt",
    ]


def test_a_long_chain_of_files(tmp_path: Path) -> None:
    files = {f"{number}.txt": f"-r {number + 1}.txt\n" for number in range(2000)}
    reading = read_tree(tmp_path, {"requirements.txt": "-r 0.txt\n", **files, "2000.txt": "a\n"})
    assert [each.name for each in reading.requirements] == ["a"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes")
def test_links_and_pipes(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("secret-thing\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "requirements.txt").symlink_to(tmp_path / "outside.txt")
    (root / "inner-requirements.txt").symlink_to("real.txt")
    os.mkfifo(root / "pipe-requirements.txt")
    reading = read_tree(root, {"real.txt": "a\n"})
    assert requirements(reading) == ["1:1 a"]
    assert problems(reading) == [
        "pipe-requirements.txt:0: cannot be read: not a regular file",
        "requirements.txt:0: not read, since a symbolic link leads out of the project",
    ]


def test_no_more_is_told_than_anybody_reads(tmp_path: Path) -> None:
    reading = read_tree(tmp_path, {"requirements.txt": "a==1\n" + "not one\n" * 1500})
    assert len(reading.problems) == 101
    assert problems(reading)[-1] == "requirements.txt:102: and 1,400 more of that kind"


def test_prose_is_not_read(tmp_path: Path) -> None:
    text = "Requirements\n\nTo build this you need\na compiler and\nthe library zlib in\nsome version of it\nor so\n"
    reading = read_tree(tmp_path, {"requirements.txt": text})
    assert problems(reading) == ["requirements.txt:1: not read, since it is no file of pip's"]


def test_which_files_are_found(tmp_path: Path) -> None:
    found = [
        "requirements.txt",
        "requirements-dev.txt",
        "test_requirements.txt",
        "reqs.txt",
        "tools/pip-requires",
    ]
    found += ["requirements/prod.txt", "constraints.txt", "a/deps.txt", "a/environment-py2.yaml"]
    other = [
        "notes.txt",
        "a/b.txt",
        ".tox/requirements.txt",
        "x.egg-info/requires.txt",
        "build/requirements.txt",
    ]
    other += ["site-packages/requirements.txt", "skipped/requirements.txt", "env/requirements.txt"]
    files = dict.fromkeys(found + other, "a\n") | {"env/pyvenv.cfg": "", "a/environment-py2.yaml": ""}
    reading = read_tree(tmp_path, {**files, "py3port.toml": 'exclude = ["/skipped/"]'})
    assert sorted(reading.files) == sorted(found)


def test_named_files_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    reading = read_tree(tmp_path, {"what.ever": "a\n", "requirements.txt": "b\n"}, "what.ever")
    assert requirements(reading) == ["1:1 a"]
    with pytest.raises(UserError, match="no such file or folder"):
        read_tree(tmp_path, {}, "nowhere.txt")


def test_our_own_proposals_are_not_read(tmp_path: Path) -> None:
    text = "# Proposed by py3port: for Python 3.13.\nb\n"
    reading = read_tree(tmp_path, {"requirements.txt": "a\n", "requirements-py3.txt": text})
    assert requirements(reading) == ["1:1 a"]

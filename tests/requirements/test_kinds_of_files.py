"""What is read from the files of setuptools, tox, Poetry, Pipenv, Conda and buildout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.requirements.reading import problems, read_tree, requirements


def test_setup_cfg(tmp_path: Path) -> None:
    text = """\
[metadata]
name = x
[options]
install_requires =
    a>=1   # why
    # b
    c; python_version < "3"
setup_requires = d>=1; e
tests-require = file: more.txt, nowhere.txt
[options.extras_require]
pdf = f
    g
[tox:testenv]
deps = i
"""
    reading = read_tree(tmp_path, {"setup.cfg": text, "more.txt": "j\n"})
    assert requirements(reading, "setup.cfg") == [
        "5:5 a>=1",
        '7:5 c ; python_version < "3"',
        "8:18 d>=1 (build)",
        "8:24 e (build)",
        "11:7 f (optional) <pdf>",
        "12:5 g (optional) <pdf>",
        "14:8 i (development)",
    ]
    assert requirements(reading, "more.txt") == ["1:1 j (development)"]
    assert problems(reading) == ["setup.cfg:9: no such file: 'nowhere.txt'"]


def test_tox_ini(tmp_path: Path) -> None:
    text = """\
[tox]
envlist = py27
requires = tox-x
deps = no
[testenv]
deps =
    -r{toxinidir}/more.txt
    a
    py27: b<2
    py{27,36}-!x: c[d]>=1
    {env:FOO:}
    django14: {[base]deps}
    {[base]deps}
[testenv:docs]
deps = e
    file://{toxinidir}/x
[base]
deps = no
"""
    reading = read_tree(tmp_path, {"tox.ini": text, "more.txt": "f\n"})
    assert requirements(reading, "tox.ini") == [
        "3:12 tox-x (build)",
        "8:5 a (development)",
        "9:11 b<2 (development) <py27>",
        "10:19 c[d]>=1 (development) <py{27,36}-!x>",
        "15:8 e (development) <docs>",
    ]
    assert requirements(reading, "more.txt") == ["1:1 f"]
    assert [each.line for each in reading.problems] == [11, 16]


def test_pyproject(tmp_path: Path) -> None:
    text = """\
[build-system]
requires = ["a", "b>=1"]
[project]
dynamic = ["version"]
dependencies = [
  "c>=1",  # d
  'bad one',
  "e; python_version<'3'",
]
[project.optional-dependencies]
test = ["f", "c>=1"]
[dependency-groups]
dev = ["g", {include-group = "x"}]
[tool.setuptools.dynamic]
optional-dependencies = { more = { file = ["more.txt"] } }
[tool.hatch.envs.docs]
dependencies = ["h"]
[tool.tox]
legacy_tox_ini = '''
[testenv]
deps =
    i
'''
"""
    reading = read_tree(tmp_path, {"pyproject.toml": text, "more.txt": "j\n"})
    assert requirements(reading, "pyproject.toml") == [
        "2:13 a (build)",
        "2:18 b>=1 (build)",
        "6:3 c>=1",
        '8:3 e ; python_version < "3"',
        "11:9 f (optional) <test>",
        "11:14 c>=1 (optional) <test>",
        "13:8 g (development) <dev>",
        "17:17 h (development) <docs>",
        "22:5 i (development)",
    ]
    assert requirements(reading, "more.txt") == ["1:1 j (optional)"]
    assert problems(reading) == ["pyproject.toml:7: not a requirement: 'bad one'"]


def test_dynamic_dependencies(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\ndynamic = ["dependencies"]\n'
    reading = read_tree(tmp_path, {"pyproject.toml": text})
    assert problems(reading) == [
        "pyproject.toml:3: dependencies are dynamic: only the tool that builds the project knows them"
    ]
    text += '[tool.setuptools.dynamic]\ndependencies = {file = "more.txt"}\n'
    reading = read_tree(tmp_path, {"pyproject.toml": text, "more.txt": "a\n"})
    assert requirements(reading) == ["1:1 a"]
    assert not reading.problems


def test_poetry(tmp_path: Path) -> None:
    text = """\
[tool.poetry.dependencies]
python = "^2.7"
a = "^1.2"
b = {version = "~1.4", extras = ["x"], markers = "os_name == 'nt'", python = "<3"}
c = {git = "https://me:secret@host/x.git", rev = "abc"}
d = [{version = "<1", python = "~2.7"}, {version = ">=1", platform = "darwin"}]
e = "1.0 || 2.0"
"ä" = "*"
[tool.poetry.group.dev.dependencies]
f = "*"
[tool.poetry.dev-dependencies]
g = "1.*"
"""
    reading = read_tree(tmp_path, {"pyproject.toml": text})
    assert requirements(reading) == [
        "3:1 a>=1.2,<2",
        '4:1 b[x]>=1.4,<1.5 ; os_name == "nt" and python_version < "3"',
        "5:1 c @ git+https://host/x.git@abc",
        '6:1 d<1 ; python_version >= "2.7" and python_version < "2.8"',
        '6:1 d>=1 ; sys_platform == "darwin"',
        "7:1 e",
        "12:1 g==1.* (development) <dev>",
        "10:1 f (development) <dev>",
    ]
    assert problems(reading) == [
        "pyproject.toml:7: version of 'e' not understood (alternatives): '1.0 || 2.0'",
        "pyproject.toml:8: not the name of a distribution: '\\xe4'",
    ]


def test_pipfile(tmp_path: Path) -> None:
    text = """\
[[source]]
url = "https://me:secret@host/simple"
[packages]
a = "==1.4"
"b.c" = {version = "*", extras = ["x"], sys_platform = "== 'win32'"}
own = {editable = true, path = "."}
d = {editable = true, git = "https://host/x.git"}
[dev-packages]
e = "latest"
[requires]
python_version = "2.7"
"""
    reading = read_tree(tmp_path, {"Pipfile": text})
    assert requirements(reading) == [
        "4:1 a==1.4",
        '5:1 b.c[x] ; sys_platform == "win32"',
        "7:1 d @ git+https://host/x.git (editable)",
        "9:1 e (development) <dev-packages>",
    ]
    assert problems(reading) == ["Pipfile:9: version of 'e' not understood: 'latest'"]


def test_pipfile_lock(tmp_path: Path) -> None:
    text = """\
{"_meta": {"hash": {"sha256": "a"}},
 "default": {
  "a": {"hashes": ["sha256:00"], "markers": "python_version < '3'", "version": "==1.4"},
  "c": {"version": "==2"}
 },
 "develop": {
  "a": {"version": "==1.5"}, "b": 7
 }}
"""
    reading = read_tree(tmp_path, {"Pipfile.lock": text})
    assert requirements(reading) == [
        '3:3 a==1.4 ; python_version < "3" (locked)',
        "4:3 c==2 (locked)",
        "7:3 a==1.5 (locked) <develop>",
        "7:30 b (locked) <develop>",
    ]
    assert reading.requirements[0].hashes == ("sha256:00",)


def test_conda(tmp_path: Path) -> None:
    text = """\
name: x
dependencies:
  - python=2.7
  - a=1.11
  - channel::b>=0.17,<1
  - c 1.2 py27_0
  - d==1.0
  - e=1.2=py27_0
  - f
  - "g=1|2"
  - pip
  - pip:
      - h[x]==0.10
      - -r requirements.txt
  - [odd]
"""
    reading = read_tree(tmp_path, {"environment.yml": text, "requirements.txt": "i\n"})
    assert requirements(reading, "environment.yml") == [
        "4:5 a==1.11.* (conda)",
        "5:5 b>=0.17,<1 (conda)",
        "6:5 c==1.2 (conda)",
        "7:5 d==1.0 (conda)",
        "8:5 e==1.2 (conda)",
        "9:5 f (conda)",
        "10:5 g (conda)",
        "13:9 h[x]==0.10 <pip>",
    ]
    assert requirements(reading, "requirements.txt") == ["1:1 i"]
    assert problems(reading) == ["environment.yml:10: version not understood (alternatives): 'g=1|2'"]


def test_buildout(tmp_path: Path) -> None:
    files = {
        "buildout.cfg": """\
[buildout]
extends = pins.cfg
    http://host/y.cfg
versions = versions
extensions = mr.developer
[a]
recipe = zc.recipe.egg
eggs = Foo [ext]
    Bar
    ${buildout:eggs}
eggs += Baz
eggs -= Qux
""",
        "pins.cfg": "[versions]\nFoo = 1.0\nBar = >=2,<3\nBaz =\nQux = ${x:y}\n? = 1\n",
        "versions.cfg": "[versions]\nZope2 = 2.13.19\n[versions:python27]\nmock = 1.0\n",
    }
    reading = read_tree(tmp_path, files)
    assert requirements(reading) == [
        "5:14 mr.developer (build) <buildout>",
        "8:8 Foo[ext] <a>",
        "9:5 Bar <a>",
        "11:9 Baz <a>",
        "2:1 Foo==1.0 (constraint)",
        "3:1 Bar<3,>=2 (constraint)",
        "4:1 Baz (constraint)",
        "2:1 Zope2==2.13.19 (constraint)",
        "4:1 mock==1.0 (constraint)",
    ]
    assert problems(reading) == [
        "buildout.cfg:3: not read, since it is not a file of the project: 'http://host/y.cfg'",
        "pins.cfg:5: names another value, which only buildout knows: 'Qux'",
        "pins.cfg:6: not the name of a distribution: '?'",
    ]


@pytest.mark.parametrize(
    "name",
    ["pyproject.toml", "Pipfile", "Pipfile.lock", "environment.yml", "setup.py", "setup.cfg", "buildout.cfg"],
)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"[" * 50_000,
        b"{" * 50_000,
        b"a = [\n" * 9,
        b"- " * 9999,
        b"\xff" * 99,
        b"=\n:\n[]\n" * 9,
    ],
    ids=["empty", "binary", "brackets", "braces", "cut", "dashes", "bytes", "signs"],
)
def test_broken_files_end_in_a_line(tmp_path: Path, name: str, data: bytes) -> None:
    reading = read_tree(tmp_path, {name: data, "requirements.txt": "a\n"})
    assert requirements(reading, "requirements.txt") == ["1:1 a"]
    assert all(each.file == name and each.message.isprintable() for each in reading.problems)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "pyproject.toml",
            "project = 1\ntool = []\nbuild-system = 'x'\n[dependency-groups]\na = 1\nb = [1]\n",
        ),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\na = 1\nb = [[1]]\nc = {version = [1], extras = 'x'}\n",
        ),
        ("Pipfile", "packages = 1\n[dev-packages]\na = [1]\n"),
        (
            "Pipfile.lock",
            '{"default": {"a": {"version": [], "hashes": 1}, "b": null, "": {}}, "develop": [1]}',
        ),
        ("Pipfile.lock", "[]"),
        ("environment.yml", "dependencies: {a: b}\n"),
        ("environment.yml", "dependencies:\n- pip: x\n- pip:\n  - {a: b}\n- ''\n"),
        ("environment.yml", "a: &a [x, x]\nb: &b [*a, *a]\ndependencies: [*b]\n"),
    ],
)
def test_values_of_other_types_are_passed_over(tmp_path: Path, name: str, text: str) -> None:
    reading = read_tree(tmp_path, {name: text})
    assert all(os.linesep not in each.message for each in reading.problems)

"""What is told of setup scripts without running them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.requirements.reading import problems, read_tree, requirements

HEAD = "from setuptools import setup\nimport os, sys\n"


def read(root: Path, body: str, **files: str) -> tuple[list[str], list[str]]:
    """The requirements and problems of a script; its first line after the head is line 3."""
    reading = read_tree(
        root, {"setup.py": HEAD + body, **{f"{name}.txt": text for name, text in files.items()}}
    )
    return requirements(reading), problems(reading)


TOLD = {
    "literals": (
        "setup(install_requires=['a>=1', 'b'], setup_requires='c', tests_require=('d',), requires=['e (>=1)'])",
        ["3:25 a>=1", "3:33 b", "3:91 e>=1", "3:54 c (build)", "3:74 d (development)"],
    ),
    "lists put together": (
        "BASE = ['a']\nMORE = BASE + ['b']\nMORE += ['c']\nMORE.append('d')\nMORE.extend(['e'])\n"
        "setup(install_requires=list(MORE) + ['f'])",
        ["3:9 a", "4:16 b", "5:10 c", "6:13 d", "7:14 e", "8:38 f"],
    ),
    "texts": (
        "V = '1.0'\nsetup(install_requires=['a>=%s' % V, 'b==%s.%d' % (V, 2), 'c=={}'.format(V), 'd' + '>1'])",
        ["4:25 a>=1.0", "4:38 b==1.0.2", "4:59 c==1.0", "4:78 d>1"],
    ),
    "a text that is cut": (
        'R = """\na>=1\n  b\n"""\nsetup(install_requires=R.split(), setup_requires="""\n c\n d""")',
        ["4:1 a>=1", "5:3 b", "8:2 c (build)", "9:2 d (build)"],
    ),
    "extras": (
        "E = {'x': ['a'], ':python_version<\"3\"': 'b', 'y:os_name==\"nt\"': ['c']}\nE['z'] = ['d']\n"
        "E['all'] = sum(E.values(), [])\nsetup(extras_require=dict(E, w=['e']))",
        [
            "3:12 a (optional) <x>",
            '3:41 b ; python_version < "3"',
            '3:66 c ; os_name == "nt" (optional) <y>',
            "4:11 d (optional) <z>",
            "3:12 a (optional) <all>",
            "3:41 b (optional) <all>",
            "3:66 c (optional) <all>",
            "4:11 d (optional) <all>",
            "6:33 e (optional) <w>",
        ],
    ),
    "arguments in a dictionary": (
        "KW = dict(name='x', install_requires=['a'])\nKW['tests_require'] = ['b']\nKW.update(setup_requires=['c'])\n"
        "KW.setdefault('install_requires', ['d'])\nsetup(**KW)",
        ["3:39 a", "5:27 c (build)", "4:24 b (development)"],
    ),
    "versions": (
        "R = ['a']\nif sys.version_info < (2, 7):\n    R.append('b')\nelif sys.version_info[0] == 2:\n    R += ['c']\n"
        "else:\n    R.append('d')\nOLD = sys.version_info[:2] <= (2, 6)\n"
        "if not OLD and os.name == 'nt':\n    R.append('e')\n"
        "setup(install_requires=R)",
        [
            "3:6 a",
            '5:14 b ; python_version < "2.7"',
            '7:11 c ; python_version >= "2.7" and python_version < "3"',
            '9:14 d ; python_version >= "2.7" and python_version >= "3"',
            '12:14 e ; python_version > "2.6" and os_name == "nt"',
        ],
    ),
    "either of two lists": (
        "R = ['a', 'b'] if sys.version_info >= (3,) else ['c']\nsetup(install_requires=R)",
        [
            '3:6 a ; python_version >= "3"',
            '3:11 b ; python_version >= "3"',
            '3:50 c ; python_version < "3"',
        ],
    ),
    "in a function": (
        "R = ['a']\ndef main(args=None):\n    more = R + ['b']\n    setup(install_requires=more)\n"
        "if __name__ == '__main__':\n    main()",
        ["3:6 a", "5:17 b"],
    ),
    "Python 2": ("print 'hello'\nsetup(install_requires=[u'a', ur'b'])", ["4:25 a", "4:31 b"]),
    "nothing": ("setup(name='x', py_modules=['a'])", []),
}


@pytest.mark.parametrize("name", TOLD)
def test_told(tmp_path: Path, name: str) -> None:
    body, expected = TOLD[name]
    assert read(tmp_path, body + "\n") == (expected, [])


UNTOLD = {
    "a function": (
        "setup(install_requires=find(), tests_require=['a'] + other)",
        ["3:47 a (development)"],
        [
            "setup.py:3: install_requires cannot be told without running the script",
            "setup.py:3: tests_require cannot be told without running the script",
        ],
    ),
    "arguments from elsewhere": (
        "setup(install_requires=['a'], **more())",
        ["3:25 a"],
        ["setup.py:3: some arguments of setup() cannot be told without running the script"],
    ),
    "a condition": (
        "R = ['a']\nif os.environ.get('X'):\n    R += ['b', 'c']\nsetup(install_requires=R)",
        ["3:6 a", "5:11 b", "5:16 c"],
        [
            "setup.py:5: taken as required though it depends on a condition in line 4: \"os.environ.get('X')\": 'b, c'"
        ],
    ),
    "what fails": (
        "R = []\ntry:\n    import json\nexcept ImportError:\n    R.append('simplejson')\nsetup(install_requires=R)",
        ["7:14 simplejson"],
        ["setup.py:7: taken as required though it depends on whether line 5 fails: 'simplejson'"],
    ),
    "no call": ("x = 1", [], ["setup.py:1: no call of setup() was found in it"]),
    "no Python": (
        "setup(",
        [],
        ["setup.py:3: not read, since it is no Python: invalid syntax"],
    ),
    "lists without end": (
        "R = ['a']\n" + "R = R + R\n" * 60 + "setup(install_requires=R)",
        [],
        ["setup.py:0: not read, since its lists grow too large to follow"],
    ),
    "texts without end": (
        "R = 'a'\n" + "R = R + R\n" * 60 + "setup(install_requires=R)",
        [],
        ["setup.py:0: not read, since its lists grow too large to follow"],
    ),
    "tables without end": (
        "R = {}\n" + "R = {'a': R, 'b': R}\n" * 60 + "setup(extras_require=R)",
        [],
        ["setup.py:0: not read, since its lists grow too large to follow"],
    ),
    "wide formats": (
        "setup(install_requires=['%999999999d' % 1, '%*d' % (99999999, 1), '{0:>99999999}'.format('a')])",
        [],
        ["setup.py:3: install_requires cannot be told without running the script"],
    ),
}


@pytest.mark.parametrize("name", UNTOLD)
def test_what_cannot_be_told_is_said(tmp_path: Path, name: str) -> None:
    body, expected, complaints = UNTOLD[name]
    assert read(tmp_path, body + "\n") == (expected, complaints)


@pytest.mark.parametrize(
    "body",
    [
        "setup(install_requires=open('base.txt').read().splitlines())",
        "setup(install_requires=[l.strip() for l in open(os.path.join(HERE, 'base.txt')) if l])",
        "with open('base.txt') as f:\n    R = f.read().split()\nsetup(install_requires=R)",
        "def read(name):\n    return open(name).readlines()\nsetup(install_requires=read('base.txt'))",
        "def get():\n    return [str(r) for r in parse_requirements('base.txt')]\nsetup(install_requires=get())",
        "NAME = 'base.txt'\nR = []\nfor line in open(NAME):\n    R.append(line)\nsetup(install_requires=R)",
    ],
)
def test_files_that_a_script_reads_are_read(tmp_path: Path, body: str) -> None:
    found, complaints = read(tmp_path, body + "\n", base="a==1\n")
    assert found == ["1:1 a==1"]
    assert len(complaints) == 1
    assert complaints[0].endswith(
        "install_requires cannot be told without running the script, which has to do with 'base.txt'"
    )


def test_a_file_that_only_bears_the_name(tmp_path: Path) -> None:
    reading = read_tree(tmp_path, {"setup.py": "def setup_tests(ns):\n    pass\n"})
    assert (reading.requirements, reading.problems) == ((), ())


def test_functions_that_call_each_other_without_end(tmp_path: Path) -> None:
    body = "".join(f"def f{n}():\n    f{n + 1}(); f{n + 1}()\n" for n in range(60))
    found, complaints = read(tmp_path, body + "def f60():\n    f0()\nsetup(install_requires=f0())\n")
    assert not found
    assert len(complaints) == 1


def test_nothing_of_a_script_is_run(tmp_path: Path) -> None:
    body = "open('trace', 'w').close()\nos.system('touch trace')\nsetup(install_requires=['a'])\n"
    assert read(tmp_path, body) == (["5:25 a"], [])
    assert not (tmp_path / "trace").exists()

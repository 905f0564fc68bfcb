"""The rule for settings that name Python 2 as what something is built, tested or run with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from py3port.rule import Example, FileKind, Mode, Options, Spot, Stage, TextRule

_NAMED = (
    re.compile(r"(?<![\w.])[Pp]y(?:thon)?[-:=@ ]{0,2}2[4-7](?![\w.])"),
    re.compile(r"(?<![\w.])(?:python|pypy)(?:[-:@]|={1,2})?2(?:\.[0-7](?:\.\d+)?)?(?![\w.]*\.(?:org|com))\b"),
    re.compile(r"\bpython[_-]?version[\"']?\s{0,8}[:=]=?\s{0,8}[\"']?2\b", re.IGNORECASE),
    re.compile(r"\b(?:requires-python|python[_-]requires)\b[^\n#]{0,40}?[>~=]=?\s{0,4}2\.[0-7]"),
    re.compile(r"Programming Language :: Python :: 2(?:\.\d)?"),
    re.compile(r"\bPython2[4-7]\b"),
)
_BARE = re.compile(r"[ \t]*(?:python-)?2\.[0-7](?:\.\d+)?[ \t]*")
_ITEM = re.compile(r"[ \t]*-[ \t]*[\"']?2\.[4-7](?:\.\d+)?[\"']?[ \t]*(?:#.*)?")
_LISTED = re.compile(
    r"\bpython[\w-]*[\"']?[ \t]*:[ \t]*\[[^\]\n]*?(?<![\d.])2\.[4-7]\b|\bpython[ \t]*:[ \t]*[\"']?2\.[4-7]\b"
)
_UNIVERSAL = re.compile(r"universal[ \t]*=[ \t]*(?:1|[Tt]rue)\b")
_PYTHON3 = re.compile(
    r"\bpy3\d|\bpython[-_\w]{0,10}[\"']?[-:=>~ @]{0,4}[\"']?3|Python3\d|Python :: 3|(?<![\d.])3\.(?:[2-9]|1\d)\b"
)
_COMMENT = ("#", ";", "//")


class Python2Environment(TextRule):
    """Test runners, services that build, images, buildpacks and package metadata name the Python they take.

    While code runs on both, a file that knows Python 2 only is reported: Python 3 belongs beside it, or nobody
    notices when the port breaks. In `py3` mode every mention of Python 2 is. Which versions take its place is for the
    people who run it to say.
    """

    name = "python2-environment"
    title = "Name Python 3 where Python 2 is pinned"
    stage = Stage.COMMON
    references = ("https://packaging.python.org/guides/dropping-older-python-versions/",)
    words = ("2", "universal")
    kinds = (FileKind.SETTINGS,)
    examples = (
        Example("[tox]\nenvlist = py26,py27\n", None, path="tox.ini", findings=2),
        Example("[tox]\nenvlist = py27,py35\n", None, path="tox.ini", mode=Mode.DUAL, findings=0),
        Example("[tox]\nenvlist = py27,py35\n", None, path="tox.ini", mode=Mode.PY3, findings=1),
        Example("[testenv]\nbasepython = python2.7\n", None, path="tox.ini", findings=1),
        Example("FROM python:2.7-slim\n", None, path="Dockerfile", findings=1),
        Example("FROM python:3.12\n# was python:2.7\nRUN pip install foo==2.7\n", None, path="Dockerfile"),
        Example("language: python\npython:\n  - 2.7\n  - '2.6'\n", None, path=".travis.yml", findings=2),
        Example("python:\n  - '3.6'\nnode_js:\n  - 12\n", None, path=".travis.yml"),
        Example(
            "      - uses: actions/setup-python@v2\n        with:\n          python-version: ['2.7']\n",
            None,
            path=".github/workflows/test.yml",
            findings=1,
        ),
        Example("uses: actions/setup-python@v2\n", None, path=".github/workflows/test.yml"),
        Example("image: python:2\n", None, path=".gitlab-ci.yml", findings=1),
        Example("python-2.7.18\n", None, path="runtime.txt", findings=1),
        Example("2.7.18\n", None, path=".python-version", findings=1),
        Example('[requires]\npython_version = "2.7"\n', None, path="Pipfile", findings=1),
        Example("dependencies:\n  - python=2.7\n  - numpy=1.2\n", None, path="environment.yml", findings=1),
        Example("[bdist_wheel]\nuniversal = 1\n", None, path="setup.cfg", mode=Mode.PY3, findings=1),
        Example("[bdist_wheel]\nuniversal = 1\n", None, path="setup.cfg", mode=Mode.DUAL),
        Example("python_requires = >=2.7, <3\n", None, path="setup.cfg", findings=1),
        Example("runtime: python27\n", None, path="app.yaml", findings=1),
    )  # fmt: skip

    def look(self, text: str, path: str, options: Options) -> Iterable[Spot]:
        """Every line that names Python 2, unless the code still runs on it and the file names Python 3 as well."""
        if options.mode is Mode.DUAL and _PYTHON3.search(text):
            return
        start = 0
        for line in text.split("\n"):
            if not line.lstrip().startswith(_COMMENT):
                for begin, end in sorted(set(_places(line, path, options))):
                    message = f"`{line[begin:end].strip()}`: this is Python 2, whose last release was in 2020"
                    yield Spot(start + begin, start + end, message)
            start += len(line) + 1


def _places(line: str, path: str, options: Options) -> Iterator[tuple[int, int]]:
    name = path.rpartition("/")[2]
    found: list[tuple[int, int]] = []
    if name in (".python-version", "runtime.txt"):
        found += [each.span() for each in (_BARE.fullmatch(line),) if each]
    for pattern in _NAMED if not found else ():
        found += [each.span() for each in pattern.finditer(line)]
    if name.endswith((".yml", ".yaml")) and not found:
        found += [each.span() for each in (_ITEM.fullmatch(line), _LISTED.search(line)) if each]
    if options.mode is Mode.PY3 and not found:
        found += [each.span() for each in (_UNIVERSAL.search(line),) if each]
    end = 0
    for begin, last in sorted(found):
        if begin >= end:
            yield begin, last
            end = last

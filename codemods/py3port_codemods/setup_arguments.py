"""The rule for what a `setup.py` says about Python 2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Mode, Module, Rule, Stage, ast

_CLASSIFIER = re.compile(r"Programming Language :: Python :: 2(?:\.\d)?(?: :: Only)?")
_PYTHON3 = re.compile(r"Programming Language :: Python :: 3\b")
_REQUIRES = re.compile(r"[>~=]=?\s*2(?:\.\d)?|<\s*3")
_SETUP = ("setuptools.setup", "distutils.core.setup")


class SetupArguments(Rule):
    """`use_2to3` converted a package when it was installed; setuptools refuses it since version 58.

    Other arguments tell installers and people which Pythons a package is for: `python_requires`, and classifiers.
    With `python_requires` below 3, `pip` installs the package where it cannot run, and with `<3` not where it can.
    """

    name = "setup-arguments"
    title = "Declare Python 3 in setup.py"
    stage = Stage.COMMON
    applicability = Applicability.MANUAL
    fixable = False
    references = ("https://setuptools.pypa.io/en/latest/history.html#v58-0-0",)
    words = ("setup",)
    nodes = (ast.Call,)
    examples = (
        Example("from setuptools import setup\nsetup(name='a', use_2to3=True)\n", None, findings=1, runs=False),
        Example(
            "from setuptools import setup\nsetup(classifiers=['Programming Language :: Python :: 2.7'])\n",
            None,
            findings=1,
            runs=False,
        ),
        Example(
            "from setuptools import setup\nsetup(classifiers=['Programming Language :: Python :: 2.7',\n"
            "  'Programming Language :: Python :: 3'])\n",
            None,
            findings=0,
            mode=Mode.DUAL,
            runs=False,
        ),
        Example("import setuptools\nsetuptools.setup(python_requires='<3')\n", None, findings=1, runs=False),
        Example(
            "import setuptools\nsetuptools.setup(python_requires='>=2.7')\n", None, mode=Mode.DUAL, runs=False
        ),
        Example(
            "import setuptools\nsetuptools.setup(python_requires='>=2.7')\n",
            None,
            findings=1,
            mode=Mode.PY3,
            runs=False,
        ),
        Example("import setuptools\nsetuptools.setup(name='a', python_requires='>=3.8')\n", None, runs=False),
        Example("def setup(**a): pass\nsetup(use_2to3=True)\n", None),
    )  # fmt: skip

    def functions(self) -> frozenset[str]:
        """The function."""
        return frozenset({"setup"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """The arguments of a call of setuptools' or distutils' `setup`."""
        name = module.qualified_name(node.func)
        if name not in _SETUP:
            return
        for keyword in node.keywords:
            argument = keyword.arg or ""
            if argument.startswith("use_2to3") or argument == "convert_2to3_doctests":
                yield Match(
                    keyword, f"setuptools refuses `{argument}` since version 58: port the code itself"
                )
            elif argument == "python_requires":
                yield from _requirement(keyword.value, module)
            elif argument == "classifiers":
                yield from _classifiers(keyword.value, module)


def _requirement(value: Any, module: Module) -> Iterable[Match]:
    text = value.value if isinstance(value, ast.Constant) else None
    if not isinstance(text, str):
        return
    found = _REQUIRES.search(text)
    is_closed = re.search(r"<\s*3", text) is not None
    if found and (is_closed or module.mode is Mode.PY3):
        yield Match(value, "the package says that it runs on Python 2" + (" only" if is_closed else ""))


def _classifiers(value: Any, module: Module) -> Iterable[Match]:
    texts = [
        (each, [line.strip() for line in each.value.split("\n")])
        for each in ast.walk(value)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    if module.mode is Mode.DUAL and any(_PYTHON3.match(line) for _, lines in texts for line in lines):
        return
    for constant, lines in texts:
        if any(_CLASSIFIER.fullmatch(line) for line in lines):
            yield Match(constant, "the package is classified as one for Python 2")

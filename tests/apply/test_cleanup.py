"""The cleanup stage as a whole: when it acts, and what a file for both Pythons looks like afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.analysis import Surroundings
from py3port.apply import driver
from py3port.apply.outcome import Changed, LeftKind, Unchanged
from py3port.apply.port import Porter
from py3port.cli import main
from py3port.project.config import Config
from py3port.registry import load_rules
from py3port.result import Mode, Options, Stage
from tests.trees import write_tree

PY3 = Options(Mode.PY3)
BEFORE = '''\
#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Doc."""

from __future__ import absolute_import, division, print_function, unicode_literals

import sys

import six
from six import StringIO, text_type
from six.moves import cPickle as pickle, range, urllib
from builtins import object

try:
    import mock
except ImportError:
    from unittest import mock

if sys.version_info[0] >= 3:
    unicode = str
else:
    range = xrange

PY2 = six.PY2


class M(type):
    pass


@six.python_2_unicode_compatible
class A(six.with_metaclass(M, object)):
    """é"""

    def __init__(self, x):
        super(A, self).__init__()
        self.x = u'é'

    def __bool__(self):
        return True

    __nonzero__ = __bool__

    def items(self, d):
        for k, v in six.iteritems(d):
            print(k, v / 2)
        six.print_("a", "b", file=sys.stderr)
        six.print_("c", "d")
        if six.PY2:
            return [x.encode('utf-8') for x in d]
        elif isinstance(d, six.string_types):
            return urllib.parse.quote(d), six.moves.input()
        else:
            try:
                return pickle.loads(b''), mock
            except Exception:
                six.reraise(*sys.exc_info())
        for i in list(range(3)):
            print(StringIO(), text_type(i))
'''
IMPORTS = [
    "#!/usr/bin/env python",
    '"""Doc."""',
    "import pickle",
    "import sys",
    "import urllib.parse",
    "from io import StringIO",
    "from unittest import mock",
]
AFTER = '''\
unicode = str

PY2 = False


class M(type):
    pass


class A(metaclass=M):
    """é"""

    def __init__(self, x):
        super().__init__()
        self.x = 'é'

    def __bool__(self):
        return True

    def items(self, d):
        for k, v in d.items():
            print(k, v / 2)
        print("a", "b", file=sys.stderr)
        print("c", "d")
        if isinstance(d, str):
            return urllib.parse.quote(d), input()
        else:
            try:
                return pickle.loads(b''), mock
            except Exception:
                raise
        for i in range(3):
            print(StringIO(), str(i))
'''


def cleaned(text: str) -> driver.Outcome:
    registry = load_rules()
    rules = driver.choose_rules(
        registry, Config(), names=(), everything=False, options=PY3, stages=[Stage.CLEANUP]
    )
    porter = Porter(rules, PY3, unsafe=True, first=driver.rules_before(registry, Config(), rules, PY3))
    return porter.port("a.py", text.encode(), Surroundings(path="a.py"))


def test_a_file_for_both_reads_as_if_written_for_python3() -> None:
    outcome = cleaned(BEFORE)
    assert isinstance(outcome, Changed)
    imports, mark, rest = outcome.data.decode().partition("unicode = str")
    # In which order they stand is for the tests of imports.
    assert sorted(filter(None, imports.splitlines())) == sorted(IMPORTS)
    assert mark + rest == AFTER
    assert not [each for each in outcome.left if each.kind in (LeftKind.SKIPPED, LeftKind.FAILED)]
    assert outcome.confirm_with == PY3.target


def test_a_second_run_changes_nothing() -> None:
    assert isinstance(cleaned("\n".join([*IMPORTS, AFTER])), Unchanged)


def test_what_is_not_ported_is_not_cleaned() -> None:
    outcome = cleaned("import six\nx = six.text_type(unicode('a'))\n")
    assert isinstance(outcome, Unchanged)
    assert [(each.kind, each.reason) for each in outcome.left] == [
        (LeftKind.SKIPPED, "first comes unicode-builtin")
    ]


def test_python2_code_is_not_cleaned() -> None:
    assert isinstance(cleaned("import six\nprint six.text_type\n"), Unchanged)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(tmp_path, {"a.py": "x = u'a'\n"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def test_it_waits_until_it_is_asked_for(tree: Path) -> None:
    assert main.run(["scan", "--mode", "py3", "--no-cache"]) == 0
    assert main.run(["apply", "--all", "--mode", "py3"]) == 0
    assert (tree / "a.py").read_text() == "x = u'a'\n"
    assert main.run(["scan", "--mode", "py3", "--no-cache", "--stage", "cleanup"]) == 1
    assert main.run(["apply", "--stage", "cleanup", "--mode", "py3"]) == 0
    assert (tree / "a.py").read_text() == "x = 'a'\n"


@pytest.mark.parametrize("chosen", [("--stage", "cleanup"), ("--rule", "unicode-prefix")])
def test_dual_mode_drops_nothing(
    tree: Path, chosen: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["apply", *chosen]) == 2
    assert "needs --mode py3" in capsys.readouterr().err


def test_an_ancestor_name_means_what_the_mode_allows() -> None:
    registry = load_rules()
    for mode, is_there in ((Mode.DUAL, False), (Mode.PY3, True)):
        rules = driver.choose_rules(
            registry, Config(), names=["fix_unicode"], everything=False, options=Options(mode)
        )
        assert ("unicode-prefix" in [rule.name for rule in rules]) is is_there
        assert "unicode-builtin" in [rule.name for rule in rules]

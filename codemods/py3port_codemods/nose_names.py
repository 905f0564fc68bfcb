"""The rule for nose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from py3port.rule import Applicability, Example, Match, Mode, Module, Stage, ast
from py3port_codemods._gone_names import Gone, GoneNames
from py3port_codemods._nose_names import NOSE_NAMES


class NoseNames(GoneNames):
    """nose fails to import since Python 3.10 and gets no more releases: pytest and unittest run such tests.

    `SkipTest` is `unittest`'s. The functions of `nose.tools` are methods of a `unittest.TestCase`, of which Python 3
    can make one anywhere; 2.7 cannot, so that `dual` mode only reports them.

    Fix safety: that the tests run without nose needs another runner, so the assertions wait for `--unsafe`.
    """

    name = "nose-names"
    title = "Use unittest for nose"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.10"
    references = ("https://nose.readthedocs.io/en/latest/#note-to-users",)
    words = ("nose",)
    examples = (
        Example(
            "from nose.tools import eq_, ok_\n\ndef test():\n    eq_(1, 1)\n    ok_(True, 'yes')\n",
            "from unittest import TestCase\n\ndef test():\n    TestCase().assertEqual(1, 1)\n"
            "    TestCase().assertTrue(True, 'yes')\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "import nose.tools\n\ndef test():\n    nose.tools.assert_items_equal([1, 2], [2, 1])\n",
            "import unittest\n\ndef test():\n    unittest.TestCase().assertCountEqual([1, 2], [2, 1])\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "from nose import SkipTest\n\ndef test():\n    raise SkipTest('not here')\n",
            "from unittest import SkipTest\n\ndef test():\n    raise SkipTest('not here')\n",
            runs=False,
        ),
        Example(
            "from nose.tools import eq_\neq_(1, 1)\n",
            None,
            mode=Mode.DUAL,
            findings=1,
            runs=False,
        ),
        Example(
            "from nose.tools import raises\n@raises(ValueError)\ndef test():\n    int('a')\n",
            None,
            findings=1,
            runs=False,
        ),
        Example("import nose\n", None, findings=1, runs=False),
        Example("from .nose import eq_\neq_(1, 1)\n", None, siblings=("nose",), runs=False),
    )

    def table(self, package: str) -> Mapping[str, Gone]:
        """The names of nose."""
        return NOSE_NAMES if package == "nose" else {}

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """The uses of what the table has, and imports of all else in nose."""
        matches = list(super().detect(node, module))
        yield from matches
        for imported in () if matches else module.imports.of(node):
            if imported.module.partition(".")[0] == "nose" and not module.is_own_module(imported):
                yield Match(node, "nose fails to import since Python 3.10", Applicability.MANUAL)
                return

    def message(self, qualified: str, gone: Gone) -> str:
        """What became of a name."""
        return f"`{qualified}` fails to import since Python 3.10" + (f": {gone.note}" if gone.note else "")

"""Data: the names of nose, and what stands for them in `unittest`."""

from __future__ import annotations

import re
import unittest
from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone

_RENAMED = {
    "assertCountEqual": ("items_equal", "count_equal"),
    "assertRaisesRegex": ("raises_regexp", "raises_regex"),
    "assertRegex": ("regexp_matches", "regex"),
    "assertNotRegex": ("not_regexp_matches", "not_regex"),
    "assertEqual": ("equal", "equals"),
    "assertNotEqual": ("not_equal", "not_equals"),
    "assertAlmostEqual": ("almost_equal", "almost_equals"),
    "assertNotAlmostEqual": ("not_almost_equal", "not_almost_equals"),
}
_SKIP = Gone("3.10", "{unittest:SkipTest}", note="it is `unittest.SkipTest`")


def _assertion(method: str) -> Gone:
    """One of the functions that nose made of the methods of a `TestCase`; in 2.7 none can be had without a test."""
    note = f"it is `{method}` of a `unittest.TestCase`"
    return Gone(
        "3.10", f"{{unittest:TestCase}}().{method}", None, applicability=Applicability.UNSAFE, note=note
    )


def _by_hand(note: str) -> Gone:
    return Gone("3.10", None, None, note=note)


def _words(method: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", method.removeprefix("assert")).lower()


_METHODS = [
    name
    for name in dir(unittest.TestCase)
    if re.fullmatch(r"assert[A-Z]\w+", name) and not name.endswith("Equals")
]

NOSE_NAMES: Mapping[str, Gone] = {
    **{f"nose.tools.assert_{_words(method)}": _assertion(method) for method in _METHODS},
    **{
        f"nose.tools.assert_{name}": _assertion(method)
        for method, names in _RENAMED.items()
        for name in names
    },
    "nose.tools.eq_": _assertion("assertEqual"),
    "nose.tools.ok_": _assertion("assertTrue"),
    "nose.SkipTest": _SKIP,
    "nose.plugins.skip.SkipTest": _SKIP,
    "nose.tools.raises": _by_hand("use `pytest.raises` or `assertRaises` within the test"),
    "nose.tools.timed": _by_hand("use pytest-timeout"),
    "nose.tools.with_setup": _by_hand("use `setUp` or a fixture of pytest"),
    "nose.tools.istest": _by_hand("give the function a name that begins with `test`"),
    "nose.tools.nottest": _by_hand("set `__test__ = False`"),
    "nose.plugins.attrib.attr": _by_hand("use a mark of pytest"),
    "nose.plugins.Plugin": _by_hand("write a plugin for pytest"),
    "nose.main": _by_hand("run the tests with pytest or unittest"),
    "nose.run": _by_hand("run the tests with pytest or unittest"),
    "nose.runmodule": _by_hand("run the tests with pytest or unittest"),
    "nose.collector": _by_hand("run the tests with pytest or unittest"),
}

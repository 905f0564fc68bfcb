from __future__ import annotations

import textwrap

import pytest

from tests.analysis.marked import marked, module

TRUE_ON_PYTHON2 = [
    "six.PY2", "not six.PY3", "PY2", "not PY3", "IS_PY2", "_PY2", "not is_py3", "not IS_PY3", "not py3k",
    "compat.PY2", "sys.version_info[0] < 3", "sys.version_info[0] == 2", "sys.version_info[0] <= 2",
    "2 == sys.version_info[0]", "sys.version_info < (3,)", "sys.version_info < (3, 0)",
    "sys.version_info <= (2, 7, 99)", "sys.version_info[:2] <= (2, 7)", "sys.version_info.major == 2",
    "sys.version_info.major < 3", "sys.version_info[0] != 3", "sys.version_info < (2, 7)",
    "sys.version_info[0] in (2,)", "not sys.version_info >= (3,)", "sys.version_info[:1] == (2,)",
    "sys.version < '3'", "sys.version[0] == '2'", "sys.version[:1] < '3'", "sys.version.startswith('2')",
    "int(sys.version[0]) < 3", "float(sys.version[:3]) < 3.0", "sys.hexversion < 0x03000000",
    "sys.hexversion >> 24 < 3", "platform.python_version()[0] == '2'",
    "platform.python_version_tuple()[0] == '2'", "str is bytes", "bytes is str", "str == bytes",
    "hasattr(d, 'iteritems')", "not hasattr(d, '__next__')", "hasattr(str, 'decode')", "six.PY2 and x",
    "x and six.PY2", "PY2 and not x", "not (PY3 or x)", "not PY3 and (x or y)",
    "(2, 5) <= sys.version_info < (3,)", "True if PY2 else False",
]  # fmt: skip
UNSURE = [
    "x", "six.PY2 or x", "x or not PY3", "PY3", "sys.version_info >= (2, 6)", "sys.version_info[0] >= 2",
    "sys.version_info", "sys.version_info < (3, 4)", "sys.platform == 'win32'", "PYTHON", "python",
    "hasattr(d, 'keys')", "isinstance(x, str)", "self.pypy2", "sys.version_info[5] < 3",
    "sys.version_info < x", "f(sys.version_info) < 3", "1", "0", "PY34 and 0", "sys.version_info[1] < 7",
    "1 / 0", "sys.version_info[0] < 'a' and y", "sys.maxint", "PY2 == x", "str is not unicode",
]  # fmt: skip
HEADER = (
    "import sys, six, platform, compat\nfrom compat import PY2, PY3, IS_PY2, IS_PY3, _PY2, is_py3, py3k\n"
)


@pytest.mark.parametrize("test", TRUE_ON_PYTHON2)
def test_condition_true_on_python2_only(test: str) -> None:
    assert _guarded(f"if {test}:\n    «spam»\n")
    assert not _guarded(f"if {test}:\n    pass\nelse:\n    «spam»\n")
    assert _guarded(f"if not ({test}):\n    pass\nelse:\n    «spam»\n")
    assert not _guarded(f"if {test}:\n    pass\n«spam»\n")
    assert _guarded(f"x = «spam» if ({test}) else y\n")
    assert _guarded(f"x = ({test}) and «spam»\n")
    assert _guarded(f"x = not ({test}) or «spam»\n")
    assert not _guarded(f"x = ({test}) or «spam»\n")
    assert _guarded(f"def f():\n    if not ({test}):\n        return 1\n    x = «spam»\n")
    assert _guarded(f"flag = {test}\ndef f():\n    if flag:\n        «spam»\n")


@pytest.mark.parametrize("test", UNSURE)
def test_condition_that_says_nothing(test: str) -> None:
    assert not _guarded(f"if {test}:\n    «spam»\n")


GUARDED = {
    "or after getattr": "a = getattr(x, 'new', None) or «x.old»",
    "elif": "if PY3:\n    pass\nelif x:\n    «spam»",
    "nested": "if PY2:\n    if x:\n        def f():\n            return [«spam» for y in z]",
    "class in a branch": "if PY2:\n    class C:\n        def f(self): «spam»",
    "early raise": "if PY3:\n    raise ImportError\n«spam»",
    "early exit": "if sys.version_info[0] >= 3:\n    print('x')\n    sys.exit(1)\n«spam»",
    "early continue": "for x in y:\n    if PY3:\n        continue\n    «spam»",
    "early return in else": "def f():\n    if PY2:\n        pass\n    else:\n        return\n    «spam»",
    "both branches leave": (
        "def f():\n    if PY3:\n        if x: return 1\n        else: return 2\n    «spam»"
    ),
    "assert": "assert sys.version_info[0] == 2\n«spam»",
    "skipIf": "@unittest.skipIf(six.PY3, 'x')\ndef test(): «spam»",
    "skipUnless on a class": "@unittest.skipUnless(PY2, 'x')\nclass T(object):\n    def test(self): «spam»",
    "sys that was never imported": "if sys.version_info < (3,):\n    «spam»",
    "name by convention, bound in branches": (
        "try:\n    x\n    PY2 = 1\nexcept E:\n    PY2 = 0\nif PY2: «spam»"
    ),
    "name error": "try:\n    «unicode»\nexcept NameError:\n    unicode = str",
    "name error, a call": "try:\n    x = «unicode»(y)\nexcept NameError:\n    x = str(y)",
    "name error, a tuple of errors": (
        "try:\n    x = «raw_input»\nexcept (AttributeError, NameError):\n    x = input"
    ),
    "name error, other order": "try:\n    ascii\nexcept NameError:\n    «spam»",
    "attribute error": "try:\n    it = «d.iteritems»()\nexcept AttributeError:\n    it = d.items()",
    "attribute error, a call": "try:\n    it = «d.iteritems()»\nexcept AttributeError:\n    it = d.items()",
    "attribute error, a constant": "try:\n    n = «sys.maxint»\nexcept AttributeError:\n    n = sys.maxsize",
    "attribute error, other order": (
        "import string\ntry:\n    t = str.maketrans\nexcept AttributeError:\n    t = «spam»"
    ),
    "next, other order": "try:\n    n = it.__next__\nexcept AttributeError:\n    n = «it.next»",
    "pickle": "try:\n    «import cPickle as pickle»\nexcept ImportError:\n    import pickle",
    "module not found": (
        "try:\n    «import cPickle as pickle»\nexcept ModuleNotFoundError:\n    import pickle"
    ),
    "import, bare except": "try:\n    «import cPickle as pickle»\nexcept:\n    import pickle",
    "import, any exception": "try:\n    «import cPickle as pickle»\nexcept Exception:\n    import pickle",
    "import from": (
        "try:\n    «from urllib import urlencode»\nexcept ImportError:\n"
        "    from urllib.parse import urlencode"
    ),
    "import from, other order": (
        "try:\n    from urllib.parse import quote\nexcept ImportError:\n    «from urllib import quote»"
    ),
    "import, second of two": (
        "try:\n    import urllib2\n    «import urlparse»\nexcept ImportError:\n    import urllib.request"
    ),
    "use after the import": (
        "try:\n    import urllib2\n    u = «spam»\nexcept ImportError:\n    from urllib.request import u"
    ),
    "else": "try:\n    import urllib2\nexcept ImportError:\n    import urllib.request\nelse:\n    «spam»",
    "absent is allowed for": "try:\n    «import cPickle»\nexcept ImportError:\n    cPickle = None",
    "json": "try:\n    import json\nexcept ImportError:\n    «import simplejson as json»",
    "six.moves first": "try:\n    from six.moves import cPickle\nexcept ImportError:\n    «import cPickle»",
    "three, first": (
        "try:\n    «from cStringIO import StringIO»\nexcept ImportError:\n    try:\n"
        "        from StringIO import StringIO\n"
        "    except ImportError:\n        from io import StringIO"
    ),
    "three, second": (
        "try:\n    from cStringIO import StringIO\nexcept ImportError:\n    try:\n"
        "        «from StringIO import StringIO»\n"
        "    except ImportError:\n        from io import StringIO"
    ),
    "three, third": (
        "try:\n    from io import StringIO\nexcept ImportError:\n    try:\n        from cStringIO import StringIO\n"
        "    except ImportError:\n        «from StringIO import StringIO»"
    ),
    "a relative import for one that is implicit": (
        "try:\n    «import forms»\nexcept ImportError:\n    from . import forms"
    ),
}
NOT_GUARDED = {
    "nothing": "«spam»",
    "or after getattr of another object": "a = getattr(x, 'new', None) or «y.old»",
    "or after getattr of the same name": "a = getattr(x, 'old', None) or «x.old»",
    "an iterator or nothing": (
        "def f(x):\n    try:\n        return «x.next()»\n    except (StopIteration, AttributeError):\n        return 1"
    ),
    "test itself": "if x == «spam» or PY2: pass",
    "after a branch that does not leave": "if PY3:\n    x = 1\n«spam»",
    "before the early return": "def f():\n    «spam»\n    if PY3:\n        return",
    "break ends the loop only": (
        "for x in y:\n    if PY3:\n        break\n    else:\n        pass\nelse:\n    pass\n«spam»"
    ),
    "a parameter": "def f(py2):\n    if py2: «spam»",
    "name of another kind": "if happy2: «spam»",
    "finally": "try:\n    x\nexcept NameError:\n    y = 1\nfinally:\n    «spam»",
    "name error that is raised again": "try:\n    «unicode»\nexcept NameError:\n    raise",
    "name error that is passed over": "try:\n    «unicode»(x)\nexcept NameError:\n    pass",
    "name error, a name of Python 2 in its place": (
        "try:\n    basestring\nexcept NameError:\n    basestring = (str, «unicode»)"
    ),
    "any exception": "try:\n    x = «unicode»(y)\nexcept Exception:\n    x = None",
    "bare except": "try:\n    x = «unicode»(y)\nexcept:\n    x = None",
    "attribute error for a name": "try:\n    x = «unicode»(y)\nexcept AttributeError:\n    x = None",
    "attribute error of a long block": (
        "try:\n    a\n    b\n    c\n    «d.iteritems»()\nexcept AttributeError:\n    x = 1"
    ),
    "handler of an unrelated attribute error": "try:\n    x = self.y\nexcept AttributeError:\n    x = «spam»",
    "key error": "try:\n    x = «unicode»(y)\nexcept KeyError:\n    x = None",
    "neither works": "try:\n    «import cStringIO»\nexcept ImportError:\n    import StringIO",
    "neither works, the second": "try:\n    import cStringIO\nexcept ImportError:\n    «import StringIO»",
    "raised again": "try:\n    «import cPickle»\nexcept ImportError:\n    raise SystemExit(1)",
    "exits": "try:\n    «import cPickle»\nexcept ImportError:\n    sys.exit(1)",
    "third party first": "try:\n    import foo\nexcept ImportError:\n    «import cStringIO»",
    "use beside an import of a third party": (
        "try:\n    import foo\n    «spam»\nexcept ImportError:\n    foo = None"
    ),
    "before the import that fails": "try:\n    x = «spam»\n    import urllib2\nexcept ImportError:\n    pass",
    "else of an import that works": "try:\n    import zlib\nexcept ImportError:\n    pass\nelse:\n    «spam»",
    "import without another way": "try:\n    «import forms»\nexcept ImportError:\n    forms = None",
    "skipIf on Python 2": "@unittest.skipIf(six.PY2, 'x')\ndef test(): «spam»",
}


@pytest.mark.parametrize("text", GUARDED.values(), ids=GUARDED)
def test_guarded(text: str) -> None:
    assert _guarded(text)
    assert _guarded("def f(self):\n" + textwrap.indent(text, "    "))


@pytest.mark.parametrize("text", NOT_GUARDED.values(), ids=NOT_GUARDED)
def test_not_guarded(text: str) -> None:
    assert not _guarded(text)


def test_target_decides_what_is_gone() -> None:
    text = "try:\n    import imp\nexcept ImportError:\n    import {}"
    for target, expected in (("3.8", True), ("3.13", False)):
        found = module(text.format("asyncore"), target=target)
        statement = found.tree.root.body[0].body[0]  # type: ignore[attr-defined]
        assert found.is_guarded(statement) is expected


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        ("Queue = None", True),
        ("pass", True),
        ("print('no queue')", True),
        ("HAVE_QUEUE = False", True),
        ("PY3 = True", False),
        ("import queue as Queue", False),
        ("Queue = object()", False),
        ("def Queue(): pass", False),
    ],
)
def test_module_that_is_only_missed(handler: str, expected: bool) -> None:
    found, statement = marked(f"try:\n    «import Queue»\nexcept ImportError:\n    {handler}\n")
    assert found.is_only_missed(statement) is expected  # type: ignore[arg-type]


def test_own_module_is_not_gone() -> None:
    text = "try:\n    «import cStringIO»\nexcept ImportError:\n    import StringIO"
    found, node = marked(text, toplevel=frozenset({"StringIO"}))
    assert found.is_guarded(node)


def test_long_chain_of_branches() -> None:
    chain = "".join(f"elif x == {number}: return {number}\n    " for number in range(900))
    assert not _guarded(f"def f(x):\n    if x: return 0\n    {chain}else: return 1\n    «spam»\n")


def _guarded(text: str) -> bool:
    if "sys that" not in text and not text.startswith("if sys.version_info < (3,):\n    «spam»"):
        text = HEADER + text
    found, node = marked(text)
    return found.is_guarded(node)


@pytest.mark.parametrize(
    ("subject", "expected"), [("dict", True), ("{}", True), ("x", False), ("self.data", False)]
)
def test_object_without_an_attribute_of_python2(subject: str, expected: bool) -> None:
    """A type that has no `iteritems` is Python 3's; an object may well be one of Python 2 that never had it."""
    found, node = marked(f"if hasattr({subject}, 'iteritems'):\n    pass\nelse:\n    «spam»\n")
    assert found.is_for_python3(node) is expected

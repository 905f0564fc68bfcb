from __future__ import annotations

import pytest

from py3port.analysis.types import Type, join, parse_type
from py3port.python2 import ast
from tests.analysis.marked import marked, module

EXPRESSIONS = {
    "1": "int", "1L": "int", "99999999999999999999": "long", "1.5": "float", "2j": "complex",
    "True": "bool", "None": "none", "'a'": "str", "u'a'": "unicode", "b'a'": "bytes", "`x`": "str",
    "[1, 2]": "list[int]", "[]": "list", "[1, 'a']": "list", "(1, 'a')": "tuple[int, str]",
    "{'a': 1}": "dict[str, int]", "{}": "dict", "{1}": "set[int]", "lambda: 1": "function",
    "[q for q in (1, 2)]": "list[int]", "{q for q in 'ab'}": "set[str]",
    "(q for q in 'ab')": "generator[str]", "{q: 1 for q in 'ab'}": "dict[str, int]", "dict()": "dict",
    "list()": "list", "set()": "set", "frozenset()": "frozenset", "tuple()": "tuple", "iter(x)": "iterator",
    "open('f')": "file", "file('f')": "file", "open('f').read()": "str",
    "open('f').readlines()": "list[str]", "'%s' % x": "basestring", "'%d' % 1": "str", "'%s' % 'a'": "str",
    "u'%s' % x": "unicode", "'%s %s' % (1, u'a')": "basestring", "'%s' % u'a'": "basestring",
    "'%s' % (1, 'a')": "str", "'a' + 'b'": "str", "'a' + u'b'": "unicode", "'a' * 3": "str",
    "[1] * 3": "list[int]", "[1] + [2]": "list[int]", "(1,) + (2,)": "tuple[int, int]", "1 + 1": "int",
    "1 / 2": "int", "1 // 2": "int", "1 / 2.0": "float", "1 % 2": "int", "2 ** 3": "int", "2 ** -1": None,
    "2 ** x": None, "1 << 3": "int", "1 & 2": "int", "-1": "int", "not x": "bool", "True + 1": "int",
    "True + True": "int", "x + 1": None, "1 + x": None, "x / 2": None, "x % 2": None, "1 < 2": "bool",
    "x < 2": None, "x is None": "bool", "x in y": "bool", "x or []": None, "[] or [1]": "list",
    "1 if x else 2": "int", "1 if x else 1.5": None, "len(x)": "int", "len(x) / 2": "int",
    "range(3)": "list[int]", "xrange(3)": "xrange", "map(f, x)": "list",
    "zip('a', x)": "list[tuple[str, ?]]", "filter(f, x)": None, "filter(f, 'a')": "str",
    "filter(f, (1, 2))": "tuple", "filter(f, [1])": "list[int]", "sorted([1])": "list[int]",
    "sorted(x)": "list", "enumerate('a')": "iterator[tuple[int, str]]", "sum([1])": "int",
    "sum([1.5])": None, "sum([1.5], 0.0)": "float", "sum(x)": None, "max(1, 2)": "int",
    "max([1, 2])": "int", "abs(-1)": "int", "abs(x)": None, "round(1)": "float", "int(x)": "int",
    "long(x)": "long", "float(x)": "float", "str(x)": "str", "unicode(x)": "unicode",
    "unichr(1)": "unicode", "chr(1)": "str", "ord(x)": "int", "repr(x)": "str",
    "divmod(5, 2)": "tuple[int, int]", "divmod(5, 2)[0]": "int", "raw_input()": "str", "input()": None,
    "getattr(x, 'a', 1)": None, "isinstance(x, int)": "bool", "'a'.upper()": "str",
    "'a'.join(x)": "basestring", "','.join(['a'])": "str", "u','.join(x)": "unicode",
    "'a'.split()": "list[str]", "'a'.split(x)": "list[basestring]", "'a'.strip()": "str",
    "'a'.replace(x, 'b')": "basestring", "'a'.find('b')": "int", "'a'.encode('hex')": "str",
    "u'a'.encode('utf-8')": "str", "'a'.decode('utf-8')": "unicode", "'a'.decode('hex')": "str",
    "'a'.decode(x)": "basestring", "'a'.startswith(x)": "bool", "'a'.foo()": None, "'a'[0]": "str",
    "'a'[1:]": "str", "[1][0]": "int", "(1, 'a')[1]": "str", "{'a': 1}['a']": "int",
    "{1: 2}.keys()": "list[int]", "{1: 'a'}.items()": "list[tuple[int, str]]",
    "{1: 'a'}.values()": "list[str]", "{}.iteritems()": "iterator[tuple[?, ?]]", "{}.get(1)": None,
    "{}.has_key(1)": "bool", "{}.copy()": "dict", "[1].append(2)": "none", "[1].index(2)": "int",
    "os.path.join('a')": "basestring", "os.sep": "str", "sys.argv": "list[str]", "sys.argv[0]": "str",
    "time.time()": "float", "math.pi": "float", "csv.reader(x)": "iterator",
    "hashlib.md5(x).hexdigest()": "str", "re.compile('x')": "instance", "sys.unknown": None,
    "unknown": None, "f(x)": None, "os": "module", "dict.fromkeys(x)": "dict", "x.keys()": None,
    "itertools.imap(f, x)": "iterator", "struct.unpack('i', x)": "tuple", "struct.unpack('i', x)[0]": None,
    "len(*x)": "int", "-x": None, "~1": "int", "[] and [1]": "list",
}  # fmt: skip
HEADER = "import os, sys, time, math, csv, hashlib, re, itertools, struct\ndef test(f, x, y):\n    "

PROGRAMS = {
    # id: (program, type at the mark)
    "all bindings agree": ("def f(c):\n    if c: a = 1\n    else: a = 2\n    return «a»", "int"),
    "bindings differ": ("def f(c):\n    if c: a = 1\n    else: a = 'x'\n    return «a»", None),
    "str or unicode": ("def f(c):\n    if c: a = u'x'\n    else: a = 'x'\n    return «a»", "basestring"),
    "rebound in a straight line": ("def f(c):\n    a = 'x'\n    a = len(a)\n    return «a»", "int"),
    "before the rebinding": ("def f(c):\n    a = 'x'\n    b = «a»\n    a = 1", "str"),
    "conditional rebinding": ("def f(c):\n    a = 'x'\n    if c:\n        a = 1\n    return «a»", None),
    "in the branch that rebinds": (
        "def f(c):\n    a = 'x'\n    if c:\n        a = 1\n        return «a»",
        "int",
    ),
    "parameter": ("def f(a):\n    return «a»", None),
    "parameter with a default": ("def f(a=1):\n    return «a»", None),
    "parameter made a list": ("def f(a):\n    a = list(a)\n    return «a»", "list"),
    "*args": ("def f(*a):\n    return «a»", "tuple"),
    "**kwargs": ("def f(**a):\n    return «a»", "dict"),
    "counter": ("def f():\n    i = 0\n    while i < 9:\n        i = i + 1\n    return «i»", "int"),
    "counter in the loop": ("def f():\n    i = 0\n    while 1:\n        g(«i»)\n        i += 1", "int"),
    "counter that turns float": ("def f():\n    i = 0\n    while 1:\n        g(«i»)\n        i += 0.5", None),
    "counter by something unknown": (
        "def f(n):\n    i = 0\n    for j in n:\n        i += j\n    return «i»",
        None,
    ),
    "loop brings it back": ("def f(n):\n    a = 1\n    for j in n:\n        g(«a»)\n        a = 'x'", None),
    "bound first in the loop": (
        "def f(n):\n    for j in n:\n        a = 1\n        g(«a»)\n        a = 'x'",
        "int",
    ),
    "for target": ("def f():\n    for i in range(3):\n        g(«i»)", "int"),
    "for target after another binding": ("def f(i):\n    for i in range(3):\n        g(«i»)", "int"),
    "for target after the loop": ("def f(i):\n    for i in range(3):\n        pass\n    g(«i»)", None),
    "lines of a file": ("for line in open('x'):\n    «line»", "str"),
    "with file": ("with open('x') as f:\n    «f»", "file"),
    "with something": ("with g() as f:\n    «f»", None),
    "unpacked tuple": ("a, (b, c) = 1, ('x', 2.5)\n«c»", "float"),
    "unpacked enumerate": ("for i, c in enumerate('abc'):\n    «c»", "str"),
    "unpacked unknown": ("a, b = g()\n«a»", None),
    "comprehension variable": ("def f(i):\n    return [«i» for i in 'abc']", "str"),
    "leaked comprehension variable": ("def f(i):\n    [i for i in 'abc']\n    return «i»", None),
    "either of two modules": (
        "try:\n    from hashlib import sha1 as f\nexcept ImportError:\n    from sha import sha as f\n«f().digest()»",
        "str",
    ),
    "different things of two modules": (
        "try:\n    from hashlib import sha1 as f\nexcept ImportError:\n    from re import compile as f\n«f(b)»",
        None,
    ),
    "isinstance": ("def f(a):\n    if isinstance(a, dict):\n        «a»", "dict"),
    "isinstance and": ("def f(a):\n    return isinstance(a, int) and «a»", "int"),
    "isinstance of integers": ("def f(a):\n    if isinstance(a, (int, long)):\n        «a»", "int"),
    "isinstance of numbers": ("def f(a):\n    if isinstance(a, (int, float)):\n        «a»", None),
    "isinstance of texts": ("def f(a):\n    if isinstance(a, (str, unicode)):\n        «a»", "basestring"),
    "isinstance, else": (
        "def f(a):\n    if isinstance(a, dict):\n        pass\n    else:\n        «a»",
        None,
    ),
    "isinstance, negated": ("def f(a):\n    if not isinstance(a, dict):\n        «a»", None),
    "isinstance or": ("def f(a):\n    if isinstance(a, dict) or a:\n        «a»", None),
    "isinstance, then rebound": (
        "def f(a):\n    if isinstance(a, dict):\n        a = g()\n        «a»",
        None,
    ),
    "isinstance of a class": ("def f(a):\n    if isinstance(a, C):\n        «a»", None),
    "isinstance in an outer function": (
        "def f(a):\n    if isinstance(a, int):\n        def g(a):\n            «a»",
        None,
    ),
    "assert isinstance": ("def f(a):\n    assert isinstance(a, dict)\n    «a»", "dict"),
    "left unless isinstance": ("def f(a):\n    if not isinstance(a, dict):\n        return\n    «a»", "dict"),
    "assert, then rebound": (
        "def f(a):\n    assert isinstance(a, dict)\n    if g():\n        a = 1\n    «a»",
        None,
    ),
    "global elsewhere": ("a = 1\ndef f():\n    global a\n    a = 'x'\ndef g():\n    return «a»", None),
    "global elsewhere, straight line": ("a = 1\ndef f():\n    global a\n    a = 'x'\nf()\n«a»", None),
    "exec": ("def f():\n    a = 1\n    exec 'a = 2'\n    return «a»", None),
    "deleted and bound again": ("a = 1\ndel a\na = 2\ndef f(): return «a»", "int"),
    "augmented": ("def f():\n    a = 'x'\n    a += u'y'\n    return «a»", "unicode"),
    "none first": (
        "class C:\n    def f(self):\n        self.a = None\n    def g(self):\n        self.a = {}\n        «self.a»",
        None,
    ),
    "attribute": (
        "class C:\n    def f(self):\n        self.a = {}\n    def g(self):\n        «self.a»",
        "dict",
    ),
    "attribute, two agree": (
        "class C:\n    a = 0\n    def f(self):\n        self.a = 1\n    def g(self):\n        «self.a»",
        "int",
    ),
    "attribute from a parameter": (
        "class C:\n    def f(self, a):\n        self.a = a\n        «self.a»",
        None,
    ),
    "attribute counted": (
        "class C:\n    a = 0\n    def f(self):\n        self.a += 1\n        «self.a»",
        "int",
    ),
    "attribute set from outside": (
        "class C:\n    a = 0\n    def f(self):\n        «self.a»\ndef h(x):\n    x.a = 'y'",
        None,
    ),
    "attribute of another class": (
        "class C:\n    a = 0\n    def f(self):\n        «self.a»\nclass D:\n    def f(self):\n        self.a = 'y'",
        "int",
    ),
    "attribute set by a subclass": (
        "class C:\n    a = 0\n    def f(self):\n        «self.a»\nclass D(C):\n    def f(self):\n        self.a = 'y'",
        None,
    ),
    "attribute set by a base": (
        "class B:\n    def __init__(self):\n        self.a = 1\nclass C(B):\n    def f(self):\n        «self.a»",
        "int",
    ),
    "attribute set by name": (
        "class C:\n    a = 0\n    def f(self, k, v):\n        setattr(self, k, v)\n        «self.a»",
        None,
    ),
    "attribute of an instance": ("class C:\n    a = 0\nc = C()\n«c.a»", "int"),
    "attribute that is never set": ("class C:\n    def f(self):\n        «self.a»", None),
    "attribute or a default": ("class C:\n    def f(self):\n        return «self.a or []»", None),
    "method": (
        "class C:\n    def f(self):\n        return 1\n    def g(self):\n        return «self.f()»",
        "int",
    ),
    "method that a subclass has otherwise": (
        "class C:\n    def f(self):\n        return 1\n    def g(self):\n        return «self.f()»\n"
        "class D(C):\n    def f(self):\n        return 'x'",
        None,
    ),
    "property": (
        "class C:\n    @property\n    def f(self):\n        return 1\n    def g(self):\n        return «self.f»",
        None,
    ),
    "static method's first parameter": (
        "class C:\n    @staticmethod\n    def f(a):\n        return «a»",
        None,
    ),
    "self": ("class C:\n    def f(self):\n        return «self»", "instance"),
    "instance": ("class C: pass\n«C()»", "instance"),
    "instance, own __new__": ("class C:\n    def __new__(cls): return 1\n«C()»", None),
    "function": ("def f(c):\n    if c:\n        return 1\n    return 2\n«f(1)»", "int"),
    "function that may fall off": ("def f(c):\n    if c:\n        return 1\n«f(1)»", None),
    "function that raises otherwise": ("def f(c):\n    if c:\n        return 1\n    raise E\n«f(1)»", "int"),
    "function without return": ("def f(c):\n    pass\n«f(1)»", "none"),
    "function whose returns differ": ("def f(c):\n    if c: return 1\n    return 'x'\n«f(1)»", None),
    "recursive function": ("def f(n):\n    if n:\n        return f(n - 1) + 1\n    return 0\n«f(1)»", "int"),
    "functions that call each other": ("def f(n): return g(n)\ndef g(n): return f(n)\n«f(1)»", None),
    "generator": ("def f():\n    yield 1\n«f()»", "generator"),
    "decorated function": ("@d\ndef f():\n    return 1\n«f()»", None),
    "redefined function": (
        "if c:\n    def f(): return 1\nelse:\n    def f(): return 2\ndef g(): return «f()»",
        None,
    ),
    "lambda": ("f = lambda: 1\n«f()»", "int"),
    "future division": ("from __future__ import division\n«1 / 2»", "float"),
    "future literals": ("from __future__ import unicode_literals\n«'x'»", "unicode"),
    "own len": ("def len(x): return 1.5\n«len(1)»", "float"),
    "elements of a list that may have changed": ("a = [1]\na.append('x')\nfor b in a:\n    «b»", None),
    "keys of a known dict": ("d = {}\n«d.keys()»", "list"),
    "handler variable": ("try: pass\nexcept E, e:\n    «e»", None),
    "bound in try and in handler": ("try:\n    a = 1\nexcept E:\n    a = None\n«a»", None),
    "seen from a handler": (
        "def f():\n    a = 1\n    try:\n        a = 'x'\n        g()\n    except E:\n        return «a»",
        None,
    ),
    "conditional import": ("try:\n    from a import len\nexcept ImportError:\n    pass\n«len(x)»", None),
}


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS.items(), ids=EXPRESSIONS)
def test_type_of_expression(text: str, expected: str | None) -> None:
    found = module(HEADER + text)
    expression = found.nodes(ast.Expr)[0].value
    assert _spelled(found.type_of(expression)) == expected


@pytest.mark.parametrize(("text", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_type_in_program(text: str, expected: str | None) -> None:
    found, node = marked(text)
    result = found.type_of(node)
    assert (result.name if result is not None else None) == expected


def test_instance_knows_its_class() -> None:
    found, node = marked("class C(object): pass\n«C()»")
    result = found.type_of(node)
    assert result is not None
    assert result.node is found.nodes(ast.ClassDef)[0]


def test_deep_nesting_gives_none() -> None:
    found, node = marked("x = «" + "+".join(["1"] * 700) + "»")
    assert found.type_of(node) is None


def test_join() -> None:
    number, text = Type("int"), Type("str")
    assert join(number, None) is None
    assert join(number, text) is None
    assert join(text, Type("unicode")) == Type("basestring")
    assert join(Type("tuple", (number,)), Type("tuple", (number, text))) == Type("tuple")
    assert join(Type("list", (number,)), Type("list", (text,))) == Type("list", (None,))


def test_parse_type() -> None:
    assert str(parse_type("dict[str, list[tuple[int, ?]]]")) == "dict[str, list[tuple[int, ?]]]"
    assert parse_type("instance:a.b") == Type("instance", qualified="a.b")


@pytest.mark.parametrize(
    ("name", "number", "integer", "string"),
    [
        ("int", True, True, False),
        ("float", True, False, False),
        ("unicode", False, False, True),
        ("file", False, False, False),
    ],
)
def test_kinds(name: str, number: bool, integer: bool, string: bool) -> None:
    each = Type(name)
    assert (each.is_number, each.is_integer, each.is_string) == (number, integer, string)


def _spelled(found: Type | None) -> str | None:
    """The name with the elements, those that are not known at all left out."""
    if found is None:
        return None
    if found.name in ("list", "set", "generator") and found.args == (None,):
        return found.name
    return str(found)

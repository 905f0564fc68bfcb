from __future__ import annotations

import pytest

from py3port.python2 import ast
from tests.analysis.marked import marked, marked_all, module

BUILTIN = {
    "plain": "«map»(f, x)",
    "in a function": "def f(x):\n    return «map»(f, x)",
    "bound in another function": "def f(map): pass\ndef g(): «map»(1)",
    "a method of that name": "class C:\n    def map(self): pass\n    def f(self): return «map»(1)",
    "a class attribute seen from a method": "class C:\n    map = 1\n    f = lambda self: «map»(1)",
    "an attribute of that name": "self.map = 1\n«map»(1)",
    "a keyword of that name": "f(map=1)\n«map»(1)",
    "a generator's variable": "g = (map for map in x)\n«map»(1)",
    "a set comprehension's variable": "g = {map for map in x}\n«map»(1)",
    "a dict comprehension's variable": "g = {map: 1 for map in x}\n«map»(1)",
    "the default of a parameter": "def f(map=«map»): pass",
    "a decorator": "@«map»\ndef map(): pass",
    "before it is bound at module level": "range = «xrange»\ndef xrange(n): pass",
    "assigned to itself": "unicode = «unicode»",
    "an unknown star import": "from compat import *\n«map»(1)",
    "a star import in another function": "def f():\n    from future_builtins import *\ndef g(): «map»(1)",
    "first iterable of a generator": "g = (map for map in «map»(f, x))",
    "a default beside the body": "def f(a,\n      b=«map»): map = 1",
    "a default above the body": "def f(a,\n      b=«map»):\n    map = 1",
    "a decorator of what comes first in a body": "def f():\n    @g(«map»)\n    def h(map): pass",
    "after a function in a function": "def f():\n    def g(map):\n        pass\n    return «map»(1)",
}
NOT_BUILTIN = {
    "a function": "def map(): pass\n«map»(1)",
    "a function, used in one above it": "def f(): «map»(1)\ndef map(): pass",
    "a class": "class unicode(str): pass\n«unicode»(1)",
    "a parameter": "def f(map): «map»(1)",
    "a default parameter": "def f(map=map): «map»(1)",
    "*args": "def f(*map): «map»(1)",
    "**kwargs": "def f(**map): «map»(1)",
    "a tuple parameter": "def f(a, (b, map)): «map»(1)",
    "a lambda's parameter": "lambda map: «map»(1)",
    "an enclosing function's": "def f(map):\n    def g():\n        return «map»(1)",
    "a later local": "def f():\n    «map»(1)\n    map = 2",
    "a for target": "def f():\n    for map in x: «map»(1)",
    "a list comprehension leaks": "def f():\n    [map for map in x]\n    «map»(1)",
    "inside a generator": "(«map» for map in x)",
    "an except variable": "try: pass\nexcept E, map: «map»(1)",
    "an except variable with as": "try: pass\nexcept E as map: «map»(1)",
    "with": "with f as map: «map»(1)",
    "global": "def f():\n    global map\n    map = 1\ndef g(): «map»(1)",
    "augmented": "def f():\n    map += 1\n    «map»(1)",
    "an unpacked target": "def f():\n    a, (b, [map, c]) = x\n    «map»(1)",
    "deleted": "def f():\n    del map\n    «map»(1)",
    "an import": "from itertools import imap as map\n«map»(1)",
    "six.moves": "from six.moves import range, map\n«map»(1)",
    "builtins": "from builtins import str, map\n«map»(1)",
    "future_builtins by star": "from future_builtins import *\n«map»(1)",
    "builtins by star": "from builtins import *\ndef f(): «str»(1)",
    "a copy of six by star": "from django.utils.six.moves import *\n«range»(1)",
    "defined where missing": "try:\n    unicode\nexcept NameError:\n    unicode = str\n«unicode»(1)",
    "defined in a branch": "if PY3:\n    unicode = str\n«unicode»(1)",
    "rebound in a class body": "class C:\n    map = 1\n    x = «map»",
    "bound in a loop that comes round": "for i in x:\n    «map»(1)\n    map = 2",
    "no builtin at all": "«foo»(1)",
    "a parameter, in a body beside the header": "def f(a,\n      map): «map»(1)",
    "a parameter of a lambda over several lines": "def f(a):\n    g = lambda map: (\n        «map»(1))",
    "a variable of a generator over several lines": "def f(a):\n    g = (\n        «map»(1)\n        for map in a)",
}


@pytest.mark.parametrize("text", BUILTIN.values(), ids=BUILTIN)
def test_is_builtin(text: str) -> None:
    found, node = marked(text)
    assert found.is_builtin(node)
    assert found.is_builtin(node.id, node)


@pytest.mark.parametrize("text", NOT_BUILTIN.values(), ids=NOT_BUILTIN)
def test_is_not_builtin(text: str) -> None:
    found, node = marked(text)
    assert not found.is_builtin(node)


QUALIFIED = [
    ("import urllib2, urllib\n«urllib2.urlopen»(x)", "urllib2.urlopen"),
    ("import urllib2, urllib\n«urllib.quote»(x)", "urllib.quote"),
    ("import os.path as p\n«p.join»(x)", "os.path.join"),
    ("import os.path\n«os.path.join»(x)", "os.path.join"),
    ("import os.path\n«os.getcwd»(x)", "os.getcwd"),
    ("from a import b as c\n«c.d»", "a.b.d"),
    ("from a.b import c\ndef f():\n    return «c»", "a.b.c"),
    ("def f():\n    import urllib2\n    «urllib2.urlopen»(x)", "urllib2.urlopen"),
    ("def f():\n    import urllib2\n«urllib2.urlopen»(x)", None),
    ("import sys\ndef f(sys):\n    «sys.maxint»", None),
    ("import sys\nsys = 1\n«sys.maxint»", None),
    ("urllib = get()\n«urllib.quote»", None),
    ("«urllib.quote»", None),
    ("«map»", "__builtin__.map"),
    ("«dict.fromkeys»(x)", "__builtin__.dict.fromkeys"),
    ("map = 1\n«map»", None),
    ("from __builtin__ import map as m\n«m»", "__builtin__.map"),
    ("import __builtin__ as b\n«b.map»", "__builtin__.map"),
    ("from . import x\n«x.y»", ".x.y"),
    ("from .a import x\n«x»", ".a.x"),
    ("from ..a import x\n«x»", "..a.x"),
    ("f().«urllib»", None),
    ("try:\n    import json\nexcept ImportError:\n    json = None\n«json.dumps»", "json.dumps"),
    ("«1»", None),
]


@pytest.mark.parametrize(("text", "expected"), QUALIFIED)
def test_qualified_name(text: str, expected: str | None) -> None:
    if "f().«" in text:
        text = "«f().urllib»"
    found, node = marked(text)
    assert found.qualified_name(node) == expected


def test_conditional_imports_say_so() -> None:
    text = """
        try:
            from cStringIO import StringIO
        except ImportError:
            from io import StringIO
        import os
        «StringIO»(), «os.getcwd»
        """
    found, (name, single) = marked_all(text)
    assert found.qualified_names(name) == ("cStringIO.StringIO", "io.StringIO")
    assert found.qualified_name(name) == "cStringIO.StringIO"
    assert found.has_alternatives(name)
    assert not found.has_alternatives(single)


def test_through_assignments() -> None:
    found, node = marked("import urllib2\nopener = urllib2.urlopen\nget = opener\n«get»(1)")
    assert found.qualified_name(node) is None
    assert found.qualified_name(node, through_assignments=True) == "urllib2.urlopen"
    found, node = marked("a = b\nb = a\n«a»")
    assert found.qualified_name(node, through_assignments=True) is None


OWN = [
    # text, surroundings, own, implicitly relative, qualified name of the use
    ("import urllib2\n«urllib2.x»", {}, False, False, "urllib2.x"),
    ("import urllib2\n«urllib2.x»", {"siblings": {"urllib2"}, "in_package": True}, True, True, ".urllib2.x"),
    ("import urllib2\n«urllib2.x»", {"siblings": {"urllib2"}}, True, False, ".urllib2.x"),
    ("import urllib2\n«urllib2.x»", {"toplevel": {"urllib2"}, "in_package": True}, True, False, ".urllib2.x"),
    ("import shop\n«shop.x»", {"toplevel": {"shop"}, "in_package": True}, True, False, "shop.x"),
    ("import sys\n«sys.x»", {"toplevel": {"sys"}}, False, False, "sys.x"),
    ("import forms\n«forms.x»", {"siblings": {"forms"}, "in_package": True}, True, True, ".forms.x"),
    ("from forms import a\n«a»", {"siblings": {"forms"}, "in_package": True}, True, True, ".forms.a"),
    (
        "from __future__ import absolute_import\nimport forms\n«forms.x»",
        {"siblings": {"forms"}, "in_package": True},
        False,
        False,
        "forms.x",
    ),
    ("from . import forms\n«forms»", {}, True, False, ".forms"),
]


@pytest.mark.parametrize(("text", "around", "own", "relative", "qualified"), OWN)
def test_own_modules(text: str, around: dict[str, object], own: bool, relative: bool, qualified: str) -> None:
    found, node = marked(text, **{k: frozenset(v) if isinstance(v, set) else v for k, v in around.items()})
    imported = found.imports.all[-1]
    assert found.is_own_module(imported) is own
    assert found.is_implicitly_relative(imported) is relative
    assert found.qualified_name(node) == qualified


def test_imports() -> None:
    found = module("import a.b, c as d\nfrom e import *\ndef f():\n    from ..g import h as i, j\n")
    assert [(each.bound, each.qualified, each.level, each.module) for each in found.imports] == [
        ("a", "a", 0, "a.b"),
        ("d", "c", 0, "c"),
        ("*", "e.*", 0, "e"),
        ("i", "..g.h", 2, "..g"),
        ("j", "..g.j", 2, "..g"),
    ]
    function = found.nodes(ast.FunctionDef)[0]
    assert found.imports.all[-1].scope is found.scope_made_by(function)
    assert len(found.imports) == 5
    assert [each.bound for each in found.imports.of(found.nodes(ast.Import)[0])] == ["a", "d"]


def test_references() -> None:
    text = """
        import os
        os.a
        def f():
            os.b
            def g(os): os.c
        class C:
            os = 1
            os.d
        os += 1
        del os
        """
    found = module(text)
    assert [each.lineno for each in found.references("os", found.tree.root)] == [3, 5, 10]
    assert found.references("nothing", found.tree.root) == []
    assert found.references("os", found.nodes(ast.Import)[0]) == []


def test_scopes() -> None:
    text = """
        a = 1
        def f(b, (c, d), *e, **g):
            global a, h
            h = [i for i in b]
            exec "x = 1"
        class C(object):
            j = {k for k in a}
            def m(self): pass
        """
    found = module(text)
    root = found.scope_made_by(found.tree.root)
    assert root is not None
    assert root.names == {"a", "f", "h", "C"}
    function, method = (found.scope_made_by(each) for each in found.nodes(ast.FunctionDef))
    assert function is not None
    assert method is not None
    assert function.names == {"b", "c", "d", "e", "g", "i"}
    assert function.declared_global == {"a", "h"}
    assert function.is_uncertain
    assert not root.is_uncertain
    assert [scope.node for scope in method.chain()] == [method.node, found.tree.root]
    assert found.scope_name(method.node) == "C"
    assert found.scope_name(method.node.body[0]) == "C.m"  # type: ignore[attr-defined]
    assert found.scope_name(found.nodes(ast.ClassDef)[0]) == ""


def test_text_and_statements() -> None:
    found, node = marked("if x:\n    y = «f(a,\n       b)»\n")
    assert found.text(node) == "f(a,\n       b)"
    assert isinstance(found.statement(node), ast.Assign)
    assert found.statement(found.statement(node)) is found.statement(node)
    with pytest.raises(ValueError, match="root"):
        found.statement(found.tree.root)


def test_exports() -> None:
    assert module("__all__ = ['a', 'b']\n__all__ += ['c']\n__all__.append('d')\nx = 'e'").exports == set(
        "abcd"
    )


def test_name_as_text_needs_a_place() -> None:
    with pytest.raises(TypeError):
        module("x").is_builtin("map")

"""What the classes of a module define, inherit and take from elsewhere."""

from __future__ import annotations

from py3port.analysis import Module
from py3port.python2 import Source, ast, parse

TEXT = """
import UserDict
class A(object):
    def next(self):
        pass
    keys = None
class B(A, UserDict.UserDict):
    def own(self):
        pass
class C(B):
    pass
class Loop(Loop):
    pass
"""


def definitions() -> tuple[Module, dict[str, ast.ClassDef]]:
    module = Module(parse(Source.from_text(TEXT)))
    return module, {each.name: each for each in module.nodes(ast.ClassDef)}


def test_what_a_class_defines_or_inherits() -> None:
    module, classes = definitions()
    assert module.class_defines(classes["A"], "next")
    assert module.class_defines(classes["A"], "keys")
    assert module.class_defines(classes["C"], "next")
    assert module.class_defines(classes["C"], "own")
    assert not module.class_defines(classes["A"], "own")
    assert not module.class_defines(classes["Loop"], "next")


def test_bindings_begin_with_the_class_itself() -> None:
    module, classes = definitions()
    assert [type(each) for each in module.class_bindings(classes["C"], "next")] == [ast.FunctionDef]
    assert module.class_bindings(classes["C"], "missing") == []


def test_bases_from_elsewhere() -> None:
    module, classes = definitions()
    names = {
        name: {module.qualified_name(base) for base in module.foreign_bases(each)}
        for name, each in classes.items()
    }
    assert names["A"] == {"__builtin__.object"}
    assert names["C"] == {"__builtin__.object", "UserDict.UserDict"}


def test_what_any_class_defines() -> None:
    module, _ = definitions()
    assert module.any_class_defines("own")
    assert not module.any_class_defines("A")
    assert not module.any_class_defines("missing")


def test_a_text_names_what_gives_an_object() -> None:
    module, _ = definitions()
    assert module.may_hold(frozenset({"UserDict.UserDict"}))
    assert not module.may_hold(frozenset({"array.array"}))
    assert Module(parse("import re\nx = re.compile('a')\n")).may_hold(frozenset({"re.Pattern"}))


def test_strings_by_what_they_say() -> None:
    module = Module(parse("x = 'a', u'b', 'a', 3\n"))
    assert {text: len(nodes) for text, nodes in module.strings_by_text.items()} == {"a": 2, "b": 1}

"""Python 2's LibCST nodes: round trips, visitors, matchers, metadata."""

from __future__ import annotations

from typing import Any

import libcst as cst
import pytest
from libcst import matchers as m
from libcst.metadata import (
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    QualifiedName,
    QualifiedNameProvider,
    QualifiedNameSource,
    ScopeProvider,
)

from py3port.python2 import cst as cst2
from py3port.python2.cst import matchers as m2
from py3port.python2.cst import parse_module

SOURCES = {
    "Print": [
        "print\n",
        "print a\n",
        "print a,\n",
        "print(a)\n",
        "print (a), b\n",
        "print ()\n",
        "print>>f\n",
        "print >> f, a , b,\n",
        "print >>f if x else g, a\n",
        "print >>not f, a\n",
        "print'a'\n",
        "print`a`,\n",
        "if x: print a; print \\\n  b ; \n",
    ],
    "Exec": [
        "exec a\n",
        "exec(a)\n",
        "exec (a, b)\n",
        "exec a in b\n",
        "exec 'a'  in  b , c\n",
        "exec a in not b\n",
        "exec(a)in b; exec`a`in b\n",
    ],
    "Repr": [
        "x = `a`\n",
        "x = ` a `\n",
        "x = `a, b`\n",
        "x = (`a`)\n",
        "x = `(a)` + `(a, b)`\n",
        "x = `a + `b``\n",
        "f(`a`)[`b`].c\n",
        "with `a`: pass\n",
        "x = y if`a`else`b`\n",
    ],
    "Raise": ["raise E, v\n", "raise E , v , tb\n", "raise (E, F), v\n", "raise E, (a, b), c; x\n"],
    "CommaName": [
        "try: pass\nexcept E, e: pass\n",
        "try: pass\nexcept E , e : pass\n",
        "try: pass\nexcept (A, B),e: pass\n",
        "try: pass\nexcept A or B, e: pass\n",
        "try: pass\nexcept E, self.e: pass\n",
        "try: pass\nexcept E, x[010]: pass\n",
        "try: pass\nexcept E, (a, (b, c)): pass\n",
        "try: pass\nexcept lambda: x, e: pass\n",
    ],
    "NotEqual": ["a <> b\n", "a<>b <> 3L\n"],
    "Integer": ["x = 0777\n", "x = 10L\n", "x = 0xFFl\n", "x = 0L\n", "x = -(010)\n"],
    "SimpleString": [
        "x = ur'a'\n",
        "x = UR'''a\nb'''\n",
        "x = '\\u12'\n",
        "x = 'a' b'b'\n",
        "x = 'a' ur'b' b'c' 'd'\n",
    ],
    "Param": [
        "def f((a, b)): pass\n",
        "def f(x, (a, (b, c)), (d), *e): pass\n",
        "def f((a,\n  b), c): pass\n",
        "lambda (a, b): a\n",
        "lambda (a), b=1: a\n",
        "lambda(a): a\n",
        "lambda(a,b):(a, b)\n",
        "f(lambda((a, b), c): a, lambda(x):x)\n",
        "lambda x, (a, b)=(1, 2): a\n",
    ],
    "ListComp": [
        "[x for x in 1, 2]\n",
        "[x for x in a or b, 2L, if x]\n",
        "[x for x in lambda: y, 1]\n",
        "[x for x in 1,\n 2]\n",
        "[x for x in a if lambda: y]\n",
    ],
    "Name": [
        "async = 1\n",
        "f(await=2).async\n",
        "def nonlocal(True, False=1): pass\n",
        "x = True\nTrue = 2\n",
    ],
    "With": ["with (a, b): pass\n", "with (a): pass\n"],
    "ExceptHandler": [
        "try: pass\nexcept E as x.y: pass\n",
        "try: pass\nexcept E : pass\n",
        "try: pass\nexcept: pass\n",
    ],
}
CASES = [(name, source) for name, sources in SOURCES.items() for source in sources]


class Renaming(cst.CSTTransformer):
    """Rebuilds every node."""

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=updated_node.value)


def find_all(module: cst.Module, name: str) -> list[Any]:
    found: list[Any] = []

    class Finder(cst.CSTVisitor):
        def on_visit(self, node: cst.CSTNode) -> bool:
            if type(node).__name__ == name:
                found.append(node)
            return True

    module.visit(Finder())
    return found


@pytest.mark.parametrize(("name", "source"), CASES)
def test_every_construct_survives_all_that_is_done_to_nodes(name: str, source: str) -> None:
    module = parse_module(source)
    assert module.code == source
    assert find_all(module, name)
    clone = module.deep_clone()
    assert clone.code == source
    assert clone.deep_equals(module)
    assert not clone.deep_equals(parse_module(source + "x\n"))
    changed = module.visit(Renaming())
    assert changed.code == source
    assert changed.deep_equals(module)
    for node in find_all(module, name):
        copy = node.with_changes()
        assert type(copy) is type(node)
        assert module.deep_replace(node, copy).code == source


def test_a_function_s_true_body_can_hold_every_simple_statement() -> None:
    source = "def f():\n  print a; exec b in c; raise E, v\n"
    assert parse_module(source).code == source


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: cst2.Print(), "print"),
        (lambda: cst2.Print([cst.Element(cst.Name("a")), cst.Element(cst.Name("b"))]), "print a, b"),
        (lambda: cst2.Print(dest=cst.Name("f")), "print >>f"),
        (lambda: cst2.Print([cst.Element(cst.Name("a"))], dest=cst.Name("f")), "print >>f, a"),
        (lambda: cst2.Exec(cst.Name("a")), "exec a"),
        (lambda: cst2.Exec(cst.Name("a"), cst.Name("b"), cst.Name("c")), "exec a in b, c"),
        (lambda: cst2.Raise(cst.Name("E"), inst=cst.Name("v"), tback=cst.Name("t")), "raise E, v, t"),
        (lambda: cst.Expr(cst2.Repr(cst.Name("a"))), "`a`"),
        (lambda: cst.Expr(cst2.Integer("0777")), "0777"),
    ],
)
def test_nodes_built_by_hand_are_written_out(build: Any, code: str) -> None:
    line = cst.SimpleStatementLine([build(), cst.Pass()])
    assert cst.Module([line]).code == code + "; pass\n"


@pytest.mark.parametrize(
    "build",
    [
        lambda: cst2.Print([cst.Element(cst.Name("a"))], whitespace_after_print=cst.SimpleWhitespace("")),
        lambda: cst2.Print(comma=cst.Comma()),
        lambda: cst2.Print(dest=cst.Name("f"), comma=cst.Comma()),
        lambda: cst2.Exec(cst.Name("a"), locals=cst.Name("b")),
        lambda: cst2.Exec(cst.Name("a"), comma=cst.Comma()),
        lambda: cst2.Exec(cst.Name("a"), whitespace_after_exec=cst.SimpleWhitespace("")),
        lambda: cst2.Raise(inst=cst.Name("v")),
        lambda: cst2.Raise(cst.Name("E"), tback=cst.Name("t")),
        lambda: cst2.Integer("0889"),
        lambda: cst2.Integer("1x"),
        lambda: cst2.SimpleString("bu'a'"),
    ],
)
def test_nodes_that_are_not_python_are_refused(build: Any) -> None:
    with pytest.raises(cst.CSTValidationError):
        build()


def test_print_knows_whether_it_ends_the_line() -> None:
    first, second, third = find_all(parse_module("print a; print a,; print\n"), "Print")
    assert (first.newline, second.newline, third.newline) == (True, False, True)


@pytest.mark.parametrize(
    ("literal", "value"), [("0777", 511), ("10L", 10), ("0xFFL", 255), ("0b11l", 3), ("0o17", 15), ("0L", 0)]
)
def test_integers_know_their_value(literal: str, value: int) -> None:
    assert cst2.Integer(literal).evaluated_value == value


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r"ur'\u0041\n'", "A\\n"),
        (r"ur'\\u0041'", r"\\u0041"),
        (r"'\u0041'", r"\u0041"),
        (r"'a\n\\u'", "a\n\\u"),
        (r"u'\u0041'", "A"),
        ("b'a'", b"a"),
    ],
)
def test_strings_know_their_value(literal: str, value: str | bytes) -> None:
    assert cst2.SimpleString(literal).evaluated_value == value


class Calls(cst.CSTTransformer):
    """Turns print into a call, and keeps count."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def visit_Print(self, node: Any) -> None:
        self.seen.append("visit")

    def visit_Print_values(self, node: Any) -> None:
        self.seen.append("values")

    def leave_Print(self, original_node: Any, updated_node: Any) -> cst.Expr:
        arguments = [cst.Arg(element.value) for element in updated_node.values]
        return cst.Expr(cst.Call(cst.Name("print"), arguments), semicolon=updated_node.semicolon)

    def leave_Repr(self, original_node: Any, updated_node: Any) -> cst.Call:
        return cst.Call(cst.Name("repr"), [cst.Arg(updated_node.value)])

    def leave_CommaName(self, original_node: Any, updated_node: Any) -> cst.AsName:
        return cst.AsName(updated_node.name)

    def leave_Integer(self, original_node: Any, updated_node: Any) -> cst.Integer:
        return cst.Integer(str(updated_node.evaluated_value))


def test_transformers_see_the_nodes_by_name() -> None:
    source = "try:\n    print `x`, 010 # c\nexcept E, e:\n    print; y\n"
    calls = Calls()
    changed = parse_module(source).visit(calls)
    assert changed.code == "try:\n    print(repr(x), 8) # c\nexcept E as e:\n    print(); y\n"
    assert calls.seen == ["visit", "values", "visit", "values"]


def test_matchers_of_libcst_match_inside_and_our_own_match_the_nodes() -> None:
    module = parse_module(
        "print >>sys.stderr, `x`, 0777\nexec a in b\ntry: pass\nexcept E, e: pass\nraise E, v\n"
    )
    assert len(m.findall(module, m.Integer(value="0777"))) == 1
    assert len(m.findall(module, m.Raise(exc=m.Name("E")))) == 1
    assert len(m.findall(module, m.ExceptHandler(type=m.Name("E"), name=m2.CommaName(name=m.Name("e"))))) == 1
    assert len(m.findall(module, m2.Print(dest=m.Attribute(attr=m.Name("stderr"))))) == 1
    values = [m.Element(m2.Repr(value=m.SaveMatchedNode(m.Name(), "inner"))), m.ZeroOrMore()]
    (print_node,) = m.findall(module, m2.Print(values=values))
    extracted = m.extract(print_node, m2.Print(values=values))
    assert extracted is not None
    assert extracted["inner"].deep_equals(cst.Name("x"))
    assert len(m.findall(module, m2.Exec(globals=m.Name("b"), locals=None) | m2.Repr())) == 2
    assert not m.findall(module, m2.Print(dest=None))


class Scoped(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (ScopeProvider, PositionProvider, ParentNodeProvider, QualifiedNameProvider)


def accesses(source: str, name: str, function: str = "") -> tuple[int, int]:
    """Return how many assignments and accesses a name has, at the top or in a function."""
    wrapper = MetadataWrapper(parse_module(source))
    scopes = wrapper.resolve(ScopeProvider)
    for node, scope in scopes.items():
        if scope is None:
            continue
        wanted = isinstance(node, cst.FunctionDef) and node.name.value == function
        if wanted:
            assert isinstance(node, cst.FunctionDef)
            inner = scopes[node.body]
            assert inner is not None
            return len(inner[name]), len({access for found in inner[name] for access in found.references})
        if not function and isinstance(node, cst.Module):
            return len(scope[name]), len({access for found in scope[name] for access in found.references})
    raise AssertionError("no such scope")


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("e = 1\nprint e, `e`\n", "e", (1, 2)),
        ("e = 1\nprint >>e\n", "e", (1, 1)),
        ("e = 1\nexec e in e, e\n", "e", (1, 3)),
        ("e = 1\nraise e, e, e\n", "e", (1, 3)),
        ("try: pass\nexcept E, e: print e\n", "e", (1, 1)),
        ("try: pass\nexcept E, (a, e): e\n", "e", (1, 1)),
        ("e = 1\ntry: pass\nexcept E, e.x: pass\n", "e", (1, 1)),
    ],
)
def test_scopes_know_what_is_bound_and_used(source: str, name: str, expected: tuple[int, int]) -> None:
    assert accesses(source, name) == expected


def test_tuple_parameters_bind_their_names_in_the_function() -> None:
    source = "d = 1\ndef f(x, (a, (b, c))=d):\n    print a, b; return c + a\n"
    assert accesses(source, "a", "f") == (1, 2)
    assert accesses(source, "c", "f") == (1, 1)
    assert accesses(source, "d") == (1, 1)


def test_qualified_names_parents_and_positions_reach_into_the_nodes() -> None:
    wrapper = MetadataWrapper(parse_module("import sys as s\nif x:\n    print >>s.stderr, `s`\n"))
    names = wrapper.resolve(QualifiedNameProvider)
    positions = wrapper.resolve(PositionProvider)
    parents = wrapper.resolve(ParentNodeProvider)
    (print_node,) = find_all(wrapper.module, "Print")
    (repr_node,) = find_all(wrapper.module, "Repr")
    found: Any = names[print_node.dest]
    assert set(found() if callable(found) else found) == {
        QualifiedName("sys.stderr", QualifiedNameSource.IMPORT)
    }
    place: Any = positions[print_node]
    assert (place.start.line, place.start.column, place.end.column) == (3, 4, 25)
    place = positions[repr_node]
    assert (place.start.column, place.end.column) == (22, 25)
    assert parents[parents[repr_node]] is print_node

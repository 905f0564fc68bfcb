"""Regions: what is parsed for a node, finding it there, and the new text of exactly that stretch."""

from __future__ import annotations

from typing import Any

import libcst as cst
import pytest

from py3port.python2 import ParseError, ast, parse
from py3port.python2 import cst as cst2
from py3port.python2.cst import RegionError, RegionKind, parse_module, parse_region, statement_region
from tests.interpreters import require_deep_parser

# The node's class and which of them, the source with the region between « and ».
REGIONS = [
    ("Print", 0, "x; «print a,» ; y # c\n", RegionKind.SIMPLE),
    ("Print", 0, "if x: «print >>f, 'a'» # c\n", RegionKind.SIMPLE),
    ("Name", 0, "«print (a,\n  b)»\n", RegionKind.SIMPLE),
    ("Exec", 0, "  # c\n«exec a in b, c»\n", RegionKind.SIMPLE),
    ("Raise", 0, "def f():\n    «raise E, v, \\\n      tb»; x\n", RegionKind.SIMPLE),
    ("Repr", 0, "if 1:\n    «x = `a`»\n", RegionKind.SIMPLE),
    ("Repr", 0, "«if `a`:» # c\n    x\n", RegionKind.HEADER),
    ("Compare", 0, "if 1:\n  x\n«elif a <> b  :»\n  x\n", RegionKind.HEADER),
    ("Compare", 0, "if 1:\n  x\nelse:\n  «if a <> b:»\n    x\n", RegionKind.HEADER),
    ("ExceptHandler", 0, "try:\n  x\n«except E, e :»\n  y\n", RegionKind.HEADER),
    ("ExceptHandler", 1, "try:\n  x\nexcept E, e:\n  y\n«except (A, B), (c, d):» pass\n", RegionKind.HEADER),
    ("ExceptHandler", 0, "try:\n  x\n«except E :»\n  y\n", RegionKind.HEADER),
    ("Compare", 0, "def f(*, a): pass\n«if a == 1:\n  # b:\n  x»\n", RegionKind.WHOLE),
    ("Try", 0, "if 1:\n  «try:»\n    x\n  finally:\n    y\n", RegionKind.HEADER),
    ("FunctionDef", 0, "@a\n«def f((c), (a, b)=(1, 0777)):»\n  pass\n", RegionKind.HEADER),
    ("ClassDef", 0, "«class A(B,\n  C): # c»", RegionKind.HEADER),
    ("Call", 0, "@a\n@«b(0777L, `x`)»\ndef f(): pass\n", RegionKind.DECORATOR),
    ("Constant", 0, "«for x in [y for y in 1, 2]:»\n  pass\n", RegionKind.HEADER),
    ("While", 0, "«while x <> 1L:» pass\n", RegionKind.HEADER),
    ("With", 0, "«with `a` as b, c:»\n  @a\n  def f(): pass\n", RegionKind.HEADER),
    ("Lambda", 0, "«x = lambda (a, b): a»\n", RegionKind.SIMPLE),
    ("Import", 0, "«import a, b as c»\n", RegionKind.SIMPLE),
]


def marked(source: str) -> tuple[str, int, int]:
    if source.endswith("# c»"):
        source = source.replace(" # c»", "» # c\n  pass\n")
    start, end = source.index("«"), source.index("»") - 1
    return source.replace("«", "").replace("»", ""), start, end


@pytest.mark.parametrize("margin", ["", "\r\n"])
@pytest.mark.parametrize(("name", "index", "source", "kind"), REGIONS)
def test_a_region_is_the_statement_or_header_around_a_node(
    name: str, index: int, source: str, kind: RegionKind, margin: str
) -> None:
    text, start, end = marked(source)
    tree = parse((margin + (text.replace("\n", margin) if margin else text)).encode())
    node: Any = tree.nodes[getattr(ast, name)][index]
    region = statement_region(tree, node)
    shift = 1 if margin else 0
    assert (region.start - shift, region.end - shift, region.kind) == (start, end, kind)
    parsed = parse_region(tree, region)
    assert parsed.render(parsed.module) == text[start:end]
    found = parsed.find(node)
    assert found is not None
    assert parsed.render(parsed.module.deep_replace(found, found.deep_clone())) == text[start:end]


def test_a_whole_statement_keeps_its_indentation_and_its_strings() -> None:
    body = "@a\n    def f((x, y)):\n        print '''a\nb''', `x`\n\n        # c\n        return 010"
    tree = parse("class A:\n    " + body + "\n    z\n")
    (node,) = tree.nodes[ast.FunctionDef]
    region = statement_region(tree, node, whole=True)
    assert tree.source.text[region.start : region.end] == body
    parsed = parse_region(tree, region)
    assert parsed.render() == body
    found = parsed.find(tree.nodes[ast.Print][0])
    assert isinstance(found, cst2.Print)
    own = parsed.find(node)
    assert isinstance(own, cst.FunctionDef)
    new = parsed.module.deep_replace(own, own.with_changes(name=cst.Name("g")))
    assert parsed.render(new) == body.replace("def f", "def g")


def test_a_whole_statement_may_have_lines_of_one_block_indented_differently() -> None:
    body = "if a:\n\t    print b\n            print c\n\telif d: e\n        else: f"
    tree = parse("if x:\n\t" + body + "\n")
    node = tree.nodes[ast.If][1]
    parsed = parse_region(tree, statement_region(tree, node, whole=True))
    assert parsed.render() == body


def test_the_whole_statement_of_an_elif_begins_with_its_if() -> None:
    tree = parse("if a: b\nelif c: d\nelse: e\n")
    region = statement_region(tree, tree.nodes[ast.If][1], whole=True)
    assert tree.source.text[region.start : region.end] == "if a: b\nelif c: d\nelse: e"


def test_a_statement_that_becomes_several_is_indented_like_its_place() -> None:
    tree = parse("if x:\n\tprint a\n")
    parsed = parse_region(tree, statement_region(tree, tree.nodes[ast.Print][0]))
    more = cst.parse_module("b\nif c:\n\td\n")
    assert parsed.render(parsed.module.with_changes(body=more.body)) == "b\n\tif c:\n\t    d"


def test_rewriting_in_place_works_from_the_inside_out() -> None:
    tree = parse("print `x`, 0777 # c\n")
    nodes: list[ast.AST] = [*tree.nodes[ast.Print], *tree.nodes[ast.Repr]]
    parsed = parse_region(tree, statement_region(tree, nodes[0]))
    found = [parsed.find(node) for node in nodes]

    def call(node: cst.CSTNode) -> cst.CSTNode:
        if isinstance(node, cst2.Repr):
            return cst.Call(cst.Name("repr"), [cst.Arg(node.value)])
        assert isinstance(node, cst2.Print)
        return cst.Expr(cst.Call(cst.Name("print"), [cst.Arg(element.value) for element in node.values]))

    module = parsed.rewrite([node for node in found if node is not None], call)
    assert parsed.render(module) == parsed.render() == "print(repr(x), 0777)"


def test_a_statement_can_become_two_or_none_in_place() -> None:
    tree = parse("print a\n")
    region = statement_region(tree, tree.nodes[ast.Print][0])
    two = parse_region(tree, region)
    module = two.rewrite(
        [two.module.body[0].body[0]],  # type: ignore[list-item, index, union-attr]
        lambda node: cst.FlattenSentinel([cst.Pass(), node]),
    )
    assert two.render(module) == "pass; print a"
    none = parse_region(tree, region)
    own = none.find(tree.nodes[ast.Print][0])
    assert own is not None
    assert none.render(none.replace(own, cst.RemoveFromParent())) == "pass"


def test_a_module_of_another_form_is_not_rendered() -> None:
    tree = parse("try: x\nexcept E, e: y\n")
    parsed = parse_region(tree, statement_region(tree, tree.nodes[ast.ExceptHandler][0]))
    with pytest.raises(RegionError):
        parsed.render(cst.parse_module("x\n"))
    with pytest.raises(RegionError):
        parsed.replace(cst.Pass(), cst.Pass())


@pytest.mark.parametrize("levels", [900, 3000])
@pytest.mark.parametrize("source", ["print {}x\n".format("a + " * 9), "print x{}\n".format(".a" * 9)])
def test_what_is_too_deep_is_refused_and_does_not_end_the_process(source: str, levels: int) -> None:
    require_deep_parser(levels)
    source = source.replace("a + " * 9, "a + " * levels).replace(".a" * 9, ".a" * levels)
    tree = parse(source)
    with pytest.raises(RegionError):
        parse_region(tree, statement_region(tree, tree.nodes[ast.Print][0]))
    with pytest.raises(ParseError):
        parse_module(source)


SOURCE = """\
import a.b as c, d
from e import (f, g as h)
@deco.rator(1, *args, **kw)
def f(x, (y, z), w=0777, *v):
    print >>sys.stderr, `x`, (a, b), x[1:2, ...], (z)
    return [i for i in 1, 2L if i <> (3)], dict((k, v) for k in x), sum(q for q in r)
class A(B, C.D):
    x = lambda (a, b), c=1: a if not b else {1: -2, 'a' u'b': ()}
    try:
        exec code in ns, ns2
    except (E, F), self.error[0]:
        raise E, (1, "x"), tb
    del a[0], b
    for i, (j, k) in x.y().z[0](1)(2): assert i and j or k, "s" % (1, 2)
    global g
    x += `(1, 2), a` + a * (b + c) * d
    with a.b(c) as d: x = y = z = set([1]) | {1, 2} | {x for x in y}
"""


def test_find_gives_the_node_of_the_same_text() -> None:
    tree = parse(SOURCE)
    # To LibCST the several indices of a subscript are no tuple.
    assert [name for name, ok in lookups(tree) if not ok] == ["Tuple '1:2, ...'"]


def lookups(tree: Any) -> list[tuple[str, bool]]:
    """Look every expression and simple statement of a file up, and compare its text with the found node's."""
    out = []
    text = tree.source.text
    for cls, nodes in tree.nodes.items():
        if not issubclass(cls, (ast.expr, ast.stmt)) or hasattr(cls, "body") or "body" in cls._fields:
            continue
        for node in nodes:
            region = statement_region(tree, node)
            parsed = parse_region(tree, region)
            found = parsed.find(node)
            start = tree.source.offset(node.lineno, node.col_offset)
            end = tree.source.offset(node.end_lineno, node.end_col_offset)
            out.append(
                (
                    f"{cls.__name__} {text[start:end]!r}",
                    found is not None and same(parsed, found, text[start:end]),
                )
            )
    return out


def same(parsed: Any, found: Any, wanted: str) -> bool:
    """Compare a node's code, with the innermost parentheses only where `ast` counts them, with a text."""
    if isinstance(found, (cst.Tuple, cst.GeneratorExp)):
        found = found.with_changes(lpar=found.lpar[-1:], rpar=found.rpar[:1])
        if isinstance(found, cst.GeneratorExp) and not found.lpar:
            wanted = wanted[1:-1].strip()
    elif isinstance(found, cst.BaseExpression):
        found = found.with_changes(lpar=(), rpar=())
    if isinstance(found, cst.Arg):
        found = found.with_changes(comma=cst.MaybeSentinel.DEFAULT)
    if hasattr(found, "semicolon"):
        found = found.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    code: str = parsed.module.code_for_node(found)
    return code.strip() == wanted

"""Composed programs get the trees of Python 2.7, and damaged files end in a tree or an error, never a crash."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from oracle.compare import disagreement
from oracle.python27 import answers_for_sources, corpus
from snippets import SNIPPETS

from py3port.python2 import ParseError, Source, SourceError, Tree, ast, parse

ATOMS = (
    "a", "b", "c.d", "f()", "f(a, b=c)", "f(*a, **b)", "1", "0777", "10L", "0xFFL", "1.5", "2j", "'s'", "u'u'",
    "ur'\\d'",
    "'\\d'", "b'b' 'c'", "'x' u'y'", "()", "(a,)", "(a, b)", "[]", "[a, b]", "{}", "{a: b}", "{a, b}", "a[b]", "a[b:c]",
    "a[::]", "a[b, ...]", "`a`", "`a, b`", "[x for x in a, b]", "[x for x in a if b]", "(x for x in a)", "None", "True",
    "[x for x in lambda: a, b]", "{x: a for x in b}", "'''m\nn'''",
)  # fmt: skip
EXPRESSIONS = (
    "({0})", "{0} + {1}", "{0} <> {1}", "{0} or {1}", "not {0}", "-{0}", "{0} if {1} else {2}", "lambda: {0}",
    "lambda x, (y, z)=a: {0}", "lambda (x): {0}", "`{0}`", "`{0}, {1}`", "[{0}, {1}]", "({0}, {1})", "f({0}, {1})",
    "f({0}, x={1}, *{2})", "({0}).x", "({0})[{1}]", "{0} in {1}", "{0} is not {1}", "[x for x in {0}, {1} if {2}]",
    "[x for x in {0} if lambda: {1}]", "f(x for x in {0})", "{0} ** {1}", "{0} and \\\n {1}", "{{{0}: {1}}}",
)  # fmt: skip
SIMPLE = (
    "print {0}", "print {0},", "print {0}, {1}", "print {0}, {1},", "print >>{0}", "print >>{0}, {1}", "print",
    "print >>{0}, {1},", "print ({0}), {1}", "print ({0}, {1})", "exec {0}", "exec {0} in {1}", "exec {0} in {1}, {2}",
    "exec ({0}, {1})", "raise", "raise {0}", "raise {0}, {1}", "raise {0}, {1}, {2}", "x = {0}", "x, y = {0}, {1}",
    "x += {0}", "assert {0}, {1}", "del x, y", "{0}", "global g", "import m.n as o", "from m import n", "pass",
    "async = {0}", "x.await = {0}", "False = {0}", "print {0}; print {1},", "x = {0} # c",
)  # fmt: skip
COMPOUND = (
    "if {0}:\n{s}\nelif {1}:\n{t}\nelse:\n{t}", "while {0}:\n{s}", "for x in {0}, {1}:\n{s}\nelse:\n{t}",
    "try:\n{s}\nexcept {0}, e:\n{t}", "try:\n{s}\nexcept {0} as e.x:\n{t}\nfinally:\n{t}",
    "try:\n{s}\nexcept ({0}, {1}), (e, f):\n{t}\nexcept:\n{t}", "def f(a, (b, c), d={0}, *e, **g):\n{s}",
    "def f((a), ((b, c), d)={0}):\n{s}\n{t}", "@d.e({0})\ndef f():\n{s}\n{t}", "class A({0}, {1}):\n{s}",
    "with {0} as x, {1}:\n{s}", "with ({0}, {1}):\n{s}", "if {0}: {1}", "class A: x = {0}; y = {1}",
)  # fmt: skip
NOISE = (
    "print", "`", "'", '"""', "\\", "\n", "\t", "(", ")", "]", ",", ">>", "<>", "0", "L", "lambda", "in", "é", "\r",
    "\x0c",
)  # fmt: skip


class Composer:
    """Writes random programs from the templates above."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def expression(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.4:
            return self.random.choice(ATOMS)
        return self.random.choice(EXPRESSIONS).format(*[self.expression(depth - 1) for _ in range(3)])

    def statement(self, indent: str, depth: int) -> str:
        parts = [self.expression(2) for _ in range(3)]
        if depth <= 0 or self.random.random() < 0.6:
            text = self.random.choice(SIMPLE).format(*parts)
            return indent + text
        inner = indent + self.random.choice(("    ", " ", "\t", "        "))
        text = self.random.choice(COMPOUND)
        body = self.statement(inner, depth - 1)
        other = self.statement(inner, 0)
        lines = text.replace("{s}", "\0").replace("{t}", "\1").format(*parts)
        lines = "\n".join(line if line in "\0\1" else indent + line for line in lines.split("\n"))
        return lines.replace("\0", body).replace("\1", other)

    def program(self) -> str:
        return "\n".join(self.statement("", 3) for _ in range(self.random.randint(1, 3))) + "\n"


def compose_and_compare(seeds: range) -> list[str]:
    programs = [Composer(seed).program() for seed in seeds]
    wrong = []
    for program, answer in zip(programs, answers_for_sources(programs), strict=True):
        difference = disagreement(program.encode("latin-1"), answer)
        if difference:
            wrong.append(f"{program!r}: {difference}")
    return wrong


def test_composed_programs() -> None:
    assert compose_and_compare(range(1500)) == []


@pytest.mark.corpus
def test_many_composed_programs() -> None:
    assert compose_and_compare(range(100_000, 140_000)) == []


def survives(raw: bytes) -> None:
    """Parse, and check what holds for every tree."""
    try:
        source = Source.from_bytes(raw)
        tree = parse(source)
    except (ParseError, SourceError) as error:
        place = error.line, error.column
    else:
        place = 1, 0
        check_tree(source, tree)
    assert place >= (1, 0)


def check_tree(source: Source, tree: Tree) -> None:
    for nodes in tree.nodes.values():
        for node in nodes:
            assert node is tree.root or node in tree.parents
            if isinstance(node, ast.expr):
                assert 0 <= source.offset(node.lineno, node.col_offset) <= len(source.text)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
@example("`")
@example("print >>")
@example("except ,:")
@example("exec in")
@example("def f((")
@example("[x for x in 1,")
def test_any_text(text: str) -> None:
    survives(text.encode("utf-8", "replace"))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*NOISE, *SNIPPETS[:200], *ATOMS, "\n", " "]), max_size=12))
def test_snippets_in_any_order(parts: list[str]) -> None:
    survives("".join(parts).encode("latin-1"))


def damage(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(raw) + 1)
        cut = chance.choice((0, 0, 1, 2, 20))
        raw = raw[:at] + chance.choice(NOISE).encode("utf-8") + raw[at + cut :]
    return raw


def mutated(count: int, seed: int) -> None:
    chance = random.Random(seed)
    paths = [path for path in corpus() if 0 < path.stat().st_size < 20_000]
    for _ in range(count):
        survives(damage(chance.choice(paths).read_bytes(), chance))


def test_damaged_files() -> None:
    mutated(150, 1)


@pytest.mark.corpus
def test_many_damaged_files() -> None:
    mutated(5000, 2)

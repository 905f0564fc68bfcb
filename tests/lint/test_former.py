"""The former version of a file, read out of the tree of the present one."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator

import pytest

from py3port.analysis import Module
from py3port.detect import Dispatcher
from py3port.lint import former
from py3port.lint.former import Reader, edits
from py3port.python2 import Dialect, ParseError, Source, Tree, parse
from py3port.rule import Applicability, Match, Rule, Stage

LINES = (
    *("import os\n", "print 1\n", "\n", "# a comment\n", "def f(a, (b, c)):\n    exec a in b\n", "x = `y`\n"),
    *(
        "class A:\n    def m(self):\n        return 0777\n",
        "if x:\n    raise E, 'v'\n",
        "\x0c\n",
        "s = 'é'\n",
    ),
    "from __future__ import print_function\n",
)


def described(tree: Tree) -> tuple[object, ...]:
    kinds = {
        kind: [ast.dump(node, include_attributes=True) for node in found]
        for kind, found in tree.nodes.items()
    }
    return tree.dialect, tree.future, ast.dump(tree.root, include_attributes=True), kinds, tree.masked.code


def outcome(read: object, text: str) -> object:
    try:
        return described(read(Source.from_text(text)))  # type: ignore[operator]
    except ParseError as error:
        return str(error)


def texts(seed: int) -> tuple[str, str]:
    chance = random.Random(seed)
    old = [chance.choice(LINES) for _ in range(chance.randrange(30))]
    new = list(old)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(new) + 1)
        new[at : at + chance.randrange(3)] = chance.choices(LINES, k=chance.randrange(3))
    return "".join(old), "".join(new)


@pytest.mark.parametrize("seed", range(40))
def test_the_former_version_is_read_as_if_it_were_alone(seed: int) -> None:
    old, new = texts(seed)
    reader = Reader()
    outcome(reader.read, new)
    assert outcome(reader.read_former, old) == outcome(parse, old)


@pytest.mark.parametrize("seed", range(40))
def test_edits_make_one_text_of_the_other(seed: int) -> None:
    old, new = texts(seed)
    made = "".join(
        old[(before.end if before else 0) : each.start] + each.text
        for before, each in zip((None, *edits(old, new)), edits(old, new), strict=False)
    )
    assert made + old[max((each.end for each in edits(old, new)), default=0) :] == new


def test_what_is_alike_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    old = "".join(f"def f{number}():\n    print {number}\n\n\n" for number in range(20))
    reader = Reader()
    reader.read(Source.from_text(old.replace("print 7", "print 7, 8")))
    monkeypatch.setattr(former, "parse", None)
    assert described(reader.read_former(Source.from_text(old))) == described(parse(old))


def test_another_encoding() -> None:
    old = Source.from_bytes(b"x = '\xc3\xa9'\n" + b"print 1\n" * 20)
    reader = Reader()
    reader.read(Source.from_bytes(b"# coding: utf-8\nx = '\xc3\xa9'\n" + b"print 1\n" * 20))
    assert reader.read_former(old).dialect is parse(old).dialect is Dialect.MIXED


class Eager(Rule):
    """Finds every name."""

    name = "eager"
    title = "Leave no name"
    stage = Stage.COMMON
    applicability = Applicability.MANUAL
    nodes = (ast.Name, ast.Module)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def detect(self, node: ast.Name | ast.Module, module: Module) -> Iterator[Match]:
        """Any name but `quiet`."""
        name = getattr(node, "id", "")
        self.asked.append(name)
        if name not in ("", "quiet"):
            yield Match(node, "a name")


def asked_about_former(old: str, new: str) -> list[str]:
    rule, reader = Eager(), Reader()
    dispatcher = Dispatcher([rule])
    reader.judge(dispatcher, Module(reader.read(Source.from_text(new))))
    rule.asked.clear()
    reader.judge_former(dispatcher, Module(reader.read_former(Source.from_text(old))))
    return rule.asked


def test_only_what_tells_is_asked_about_the_former_version() -> None:
    same = "def f():\n    found\n    quiet\n\n\n"
    old, new = (f"{same}def g():\n    {body}\n\n\n{same}" for body in ("quiet", "changed"))
    assert sorted(asked_about_former(old, new)) == ["", "found", "found", "quiet"]
    assert asked_about_former(same, same) == ["found"]


def test_all_is_asked_about_a_former_version_that_is_parsed_alone() -> None:
    assert asked_about_former("quiet\nother\n", "# coding: latin-1\nquiet\n") == ["quiet", "other", ""]

"""What is parsed anew in parts is what parsing the whole gives, or it is left to that."""

from __future__ import annotations

import ast as standard
import random
import re

import pytest
from oracle.python27 import corpus
from snippets import SNIPPETS
from test_fuzz import NOISE, Composer

from py3port.python2 import Edit, ParseError, Source, SourceError, Tree, parse
from py3port.python2.reparse import reparse


def described(tree: Tree) -> tuple[object, ...]:
    """Everything a tree says, comparable."""
    masked = tree.masked
    nodes = {
        kind.__name__: sorted(map(dumped, found))
        for kind, found in tree.nodes.items()
        if kind is not standard.Module
    }
    return (
        tree.dialect,
        tree.future,
        dumped(tree.root),
        nodes,
        {id(node) for found in tree.nodes.values() for node in found} - {id(tree.root)}
        == {id(node) for node in tree.parents},
        all(child in fields(parent) for child, parent in tree.parents.items()),
        masked.code,
        len(masked.text) == len(tree.source.text),
        all(tree.source.text[mark.offset : mark.end] == mark.original for mark in masked.marks),
        all(masked.strings[offset].start == offset for offset in masked.strings),
        {mark.offset for mark in masked.marks if not mark.shared},
    )


def dumped(node: standard.AST) -> str:
    return standard.dump(node, include_attributes=True)


def fields(node: standard.AST) -> list[object]:
    values = [getattr(node, name, None) for name in node._fields]
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def compare(before: Source, edits: list[Edit]) -> bool | None:
    """Whether a part could be parsed; None where the texts are of no use."""
    try:
        tree = parse(before)
        after = before.apply(edits)
    except (ParseError, SourceError, ValueError):
        return None
    found = reparse(tree, after, edits)
    if found is None:
        return False
    grafted = found.graft()
    for got, wanted in zip(described(grafted), described(parse(after)), strict=True):
        assert got == wanted, (before.text, edits)
    return True


WILD = (*NOISE, *SNIPPETS, "x = 1 \\\n", "# c \\\n", "else:\n    pass\n", "@a\n", "x = '''\n")
TAME = (
    "from __future__ import print_function\n", "from __future__ import unicode_literals, division\n",
    "import six\n", "pass\n\n\n", "# c\n", "if a:\n    print `b`\n",
)  # fmt: skip


def some_edits(text: str, chance: random.Random) -> list[Edit]:
    """Edits of whole lines mostly, for others seldom leave a text that can be parsed."""
    # Statements of the module, and often those of bodies of classes.
    indent = chance.choice(("", "(?:    |\t)?"))
    borders = [0, *(found.start() for found in re.finditer(rf"(?m)^{indent}(?=[\w@`\"'])", text)), len(text)]
    edits: list[Edit] = []
    done = 0
    is_wild = chance.random() < 0.2
    for at in sorted(chance.randrange(len(borders) - 1) for _ in range(chance.randint(1, 3))):
        start = max(done, borders[at] + (chance.choice((0, 3)) if is_wild else 0))
        ends = [borders[at], borders[at + 1], *([start + 1, start + 3] if is_wild else ())]
        end = min(max(start, chance.choice(ends)), len(text))
        new = chance.choice(WILD) if is_wild else chance.choice((*TAME, *[valid_program(chance)] * 4))
        blank = re.match(r"[ \t]*", text[start:])
        if blank and blank.group() and chance.random() < 0.8:
            new = re.sub(r"(?m)^(?=.)", blank.group(), new)
        edits.append(Edit(start, end, new))
        done = end
    return edits


def valid_program(chance: random.Random) -> str:
    while True:
        text = Composer(chance.randrange(1 << 30)).program()
        try:
            tree = parse(text)
        except ParseError:
            continue
        if not tree.masked.names or chance.random() < 0.01:
            return text


def composed_files(count: int, seed: int) -> int:
    chance = random.Random(seed)
    parts = 0
    for _ in range(count):
        heads = (
            "",
            '"""Doc."""\n',
            "from __future__ import division\n",
            "# c\n\n",
            "import sys; import os\n",
        )
        pieces = [chance.choice(heads)]
        pieces += [valid_program(chance) for _ in range(chance.randint(5, 20))]
        text = chance.choice(("", "\n", "\n# c\n")).join(pieces)
        parts += bool(compare(Source.from_text(text), some_edits(text, chance)))
    return parts


def real_files(count: int, seed: int) -> int:
    chance = random.Random(seed)
    paths = [path for path in corpus() if 0 < path.stat().st_size < 40_000]
    parts = 0
    for _ in range(count):
        try:
            source = Source.from_bytes(chance.choice(paths).read_bytes())
        except SourceError:
            continue
        parts += bool(compare(source, some_edits(source.text, chance)))
    return parts


LONG = "\n".join(f"    def m{number}(self):\n        print {number}\n" for number in range(20))
CLASS = f"import a\n\n\nclass A(object):\n{LONG}\n\ndef f():\n    print 1\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("print 7\n", "print(7)\n", True),
        ("import a\n", "import a\nimport b\n", True),
        ("(object)", "", True),
        ("    def m7(self):\n        print 7\n", "", True),
        ("def m7(self)", "x = 1\n\n    def m7(self, a)", True),
        ("    def m7", "class B:\n    def m7", False),
        ("    def m7", "if a:\n    def m7", False),
        ("        print 7\n", "        print 7\nx = 1\n", False),
        ("        print 7\n", "        print 7 \\\n", True),
        ("        print 7\n", "        print '''\n", False),
        ("        print 7\n", "        print (\n", False),
        ("class A(object):", "if a:", False),
        ("import a\n", "from __future__ import unicode_literals\n", False),
    ],
)
def test_statements_of_classes(old: str, new: str, *, expected: bool) -> None:
    source = Source.from_text(CLASS)
    start = CLASS.index(old)
    edits = [Edit(start, start + len(old), new)]
    found = reparse(parse(source), source.apply(edits), edits)
    assert (found is not None) is expected
    if found:
        assert compare(source, edits)
        assert len(found.after.root.body) < 4


def test_composed_files() -> None:
    assert composed_files(400, 1) > 20


def test_real_files() -> None:
    assert real_files(30, 1) > 3


@pytest.mark.corpus
def test_many_files() -> None:
    assert composed_files(2_000, 2) > 100
    assert real_files(500, 2) > 60

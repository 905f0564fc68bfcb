"""Python 2.7's own library through LibCST: a sample on every run, all of it in the corpus run."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

from py3port.python2 import Tree, ast, parse
from py3port.python2 import cst as cst2
from py3port.python2.cst import module_of, parse_region, statement_region
from tests.interpreters import require_python2

_COMPILES = """
import sys, warnings
warnings.simplefilter('ignore')
for path in sys.stdin.read().splitlines():
    try:
        compile(open(path, 'U').read() + '\\n', path, 'exec', 0, True)
    except Exception:
        continue
    print(path)
"""


def library_files(python2: Path, wanted: Callable[[Sequence[Path]], Sequence[Path]]) -> list[Path]:
    """Return those of the wanted files of 2.7's library that 2.7 compiles."""
    code = "import os; print(os.path.dirname(os.__file__))"
    folder = Path(
        subprocess.run([python2, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    )
    files = [path for path in sorted(folder.rglob("*.py")) if "site-packages" not in path.parts]
    given = "\n".join(map(str, wanted(files)))
    done = subprocess.run([python2, "-c", _COMPILES], input=given, capture_output=True, text=True, check=True)
    return [Path(line) for line in done.stdout.splitlines()]


class Counter2(cst.CSTVisitor):
    """Counts the nodes that LibCST itself does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def visit_Print(self, node: Any) -> None:
        self.counts["Print"] += 1

    def visit_Exec(self, node: Any) -> None:
        self.counts["Exec"] += 1

    def visit_Repr(self, node: Any) -> None:
        self.counts["Repr"] += 1

    def visit_CommaName(self, node: Any) -> None:
        self.counts["CommaName"] += 1

    def visit_Raise(self, node: cst.Raise) -> None:
        self.counts["Raise"] += isinstance(node, cst2.Raise)

    def visit_Param(self, node: cst.Param) -> None:
        self.counts["TupleParam"] += isinstance(node.name, cst.Tuple)

    def visit_NotEqual(self, node: cst.NotEqual) -> None:
        self.counts["<>"] += node.value == "<>"

    def visit_Integer(self, node: cst.Integer) -> None:
        self.counts["Integer"] += isinstance(node, cst2.Integer)


def expected_counts(tree: Tree) -> Counter[str]:
    """Count the same by the syntax tree and the masked code."""

    def count(cls: type[ast.AST], test: Callable[[Any], object] = bool) -> int:
        return sum(1 for node in tree.nodes.get(cls, ()) if test(node))

    code = tree.masked.code
    commas = count(
        ast.ExceptHandler,
        lambda node: isinstance(node.name, ast.AST) and _follows_comma(tree, node.name),
    )
    return Counter(
        {
            "Print": count(ast.Print),
            "Exec": count(ast.Exec),
            "Repr": count(ast.Repr),
            "CommaName": commas,
            "Raise": count(ast.Raise, lambda node: node.inst is not None),
            "TupleParam": count(ast.arguments, lambda node: False)
            + sum(
                isinstance(arg, ast.Tuple) for node in tree.nodes.get(ast.arguments, ()) for arg in node.args
            ),
            "<>": code.count("<>"),
            "Integer": sum(mark.kind.value == "number" and not mark.shared for mark in tree.masked.marks),
        }
    )


def _follows_comma(tree: Tree, name: Any) -> bool:
    before = tree.masked.code[: tree.source.offset(name.lineno, name.col_offset)]
    return before.rstrip(" \t\f\n([").endswith(",")


def check(paths: Iterable[Path]) -> list[str]:
    """Return what is wrong with the modules of some files."""
    wrong = []
    for path in paths:
        raw = path.read_bytes()
        tree = parse(raw)
        module = module_of(tree)
        if module.bytes != raw:
            wrong.append(f"{path}: bytes differ")
        counter = Counter2()
        module.visit(counter)
        if +counter.counts != +expected_counts(tree):
            wrong.append(f"{path}: {+counter.counts} is not {+expected_counts(tree)}")
    return wrong


REGIONS: tuple[type[ast.AST], ...] = (
    ast.Print,
    ast.Exec,
    ast.Repr,
    ast.Raise,
    ast.ExceptHandler,
    ast.Call,
    ast.Compare,
    ast.FunctionDef,
    ast.ClassDef,
)


ONLY_PYTHON2 = REGIONS[:3]


def check_regions(paths: Iterable[Path], step: int) -> list[str]:
    """Return what is wrong with the regions of every so many nodes of some files, and of all that only Python 2 has."""
    wrong = []
    for path in paths:
        tree = parse(path.read_bytes())
        for cls in REGIONS:
            for node in tree.nodes.get(cls, ())[:: 1 if cls in ONLY_PYTHON2 else step]:
                region = statement_region(tree, node)
                parsed = parse_region(tree, region)
                if parsed.render() != tree.source.text[region.start : region.end]:
                    wrong.append(f"{path}: {region} is not rendered as it was")
                found = parsed.find(node)
                if found is None or (cls in (ast.Print, ast.Repr) and type(found).__name__ != cls.__name__):
                    wrong.append(f"{path}: no node for {region}, {ast.dump(node)[:100]}")
    return wrong


def sample(files: Sequence[Path]) -> Sequence[Path]:
    """Choose small files, and those known to be odd."""
    small = [path for path in files if path.stat().st_size < 20_000]
    odd = [path for path in files if path.name in ("test_grammar.py", "topics.py", "tokenize_tests.txt")]
    return random.Random(27).sample(small, 60) + odd


def test_a_sample_of_the_library_comes_back() -> None:
    files = library_files(require_python2(), sample)
    assert len(files) > 40
    assert not check(files)
    assert not check_regions([path for path in files if path.stat().st_size < 60_000], 5)


@pytest.mark.corpus
def test_the_whole_library_comes_back() -> None:
    files = library_files(require_python2(), lambda files: files)
    assert len(files) > 1300
    assert not check(files)


@pytest.mark.corpus
def test_regions_all_over_the_library_come_back() -> None:
    assert not check_regions(library_files(require_python2(), lambda files: files), 17)

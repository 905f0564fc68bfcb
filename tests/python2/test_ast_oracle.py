"""Our trees are node for node those of Python 2.7's own `ast`."""

from __future__ import annotations

from pathlib import Path

import pytest
from oracle.compare import disagreement
from oracle.python27 import accepted, answers_for_files, answers_for_sources, corpus
from snippets import SNIPPETS

ALWAYS = {
    "bad_coding2.py",
    "badsyntax_future3.py",
    "inspect_fodder2.py",
    "test_compiler.py",
    "test_complex.py",
    "test_cookielib.py",
    "test_extcall.py",
    "test_grammar.py",
    "test_long.py",
    "test_print.py",
    "test_types.py",
    "test_unicode.py",
    "test_xmlrpc.py",
    "xmlbuilder.py",
    "py2_test_grammar.py",
}


def compare(paths: list[Path]) -> tuple[int, list[str]]:
    good = 0
    wrong = []
    for path, answer in zip(paths, answers_for_files(paths), strict=True):
        good += accepted(answer)
        difference = disagreement(path.read_bytes(), answer)
        if difference:
            wrong.append(f"{path.name}: {difference}")
    return good, wrong


def test_sample_of_the_library() -> None:
    paths = corpus()
    sample = [path for number, path in enumerate(paths) if number % 31 == 0 or path.name in ALWAYS]
    good, wrong = compare(sample)
    assert wrong == []
    assert good > 50


@pytest.mark.corpus
def test_whole_library() -> None:
    good, wrong = compare(corpus())
    assert wrong == []
    assert good >= 1340


def test_snippets_good_and_bad() -> None:
    wrong = []
    for source, answer in zip(SNIPPETS, answers_for_sources(SNIPPETS), strict=True):
        difference = disagreement(source.encode("latin-1"), answer)
        if difference:
            wrong.append(f"{source!r:.200}: {difference}")
    assert wrong == []

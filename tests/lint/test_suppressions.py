"""Comments that hide findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.analysis import Module
from py3port.cli.main import run
from py3port.detect import Dispatcher
from py3port.python2 import Source, parse
from py3port.registry import load_rules
from tests.lint.gates import lint
from tests.trees import git, write_tree

DISPATCHER = Dispatcher(load_rules().before_cleanup())


def found(text: str) -> list[tuple[int, str]]:
    module = Module(parse(Source.from_text(text)))
    return [(each.match.node.lineno, each.rule.name) for each in DISPATCHER.detect(module)]


@pytest.mark.parametrize(
    "text",
    [
        "print 1  # py3port: ignore[print-statement]\n",
        "print 1  # py3port: ignore[print-statement] shown by hand\n",
        "print 1  #py3port:ignore[ backticks , print-statement ]: both\n",
        "print 1  # noqa  # py3port: ignore[fix_print]\n",
        "print 1  # py3port: ignore[E1601]\n",
        "print 1  # py3port: ignore[libmodernize.fixes.fix_print]\n",
        "print (1,  # py3port: ignore[print-statement]\n       2), 3\n",
        "print '''\n'''  # py3port: ignore[print-statement]\n",
        "print 1, \\\n    2  # py3port: ignore[print-statement]\n",
        "x = (1,  # py3port: ignore[backticks]\n     `2`)\n",
        "try:\n    pass\nexcept E, e:  # py3port: ignore[except-comma]\n    pass\n",
        "# py3port: ignore-file[print-statement] a script of old\nprint 1\nprint 2\n",
    ],
)
def test_hidden(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "# py3port: ignore[print-statement]\nprint 1\n",
        "print 1  # py3port: ignore\n",
        "print 1  # py3port: ignore[]\n",
        "print 1  # py3port: ignore[backticks]\n",
        "print '# py3port: ignore[print-statement]'\n",
        "print '''\n# py3port: ignore[print-statement]\n'''\n",
        "if x:  # py3port: ignore[print-statement]\n    print 1\n",
        "try:  # py3port: ignore[except-comma]\n    pass\nexcept E, e:\n    pass\n",
    ],
)
def test_not_hidden(text: str) -> None:
    assert len(found(text)) == 1


def test_one_of_two_rules_on_a_line() -> None:
    assert found("x <> `y`  # py3port: ignore[backticks]\n") == [(1, "not-equal-operator")]


def test_it_counts_for_every_command(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "print 1  # py3port: ignore[print-statement] no\nprint 2\n"
    write_tree(tree, {"shop/b.py": text})
    for _ in range(2):
        # The second run has it from the cache.
        code, out, error = lint(capsys, "shop/b.py")
        assert (code, out.count("print-statement")) == (1, 1)
        assert "py3port: ignore" not in error
        assert run(["scan", "shop/b.py", "--format", "json"]) == 1
        assert capsys.readouterr().out.count('"rule": "print-statement"') == 1
    assert run(["apply", "--rule", "print-statement", "--allow-dirty", "shop/b.py"]) == 0
    assert (tree / "shop/b.py").read_text() == text.replace("print 2", "print(2)")


def test_complaints(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "x = 1  # py3port: ignore[print-statement] why",
        "print x  # py3port: ignore[print-statment] why",
        "print x  # py3port: ignore[print-statement]",
        "x = 2  # py3port: ignore[unicode-prefix] of a stage that the gate does not run",
    ]
    write_tree(tree, {"shop/b.py": "\n".join(lines) + "\n"})
    code, _, error = lint(capsys, "--since=HEAD")
    assert code == 1
    assert "shop/b.py:1:8: `py3port: ignore[print-statement]` hides nothing" in error
    assert (
        "shop/b.py:2:10: `py3port: ignore[print-statment]`: unknown rule 'print-statment'; did you mean"
        in error
    )
    assert "shop/b.py:3" not in error
    assert "shop/b.py:4" not in error


def test_strict(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tree, {"shop/b.py": "print x  # py3port: ignore[print-statement]\n"})
    assert lint(capsys, "--since=HEAD")[0] == 0
    code, _, error = lint(capsys, "--since=HEAD", "--strict-suppressions")
    assert code == 1
    assert "gives no reason" in error
    write_tree(
        tree,
        {"py3port.toml": "strict-suppressions = true\n", "shop/b.py": "x = 1  # py3port: ignore[E1601] x\n"},
    )
    git(tree, "add", "-A")
    code, _, error = lint(capsys, "--staged")
    assert code == 1
    assert "hides nothing" in error

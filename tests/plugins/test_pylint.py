"""The pylint plugin: the messages of `pylint --py3k`, on any file, and the same answers as `py3port lint`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from py3port.checker import check, project_of
from py3port.declined import why_declined
from py3port.registry import load_rules
from tests.interpreters import require_python2
from tests.test_example import copy_of_shop
from tests.trees import SOURCE_ROOTS, write_tree

pytest.importorskip("pylint", reason="pylint is not installed")

from py3port.pylint.messages import Catalogue

ANCESTORS = Path(__file__).parent.parent / "ancestors" / "pylint.txt"
OURS = "--enable=python3,py3port"
# What can be parsed, and what cannot.
PARSABLE = "x = unicode('a')\ny = {}.has_key(x)\nz = hash(x)\n"
UNPARSABLE = "import urllib2\nx = `urllib2`\nprint x\n"


CASES = [
    ("print 1\n", "print-statement"),
    ("def f((a, b)): pass\n", "parameter-unpacking"),
    ("try: pass\nexcept IOError, e: pass\n", "unpacking-in-except"),
    ("raise ValueError, 'a'\n", "old-raise-syntax"),
    ("x = `1`\n", "backtick"),
    ("x = 1L\n", "long-suffix"),
    ("x = 1 <> 2\n", "old-ne-operator"),
    ("x = 0777\n", "old-octal-literal"),
    ("class A:\n    def __getslice__(self, i, j): pass\n", "getslice-method"),
    ("class A:\n    def __setslice__(self, i, j, x): pass\n", "setslice-method"),
    ("class A:\n    def __delslice__(self, i, j): pass\n", "delslice-method"),
    ("class A(object):\n    def __hex__(self): return ''\n", "hex-method"),
    ("class A(object):\n    def __oct__(self): return ''\n", "oct-method"),
    ("class A(object):\n    def __coerce__(self, other): pass\n", "coerce-method"),
    ("class A(object):\n    def __div__(self, other): pass\n", "div-method"),
    ("class A(object):\n    def __idiv__(self, other): pass\n", "idiv-method"),
    ("class A(object):\n    def __rdiv__(self, other): pass\n", "rdiv-method"),
    ("class A(object):\n    def __iter__(self): return self\n    def next(self): pass\n", "next-method-defined"),
    ("x = iter([]).next()\n", "next-method-called"),
    ("x = {}.iteritems()\n", "dict-iter-method"),
    ("x = {}.viewitems()\n", "dict-view-method"),
    ("x = {}.items()[0]\n", "dict-items-not-iterating"),
    ("x = {}.keys()[0]\n", "dict-keys-not-iterating"),
    ("x = {}.values()[0]\n", "dict-values-not-iterating"),
    ("x = map(str, [])[0]\n", "map-builtin-not-iterating"),
    ("map(str, [])\n", "implicit-map-evaluation"),
    ("x(\n    map(str, [])\n)\n", "map-builtin-not-iterating"),
    ("x = zip([], [])[0]\n", "zip-builtin-not-iterating"),
    ("x = filter(None, [])[0]\n", "filter-builtin-not-iterating"),
    ("x = range(3) + [1]\n", "range-builtin-not-iterating"),
    ("import sys\nx = sys.maxint\n", "sys-max-int"),
    ("import sys\nx = sys.exc_type\n", "deprecated-sys-function"),
    ("import ConfigParser\n", "bad-python3-import"),
    ("from itertools import izip\n", "deprecated-itertools-function"),
    ("from urllib import quote\n", "deprecated-urllib-function"),
    ("x = {}.has_key(1)\n", "dict-has-key"),
    ("def f():\n    from os import *\n", "import-star-module-level"),
    ("# coding: utf-8\nx = b'\xe9'\n", "non-ascii-bytes-literal"),
    ("apply(f, [])\n", "apply-builtin"),
    ("x = isinstance('', basestring)\n", "basestring-builtin"),
    ("x = buffer('')\n", "buffer-builtin"),
    ("x = cmp(1, 2)\n", "cmp-builtin"),
    ("x = coerce(1, 2)\n", "coerce-builtin"),
    ("execfile('a')\n", "execfile-builtin"),
    ("x = file('a')\n", "file-builtin"),
    ("x = long(1)\n", "long-builtin"),
    ("x = raw_input()\n", "raw_input-builtin"),
    ("x = reduce(f, [])\n", "reduce-builtin"),
    ("x = StandardError()\n", "standarderror-builtin"),
    ("x = unicode('')\n", "unicode-builtin"),
    ("x = xrange(3)\n", "xrange-builtin"),
    ("import helper\n", "no-absolute-import"),
    ("x = 3 / 2\n", "old-division"),
    ("class A(object):\n    __metaclass__ = type\n", "metaclass-assignment"),
    ("try:\n    f()\nexcept ValueError as e:\n    x = e[0]\n", "indexing-exception"),
    ("reload(f)\n", "reload-builtin"),
    ("class A(object):\n    def __nonzero__(self): return True\n", "nonzero-method"),
    ("class A(object):\n    def __cmp__(self, other): return 0\n", "cmp-method"),
    ("x = input()\n", "input-builtin"),
    ("x = round(2.5)\n", "round-builtin"),
    ("x = intern('a')\n", "intern-builtin"),
    ("x = unichr(3)\n", "unichr-builtin"),
    ("x = sorted([], cmp=f)\n", "using-cmp-argument"),
    ("class A(object):\n    def __eq__(self, other): return True\n", "eq-without-hash"),
    ("try:\n    f()\nexcept ValueError as e:\n    x = e.message\n", "exception-message-attribute"),
    ("x = 'a'.encode('hex')\n", "invalid-str-codec"),
    ("import string\nx = string.upper('a')\n", "deprecated-string-function"),
    ("x = 'a'.translate(None, 'a')\n", "deprecated-str-translate-call"),
    ("import types\nx = types.StringType\n", "deprecated-types-field"),
    ("import operator\nx = operator.isCallable(f)\n", "deprecated-operator-function"),
    ("for x in open('a').xreadlines(): pass\n", "xreadlines-attribute"),
    ("try:\n    f()\nexcept ValueError as e:\n    pass\nprint(e)\n", "exception-escape"),
    ("x = [y for y in 'ab']\nz = y\n", "comprehension-escape"),
]  # fmt: skip
"""Texts, and a message that each of them gets."""


def pylint(
    folder: Path,
    *arguments: str,
    text: str | None = None,
    only_ours: bool = True,
    installed: Sequence[str] = (),
) -> list[dict[str, object]]:
    """What pylint reports, with the plugin; `installed` are more folders with packages."""
    # With `-m`, the interpreter itself would import what lies in the folder.
    script = write_tree(folder / ".bin", {"run.py": "from pylint import run_pylint\nrun_pylint()\n"})
    done = subprocess.run(
        [
            *(sys.executable, "-W", "error::UserWarning", str(script / "run.py")),
            "--load-plugins=py3port.pylint",
            *(
                "--rcfile=",
                "--output-format=json",
                *(["--disable=all", OURS] if only_ours else []),
                *arguments,
            ),
        ],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([*SOURCE_ROOTS, *installed]),
            "PYLINTHOME": str(folder / ".home"),
        },
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert not done.returncode & 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return list(json.loads(done.stdout))


def is_ours(message: dict[str, object]) -> bool:
    return str(message["message-id"])[1:3] in ("16", "50", "51", "52")


def places(found: Sequence[dict[str, object]]) -> list[tuple[object, ...]]:
    """Line, column and symbol of each message."""
    return sorted((each["line"], each["column"], each["symbol"]) for each in found)


def test_every_message_of_old_is_there_again() -> None:
    listed = [line.split() for line in ANCESTORS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    kinds = Catalogue(load_rules()).messages
    known = {each.number: each.symbol for each in kinds}
    older = {each.older: each.symbol for each in kinds if each.older}
    for number, symbol in listed:
        if not why_declined(number):
            assert {**known, **older}[number] == symbol
    assert {number for number in known if number[1:3] == "16"} <= {number for number, _ in listed}


def test_numbers_and_symbols_are_of_one_message_each() -> None:
    kinds = Catalogue(load_rules()).messages
    assert len({each.number for each in kinds}) == len({each.symbol for each in kinds}) == len(kinds)


@pytest.mark.parametrize(("text", "symbol"), CASES, ids=[symbol for _, symbol in CASES])
def test_symbol_of(tmp_path: Path, text: str, symbol: str) -> None:
    registry = load_rules()
    root = write_tree(tmp_path, {"a.py": text, "__init__.py": "", "helper.py": ""})
    checked = check(project_of(root), str(root / "a.py"), text.encode(), registry.rules)
    found = (*checked.findings, *checked.others)
    assert symbol in {Catalogue(registry).symbol_of(each) for each in found}


def test_each_message_of_old_has_a_text_that_gets_it() -> None:
    old = {each.symbol for each in Catalogue(load_rules()).messages if each.is_old}
    assert old == {symbol for _, symbol in CASES} - {"dict-has-key"}


def test_files_of_both_kinds_with_one_job_and_two(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": PARSABLE, "b.py": UNPARSABLE})
    wanted = [(1, 0, "bad-python3-import"), (1, 4, "unicode-builtin"), (2, 4, "backtick"), (2, 4, "dict-has-key"),
              (3, 0, "print-statement")]  # fmt: skip
    for jobs in ("1", "2"):
        found = pylint(tmp_path, f"--jobs={jobs}", "a.py", "b.py", only_ours=False)
        assert places([each for each in found if is_ours(each)]) == wanted
        assert [each["path"] for each in found if each["symbol"] == "syntax-error"] == ["b.py"]


def test_what_is_advice_is_for_who_enables_it(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": PARSABLE})
    assert "hash-value" in {each["symbol"] for each in pylint(tmp_path, "a.py")}
    some = pylint(tmp_path, "--enable=hash-value", "--disable=dict-has-key", "a.py", only_ours=False)
    symbols = {each["symbol"] for each in some}
    assert "hash-value" in symbols
    assert "dict-has-key" not in symbols
    usual = {each["symbol"] for each in pylint(tmp_path, "a.py", only_ours=False)}
    assert "hash-value" not in usual
    assert "dict-has-key" in usual


@pytest.mark.parametrize(
    ("enabled", "symbols", "jobs"),
    [
        ("python3", {"unicode-builtin", "bad-python3-import", "backtick", "print-statement"}, "1"),
        ("python3", {"unicode-builtin", "bad-python3-import", "backtick", "print-statement"}, "2"),
        ("py3port", {"dict-has-key", "hash-value"}, "1"),
        ("dict-has-key,print-statement", {"dict-has-key", "print-statement"}, "2"),
        ("useless-suppression,W1612", {"unicode-builtin"}, "1"),
    ],
)
def test_some_messages_alone(tmp_path: Path, enabled: str, symbols: set[str], jobs: str) -> None:
    files = {
        "a.py": PARSABLE,
        "b.py": UNPARSABLE,
        "c.py": "x = unicode('a')  # pylint: disable=unicode-builtin\n",
    }
    options = ("--disable=all", f"--enable={enabled}", f"--jobs={jobs}")
    found = pylint(write_tree(tmp_path, files), *options, *files, only_ours=False)
    assert {each["symbol"] for each in found} - {"syntax-error"} == symbols
    assert len(places(found)) == len(set(places(found)))


@pytest.mark.parametrize("more", ["", "print 1\n"])
def test_comments(tmp_path: Path, more: str) -> None:
    """They reach as far in a file that astroid cannot parse."""
    text = (
        "def f(x):\n"
        "    # pylint: disable=unicode-builtin\n"
        "    unicode(x)\n"
        "    if x:\n"
        "        return unicode(x)\n"
        "def g(x):\n"
        "    unicode(x)  # pylint: disable=W1612\n"
        "    return unicode(x)\n"
        "def h(x):\n"
        "    return unicode(x)  # py3port: ignore[unicode-builtin] because\n"
    )
    write_tree(tmp_path, {"a.py": text + more, "b.py": f"# pylint: skip-file\n{text}{more}"})
    found = pylint(tmp_path, "a.py", "b.py")
    assert [each["line"] for each in found if each["symbol"] == "unicode-builtin"] == [8]


@pytest.mark.parametrize("text", [PARSABLE, UNPARSABLE])
def test_standard_input(tmp_path: Path, text: str) -> None:
    write_tree(tmp_path, {"a.py": text})
    assert places(pylint(tmp_path, "--from-stdin", "a.py", text=text)) == places(pylint(tmp_path, "a.py"))


def test_what_is_neither_python(tmp_path: Path) -> None:
    found = pylint(write_tree(tmp_path, {"a.py": "x = (\n"}), "a.py")
    assert {each["symbol"] for each in found} == {"syntax-error", "py3port-unjudged"}


def test_a_wrong_configuration(tmp_path: Path) -> None:
    found = pylint(write_tree(tmp_path, {"a.py": PARSABLE, "py3port.toml": "mode = 3\n"}), "a.py")
    assert [each["symbol"] for each in found] == ["py3port-unjudged"]
    assert "mode" in str(found[0]["message"])


def test_a_pylint_that_parses_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    from pylint.lint import PyLinter

    from py3port.pylint.unparsable import watch_unparsable

    def get_ast(self: PyLinter, item: object) -> None:
        """As a later version might have it."""

    monkeypatch.setattr(PyLinter, "get_ast", get_ast)
    with pytest.warns(UserWarning, match="does not know this version of pylint"):
        watch_unparsable()
    assert PyLinter.get_ast is get_ast


def test_nothing_of_the_linted_repository_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAP", str(tmp_path / "sprung"))
    trap = "import os\nopen(os.environ['TRAP'], 'a').write(__file__)\nraise SystemExit\n"
    names = "difflib six libcst tomllib types string hashlib graphlib py3port py3port_codemods".split()
    files = {f"shop/{name}.py": trap for name in names}
    write_tree(tmp_path, {**files, "shop/a.py": UNPARSABLE, "shop/b.py": PARSABLE})
    assert pylint(tmp_path / "shop", "a.py", "b.py")
    assert not (tmp_path / "sprung").exists()


def same_as_lint(root: Path, paths: Sequence[Path]) -> int:
    """Compare what pylint reports with what `lint` does; return how many findings there are."""
    catalogue = Catalogue(load_rules())
    project = project_of(root)
    names = [path.relative_to(root).as_posix() for path in paths]
    wanted = {
        (name, each.line, each.column - 1, catalogue.symbol_of(each), each.message)
        for name in names
        for checked in [check(project, str(root / name), (root / name).read_bytes(), catalogue.rules)]
        for each in (*checked.findings, *checked.others)
    }
    found = {
        (str(each["path"]), each["line"], each["column"], each["symbol"], each["message"])
        for each in pylint(root, *names)
        if is_ours(each) and each["symbol"] != "py3port-unjudged"
    }
    assert found == wanted
    return len(found)


def test_same_as_lint_on_the_example(tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    assert same_as_lint(shop, sorted(shop.rglob("*.py"))) > 100


@pytest.mark.corpus
def test_same_as_lint_on_the_standard_library(tmp_path: Path) -> None:
    library = Path(
        subprocess.check_output([require_python2(), "-c", "import os; print(os.__file__)"], text=True).strip()
    ).parent
    names = [path.relative_to(library) for path in sorted(library.rglob("*.py"))[::10]]
    root = write_tree(tmp_path, {str(name): (library / name).read_bytes() for name in names})
    assert same_as_lint(root, [root / name for name in names]) > 1000

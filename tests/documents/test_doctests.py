"""Doctests in prose and in strings: on request, example by example."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.documents import CannotWrite, doctests_of, read_document
from py3port.filekind import FileKind
from py3port.python2 import parse
from tests.trees import console_script, py3port, write_tree

PROSE = """\
Print
=====

    >>> print "x"
    x
    >>> for a in {}.iteritems():
    ...     print a
    ...
    >>> this is no Python
    >>> d = {1: 2}
    >>> d.has_key(1)
    True
>>> print "y"
"""
STRINGS = '''\
def f():
    r"""Say.

    >>> print "\\n"
    >>> f() <> 1
    True
    """


class A:
    """A.

    >>> print "a\\\\n"
    >>> print "left \\x41"
    """
    text = ">>> print 1"
'''


def test_positions_are_those_of_the_file() -> None:
    document = read_document(PROSE.encode(), FileKind.TEXT)
    (part,) = document.parts
    for word in ('print "x"', "iteritems", "print a", "has_key", 'print "y"'):
        at = part.place(part.code.index(word))
        assert document.source.text[at:].startswith(word)


def test_prompts_stay() -> None:
    document = read_document(PROSE.encode(), FileKind.TEXT)
    (part,) = document.parts
    whole = part.without(2)
    edits = document.edits(
        whole, "import six\n\n" + whole.code.replace("    print a", "    print(a)\n    b()")
    )
    after = document.source.apply(edits).text
    assert after == PROSE.replace('    >>> print "x"', '    >>> import six\n    >>> print "x"').replace(
        "    ...     print a\n", "    ...     print(a)\n    ...     b()\n"
    )


def test_future_imports_are_refused() -> None:
    document = read_document(PROSE.encode(), FileKind.TEXT)
    (part,) = document.parts
    with pytest.raises(CannotWrite, match="no doctest heeds"):
        document.edits(part, "from __future__ import print_function\n" + part.code)


def test_strings_of_a_file() -> None:
    document = doctests_of(parse(STRINGS))
    assert [part.code for part in document.parts] == [
        'print "\\n"\n#--py3port-1--\nf() <> 1\n',
        'print "a\\n"\n',
    ]
    (edit,) = document.edits(document.parts[1], 'print("a\\n")\n')
    assert document.source.apply([edit]).text == STRINGS.replace('print "a\\\\n"', 'print("a\\\\n")')


def test_the_imports_of_the_file_hold() -> None:
    text = f"from __future__ import print_function\n\n{STRINGS}"
    document = doctests_of(parse(text.replace("<>", "!=")))
    part = document.parts[0]
    assert part.cells[0].is_hidden
    assert document.edits(part, part.code) == []
    (edit,) = document.edits(part, part.code.replace("#--py3port-1", "import six\n#--py3port-1"))
    assert ">>> import six\n    >>> print" in edit.text


def test_only_on_request(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    picture = b"\x89PNG\0\0print 1\n>>> print 1"
    root = write_tree(tmp_path / "project", {"a.rst": PROSE, "m.py": STRINGS, "p.txt": picture})
    plain = py3port(script, "scan", ".", cwd=root)
    assert (plain.returncode, plain.stderr) == (0, "")
    asked = py3port(script, "scan", ".", "--doctests", "--show", "findings", cwd=root)
    assert asked.returncode == 1
    places = {line.split(" ")[0]: line.split(" ")[1] for line in asked.stdout.splitlines() if ": " in line}
    assert places["a.rst:4:9:"] == "print-statement"
    assert places["m.py:5:9:"] == "not-equal-operator"
    applied = py3port(script, "apply", "--all", "--mode", "py3", "--doctests", cwd=root)
    assert applied.returncode == 0, applied.stderr
    assert (
        '>>> print("x")\n    x\n    >>> for a in {}.items():\n    ...     print(a)\n'
        in (root / "a.rst").read_text()
    )
    assert '>>> print("a\\\\n")' in (root / "m.py").read_text()
    assert (root / "p.txt").read_bytes() == picture
    again = py3port(script, "apply", "--all", "--mode", "py3", "--doctests", "--check", cwd=root)
    assert again.returncode == 0, again.stdout
    assert py3port(script, "undo", cwd=root).returncode == 0
    assert (root / "a.rst").read_text() == PROSE
    assert (root / "m.py").read_text() == STRINGS


def test_configuration(tmp_path: Path) -> None:
    script = console_script(tmp_path / "bin")
    root = write_tree(tmp_path / "project", {"a.rst": PROSE, "py3port.toml": "doctests = true\n"})
    assert py3port(script, "scan", ".", cwd=root).returncode == 1
    write_tree(root, {"py3port.toml": "doctests = 1\n"})
    wrong = py3port(script, "scan", ".", cwd=root)
    assert wrong.returncode == 2
    assert "'doctests' must be true or false" in wrong.stderr

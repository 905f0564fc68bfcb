from __future__ import annotations

import pytest

from py3port.apply.proof import ProofError, prove
from py3port.python2 import Edit, Source, parse
from py3port.result import Mode


def attempt(before: str, *edits: tuple[str, str], mode: Mode = Mode.DUAL) -> None:
    """Prove the replacement of the first occurrences of some texts; `|` marks an empty place in `before`."""
    made = []
    for old, new in edits:
        start = before.index(old)
        if old == "|":
            before = before.replace("|", "", 1)
            made.append(Edit(start, start, new))
        else:
            made.append(Edit(start, start + len(old), new))
    source = Source.from_text(before)
    prove(parse(source), parse(source.apply(made)), made, mode=mode)


@pytest.mark.parametrize(
    ("before", "edits"),
    [
        ("x = 1\ny = 2\n", [("x = 1", "x = 3")]),
        ("x = 1\ny = 2\n", [("x = 1", "x = (\n3)")]),
        ("x = 1; y = 2; z = 3\n", [("y = 2", "yy = (\n2)")]),
        ("if a.has_key(b):\n    print 1\nz = 2\n", [("if a.has_key(b):", "if b in a:")]),
        ("try:\n    x\nexcept E, e:\n    y = e\nelse:\n    z\n", [("except E, e:", "except E as e:")]),
        ("|import b\nx = 1\n", [("|", "import a\n")]),
        ("import a\nimport b\nx = 1\n", [("import a\n", "")]),
        ("|x = d.keys()[0]\n", [("|", "import six\n"), ("d.keys()", "list(d.keys())")]),
        ("class A:\n    def f(self):\n        x = `1`\n        return x\n", [("x = `1`", "x = repr(1)")]),
        ("print 'a'\nprint ('b')\n", [("print 'a'", "print('a')")]),
        (
            "|print 'a'\nprint ('b')\nprint ('c' % d)\n",
            [("|", "from __future__ import print_function\n"), ("print 'a'", "print('a')")],
        ),
        ("|x = f(a)[0]\n", [("|", ""), ("f(a)", "list(f(a))")]),
        ("def f(a, (b, c)):\n    return a\n", [("def f(a, (b, c)):", "def f(a, b_c):\n    b, c = b_c")]),
        ("x = u'é'; y = 0777\nz = 'é'\n", [("y = 0777", "y = 0o777")]),
        (
            "class A:\n    def f(self):\n        return 1\n|\n\nclass B:\n    def f(self):\n        return 2\n",
            [("|", "\n    g = f\n")],
        ),
    ],
)
def test_right_rewrites_are_proven(before: str, edits: list[tuple[str, str]]) -> None:
    attempt(before, *edits)


@pytest.mark.parametrize(
    ("before", "edits"),
    [
        ("x = a; y = 2\n", [("a", "b #")]),
        ("x = (a, b)\ny = 2\n", [("a", "'''"), ("y", "''') #")]),
        ("|x = 'a'\n", [("|", "from __future__ import unicode_literals\n")]),
        (
            "|print 'a'\nprint ('b', 'c')\n",
            [("|", "from __future__ import print_function\n"), ("print 'a'", "print('a')")],
        ),
        (
            "|print 'a'\nprint ('b').c\n",
            [("|", "from __future__ import print_function\n"), ("print 'a'", "print('a')")],
        ),
        ("x = a * (b)\ny = c\n", [("a", "a + 1")]),
        ("if a:\n    x = 1\n    y = 2\n", [("x = 1\n    ", "x = 1\n")]),
    ],
)
def test_wrong_rewrites_are_caught(before: str, edits: list[tuple[str, str]]) -> None:
    with pytest.raises(Exception, match=r"more than it should|valid|syntax|indent|invalid"):
        attempt(before, *edits)


def test_text_outside_of_the_edits_must_be_the_same() -> None:
    before, after = parse(Source.from_text("x = 1\ny = 2\n")), parse(Source.from_text("x = 1\ny = 3\n"))
    with pytest.raises(ProofError, match="not the old one with the edits"):
        prove(before, after, [], mode=Mode.DUAL)


def test_dual_mode_wants_python_2() -> None:
    with pytest.raises(ProofError, match=r"not be valid Python 2\.7"):
        attempt("x = a\nraise x\n", ("raise x", "raise x from None"))


def test_py3_mode_may_leave_python_2() -> None:
    attempt("x = `a`\nprint 1\n", ("x = `a`", "x = repr(a)"), mode=Mode.PY3)


def test_py3_mode_takes_a_file_over_to_python_3() -> None:
    attempt(
        "x = a\nprint ('b')\nexec('c')\ny = 'é'\ntry:\n    pass\nexcept E as e:\n    raise\n",
        ("x = a", "x: int = a"),
        mode=Mode.PY3,
    )


def test_py3_mode_keeps_python_3() -> None:
    with pytest.raises(ProofError, match="not be valid Python 3"):
        attempt("x = repr(a)\n", ("x = repr(a)", "x = `a`"), mode=Mode.PY3)

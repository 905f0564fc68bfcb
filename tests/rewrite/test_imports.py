"""New imports stand where a person would put them, and imports without a use go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, permutations
from typing import Any

import pytest

from py3port.analysis import Module, Surroundings
from py3port.python2 import Source, parse
from py3port.result import Applicability, Mode, Options, Stage
from py3port.rewrite import rewrite
from py3port.rule import CannotRewrite, Editor, Match, Rule, ast, cst


class Probe(Rule):
    """Rewrites every call of `probe` by what a test asks of the editor."""

    name = "probe"
    title = "Probe"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    nodes = (ast.Call,)

    def __init__(self, act: Callable[[Editor], str]) -> None:
        self._act = act

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        if isinstance(node.func, ast.Name) and node.func.id == "probe":
            yield Match(node, "probe")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        return cst.parse_expression(self._act(editor))


def run(text: str, act: Callable[[Editor], str], *, mode: Mode = Mode.DUAL, **surroundings: Any) -> str:
    rule = Probe(act)
    options = Options(mode=mode)
    module = Module(parse(Source.from_text(text)), options, Surroundings(path="m.py", **surroundings))
    matches = [match for node in module.nodes(ast.Call) for match in rule.detect(node, module)]
    outcome = rewrite(module, rule, matches)
    if outcome.skipped:
        raise CannotRewrite(outcome.skipped[0][1])
    return outcome.source.text


def six(editor: Editor) -> str:
    return editor.add_import("six") + ".x"


def xrange(editor: Editor) -> str:
    return editor.add_import("six.moves", "xrange")


def os_import(editor: Editor) -> str:
    return editor.add_import("os") + ".x"


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ("probe()\n", six, "import six\n\nsix.x\n"),
        ("# !comment\n\nprobe()\n", six, "# !comment\n\nimport six\n\nsix.x\n"),
        (
            "#!/usr/bin/python\n# -*- coding: utf-8 -*-\nprobe()\n",
            six,
            "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n\nimport six\n\nsix.x\n",
        ),
        ('"""Doc."""\nprobe()\n', six, '"""Doc."""\n\nimport six\n\nsix.x\n'),
        ('"""Doc."""\n\nprobe()\n', six, '"""Doc."""\n\nimport six\n\nsix.x\n'),
        (
            "from __future__ import division\n\nprobe()\n",
            six,
            "from __future__ import division\n\nimport six\n\nsix.x\n",
        ),
        ("import os\nprobe(os)\n", six, "import os\n\nimport six\n\nsix.x\n"),
        (
            "import os\nimport sys\n\nimport zope\n\nprobe(os)\n",
            six,
            "import os\nimport sys\n\nimport six\nimport zope\n\nsix.x\n",
        ),
        ("import os\nimport django\n\nprobe(os)\n", six, "import os\nimport django\nimport six\n\nsix.x\n"),
        ("import sys\n\nprobe()\n", os_import, "import os\nimport sys\n\nos.x\n"),
        ("import six\nprobe()\n", six, "import six\nsix.x\n"),
        (
            "import cgi\nimport json\n\nfrom shop import a\n\nprobe()\n",
            six,
            "import cgi\nimport json\n\nimport six\n\nfrom shop import a\n\nsix.x\n",
        ),
        (
            "import pickle\ntry:\n    import cPickle\nexcept ImportError:\n    pass\nprobe()\n",
            six,
            "import pickle\n\nimport six\n\ntry:\n    import cPickle\nexcept ImportError:\n    pass\nsix.x\n",
        ),
        (
            "import socket\nimport types\n\nfrom itertools import count\n\nprobe()\n",
            os_import,
            "import os\nimport socket\nimport types\n\nfrom itertools import count\n\nos.x\n",
        ),
        ("import six as s\nprobe()\n", six, "import six as s\ns.x\n"),
        ("from six.moves import urllib\nprobe()\n", xrange, "from six.moves import urllib, xrange\nxrange\n"),
        (
            "from six.moves import zip, urllib\nprobe()\n",
            xrange,
            "from six.moves import zip, urllib, xrange\nxrange\n",
        ),
        ("from six.moves import xrange\nprobe()\n", xrange, "from six.moves import xrange\nxrange\n"),
        ("probe()\nprobe()\n", six, "import six\n\nsix.x\nsix.x\n"),
        (
            "import zope\n\nfrom shop import a\n\nprobe()\n",
            six,
            "import six\nimport zope\n\nfrom shop import a\n\nsix.x\n",
        ),
        ("from shop import a\n\nprobe()\n", six, "import six\n\nfrom shop import a\n\nsix.x\n"),
        (
            "import os\ntry:\n    import json\nexcept ImportError:\n    json = None\nimport sys\n\nprobe(os)\n",
            six,
            "import os\ntry:\n    import json\nexcept ImportError:\n    json = None\n"
            "import sys\n\nimport six\n\nsix.x\n",
        ),
    ],
)
def test_place(before: str, act: Callable[[Editor], str], after: str) -> None:
    assert run(before, act, toplevel=frozenset({"shop"})) == after


def gcd(editor: Editor) -> str:
    return editor.add_import("math", "gcd", otherwise="fractions.gcd")


EITHER = "try:\n    from math import gcd\nexcept ImportError:\n    from fractions import gcd\n"


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ("probe()\n", gcd, f"{EITHER}\ngcd\n"),
        ("import os\n\nprobe(os)\n", gcd, f"import os\n{EITHER}\ngcd\n"),
        ("import shop\n\nprobe(shop)\n", gcd, f"{EITHER}\nimport shop\n\ngcd\n"),
        (f"{EITHER}\nprobe()\n", gcd, f"{EITHER}\ngcd\n"),
        ("probe()\nprobe()\n", gcd, f"{EITHER}\ngcd\ngcd\n"),
        (
            "import os\n\nif os:\n\tprobe()\n",
            gcd,
            "import os\n{}\nif os:\n\tgcd\n".format(EITHER.replace("    ", "\t")),
        ),
        (
            "import os\n\nprobe(os)\n",
            lambda editor: editor.add_import("http.client", alias="httplib", otherwise="httplib"),
            "import os\ntry:\n    import http.client as httplib\nexcept ImportError:\n    import httplib\n\nhttplib\n",
        ),
        (
            "import os\n\nprobe(os)\n",
            lambda editor: editor.add_import("inspect", "getfullargspec", otherwise="inspect.getargspec"),
            "import os\ntry:\n    from inspect import getfullargspec\nexcept ImportError:\n"
            "    from inspect import getargspec as getfullargspec\n\ngetfullargspec\n",
        ),
    ],
)
def test_either(before: str, act: Callable[[Editor], str], after: str) -> None:
    """What one of two modules has is imported from the first that does."""
    assert run(before, act, toplevel=frozenset({"shop"})) == after


def test_either_where_one_will_do() -> None:
    assert run("probe()\n", gcd, mode=Mode.PY3) == "from math import gcd\n\ngcd\n"


def test_name_of_an_import_that_goes() -> None:
    """An import of the same name is no obstacle where the caller says that it goes."""
    before = "from cgi import escape\nprobe(escape)\n"
    with pytest.raises(CannotRewrite, match="taken"):
        run(before, lambda editor: editor.add_import("html", "escape"))
    after = run(before, lambda editor: editor.add_import("html", "escape", instead_of="cgi.escape"))
    assert "from html import escape\n" in after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if x:\n    probe()\n", "if x:\n    try:\n        a()\n    except E:\n        b()\n"),
        ("if x:\n\tprobe()  # why\n", "if x:\n\ttry:\n\t\ta()\n\texcept E:\n\t\tb()  # why\n"),
    ],
)
def test_statement_becomes_several(before: str, after: str) -> None:
    class Replacing(Probe):
        """Puts a `try` in the place of the statement."""

        def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
            editor.replace_statement(editor.module.statement(match.node), "try:\n    a()\nexcept E:\n    b()")
            return node

    module = Module(parse(Source.from_text(before)), Options(), Surroundings(path="m.py"))
    rule = Replacing(lambda editor: "0")
    matches = [match for node in module.nodes(ast.Call) for match in rule.detect(node, module)]
    assert rewrite(module, rule, matches).source.text == after


@pytest.mark.parametrize(
    "before",
    [
        "six = 3\nprobe()\n",
        "def f(six):\n    probe()\n",
        "import other as six\nprobe()\n",
        "class six:\n    pass\nprobe()\n",
    ],
)
def test_taken_name(before: str) -> None:
    with pytest.raises(CannotRewrite, match="six"):
        run(before, six)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("probe()\n", "from __future__ import division\n\n0\n"),
        (
            '"""Doc."""\nimport os\nprobe()\n',
            '"""Doc."""\n\nfrom __future__ import division\n\nimport os\n0\n',
        ),
        (
            "from __future__ import with_statement\nprobe()\n",
            "from __future__ import division\nfrom __future__ import with_statement\n0\n",
        ),
        (
            "# licence\n# text\n\nimport os\nprobe()\n",
            "# licence\n# text\n\nfrom __future__ import division\n\nimport os\n0\n",
        ),
    ],
)
def test_future(before: str, after: str) -> None:
    def act(editor: Editor) -> str:
        editor.add_future("division")
        return "0"

    assert run(before, act) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import a\nprobe(a)\n", "0\n"),
        ("import a, b\nprobe(a)\n", "import b\n0\n"),
        ("import b, a\nprobe(a)\n", "import b\n0\n"),
        ("from m import (a,\n               b)\nprobe(a)\n", "from m import (b)\n0\n"),
        ("import a\nprobe(a)\na.x\n", "import a\n0\na.x\n"),
        (
            "try:\n    import a\nexcept ImportError:\n    a = None\nprobe(a)\n",
            "try:\n    import a\nexcept ImportError:\n    a = None\n0\n",
        ),
        ("def f():\n    import a\n    probe(a)\n", "def f():\n    0\n"),
        ("import a  # noqa\n\nprobe(a)\n", "0\n"),
    ],
)
def test_dropped(before: str, after: str) -> None:
    rule = Probe(lambda editor: "0")
    module = Module(parse(Source.from_text(before)), Options(), Surroundings(path="m.py"))

    class Dropping(Probe):
        """Says that the argument goes."""

        def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
            editor.drop_import(match.node.args[0])  # type: ignore[attr-defined]
            return cst.parse_expression("0")

    rule = Dropping(lambda editor: "0")
    matches = [match for node in module.nodes(ast.Call) for match in rule.detect(node, module)]
    assert rewrite(module, rule, matches).source.text == after


def future(name: str) -> Callable[[Editor], str]:
    def act(editor: Editor) -> str:
        editor.add_future(name)
        return "0"

    return act


HEADS = (
    "",
    '"""Doc."""\n\n',
    "from __future__ import with_statement\nimport os\n\n",
    "import sys\nimport os\n\n",
    "import sys, os\nfrom re import compile\nimport types\n\n",
    "import os\nimport sys\n\nimport zope\n\nfrom shop import a\n\n",
    "from shop import a\nimport sys\n\n",
    "from six.moves import zip, urllib\n\n",
    "import os\ntry:\n    import json\nexcept ImportError:\n    json = None\nimport sys\n\n",
    "try:\n    import json\nexcept ImportError:\n    import simplejson as json\nimport zope\n\n",
)
ADDED: dict[str, Callable[[Editor], str]] = {
    "six": six,
    "xrange": xrange,
    "zip": lambda editor: editor.add_import("six.moves", "zip"),
    "io": lambda editor: editor.add_import("io") + ".x",
    "reduce": lambda editor: editor.add_import("functools", "reduce"),
    "gcd": gcd,
    "Mapping": lambda editor: editor.add_import(
        "collections.abc", "Mapping", otherwise="collections.Mapping"
    ),
    "print": future("print_function"),
    "absolute": future("absolute_import"),
}


@pytest.mark.parametrize("head", HEADS)
def test_each_has_one_place_whatever_came_before_it(head: str) -> None:
    """The imports of several rules stand in the same order, with the same blank lines, however these were applied."""
    for added in combinations(ADDED, 3):
        texts = {one_by_one(head, order) for order in permutations(added)}
        assert len(texts) == 1, (added, texts)


def one_by_one(head: str, order: Iterable[str]) -> str:
    """The head of a module to which imports are added one at a time."""
    for name in order:
        head = run(f"{head}probe()\n", ADDED[name], toplevel=frozenset({"shop"})).rpartition("\n")[0]
        head = head[: head.rfind("\n") + 1]
    return head

"""The rule for Python 2 in the sources of Cython."""

from __future__ import annotations

import re
from collections.abc import Iterable

from py3port.rule import Example, FileKind, Options, Spot, Stage, TextRule
from py3port_codemods._removed_modules import REMOVED_MODULES
from py3port_codemods._six_moves import moved_modules

_ASIDE = re.compile(
    r"#[^\n]*|(?:\"\"\".*?\"\"\"|'''.*?''')|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL
)
_LEVEL = re.compile(r"^#[^\n]*\blanguage_level[ \t]*=[ \t]*['\"]?2", re.MULTILINE)
_SYNTAX = re.compile(
    r"(?:^|[:;])[ \t]*(?P<print>print)[ \t]+(?![\s(=.,)\]])"
    r"|\bexcept[ \t]+[\w.]+(?P<comma>,)[ \t]*\w+[ \t]*:|(?P<unequal><>)|(?P<backtick>`)"
    r"|(?:^|[:;])[ \t]*raise[ \t]+[\w.]+(?P<raised>,)",
    re.MULTILINE,
)
_METHOD = re.compile(
    r"\.(?P<name>iteritems|iterkeys|itervalues|viewitems|viewkeys|viewvalues|has_key|next)[ \t]*\("
)
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+(?P<name>\w+)(?![\w.]|[ \t]+cimport)", re.MULTILINE)
_SPELLED = {
    "print": "the `print` statement",
    "comma": "`except E, e`",
    "unequal": "`<>`",
    "backtick": "a `repr` in backticks",
    "raised": "`raise E, value`",
}


class CythonSource(TextRule):
    """Cython translates Python 2's syntax and built-in names for either Python, but not methods and modules.

    Before Cython 3 the syntax was Python 2's unless a file said otherwise; since then it is Python 3's, so that a
    file without `# cython: language_level=2` does not compile. What an object no longer has fails when it runs:
    `d.iteritems()` works for a variable declared `dict` only. Such files are not rewritten.
    """

    name = "cython-source"
    title = "Port the sources of Cython"
    stage = Stage.COMMON
    references = ("https://cython.readthedocs.io/en/latest/src/userguide/migrating_to_cy30.html",)
    kinds = (FileKind.CYTHON,)
    examples = (
        Example("def f(x):\n    print x\n    if x <> 1: raise E, x\n", None, path="a.pyx", findings=3),
        Example("try:\n    f()\nexcept E, e:\n    print `e`\n", None, path="a.pyx", findings=4),
        Example("# cython: language_level=2\nprint x\nfor k in d.iterkeys(): pass\n", None, path="a.pyx", findings=1),
        Example("import cPickle\nfrom StringIO import StringIO\n", None, path="a.pyx", findings=2),
        Example("from cpython cimport array\ncimport numpy\nimport numpy\nprint(x)\n", None, path="a.pyx"),
        Example("'''d.iteritems()'''\nx = \"print a\"  # import cPickle\n", None, path="a.pxd"),
    )  # fmt: skip

    def look(self, text: str, path: str, options: Options) -> Iterable[Spot]:
        """Gone syntax, where it is read as Python 3's, gone methods and gone modules."""
        code = _ASIDE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
        if _LEVEL.search(text) is None:
            for found in _SYNTAX.finditer(code):
                kind = str(found.lastgroup)
                message = f"Cython 3 reads {_SPELLED[kind]} only where `language_level=2` is set"
                yield Spot(*found.span(kind), message)
        for found in _METHOD.finditer(code):
            yield Spot(*found.span("name"), f"objects have no `{found['name']}` in Python 3")
        for found in _IMPORT.finditer(code):
            name = found["name"]
            if (
                name in moved_modules()
                or name in REMOVED_MODULES
                or name in ("StringIO", "urllib2", "urlparse")
            ):
                yield Spot(*found.span("name"), f"Python 3 has no module `{name}`")

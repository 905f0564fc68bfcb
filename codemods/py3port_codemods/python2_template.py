"""The rule for what templates call that Python 3 no longer has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from py3port.rule import Example, FileKind, Options, Spot, Stage, TextRule

_BRACKETS = (("{{", "}}"), ("{%", "%}"), ("${", "}"), ("<%", "%>"))
_LINE = re.compile(r"^[ \t]*%(?![%}])[^\n]*$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"\bpy:[a-z]+=(?:\"[^\"]*\"|'[^']*')")
_METHOD = re.compile(
    r"\.(?P<method>iteritems|iterkeys|itervalues|iterlists|viewitems|viewkeys|viewvalues|has_key)\b"
    r"|(?<![\w.|])(?P<function>unicode|xrange|basestring|unichr|raw_input|long|reduce|cmp)[ \t]*\("
)
_INSTEAD = {
    "has_key": "`in` does what it did",
    "unicode": "`str` is the type of text",
    "basestring": "`str` is the type of text",
    "xrange": "`range` does what it did",
    "unichr": "`chr` does what it did",
    "raw_input": "`input` does what it did",
    "long": "`int` is the only type of integers",
    "reduce": "it is `functools.reduce`",
    "cmp": "compare, or sort by a key",
}


class Python2Template(TextRule):
    """Jinja, Django, Mako, Genshi and Cheetah call methods by name, and their templates are no Python files.

    A template that calls `d.iteritems()` raises where it is rendered. Django swallows that, and the loop shows nothing.
    """

    name = "python2-template"
    title = "Call what Python 3 has from templates"
    stage = Stage.COMMON
    references = ("https://docs.djangoproject.com/en/stable/ref/templates/language/",)
    words = (
        "iter",
        "view",
        "has_key",
        "unicode",
        "xrange",
        "basestring",
        "unichr",
        "raw_input",
        "long",
        "reduce",
        "cmp",
    )
    kinds = (FileKind.TEMPLATE,)
    examples = (
        Example("{% for k, v in d.iteritems() %}{{ k }}{% endfor %}\n", None, path="a.html", findings=1),
        Example("{% for k, v in d.iteritems %}\n", None, path="a.html", findings=1),
        Example("% if d.has_key('a'):\n${unicode(d)}\n% endif\n", None, path="a.mako", findings=2),
        Example('<li py:for="k in d.iterkeys()">$k</li>\n', None, path="a.html", findings=1),
        Example("{{ xrange(3)|join }}\n", None, path="a.j2", findings=1),
        Example("<p>d.iteritems() and unicode() are gone</p>\n{{ d.items() }}\n", None, path="a.html"),
        Example("{{ d.unicode }} {{ long }} {{ x|unicode(1) }} {{ unclosed\n", None, path="a.html"),
    )  # fmt: skip

    def look(self, text: str, path: str, options: Options) -> Iterable[Spot]:
        """Gone methods and built-in functions within the brackets of all template languages."""
        seen = set()
        for start, end in _code(text):
            for found in _METHOD.finditer(text, start, end):
                group = "method" if found["method"] else "function"
                name = found[group]
                if found.start(group) not in seen:
                    seen.add(found.start(group))
                    instead = (
                        _INSTEAD.get(name)
                        or f"`{name.replace('iter', '').replace('view', '')}` does what it did"
                    )
                    yield Spot(
                        found.start(group), found.end(group), f"`{name}` is gone in Python 3, {instead}"
                    )


def _code(text: str) -> Iterator[tuple[int, int]]:
    for opening, closing in _BRACKETS:
        start = text.find(opening)
        while start >= 0:
            end = text.find(closing, start + len(opening))
            if end < 0:
                break
            yield start, end
            start = text.find(opening, end)
    for pattern in (_LINE, _ATTRIBUTE):
        for found in pattern.finditer(text):
            yield found.span()

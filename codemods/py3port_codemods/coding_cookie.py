"""The rule for declarations of the encoding UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_DECLARATION = re.compile(
    r"#[ \t]*(?:-\*-[ \t]*(?:en)?coding[:=][ \t]*utf-?8(?:-unix)?[ \t]*;?[ \t]*-\*-"
    r"|(?:en)?coding[:=][ \t]*utf-?8"
    r"|vim?:[ \t]*(?:set[ \t]+)?(?:file)?encoding=utf-?8[ \t]*:?)[ \t]*",
    re.IGNORECASE,
)
_ANY = re.compile(r"[ \t\f]*#.*?coding[:=]")


class CodingCookie(Rule):
    """Python 3 reads files as UTF-8 unless they say otherwise, so that one that says UTF-8 says nothing (PEP 3120).

    A comment that tells an editor more than that stays, and so does the declaration of any other encoding.
    """

    name = "coding-cookie"
    title = "Drop the declaration of UTF-8"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP009",)
    references = ("https://peps.python.org/pep-3120/",)
    words = ("coding",)
    nodes = (ast.Module,)
    examples = (
        Example("# -*- coding: utf-8 -*-\nx = 1\n", "x = 1\n"),
        Example("# coding=UTF8\n\nx = 1\n", "x = 1\n"),
        Example("#!/bin/python\n# vim: set fileencoding=utf-8 :\n\nx = 1\n", "#!/bin/python\n\nx = 1\n"),
        Example("# encoding: utf-8\n# A comment.\nx = 1\n", "# A comment.\nx = 1\n"),
        Example("# -*- mode: python; coding: utf-8 -*-\nx = 1\n", None),
        Example("# -*- coding: latin-1 -*-\nx = 1\n", None),
        Example("# coding: utf-8\n#!/bin/python\n# coding: latin-1\nx = 1\n", None),
        Example("x = 1\n# coding: utf-8\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """A line of the first two that is nothing but the declaration."""
        lines = module.source.text.split("\n", 3)[:3]
        for index, line in enumerate(lines[:2]):
            if _DECLARATION.fullmatch(line):
                # The third line becomes the second: it must not declare what it did not before.
                if not any(_ANY.match(each) for number, each in enumerate(lines) if number != index):
                    place = ast.Pass(
                        lineno=index + 1, col_offset=0, end_lineno=index + 1, end_col_offset=len(line)
                    )
                    yield Match(place, "files are UTF-8 in Python 3 unless they say otherwise")
                return
            if line.strip() and not line.lstrip().startswith("#"):
                return

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Take out the line, and blank lines that would then be at the top."""
        text = editor.module.source.text
        for match in matches:
            start = editor.module.source.offset(match.node.lineno, 0)  # type: ignore[attr-defined]
            end = text.find("\n", start) + 1 or len(text)
            while start == 0 and text.startswith("\n", end):
                end += 1
            editor.replace_span(start, end, "")
        return True

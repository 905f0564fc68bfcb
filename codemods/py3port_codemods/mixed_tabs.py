"""The rule for tabs and blanks that Python 3 cannot compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._indentation import has_tabs_and_blanks, inconsistent_lines, new_indentation

DOC = '"""Docstring."""\n'


class MixedTabs(Rule):
    """Python 2 took a tab for as many blanks as reach the next multiple of eight; Python 3 refuses to.

    It raises TabError where the order of two lines' indentation depends on the width of a tab. One finding stands
    for the file, at the first such line. Where the file is mostly indented by whole tabs, one for each level, the
    other lines get tabs too; else tabs become the blanks that Python 2 took them for. Comments between statements
    move with them. What continues a line, and what stands in a string, stays as it is.
    """

    name = "mixed-tabs"
    title = "Indent by tabs or by blanks"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_ws_indent", "W0312", "mixed-indentation", "E101", "W191")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#removed-syntax",)
    words = ("\t",)
    nodes = (ast.Module,)
    guardable = False
    examples = (
        # A line more with blanks: they win.
        Example(
            DOC + "if 1:\n    a = 1\n    if a:\n\tb = 2\n        c = 3\nelse:\n    d = 4\n",
            DOC + "if 1:\n    a = 1\n    if a:\n        b = 2\n        c = 3\nelse:\n    d = 4\n",
            findings=1,
        ),
        Example(
            DOC + "class A:\n    def f(self):\n\tif 1:\n\t    return 1\n\treturn 2\n"
            "    def g(self):\n\treturn 3\nx = A().f()\n",
            DOC + "class A:\n    def f(self):\n        if 1:\n            return 1\n        return 2\n"
            "    def g(self):\n        return 3\nx = A().f()\n",
        ),
        # Whole tabs win.
        Example(
            DOC + "def f():\n\ta = 1\n\tif a:\n\t\ta = 2\n        return a\nx = f()\n",
            DOC + "def f():\n\ta = 1\n\tif a:\n\t\ta = 2\n\treturn a\nx = f()\n",
        ),
        Example(
            DOC
            + "def f():\n\ta = 1\n\tif a:\n\t\ta = 2\n        # The sum.\n        return a  # why\nx = f()\n",
            DOC + "def f():\n\ta = 1\n\tif a:\n\t\ta = 2\n\t# The sum.\n\treturn a  # why\nx = f()\n",
        ),
        # Comments go along; strings and continued lines do not.
        Example(
            DOC + "if 1:\n    if 2:\n\t# One.\n\ta = '''\n\tb'''\n"
            "        b = [\n\t    1,\n\t]\n        c = 1 + \\\n\t    2\n",
            DOC + "if 1:\n    if 2:\n        # One.\n        a = '''\n\tb'''\n        b = [\n\t    1,\n\t]\n"
            "        c = 1 + \\\n\t    2\n",
        ),
        Example(
            DOC + "try:\n        a = 1\n\n\tb = 2\nexcept ValueError:\n    pass\nelse:\n    c = 3\n",
            DOC + "try:\n        a = 1\n\n        b = 2\nexcept ValueError:\n    pass\nelse:\n    c = 3\n",
        ),
        # Each block for itself is no trouble.
        Example("def f():\n\treturn 1\ndef g():\n    return 2\n", None),
        Example("def f():\n\tif 1:\n\t    return 1\n\treturn 2\n", None),
        Example("def f():\n\treturn '''\n    a'''\nx = (1,\n \t2)\n", None),
        Example("if 1:\n    x = '\t'\n\t# A comment.\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """The first line whose indentation Python 3 cannot compare."""
        if not has_tabs_and_blanks(module.source.text):
            return
        lines = inconsistent_lines(module)
        if lines:
            first = _statement_at(lines[0], module)
            count = "one line" if len(lines) == 1 else f"{len(lines)} lines"
            yield Match(
                first, f"tabs and blanks are mixed so that Python 3 refuses {count}, first line {lines[0]}"
            )

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Indent every line of the file alike."""
        for start, end, indentation in new_indentation(editor.module):
            editor.replace_span(start, end, indentation)
        return True


def _statement_at(line: int, module: Module) -> ast.AST:
    """The statement or clause that begins on a line, else the next."""
    candidates = [each for kind, nodes in module.tree.nodes.items() if _begins_line(kind) for each in nodes]
    behind = [each for each in candidates if each.lineno >= line]  # type: ignore[attr-defined]
    return min(behind, key=lambda each: (each.lineno, each.col_offset), default=module.tree.root)  # type: ignore[attr-defined]


def _begins_line(kind: type[ast.AST]) -> bool:
    return issubclass(kind, (ast.stmt, ast.ExceptHandler))

"""The rule for `global` after the first use of a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)


class LateGlobal(Rule):
    """Python 2 only warned of a `global` after the name had been used; since Python 3.6 it is a syntax error.

    It holds for the whole function wherever it stands, so that it goes to the top. At the level of the module it says
    nothing, and goes.
    """

    name = "late-global"
    title = "Declare globals before their first use"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.6"
    aliases = ("PLE0118", "used-prior-global-declaration", "E0118")
    references = ("https://docs.python.org/3/whatsnew/3.6.html#changes-in-python-command-behavior",)
    words = ("global",)
    nodes = (ast.Global,)
    guardable = False
    examples = (
        Example(
            "x = 1\ndef f():\n    y = x\n    global x\n    x = 2\n    return y\nz = f()\n",
            "x = 1\ndef f():\n    global x\n    y = x\n    x = 2\n    return y\nz = f()\n",
        ),
        Example(
            'def f():\n    """Doc."""\n    for z in (1, 2):\n        pass\n    if z:\n        global z\n'
            "f()\n",
            'def f():\n    """Doc."""\n    global z\n    for z in (1, 2):\n        pass\n    if z:\n'
            "        pass\nf()\n",
        ),
        Example(
            "def f(a):\n    y = 1\n    global x, y\n    x = a\nf(2)\n",
            "def f(a):\n    global x, y\n    y = 1\n    x = a\nf(2)\n",
        ),
        Example("x = 4\nglobal x\nx = 5\n", "x = 4\nx = 5\n"),
        Example("def f():\n    import os\n    global os\n", "def f():\n    global os\n    import os\n"),
        Example(
            "def f():\n    global x\n    x = 1\n    g = lambda: y\n    def h(y=x):\n        pass\n"
            "    global y\n    y = 2\nf()\n",
            None,
        ),
    )

    def detect(self, node: ast.Global, module: Module) -> Iterable[Match]:
        """Every declaration that comes after a use of one of its names, in the same function."""
        function = next(each for each in module.ancestors(node) if isinstance(each, _SCOPES))
        names = frozenset(node.names)
        if isinstance(function, ast.FunctionDef):
            names -= {getattr(each, "arg", "") for each in ast.walk(function.args)}
        place = (node.lineno, node.col_offset)
        if any(name in names and where < place for name, where in _uses(function)):
            yield Match(
                node,
                f"`global {', '.join(node.names)}` must come before the first use in Python 3",
                data=function,
            )

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Move the declarations to the top of their functions."""
        for match in matches:
            node: Any = match.node
            editor.remove_statement(node)
            if not isinstance(match.data, ast.Module):
                _declare(f"global {', '.join(node.names)}", match.data, editor)
        return True


def _declare(code: str, function: Any, editor: Editor) -> None:
    """Put a declaration at the top of a function, at the end of the line before, where no statement begins."""
    source, first = editor.module.source, function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str)
    margin = source.line(first.lineno)[: first.col_offset]
    after = first.end_lineno if is_docstring else first.lineno - 1
    if margin.strip() or after < function.lineno or getattr(first, "decorator_list", ()):
        editor.insert_in_body(function, code)
        return
    end = source.offset(after, len(source.line(after)))
    editor.replace_span(end, end, f"\n{margin}{code}")


def _uses(function: Any) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every name that the body of a function reads or binds itself, and where."""
    pending: list[Any] = list(function.body)
    while pending:
        node = pending.pop()
        where = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        if isinstance(node, ast.Name):
            yield node.id, where
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)) and isinstance(
            node.name, str
        ):
            yield node.name, where
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], where
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            pending += [*node.decorator_list, *node.args.defaults]
        elif isinstance(node, ast.ClassDef):
            pending += [*node.decorator_list, *node.bases]
        elif isinstance(node, ast.Lambda):
            pending += node.args.defaults
        else:
            pending += ast.iter_child_nodes(node)
